"""A year's report says what the figures say, to those whom they are for."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.figures.refreshing import refresh
from admin.reports.report_text import ReportText
from assistant.services import Services
from knowledge.audit import AuditEntry, What
from knowledge.organisation import Role, staff_by_email
from knowledge.worktime import WorkingCalendar
from tests.admin.comparison.values import a_value
from tests.admin.figures.history import History
from tests.admin.figures.krokom import MEASURED, write_year
from tests.admin.statistics.test_pages import text
from tests.admin.workplace import Workplace, hidden_fields
from tests.factories import add_staff
from tests.fakes import Clock


@pytest.fixture
def krokom(services: Services, clock: Clock) -> FlaskClient:
    """An administrator's browser in a town with a year such as Krokom's behind it (facts/municipality.md 2)."""
    workplace, now = Workplace(services, clock), datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    with workplace.services.database.transaction() as session:
        write_year(session, add_staff(session, "Hanna", Role.HANDLER).id)
        refresh(session, WorkingCalendar(), now)
        a_value(session)
    workplace.clock.now = now
    return workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))


def test_krokoms_year_is_reported_as_the_surveyor_reported_it(krokom: FlaskClient) -> None:
    """64 + 17 = 81 % within two days, ten hours, 90 % complete senders, 46 % extra, 2 % unanswered, ten departments."""
    shown = text(krokom, "/rapporter/2025")
    summary = shown.partition("Sammanfattning Januari")[2].partition("Mått för mått")[0]
    assert (
        "64 % fick svar inom 1 arbetsdag och ytterligare 17 % inom 2 arbetsdagar: tillsammans 81 % (2 025 av 2 500)."
        in summary
    )
    assert "Det första svaret tog i medeltal 10,0 tim arbetstid (2 450 svar)." in summary
    assert "Fullständig avsändare på mejlsvaren: 90 % (2 205 av 2 450). Merinformation i svaren: 46 %" in summary
    assert "50 ärenden (2 %) var obesvarade efter två veckor." in summary
    assert "Besvarat inom 2 arbetsdagar: 81 % (2 025 av 2 500). Målet är 90 %, det saknas 9 procentenheter." in summary
    parts = ["Bakgrund", "Metod", "Sammanfattning", "Styrkor och avvikelser", "Mått för mått", "Obesvarade", "Bilaga"]
    headings = re.findall(r'<h2 id="[a-z]+">([^<]+)</h2>', krokom.get("/rapporter/2025").text)
    assert [one for one in headings if any(one.startswith(part) for part in parts)] == [
        *parts[:5],
        "Obesvarade efter två veckor",
        "Bilaga: varje förvaltning",
    ]
    compared = shown.partition("Jämförelse med andra kommuner E-post")[2]
    assert all(said in compared for said in ("2025: egen 81 %", "medel 78 %", "bästa 100 %"))
    annex = shown.rpartition("Bilaga: varje förvaltning")[2]
    assert all(f"{name}: 250 ärenden" in annex for name in MEASURED)
    assert len(re.findall(r"2025-\d{6}", shown)) == 50
    pictures = set(re.findall(r'<img src="([^"]+)"', krokom.get("/rapporter/2025").text))
    assert any("forvaltning=" in one for one in pictures)
    drawn = krokom.get(next(one for one in pictures if "fordelning" in one).replace("&amp;", "&"))
    assert b"<text" in drawn.data


def test_a_report_is_for_those_who_lead_what_it_is_about(workplace: Workplace, history: History) -> None:
    """A manager reads their departments', an administrator all; a year that has not come and others' are none."""
    park = history.departments["Gator och park"]
    address = workplace.staff("Lars", Role.MANAGER)
    with workplace.services.database.transaction() as session:
        member = staff_by_email(session, address)
        assert member is not None
        member.department_id = history.departments["Förskola"]
    lars = workplace.logged_in(address)
    shown = text(lars, "/rapporter/2026")
    assert "Svar till invånarna: Förskola" in shown
    assert "park" not in shown
    assert "2026 hittills 5 Läs rapporten för 2026" in text(lars, "/rapporter")
    assert "2025 1 Läs" in text(workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR)), "/rapporter")
    for path in (f"/rapporter/2026?forvaltning={park}", f"/rapporter/2026/texter?forvaltning={park}"):
        assert lars.get(path).status_code == 403
    assert lars.get("/rapporter/2027").status_code == 404
    nils = workplace.logged_in(workplace.staff("Nils", Role.MANAGER))
    assert "Du leder ingen förvaltning" in text(nils, "/rapporter")
    assert nils.get("/rapporter/2026").status_code == 403


def test_a_draft_that_nobody_has_touched_follows_the_figures(
    ada: FlaskClient, workplace: Workplace, history: History
) -> None:
    """Saved beside one's own background it is no text of anybody's: a draft of June must not stand in December."""
    address = "/rapporter/2026/texter"
    page = ada.get(address).text
    fields = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)', page)
    shown = {name: html.unescape(field) for name, field in fields}
    assert "Besvarat inom 2 arbetsdagar: 83 %" in shown["deviations"]
    sent = {name: text.strip().replace("\n", "\r\n") for name, text in shown.items()} | {"background": "Vårt år."}
    for _ in range(2):
        assert ada.post(address, data=hidden_fields(page) | sent).status_code == 303
    with workplace.services.database.reading() as session:
        (row,) = session.scalars(select(ReportText))
        assert (row.background, row.strengths, row.deviations) == ("Vårt år.", "", "")
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.what == What.REPORT)).all()) == 1
    asked = history.contact("2026-05-29T09:00", "Plats")
    history.answered(asked, "2026-06-02T16:00")
    history.refresh("2026-06-03T10:00")
    assert "Besvarat inom 2 arbetsdagar: 71 %" in ada.get("/rapporter/2026").text


def test_what_a_manager_writes_stands_instead_of_the_draft(ada: FlaskClient, workplace: Workplace) -> None:
    """Until the field is emptied; what others saved meanwhile is shown beside, and each change is in the log."""
    address = "/rapporter/2025/texter"
    page = ada.get(address)
    assert "Inget ärende var obesvarat efter två veckor." in page.text
    stale = hidden_fields(page.text)
    own = {"background": "Därför mäter vi.", "strengths": "- Vi svarar alla.\nÄven på fredagar.", "deviations": ""}
    for _ in range(2):
        assert ada.post(address, data=hidden_fields(page.text) | own).status_code == 303
    report = ada.get("/rapporter/2025").text
    assert "<li>Vi svarar alla.</li><li>Även på fredagar.</li>" in report
    assert "<p>Därför mäter vi.</p>" in report
    behind = ada.post(address, data=stale | own | {"background": "Annat."})
    assert behind.status_code == 409
    assert "Annat." in behind.text
    assert "Därför mäter vi." in behind.text
    emptied = hidden_fields(ada.get(address).text) | own | {"strengths": ""}
    assert ada.post(address, data=emptied).status_code == 303
    assert "Inget ärende var obesvarat" in ada.get("/rapporter/2025").text
    with workplace.services.database.reading() as session:
        rows = session.scalars(select(ReportText)).all()
        logged = session.scalars(select(AuditEntry).where(AuditEntry.what == What.REPORT)).all()
    assert [(one.year, one.department_id, one.strengths) for one in rows] == [(2025, 0, "")]
    assert [set(one.after) for one in logged] == [{"background", "strengths"}, {"strengths"}]
