"""The proof's pages: run by hand, figures and curve, faults with reasons, a fall that is told of, a draft's effect."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from admin.proof.asking import after_publishing
from admin.proof.runs import ProofRun
from knowledge.background_job import BackgroundJob
from knowledge.content import content_of
from knowledge.curation import pause, write
from tests.admin.proof.questions import NOTHING, SNOW, ask_in_test, run_all
from tests.admin.workplace import Workplace, hidden_fields
from tests.knowledge.asking import entry_numbered
from tests.one_database import database_url

__all__ = ["database_url"]


def press(client: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """Send one of a page's forms."""
    token = hidden_fields(client.get(page).text)["csrf_token"]
    return client.post(action, data={"csrf_token": token, **fields})


def test_a_run_by_hand_shows_its_figures(workplace: Workplace, rut: FlaskClient) -> None:
    """Before it nothing but how many questions there are, then its progress, then figures, a curve and its table."""
    before = rut.get("/prov").text
    assert "Provfrågor</a>" not in before
    assert "(4)" in before
    assert "Senaste provet" not in before
    for _ in range(2):
        assert press(rut, "/prov", "/prov/kor").status_code == 303
    with workplace.services.database.reading() as session:
        assert session.scalar(select(func.count(BackgroundJob.id))) == 1
    assert "Väntar på sin tur" in rut.get("/prov").text
    assert "Väntar på sin tur" in rut.get("/prov/lage").text
    run_all(workplace.services)
    assert rut.get("/prov/lage").headers["HX-Refresh"] == "true"
    after = rut.get("/prov").text
    assert "<strong>100\u00a0%</strong>" in after
    assert "<title" in after.split("<svg")[1]
    assert "Alla värden står i tabellen nedanför." in after
    assert "Inget att titta på här." in after
    assert "style=" not in after


def test_faults_are_shown_with_what_was_decided_and_what_is_right(workplace: Workplace, rut: FlaskClient) -> None:
    """A fall is told of until somebody has seen it; each fault has its reason, and the kinds can be chosen among."""
    services = workplace.services
    with services.database.transaction() as session:
        ask_in_test(session, "Får man elda nu?", "GAT-02")
    press(rut, "/prov", "/prov/kor")
    run_all(services)
    with services.database.transaction() as session:
        entry = entry_numbered(session, "GAT-01")
        pause(session, entry, "fel", services.clock())
        after_publishing(session, [entry], None, services.clock())
    run_all(services)
    page = rut.get("/prov").text
    assert "Provet gick sämre efter den senaste ändringen" in page
    assert "nytt sedan förra provet" in page
    assert page.index(SNOW) < page.index("Får man elda nu?")
    assert "Rätt: GAT-01." in page
    assert NOTHING not in page
    only = rut.get("/prov", query_string={"visa": "wrong"}).text
    assert "Får man elda nu?" not in only
    with services.database.reading() as session:
        run = session.scalars(select(ProofRun).order_by(ProofRun.id.desc())).first()
        assert run is not None
    for _ in range(2):
        assert press(rut, "/prov", f"/prov/sett/{run.id}").status_code == 303
    assert "Provet gick sämre" not in rut.get("/prov").text


def test_a_drafts_effect_is_asked_for_and_shown(workplace: Workplace, rut: FlaskClient) -> None:
    """By a button without JavaScript; the loss, and where the entry stands, are there when it has been reckoned."""
    services = workplace.services
    with services.database.transaction() as session:
        entry = entry_numbered(session, "GAT-01")
        write(session, entry, {**content_of(entry), "phrasings": []}, "kortare", services.clock())
    page = f"/prov/verkan/{entry.id}"
    assert "Pröva ändringen" in rut.get(page).text
    answer = press(rut, page, page)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert "Prövar ändringen." in rut.get(f"{page}/lage").text
    run_all(services)
    shown = rut.get(page).text
    assert "1 provfråga blir sämre" in shown
    assert "Fler provfrågor blir sämre än bättre." in shown
    assert SNOW in shown
    assert press(rut, page, page, tillbaka="/prov").headers["Location"] == "/prov"
    # Not another's page, but where an editor begins.
    assert press(rut, page, page, tillbaka="//ond.example").headers["Location"] == "/svarsposter"


def test_an_entry_without_a_draft_has_no_effect(workplace: Workplace, rut: FlaskClient) -> None:
    """The page says so, and nothing is reckoned."""
    with workplace.services.database.reading() as session:
        page = f"/prov/verkan/{entry_numbered(session, 'GAT-01').id}"
    assert "Det finns inget utkast att pröva." in rut.get(page).text
    press(rut, "/prov", page)
    with workplace.services.database.reading() as session:
        assert session.scalar(select(func.count(BackgroundJob.id))) == 0
    assert rut.get("/prov/verkan/99999999").status_code == 404
