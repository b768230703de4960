"""An absence from the form to the staff list: one's own, and a colleague's who is ill."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from knowledge.organisation import Role
from tests.admin.access.people import audits, change, form_on, send, stored
from tests.admin.workplace import Workplace

ANNA, BO = "anna@provkoping.example", "bo@provkoping.example"
STAFF = "/installningar/medarbetare"
WEEK = {"absent_from": "2026-05-18", "absent_to": "2026-05-24", "substitute": BO}


@pytest.fixture(autouse=True)
def people(workplace: Workplace) -> None:
    """Anna and Bo are in the same group, Cia in another."""
    group, other = workplace.group("Placering"), workplace.group("Bygglov")
    workplace.staff("Anna", Role.HANDLER, groups=(group,))
    workplace.staff("Bo", Role.HANDLER, groups=(group,))
    workplace.staff("Cia", Role.HANDLER, groups=(other,))


@pytest.fixture
def anna(workplace: Workplace) -> FlaskClient:
    """A handler's browser."""
    return workplace.logged_in(ANNA)


@pytest.fixture
def eva(workplace: Workplace) -> FlaskClient:
    """An administrator's browser."""
    return workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR))


def test_an_absence_is_kept_shown_and_written_down(workplace: Workplace, anna: FlaskClient) -> None:
    """With its substitute, who is offered since they share a group."""
    assert f'<option value="{BO}">Bo</option>' in anna.get("/konto").text
    assert "cia@" not in anna.get("/konto").text
    assert send(anna, "/konto", "/konto/franvaro", WEEK).status_code == 303
    kept = stored(workplace, ANNA)
    assert (kept.absent_from, kept.absent_to) == (date(2026, 5, 18), date(2026, 5, 24))
    assert kept.substitute is not None
    assert kept.substitute.email == BO
    page = anna.get("/konto").text
    assert "Borta: 18 maj 2026 – 24 maj 2026." in page
    assert "Ersättare: Bo." in page
    (entry,) = audits(workplace)
    assert entry.before == {"absent_from": "", "absent_to": "", "substitute": ""}
    assert entry.after == WEEK


def test_an_absence_can_be_taken_away(workplace: Workplace, anna: FlaskClient) -> None:
    """Whoever comes back is back at once; doing it twice is written down once."""
    send(anna, "/konto", "/konto/franvaro", WEEK)
    fields = form_on(anna, "/konto", "/konto/franvaro/avsluta")
    assert [anna.post("/konto/franvaro/avsluta", data=fields).status_code for _ in range(2)] == [303, 303]
    kept = stored(workplace, ANNA)
    assert (kept.absent_from, kept.absent_to, kept.substitute_id) == (None, None, None)
    assert "Borta:" not in anna.get("/konto").text
    assert len(audits(workplace)) == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"absent_to": "2026-05-17"}, "Sista dagen kan inte vara före den första."),
        ({"absent_from": "2026-05-01", "absent_to": "2026-05-12"}, "Frånvaron är redan slut."),
        ({"absent_from": ""}, "Välj den första dagen."),
        ({"absent_to": "i maj"}, "Välj den sista dagen."),
        ({"substitute": ANNA.upper()}, "Ersättaren måste vara någon annan"),
        ({"substitute": "ingen@provkoping.example"}, "Ingen medarbetare har den e-postadressen."),
        ({"substitute": "cia@provkoping.example"}, "Den medarbetaren har slutat."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    workplace: Workplace, anna: FlaskClient, fields: dict[str, object], said: str
) -> None:
    """Nothing is kept, and what was typed stays in the form."""
    change(workplace, "cia@provkoping.example", active=False)
    answer = send(anna, "/konto", "/konto/franvaro", WEEK | fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert stored(workplace, ANNA).absent_from is None


@pytest.mark.parametrize(
    ("substitute", "said"),
    [
        ("", "Ingen ersättare är vald."),
        (BO, "ersättaren också är borta"),
        ("cia@provkoping.example", "inte är med i alla samma svarsgrupper"),
    ],
)
def test_what_may_go_wrong_is_said_and_kept_all_the_same(
    workplace: Workplace, anna: FlaskClient, substitute: str, said: str
) -> None:
    """Nobody, somebody who is away too, somebody from another group: a warning, and the decision is one's own."""
    change(workplace, BO, absent_from=date(2026, 5, 24), absent_to=date(2026, 6, 1))
    assert send(anna, "/konto", "/konto/franvaro", WEEK | {"substitute": substitute}).status_code == 303
    page = anna.get("/konto").text
    assert "Din frånvaro är sparad." in page
    assert said in page
    assert stored(workplace, ANNA).absent_from == date(2026, 5, 18)


def test_an_old_page_overwrites_no_absence(workplace: Workplace, anna: FlaskClient) -> None:
    """Somebody else has kept another one meanwhile: both are shown. The same one sent twice is one change."""
    fields = form_on(anna, "/konto", "/konto/franvaro") | WEEK
    change(workplace, ANNA, absent_from=date(2026, 6, 1), absent_to=date(2026, 6, 5))
    behind = anna.post("/konto/franvaro", data=fields)
    assert behind.status_code == 409
    assert "Borta: 1 juni 2026 – 5 juni 2026." in behind.text
    assert 'value="2026-05-18"' in behind.text
    fresh = form_on(anna, "/konto", "/konto/franvaro") | WEEK
    assert [anna.post("/konto/franvaro", data=fresh).status_code for _ in range(2)] == [303, 303]
    assert len(audits(workplace)) == 1


def test_an_administrator_says_it_for_who_is_ill(workplace: Workplace, eva: FlaskClient) -> None:
    """The same form on the colleague's page; it is written down who did it, and the list shows who is away today."""
    page = f"{STAFF}/{stored(workplace, ANNA).id}"
    today = {"absent_from": "2026-05-13", "absent_to": "2026-05-13", "substitute": BO}
    assert send(eva, page, f"{page}/franvaro", today).status_code == 303
    assert [entry.staff_id for entry in audits(workplace)] == [stored(workplace, "eva@provkoping.example").id]
    away = eva.get(f"{STAFF}?visa=borta").text
    assert "Anna" in away
    assert "Ersättare: Bo" in away
    assert BO not in away
    assert send(eva, page, f"{page}/franvaro/avsluta", {}).status_code == 303
    assert "Ingen medarbetare finns här." in eva.get(f"{STAFF}?visa=borta").text


def test_the_list_tells_who_is_away_and_who_will_be(workplace: Workplace, eva: FlaskClient) -> None:
    """Today, next week, and no longer: an absence that is over is not told."""
    change(workplace, ANNA, absent_from=date(2026, 5, 11), absent_to=date(2026, 5, 15))
    change(workplace, BO, absent_from=date(2026, 5, 18), absent_to=date(2026, 5, 24))
    change(workplace, "cia@provkoping.example", absent_from=date(2026, 5, 1), absent_to=date(2026, 5, 12))
    shown = eva.get(STAFF).text
    assert "11 maj 2026 – 15 maj 2026" in shown
    assert "kommer att vara borta" in shown
    assert "12 maj 2026" not in shown
