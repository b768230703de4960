"""The month's letter comes once, to those whom it is for, and says in mail what the figures' pages say."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from admin.charts.drawing import png
from admin.charts.pen import PictureUndrawn
from admin.charts.picture import Picture
from admin.commands.clock import reports_once
from admin.reports.letter import enclosed_letter, month_reading
from admin.reports.monthly import post_letters, writers_for
from admin.statistics.reach import Reach
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.services import Services
from knowledge.organisation import Role, StaffMember, staff_by_email
from knowledge.settings import Security, SmtpSettings
from mail_gateway.deliver import deliver_waiting
from tests.admin.access.people import change
from tests.admin.figures.history import History, at
from tests.admin.statistics.test_pages import sheets
from tests.admin.workplace import Workplace
from tests.mail_gateway.post_room import with_mail
from tests.servers.smtp import CapturingSmtp


def letters(workplace: Workplace) -> list[OutboxMail]:
    """The letters in the outbox, as they are now."""
    with workplace.services.database.reading() as session:
        chosen = select(OutboxMail).where(OutboxMail.kind == MailKind.REPORT)
        return list(session.scalars(chosen.order_by(OutboxMail.recipient)))


def round_at(workplace: Workplace, moment: str) -> int:
    """How many letters there are in all after a round at that moment."""
    workplace.clock.now = at(moment)
    reports_once(workplace.services)
    return len(letters(workplace))


def manager_of(workplace: Workplace, name: str, department_id: int | None) -> str:
    """A manager of a department."""
    address = workplace.staff(name, Role.MANAGER)
    with workplace.services.database.transaction() as session:
        member = staff_by_email(session, address)
        assert isinstance(member, StaffMember)
        member.department_id = department_id
    return address


def sent(services: Services, smtp: CapturingSmtp) -> dict[str, EmailMessage]:
    """What arrives when the outbox is delivered, by its recipient's name."""
    sending = SmtpSettings(smtp.host, smtp.port, Security.PLAIN)
    deliver_waiting(replace(with_mail(services, smtp=sending), writers=writers_for(services.rules)))
    mails = [email.message_from_bytes(mail.raw, policy=email.policy.default) for mail in smtp.mails]
    return {str(mail["To"]).partition("@")[0]: mail for mail in mails}  # type: ignore[misc]


def test_letters_come_once_on_the_first_working_day(ada: FlaskClient, workplace: Workplace, history: History) -> None:
    """To who leads what had contacts and wants it, and to administrators; nobody else, and not again. June began on a
    Monday.
    """
    assert ada
    manager_of(workplace, "Lars", history.departments["Förskola"])
    manager_of(workplace, "Nils", None)
    silent = manager_of(workplace, "Siv", history.departments["Förskola"])
    change(workplace, silent, monthly_letter=False)
    workplace.staff("Gun", Role.FIRST_LINE)
    assert round_at(workplace, "2026-05-30T09:00") == 0
    history.refresh("2026-06-01T07:00")
    assert round_at(workplace, "2026-06-01T07:59") == 0
    assert round_at(workplace, "2026-06-01T08:00") == 2
    assert [(mail.recipient.partition("@")[0], mail.subject) for mail in letters(workplace)] == [
        ("ada", "Statistik för maj 2026"),
        ("lars", "Statistik för maj 2026"),
    ]
    manager_of(workplace, "Lotta", history.departments["Förskola"])
    assert round_at(workplace, "2026-06-01T08:01") == 2
    assert round_at(workplace, "2026-06-22T12:00") == 2


def test_a_clock_that_was_away_catches_up_once(ada: FlaskClient, workplace: Workplace, history: History) -> None:
    """With the last month alone, and when that has been counted; a month without any contact is no letter."""
    assert ada
    history.refresh("2026-05-20T10:00")
    assert round_at(workplace, "2026-06-11T10:00") == 0
    history.refresh("2026-06-11T10:01")
    assert round_at(workplace, "2026-06-11T10:02") == 1
    history.refresh("2026-09-01T10:00")
    assert round_at(workplace, "2026-09-01T10:00") == 1


def test_the_letter_says_what_the_pages_say(
    ada: FlaskClient, workplace: Workplace, history: History, smtp: CapturingSmtp
) -> None:
    """Sent by SMTP: text and page with the same figures, pictures with words, and the figures as Excel."""
    manager_of(workplace, "Lars", history.departments["Förskola"])
    with workplace.services.database.transaction() as session:
        assert post_letters(session, "2026-05", workplace.clock()) == 2
        assert post_letters(session, "2026-05", workplace.clock()) == 0
    mails = sent(workplace.services, smtp)
    whole, mine = mails["ada"], mails["lars"]
    plain, page = (part.get_content() for kind in ("plain", "html") if (part := mine.get_body((kind,))) is not None)
    for said in ("80 %", "90 %", "under målet", "4 av 5", "ingen uppgift", "Förskola", "maj 2026"):
        assert said in plain, said
        assert said in page, said
    assert "park" not in plain + page
    assert "Du får mejlet den första arbetsdagen i månaden för att du är chef." in plain
    assert "Hela kommunen" in whole.as_string()
    assert "/statistik?fran=2026-05&till=2026-05" in plain
    pictures = {str(part["Content-ID"])[1:-1]: part for part in mine.walk() if part.get_content_maintype() == "image"}
    assert len(pictures) == 3
    assert all(f'<img src="cid:{cid}" alt="' in page for cid in pictures)
    assert all(part.get_content().startswith(b"\x89PNG") for part in pictures.values())
    assert (mine["Auto-Submitted"], mine["X-Auto-Response-Suppress"]) == (
        "auto-generated",
        "DR, RN, NRN, OOF, AutoReply",
    )
    (file,) = whole.iter_attachments()
    assert file.get_filename() == "statistik-2026-05.xlsx"
    book = load_workbook(BytesIO(file.get_content()))
    summary = [list(row) for row in book["Sammanfattning"].iter_rows(values_only=True)]
    assert summary == sheets(ada, "/statistik/fil?fran=2026-05&till=2026-05")["Sammanfattning"]
    counted = dict(list(row) for row in book["Om siffrorna"].iter_rows(values_only=True))["Räknat"]
    assert f"Räknat {counted}." in plain
    months = [list(row) for row in book["Svar i tid, Månad för månad"].iter_rows(values_only=True)]
    assert months == sheets(ada, "/statistik/svarstid/fil?fran=2026-05&till=2026-05")["Månad för månad"]


def test_a_picture_that_cannot_be_drawn_keeps_no_letter(workplace: Workplace, history: History) -> None:
    """Its words stand in its place, and nothing points at a picture that is not there; text and file are as ever."""

    def undrawn(_picture: Picture) -> bytes:
        raise PictureUndrawn

    assert history.departments
    with workplace.services.database.reading() as session:
        reading = month_reading(session, Reach({}, whole=True), "2026-05", workplace.clock())
        bare, whole = (enclosed_letter(reading, "https://x.example/statistik", draw) for draw in (undrawn, png))
    assert (len(bare.pictures), len(whole.pictures)) == (0, 3)
    assert "cid:" not in bare.page
    assert bare.page.count("Linjediagram.") == 1
    assert bare.text == whole.text
    assert [file.name for file in bare.files] == ["statistik-2026-05.xlsx"]


def test_a_letter_at_new_year_is_about_december(ada: FlaskClient, workplace: Workplace, history: History) -> None:
    """A contact of the year's last minute is in it; the months beside it are of two years. 2027 began on a Friday."""
    assert ada
    history.answered(history.contact("2026-12-31T23:59", "Plats"), "2027-01-04T09:00")
    history.refresh("2027-01-01T00:01")
    assert round_at(workplace, "2027-01-04T07:59") == 0
    assert round_at(workplace, "2027-01-04T08:00") == 1
    (mail,) = letters(workplace)
    assert mail.subject == "Statistik för december 2026"
    with workplace.services.database.reading() as session:
        reading = month_reading(session, Reach({}, whole=True), "2026-12", workplace.clock())
        told = enclosed_letter(reading, "", lambda _picture: b"").text
    assert "1 ärende kom in." in told
    assert "samma månad förra året ingen uppgift; mot månaden före ingen uppgift" in told


def test_who_leads_nothing_now_is_told_nothing(workplace: Workplace, history: History, smtp: CapturingSmtp) -> None:
    """It is decided as the mail is sent, which then ends as one that could not be, for a person to see."""
    address = manager_of(workplace, "Lars", history.departments["Förskola"])
    with workplace.services.database.transaction() as session:
        assert post_letters(session, "2026-05", workplace.clock()) == 1
        member = staff_by_email(session, address)
        assert isinstance(member, StaffMember)
        member.department_id = None
    assert sent(workplace.services, smtp) == {}
    assert [mail.state for mail in letters(workplace)] == [SendState.FAILED]
