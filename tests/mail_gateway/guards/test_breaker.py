"""Too much automatic mail: the assistant answers nobody, administrators are told, and a person turns it on again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases.case import Status
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.answering import AnsweringChange, ChangeKind, braked_at, is_stopped, resume_all, stop_all
from knowledge.organisation import Role
from mail_gateway.guards.breaker import watch_breaker
from mail_gateway.guards.trouble import MailTrouble, TroubleKind, tell_troubles
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import case_of, outbox, store, take_in, to_resident, together, with_mail, write

ADA = "ada@prov.example"


@pytest.fixture
def narrow(town: Services) -> Services:
    """Provstad, where three automatic mails an hour are too many and Ada looks after the system."""
    with town.database.transaction() as session:
        add_staff(session, "Ada", Role.ADMINISTRATOR)
    return with_mail(town, most_automatic_an_hour=3)


def ask(services: Services, number: int, domain: str = "resident.example") -> InboundMail:
    """A simple question of another resident each time."""
    return take_in(services, write(sender=f"m{number}@{domain}", message_id=f"<{number}@x>"))


def alarms(services: Services) -> list[OutboxMail]:
    """What administrators were sent."""
    return outbox(services, MailKind.ALARM)


def watch(services: Services) -> None:
    """What the runner does at intervals."""
    watch_breaker(services)
    tell_troubles(services)


def troubles(services: Services) -> list[MailTrouble]:
    """The brake's troubles, the oldest first."""
    with services.database.reading() as session:
        found = select(MailTrouble).where(MailTrouble.kind == TroubleKind.BRAKE).order_by(MailTrouble.id)
        return list(session.scalars(found))


def test_1_11_the_global_breaker_turns_the_answering_off(narrow: Services, clock: Clock) -> None:
    """The fourth mail in an hour gets a person; from then on nobody is answered or sent a receipt, hours later too."""
    for number in range(3):
        assert ask(narrow, number).reason == "ordinary"
    fourth = ask(narrow, 4)
    assert fourth.reason == "breaker_open"
    with narrow.database.reading() as session:
        assert case_of(session, fourth).status is Status.OPEN
        assert (is_stopped(session), braked_at(session)) == (True, clock())
        (change,) = session.scalars(select(AnsweringChange))
        assert (change.kind, change.staff_id, change.at) == (ChangeKind.BRAKED, None, clock())
    clock.forward(hours=5)
    assert ask(narrow, 5).reason == "breaker_open"
    assert len(to_resident(narrow)) == 3


def test_the_breaker_alarms_once(narrow: Services, clock: Clock) -> None:
    """One trouble and one mail to the administrator, however many gateways look and however often."""
    for number in range(6):
        ask(narrow, number)
    since = clock()
    for _ in range(3):
        clock.forward(minutes=1)
        together(lambda: watch(narrow), lambda: watch(narrow))
    (trouble,) = troubles(narrow)
    assert (trouble.began_at, trouble.ended_at, "3" in trouble.detail) == (since, None, True)
    (alarm,) = alarms(narrow)
    assert (alarm.recipient, alarm.subject) == (ADA, "Postrummet: automatiska svar är stoppade")


def test_a_person_turns_it_on_again_and_the_hour_begins_anew(narrow: Services, clock: Clock) -> None:
    """What went out before is not counted again; administrators hear that it works."""
    for number in range(4):
        ask(narrow, number)
    watch(narrow)
    clock.forward(minutes=5)
    with narrow.database.transaction() as session:
        assert resume_all(session, None, clock())
    watch(narrow)
    (trouble,) = troubles(narrow)
    assert trouble.ended_at == clock()
    assert [alarm.subject for alarm in alarms(narrow)][1:] == ["Postrummet: automatiska svar skickas igen"]
    clock.forward(minutes=1)
    assert [ask(narrow, number).reason for number in range(10, 14)] == ["ordinary"] * 3 + ["breaker_open"]
    watch(narrow)
    assert [trouble.ended_at is None for trouble in troubles(narrow)] == [False, True]


def test_what_a_person_stopped_is_no_trouble(narrow: Services, clock: Clock) -> None:
    """The switch on the settings page: no alarm, and receipts still go out."""
    with narrow.database.transaction() as session:
        stop_all(session, None, clock())
    stored = ask(narrow, 1)
    watch(narrow)
    assert (stored.reason, troubles(narrow), alarms(narrow)) == ("ordinary", [], [])
    assert [mail.kind for mail in to_resident(narrow)] == [MailKind.RECEIPT]


def test_several_workers_pull_the_breaker_once(narrow: Services) -> None:
    """Twelve mails, three workers: three answers at most, one change."""
    for number in range(12):
        store(narrow, write(sender=f"m{number}@resident.example", message_id=f"<{number}@x>"))
    together(*[lambda: handle_waiting(narrow)] * 3)
    assert len(to_resident(narrow)) == 3
    with narrow.database.reading() as session:
        assert len(session.scalars(select(AnsweringChange)).all()) == 1


def test_one_domain_s_breaker_stops_that_domain_alone(town: Services, clock: Clock) -> None:
    """One alarm a day; the others are answered, and so is the domain an hour later."""
    with town.database.transaction() as session:
        add_staff(session, "Ada", Role.ADMINISTRATOR)
    services = with_mail(town, most_automatic_an_hour_to_a_domain=2)
    assert [ask(services, n).reason for n in range(4)] == ["ordinary", "ordinary", "breaker_open", "breaker_open"]
    assert ask(services, 5, "annan.example").reason == "ordinary"
    with services.database.reading() as session:
        assert not is_stopped(session)
    (alarm,) = alarms(services)
    assert (alarm.recipient, "Automatiska svar är tillfälligt stoppade" in alarm.body) == (ADA, True)
    clock.forward(minutes=61)
    assert ask(services, 6).reason == "ordinary"


def test_a_sender_over_the_limit_is_told_of_once_a_day(town: Services, clock: Clock) -> None:
    """The fifth automatic mail in a day may be a loop: an alarm with the case's address, nothing of the mail."""
    with town.database.transaction() as session:
        add_staff(session, "Ada", Role.ADMINISTRATOR)
    for number in range(8):
        clock.forward(minutes=11)
        take_in(town, write(f"Jag vill överklaga beslut {number}.", message_id=f"<{number}@x>", subject=f"Nr {number}"))
    assert len(to_resident(town)) == 4
    (alarm,) = alarms(town)
    assert "/arenden/" in alarm.body
    assert "överklaga" not in alarm.body
    clock.forward(days=2)
    assert take_in(town, write(message_id="<n@x>")).reason == "ordinary"
