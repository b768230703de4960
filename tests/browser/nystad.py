"""The sample town Nystad on a Wednesday morning at ten, with a week of mails behind it: what pictures are taken of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.commands.clock import one_round
from admin.demo import DemoPorts, DemoTown, load_town
from assistant.cases.case import Case
from assistant.cases.handling import take, wait_for_resident
from assistant.cases.note import add_note
from assistant.cases.reply_template import ReplyTemplate
from assistant.services import Services, open_services
from knowledge.organisation import StaffMember, staff_by_email
from knowledge.settings import Security, SmtpSettings, load
from mail_gateway.deliver import deliver_waiting
from tests.fakes import Clock
from tests.mail_gateway.post_room import case_of, take_in, with_mail, write
from tests.servers.smtp import CapturingSmtp

# Nothing listens there: the town is fed by our own hands.
_PORTS = DemoPorts(18000, 11143, 11025, 18010)
_NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
MAJA, MARIA, OMAR, EVA = (
    f"{name}@nystad.example" for name in ("maja.lind", "maria.hellstrom", "omar.haddad", "eva.strand")
)


@dataclass(frozen=True)
class Letter:
    """A mail to the town: how many hours before Wednesday at ten it came, and what it says."""

    hours: float
    name: str
    subject: str
    text: str


SIBLINGS = "Två syskon på olika förskolor"
# What asks for a person gets one; the last two the assistant answers by itself.
_LETTERS = (
    Letter(
        121,
        "Nils Holm",
        "Fel datum",
        "Jag vill prata med en person. Rätt datum saknas när vi säger upp förskolan.",
    ),
    Letter(
        73,
        "Eva Ekström",
        SIBLINGS,
        "Våra barn har fått plats på två olika förskolor, Solrosen och Linden. Vi hinner inte lämna på båda. "
        "Jag vill prata med en person om hur vi byter plats, så att de går på samma.",
    ),
    Letter(47, "Amina Farah", "Ny inkomst", "Jag vill prata med en person om förskolans avgift. Jag har bytt jobb."),
    Letter(25.5, "Greta Lind", "Inskolning", "Jag vill prata med en person om inskolningen på förskolan Linden."),
    Letter(24, "Jonas Wikström", "Kön", "Jag vill prata med en person om vår plats i kön till förskolan."),
    Letter(19, "Sanna Korpi", "Allergi", "Jag vill prata med en person om mat på förskolan. Vårt barn tål inte mjölk."),
    Letter(2, "Tove Sandberg", "Storgatan", "Jag vill prata med en person om hålen i gatan vid bron."),
    Letter(1.5, "Ali Rahimi", "Uppsägning", "Hur säger jag upp vår förskoleplats?"),
    Letter(1, "Ines Duarte", "Skräp", "Hur sorterar jag matavfall?"),
)


@dataclass(frozen=True)
class Nystad:
    """The town's services and clock, and its cases' numbers by subject."""

    services: Services
    clock: Clock
    numbers: dict[str, str] = field(default_factory=dict)

    def take_in(self, letter: Letter) -> None:
        """Let time pass until the letter comes, and handle it."""
        self.at(_NOW - timedelta(hours=letter.hours))
        sender = f"{letter.name} <{letter.name.split()[0].lower()}@brevlada.example>"
        raw = write(
            letter.text,
            subject=letter.subject,
            sender=sender,
            to="kontaktcenter@nystad.example",
            message_id=f"<{letter.hours}@brevlada.example>",
        )
        stored = take_in(self.services, raw, mailbox="kontaktcenter")
        with self.services.database.reading() as session:
            self.numbers[letter.subject] = case_of(session, stored).number

    def at(self, moment: datetime) -> None:
        """Let time pass to that moment; the clock looks, and what waits is sent."""
        self.clock.now = moment
        one_round(self.services)
        deliver_waiting(self.services)

    def let(self, email: str, subject: str, do: Callable[[Session, Case, StaffMember, datetime], object]) -> None:
        """Let a member of the staff do something with a case."""
        with self.services.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == self.numbers[subject])).one()
            member = staff_by_email(session, email)
            assert member is not None, email
            do(session, case, member, self.clock.now)


@contextmanager
def nystad(folder: Path) -> Iterator[Nystad]:
    """The town, made in an empty folder; nothing is sent to anybody but a server of our own."""
    demo = DemoTown(folder, _PORTS)
    clock = Clock(_NOW - timedelta(days=6))
    load_town(demo, say=lambda _line: None)
    with CapturingSmtp() as smtp:
        settings = load(demo.config, None, demo.environment())
        # A picture should not show where it was taken, and whoever takes them logs in often.
        web = replace(settings.web, public_url="http://fraga.nystad.example", login_limit="100 per minute")
        opened = open_services(replace(settings, web=web), clock)
        sending = SmtpSettings(smtp.host, smtp.port, Security.PLAIN)
        town = Nystad(with_mail(opened, smtp=sending, workers=0), clock)
        _a_week(town)
        yield town
        opened.database.close()


def _a_week(town: Nystad) -> None:
    with town.services.database.transaction() as session:
        session.add_all(
            [
                ReplyTemplate(name="Vi återkommer", text="Vi har fått din fråga och återkommer inom en vecka."),
                ReplyTemplate(
                    name="Fråga om personnummer", text="Ring oss, så svarar vi. Skriv inte personnummer i mejl."
                ),
            ]
        )
    for letter in _LETTERS:
        town.take_in(letter)
        if letter.subject == SIBLINGS:
            town.at(town.clock.now + timedelta(hours=25))
            town.let(MAJA, SIBLINGS, lambda _session, case, staff, now: take(case, staff, now))
            town.at(town.clock.now + timedelta(minutes=40))
            town.let(MAJA, SIBLINGS, _ask_the_preschool)
    town.at(_NOW)
    town.let(MARIA, "Allergi", lambda _session, case, staff, now: take(case, staff, now))
    town.let(MAJA, "Kön", lambda _session, case, staff, now: wait_for_resident(case, staff, now))


def _ask_the_preschool(session: Session, case: Case, staff: StaffMember, now: datetime) -> None:
    add_note(session, case, staff, "Solrosen har en plats från den 7 december. Frågar rektorn om syskonförtur.", now)
