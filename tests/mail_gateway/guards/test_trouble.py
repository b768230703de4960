"""One alarm after 15 minutes and one word when it works again (facts/mail.md 6), however many gateways there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.organisation import Role
from mail_gateway.deliver import deliver_waiting
from mail_gateway.fetching.progress import note_fault, note_silence, note_success
from mail_gateway.guards.trouble import MailTrouble, TroubleKind, note_end, note_trouble, tell_troubles
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import body, outbox, read, together
from tests.servers.smtp import CapturingSmtp

ADA = "ada.admin@prov.example"


@pytest.fixture
def town(town: Services) -> Services:
    """Provstad with two administrators, one of whom has left, and a handler whom alarms do not concern."""
    with town.database.transaction() as session:
        add_staff(session, "Ada Admin", Role.ADMINISTRATOR, Role.EDITOR)
        add_staff(session, "Ola Borta", Role.ADMINISTRATOR).active = False
        add_staff(session, "Hanna Handläggare", Role.HANDLER)
    return town


def alarms(services: Services) -> list[OutboxMail]:
    """What administrators have been told."""
    return outbox(services, MailKind.ALARM)


def troubles(services: Services) -> int:
    """How many rows there are."""
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MailTrouble)) or 0


@pytest.mark.parametrize(
    ("kind", "about", "alarm", "end"),
    [
        (TroubleKind.MAILBOX, "kontakt", "brevlådan kontakt@prov.example kan inte läsas", "fungerar igen"),
        (TroubleKind.MAILBOX, "gone", "brevlådan gone kan inte läsas", "brevlådan gone fungerar igen"),
        (TroubleKind.SMTP, "", "mejl kan inte skickas", "mejl skickas igen"),
    ],
)
def test_section_6_one_alarm_after_15_minutes_and_one_end(
    town: Services, clock: Clock, kind: TroubleKind, about: str, alarm: str, end: str
) -> None:
    """Not before, not twice, to active administrators only; and the same at the end, with when it was."""
    for minutes in (0, 5, 9.9):
        clock.forward(minutes=minutes)
        note_trouble(town, kind, f"no answer {minutes}", about)
        assert tell_troubles(town) == 0
    clock.forward(minutes=0.1)
    assert (tell_troubles(town), tell_troubles(town)) == (1, 0)
    [told] = alarms(town)
    assert (told.recipient, told.case_id) == (ADA, None)
    assert alarm in told.subject
    assert "onsdag 18 november kl. 10.00" in told.body
    assert "no answer 9.9" in told.body
    clock.forward(hours=2)
    note_end(town, kind, about)
    note_end(town, kind, about)
    assert (tell_troubles(town), tell_troubles(town)) == (1, 0)
    assert end in alarms(town)[1].subject
    assert "onsdag 18 november kl. 12.15" in alarms(town)[1].body


def test_a_short_trouble_is_told_to_nobody(town: Services, clock: Clock) -> None:
    """It leaves no row; the next one counts its own 15 minutes."""
    note_trouble(town, TroubleKind.SMTP, "restarted")
    clock.forward(minutes=14)
    note_end(town, TroubleKind.SMTP)
    assert troubles(town) == 0
    note_trouble(town, TroubleKind.SMTP, "restarted again")
    clock.forward(minutes=14)
    assert tell_troubles(town) == 0
    assert alarms(town) == []


def test_each_trouble_has_an_alarm_of_its_own(town: Services, clock: Clock) -> None:
    """Two mailboxes and the SMTP server: three alarms; and after an end a new trouble is told anew."""
    for kind, about in ((TroubleKind.MAILBOX, "kontakt"), (TroubleKind.MAILBOX, "info"), (TroubleKind.SMTP, "")):
        note_trouble(town, kind, "gone", about)
    clock.forward(minutes=15)
    assert tell_troubles(town) == 3
    note_end(town, TroubleKind.MAILBOX, "info")
    note_trouble(town, TroubleKind.MAILBOX, "gone", "info")
    clock.forward(minutes=15)
    assert tell_troubles(town) == 2
    assert len(alarms(town)) == 5


def test_a_brake_is_told_at_once(town: Services) -> None:
    """Automatic answers that were stopped are no disturbance that may pass by itself."""
    note_trouble(town, TroubleKind.BRAKE, "600 an hour")
    assert tell_troubles(town) == 1
    note_end(town, TroubleKind.BRAKE)
    assert tell_troubles(town) == 1
    assert [mail.subject for mail in alarms(town)] == [
        "Postrummet: automatiska svar är stoppade",
        "Postrummet: automatiska svar skickas igen",
    ]


def test_of_several_gateways_one_notes_and_one_tells(town: Services, clock: Clock) -> None:
    """The same trouble met and told by three at the same moment: one row, one alarm, one end."""
    together(*[lambda: note_trouble(town, TroubleKind.SMTP, "gone")] * 3)
    assert troubles(town) == 1
    clock.forward(minutes=15)
    together(*[lambda: tell_troubles(town)] * 3)
    assert len(alarms(town)) == 1
    together(*[lambda: note_end(town, TroubleKind.SMTP)] * 3)
    together(*[lambda: tell_troubles(town)] * 3)
    assert len(alarms(town)) == 2


def test_without_an_administrator_the_trouble_stands_on_the_page(
    services: Services, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and its row stays open until it ends."""
    note_trouble(services, TroubleKind.SMTP, "gone")
    clock.forward(minutes=15)
    assert tell_troubles(services) == 1
    assert "nobody is told" in caplog.text
    assert (alarms(services), troubles(services)) == ([], 1)


def test_an_alarm_is_delivered_as_a_mail_of_its_own(town: Services, clock: Clock, smtp: CapturingSmtp) -> None:
    """It has no greeting, no case number and is marked as automatic, so that no robot answers it."""
    note_trouble(town, TroubleKind.MAILBOX, "[AUTHENTICATIONFAILED]", "kontakt")
    clock.forward(minutes=15)
    tell_troubles(town)
    while deliver_waiting(town):
        continue
    [mail] = smtp.mails
    assert mail.recipients == (ADA,)
    assert read(mail.raw)["Subject"] == "Postrummet: brevlådan kontakt@prov.example kan inte läsas"
    assert read(mail.raw)["Auto-Submitted"] == "auto-generated"
    assert "Orsak: [AUTHENTICATIONFAILED]" in body(mail.raw)


def test_a_mailbox_s_faults_and_successes_are_its_trouble(town: Services, clock: Clock) -> None:
    """15 minutes of faults are told with the last one; the first success ends it."""
    box = town.settings.mail.mailboxes[0]
    note_fault(town, box, "refused")
    clock.forward(minutes=15)
    note_fault(town, box, "mailbox kontakt: wrong\r\npassword")
    assert tell_troubles(town) == 1
    assert "Orsak: mailbox kontakt: wrong password\n" in alarms(town)[0].body
    note_success(town, box)
    assert tell_troubles(town) == 1


def test_silence_is_a_trouble_too(town: Services, clock: Clock) -> None:
    """No fault and yet no round for 15 minutes: told; before a gateway has run so long nobody knows."""
    box, started = town.settings.mail.mailboxes[0], clock()
    note_silence(town, started)
    clock.forward(minutes=10)
    note_success(town, box)
    clock.forward(minutes=14)
    note_silence(town, started)
    assert troubles(town) == 0
    clock.forward(minutes=1)
    note_silence(town, clock() - timedelta(minutes=14))
    assert troubles(town) == 0
    note_silence(town, started)
    assert tell_troubles(town) == 1
    assert "Orsak: okänd" in alarms(town)[0].body
