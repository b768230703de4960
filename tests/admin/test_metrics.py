"""The metrics: Prometheus reads them, and every figure is the database's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from admin.metrics import text_of
from assistant.cases.outbox import SendState
from assistant.engine.answer import Outcome
from assistant.services import Services
from knowledge.answering import stop_all
from mail_gateway.fetching.progress import note_success
from mail_gateway.guards.trouble import TroubleKind, note_trouble
from mail_gateway.inbound import InboundState
from tests.admin.test_health import BOX, ask, watched
from tests.admin.workplace import NOW, Workplace
from tests.admin.workplace_mail import outgoing_mail, stored_mail
from tests.fakes import Clock

Figures = dict[tuple[str, str], float]


@pytest.fixture
def room(services: Services, clock: Clock) -> Workplace:
    """A workplace with a mailbox that was never read."""
    return Workplace(watched(services), clock)


def figures(room: Workplace) -> Figures:
    """Every sample by name and label, as Prometheus's own parser reads the text."""
    families = text_string_to_metric_families(text_of(room.services).decode())
    return {
        (sample.name.removeprefix("forstalinjen_"), "".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def decided(room: Workplace, number: str, outcome: Outcome, at: timedelta, staff: int | None = None) -> None:
    """A row of the response log, so long before now."""
    room.decided(number, outcome, "certain", at=NOW - at, answered=True, staff_id=staff)


def test_an_empty_post_room_has_every_figure(room: Workplace) -> None:
    """Zeros, so that an alarm on them has something to look at; no lag of a mailbox that was never read."""
    found = figures(room)
    assert {name for name, _ in found} == {
        "mails",
        "outbox_mails",
        "unread_oldest_seconds",
        "outbox_oldest_waiting_seconds",
        "outbox_overdue_seconds",
        "troubles_open",
        "answers_day",
        "answers_stopped",
        "search_troubles",
    }
    assert all(value == 0 for (name, _), value in found.items() if name != "search_troubles")


def test_the_figures_are_those_of_the_tables(room: Workplace) -> None:
    """Mails and outbox by state, ages, lag, troubles, outcomes of a day without people's replies, the switch."""
    number = room.case("Plats", room.group("Placering"))
    room.staff("Anna")
    stored_mail(room)
    stored_mail(room, state=InboundState.STORED, reason="", fetched_at=NOW - timedelta(minutes=2))
    outgoing_mail(room, number, SendState.UNCERTAIN)
    outgoing_mail(room, number, SendState.PENDING, created_at=NOW - timedelta(minutes=5))
    note_success(room.services, BOX)
    note_trouble(room.services, TroubleKind.SMTP, "no route")
    for outcome, hours in ((Outcome.ANSWERED, 1), (Outcome.ANSWERED, 23), (Outcome.ANSWERED, 25)):
        decided(room, number, outcome, timedelta(hours=hours))
    decided(room, number, Outcome.ANSWERED, timedelta(hours=1), staff=1)
    with room.services.database.transaction() as session:
        stop_all(session, None, NOW)
    room.clock.now += timedelta(seconds=30)
    found = figures(room)
    expected = {
        ("mails", "handled"): 1,
        ("mails", "stored"): 1,
        ("outbox_mails", "uncertain"): 1,
        ("outbox_mails", "pending"): 1,
        ("unread_oldest_seconds", ""): 150,
        ("outbox_oldest_waiting_seconds", ""): 330,
        ("outbox_overdue_seconds", ""): 30,
        ("mailbox_lag_seconds", "kontakt"): 30,
        ("troubles_open", "smtp"): 1,
        ("troubles_open", "mailbox"): 0,
        ("answers_day", "answered"): 2,
        ("answers_day", "handed_over"): 0,
        ("answers_stopped", ""): 1,
    }
    assert {name: found[name] for name in expected} == expected


def test_the_page_gives_them_to_whoever_has_the_token(room: Workplace) -> None:
    """In Prometheus's text format, with nothing of the process that happened to answer."""
    status, words = ask(room.visitor(), path="/matt")
    assert status == 200
    assert 'forstalinjen_mails{state="set_aside"} 0.0' in words
    assert "python_" not in words
    assert "process_" not in words
