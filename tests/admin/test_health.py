"""The health page: its token, what it says, and that it says no when something stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from admin.app import create_app
from admin.health import facts_of
from assistant.cases.outbox import SendState
from assistant.services import Services
from knowledge.answering import brake_all, stop_all
from knowledge.database import Database
from knowledge.matcher import Part
from knowledge.settings import MailboxSettings, MailSettings, Secrets
from mail_gateway.fetching.progress import note_success
from mail_gateway.guards.trouble import TroubleKind, note_trouble
from mail_gateway.inbound import InboundState
from tests.admin.workplace import Workplace
from tests.admin.workplace_mail import outgoing_mail, stored_mail
from tests.conftest import KEY
from tests.fakes import Clock

TOKEN = "the-monitor-s-own-word"
BOX = MailboxSettings("kontakt", "kontakt@prov.example", "localhost", "kontakt")
MINUTE = timedelta(minutes=1)


def watched(services: Services, token: str = TOKEN) -> Services:
    """The same services with a mailbox and a monitor's token."""
    secrets = Secrets(key=KEY, monitor_token=token)
    settings = replace(services.settings, secrets=secrets, mail=MailSettings(mailboxes=(BOX,)))
    return replace(services, settings=settings)


@pytest.fixture
def room(services: Services, clock: Clock) -> Workplace:
    """A workplace whose one mailbox was read at this moment."""
    made = Workplace(watched(services), clock)
    note_success(made.services, BOX)
    return made


def ask(client: FlaskClient, given: str = f"Bearer {TOKEN}", path: str = "/halsa") -> tuple[int, str]:
    """The answer to whoever sends this header."""
    headers = {"Authorization": given} if given else {}
    answer = client.get(path, headers=headers)
    return answer.status_code, answer.text


def problems(room: Workplace) -> list[str]:
    """What the page says stands still, the search left out."""
    found: list[str] = facts_of(room.services)["problems"]
    return [one for one in found if not one.startswith("search ")]


@pytest.mark.parametrize("path", ["/halsa", "/matt"])
@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}"]
)
def test_nobody_gets_in_without_the_token(room: Workplace, given: str, path: str) -> None:
    """Missing, cut, longer or of another kind: 401, and how to do it right."""
    status, words = ask(room.visitor(), given, path)
    assert (status, words) == (401, "a valid token is needed\n")


@pytest.mark.parametrize("path", ["/halsa", "/matt"])
def test_without_a_token_in_the_settings_there_is_no_page(services: Services, clock: Clock, path: str) -> None:
    """An empty word is no token: not even an empty one gets in."""
    client = Workplace(watched(services, token=""), clock).visitor()
    assert [ask(client, given, path)[0] for given in ("", "Bearer ", f"Bearer {TOKEN}")] == [404, 404, 404]


def test_every_server_has_the_page(services: Services) -> None:
    """Also one that serves residents only."""
    mine = watched(services)
    for serve in ("residents", "staff"):
        web = replace(mine.settings.web, serve=serve)
        app = create_app(replace(mine, settings=replace(mine.settings, web=web)))
        assert ask(app.test_client())[0] in (200, 503), serve


def test_all_is_well(room: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 and every figure; who is written to or writes stands nowhere."""
    monkeypatch.setattr(type(room.services.matcher), "troubles", {})
    stored_mail(room)
    outgoing_mail(room, "", SendState.FAILED)
    status, _ = ask(room.visitor())
    facts = facts_of(room.services)
    assert (status, facts["well"], facts["problems"]) == (200, True, [])
    assert facts["mailboxes"] == {"kontakt": {"seconds_since_last_round": 0, "being_read": False, "well": True}}
    assert facts["mails"]["handled"] == 1
    assert (facts["outbox"]["failed"], facts["outbox"]["oldest_waiting_seconds"]) == (1, None)
    assert "@" not in str(facts)


def test_what_the_search_lacks_is_told(room: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language model cannot be used, and so on: not well, with the part's name and not the fault's words."""
    monkeypatch.setattr(type(room.services.matcher), "troubles", {Part.MEANING: "no such file /srv/model"})
    status, words = ask(room.visitor())
    assert (status, facts_of(room.services)["problems"]) == (503, ["search meaning"])
    assert "/srv/model" not in words


def test_6_a_mailbox_that_nobody_reads_is_not_well(room: Workplace) -> None:
    """A quarter of an hour without a successful round, as for the alarm; one that was never read too."""
    room.clock.now += 15 * MINUTE - timedelta(seconds=1)
    assert problems(room) == []
    room.clock.now += timedelta(seconds=1)
    assert problems(room) == ["mailbox kontakt"]
    other = replace(BOX, name="info")
    mail = replace(room.services.settings.mail, mailboxes=(other,))
    new = replace(room.services, settings=replace(room.services.settings, mail=mail))
    assert "mailbox info" in facts_of(new)["problems"]


def test_mails_that_nobody_reads_or_sends_are_not_well(room: Workplace) -> None:
    """A stored mail and a due outgoing one of a quarter of an hour; one that a server put off is not late."""
    stored_mail(room, state=InboundState.STORED, reason="")
    outgoing_mail(room, "", SendState.PENDING, next_attempt_at=room.clock.now + 60 * MINUTE)
    room.clock.now += 15 * MINUTE
    note_success(room.services, BOX)
    assert problems(room) == ["unread mail"]
    room.clock.now += 60 * MINUTE
    note_success(room.services, BOX)
    assert problems(room) == ["unread mail", "outbox"]
    assert facts_of(room.services)["outbox"]["overdue_seconds"] == 15 * 60


def test_an_open_trouble_is_not_well_and_a_person_s_stop_is(room: Workplace) -> None:
    """Somebody stopped the answers on purpose: told, but nothing to be woken for. The brake is a trouble."""
    with room.services.database.transaction() as session:
        stop_all(session, None, room.clock.now)
    assert (problems(room), facts_of(room.services)["answers_stopped"]) == ([], True)
    note_trouble(room.services, TroubleKind.SMTP, "no route")
    note_trouble(room.services, TroubleKind.BRAKE, "too many")
    assert problems(room) == ["trouble smtp", "trouble brake"]


def test_the_brake_is_told(room: Workplace) -> None:
    """It was no person who stopped the answers."""
    with room.services.database.transaction() as session:
        brake_all(session, room.clock.now)
    facts = facts_of(room.services)
    assert (facts["answers_stopped"], facts["answers_braked"]) == (True, True)


def test_a_database_out_of_reach_is_said_and_no_fault_of_the_page(room: Workplace) -> None:
    """503 in the same form: the monitor must be able to tell what is wrong."""
    empty = replace(room.services, database=Database("sqlite://"))
    facts = facts_of(empty)
    empty.database.close()
    assert (facts["well"], facts["problems"][0], facts["database"]) == (False, "database", "unreachable")


def test_the_figures_are_found_by_indexes(room: Workplace) -> None:
    """Neither mails nor outgoing ones are read row by row: both tables grow for ever, with their bytes in them."""
    stored_mail(room)
    if room.services.database.engine.dialect.name != "sqlite":
        return
    questions = (
        "SELECT state, count(*) FROM inbound_mail GROUP BY state",
        "SELECT min(fetched_at) FROM inbound_mail WHERE state = 'stored'",
        "SELECT state, count(*) FROM outbox_mail WHERE state IN ('failed') GROUP BY state",
        "SELECT min(next_attempt_at) FROM outbox_mail WHERE state = 'pending'",
    )
    with room.services.database.reading() as session:
        for question in questions:
            plan = " ".join(str(step) for step in session.execute(text(f"EXPLAIN QUERY PLAN {question}")))
            assert "USING" in plan, plan
            assert "INDEX" in plan, plan
