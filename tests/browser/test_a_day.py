"""A day and what follows it, played in a real browser: a mail handed over, watched, answered by the substitute.

Time is moved by the clock that every part is given; the mails are the post-room's, over a real SMTP server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from admin.commands.clock import one_round
from assistant.cases.case import Case, Status
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import ResponseGroup, Role, StaffMember
from knowledge.settings import MailboxSettings, Security, SmtpSettings
from mail_gateway.deliver import deliver_waiting
from tests.admin.workplace import Workplace
from tests.browser.chat import served
from tests.browser.hands import Hands
from tests.browser.staff import log_in
from tests.fakes import Clock
from tests.mail_gateway.post_room import OURS, outbox, take_in, with_mail, write
from tests.servers.smtp import CapturingSmtp

WISH = (
    "Hej! Jag vill prata med en person om hur vi säger upp vår förskoleplats, vi har ett datum som inte går att välja."
)


def stockholm(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of May 2026, when Stockholm is two hours ahead of UTC."""
    return datetime(day.year, day.month, day.day, hour - 2, minute, tzinfo=UTC)


WEDNESDAY, FRIDAY, MONDAY, TUESDAY = (date(2026, 5, day) for day in (13, 15, 18, 19))


@dataclass(frozen=True)
class Town:
    """Provstad's workplace: Anna and Bo handle, Karin leads them, Gun answers the phone."""

    workplace: Workplace
    services: Services
    clock: Clock
    address: str

    def at(self, moment: datetime) -> None:
        """Let time pass to that moment, the clock look, and what it has written be sent."""
        self.clock.now = moment
        one_round(self.services)
        deliver_waiting(self.services)

    def told(self, name: str, what: str) -> list[OutboxMail]:
        """The mails about deadlines that somebody at work has got, by the first word of their subject."""
        mails = outbox(self.services, MailKind.DEADLINE)
        return [one for one in mails if one.recipient == f"{name}@provkoping.example" and one.subject.startswith(what)]

    def id_of(self, name: str) -> int:
        """Somebody's id."""
        with self.services.database.reading() as session:
            return session.scalars(select(StaffMember.id).where(StaffMember.name == name)).one()

    def cases(self) -> list[Case]:
        """Every case, oldest first."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(Case).order_by(Case.id)))


@pytest.fixture
def smtp() -> Iterator[CapturingSmtp]:
    """A real SMTP server."""
    with CapturingSmtp() as server:
        yield server


@pytest.fixture
def provstad(town: Services, clock: Clock, smtp: CapturingSmtp) -> Iterator[Town]:
    """The small town with people in it and its pages running."""
    services = with_mail(
        town,
        mailboxes=(MailboxSettings("kontakt", OURS, "localhost", "kontakt"),),
        smtp=SmtpSettings(smtp.host, smtp.port, Security.PLAIN),
        workers=0,
    )
    workplace = Workplace(services, clock)
    with services.database.reading() as session:
        placing = session.scalars(select(ResponseGroup).order_by(ResponseGroup.id)).first()
    assert placing is not None
    workplace.staff("Anna", Role.HANDLER, groups=(placing.id,))
    workplace.staff("Bo", Role.HANDLER, groups=(placing.id,))
    workplace.staff("Karin", Role.MANAGER, leads=(placing.id,))
    workplace.staff("Gun", Role.FIRST_LINE, groups=(workplace.group("Kundtjänst", first_line=True),))
    with served(workplace.app) as address:
        yield Town(workplace, workplace.services, clock, address)


def open_as(chromium: Browser, town: Town, name: str, path: str) -> Page:
    """A page that somebody has logged in to."""
    page = chromium.new_context(base_url=town.address, locale="sv-SE").new_page()
    log_in(page, name, path)
    return page


def test_a_day(chromium: Browser, provstad: Town) -> None:
    """Handed over, taken, reminded of, alarmed about, answered by the substitute; "tack"; 40 days; a phone call."""
    town = provstad
    # Wednesday at ten: Rut writes, and a person is what she asks for.
    town.clock.now = stockholm(WEDNESDAY, 10)
    take_in(town.services, write(WISH, subject="Uppsägning"))
    deliver_waiting(town.services)
    (case,) = town.cases()
    assert case.status is Status.OPEN
    # Thursday is a holiday, so two working days end on Monday at ten.
    assert case.due_at == stockholm(MONDAY, 10)

    # Anna finds it in the list and takes it; then she falls ill, and Bo stands in for her.
    anna = open_as(chromium, town, "anna", "/arenden")
    anna.get_by_role("link", name=case.number).or_(anna.get_by_role("link", name="Uppsägning")).first.click()
    anna.get_by_role("button", name="Ta ärendet").click()
    expect(anna.get_by_role("status")).to_contain_text("Ärendet är ditt nu.")

    # Half a working day before it is due she is reminded, once.
    for _ in range(2):
        town.at(stockholm(FRIDAY, 15))
    assert len(town.told("anna", "Påminnelse")) == 1

    # The login of two days ago holds no longer.
    anna = open_as(chromium, town, "anna", "/konto")
    anna.get_by_label("Första dagen").fill(MONDAY.isoformat())
    anna.get_by_label("Sista dagen").fill(FRIDAY.replace(day=22).isoformat())
    anna.get_by_label("Ersättarens e-postadress").fill("bo@provkoping.example")
    anna.get_by_role("button", name="Spara frånvaron").click()
    expect(anna.get_by_role("status")).to_be_visible()

    # It was due on Monday; on Tuesday at ten the alarm goes, to Bo for Anna and to Karin who leads them.
    town.at(stockholm(MONDAY, 11))
    town.at(stockholm(TUESDAY, 9, 59))
    assert town.told("karin", "Larm") == []
    town.at(stockholm(TUESDAY, 10, 1))
    assert len(town.told("karin", "Larm")) == 1
    assert len(town.told("bo", "Larm")) == 1
    assert town.told("anna", "Larm") == []

    # Bo takes it by answering with an approved answer, in three presses.
    bo = open_as(chromium, town, "bo", f"/arenden/{case.number}")
    bo.get_by_role("button", name="Infoga svaret").first.click()
    expect(bo.get_by_label("Ditt svar")).to_contain_text("Du säger upp platsen i e-tjänsten.")
    bo.locator("#send-and-close").click()
    expect(bo.get_by_role("status")).to_be_visible()
    if bo.get_by_role("button", name="Skicka ändå och stäng").count():
        bo.get_by_role("button", name="Skicka ändå och stäng").click()
    expect(bo.get_by_role("status")).to_contain_text("Ärendet är stängt.")
    assert [case.handler_id for case in town.cases()] == [town.id_of("Bo")]
    deliver_waiting(town.services)
    (letter,) = outbox(town.services, MailKind.REPLY)
    assert "https://www.prov.example/sag-upp" in letter.body
    assert letter.message_id is not None

    # Rut thanks: the case stays closed. After forty days she asks again: a case of its own that knows the first.
    take_in(
        town.services,
        write("Tack för hjälpen!", subject="Sv: Uppsägning", message_id="<tack@x>", In_Reply_To=letter.message_id),
    )
    assert [case.status for case in town.cases()] == [Status.CLOSED]
    town.clock.now = stockholm(TUESDAY.replace(month=6, day=28), 10)
    take_in(
        town.services,
        write(f"En sak till. {WISH}", subject="Sv: Uppsägning", message_id="<igen@x>", In_Reply_To=letter.message_id),
    )
    first, second = town.cases()
    assert first.status is Status.CLOSED
    assert second.linked_case_id == first.id

    # Gun has somebody on the phone: words, the answer, solved in under ten seconds.
    gun = open_as(chromium, town, "gun", "/svarsstod")
    expect(gun.get_by_label("Vad undrar medborgaren?")).to_be_focused()
    hands = Hands(gun)
    gun.keyboard.type("säga upp förskoleplats")
    expect(gun.get_by_text("Du säger upp platsen i e-tjänsten.").first).to_be_visible()
    hands.press("Alt+s")
    expect(gun.get_by_role("radio", name="Telefon")).to_be_focused()
    hands.press("Enter")
    expect(gun.get_by_role("status").filter(has_text="Registrerat som löst")).to_be_visible()
    assert hands.were_quick()
    called = town.cases()[-1]
    assert (called.channel, called.status) == (Channel.PHONE, Status.CLOSED)
    assert called.registered_by_id == town.id_of("Gun")
