"""The desk's own page: what the words find, who may say it, and what is told of danger."""

from __future__ import annotations

from flask.testing import FlaskClient

from knowledge.curation import archive
from knowledge.entries import Entry
from tests.admin.desk.guide import ANSWER, PLACE, Desk, search
from tests.admin.workplace import NOW, hidden_fields
from tests.one_database import database_url

__all__ = ["database_url"]


def test_the_empty_desk_has_the_field_in_focus_and_the_numbers_of_the_day(gun: FlaskClient) -> None:
    """Nothing has been typed, so nothing is listed."""
    page = gun.get("/svarsstod").text
    assert 'name="fraga" value=""' in page
    assert "autofocus" in page
    assert "Mina siffror i dag" in page
    assert "Möjliga svar" not in page
    assert "Registrera som löst" not in page


def test_words_find_entries_and_the_best_one_stands_open(gun: FlaskClient) -> None:
    """With what to ask, when to hand over, what is ours alone, the link and the department's phone."""
    page = search(gun, "säga upp platsen på dagis")
    for shown in (
        PLACE,
        ANSWER,
        "Vilket datum ska barnet sluta?",
        "Vårdnadshavarna är oense om platsen.",
        "Datumet står i köregistret.",
        "https://www.prov.example/sag-upp",
        "0980-319 210",
        "FSK-01",
    ):
        assert shown in page, shown


def test_a_hit_that_is_chosen_stands_open_instead(gun: FlaskClient, desk: Desk) -> None:
    """The list stays as it was."""
    page = search(gun, "säga upp platsen på dagis", svar=str(desk.entry_id("FSK-02")))
    assert "Gör det i e-tjänsten." in page
    assert ANSWER not in page
    assert PLACE in page


def test_what_only_some_may_say_is_shown_as_such(gun: FlaskClient, desk: Desk) -> None:
    """The contact centre's own has a badge; the department's own keeps its answer, and can only be handed over."""
    page = search(gun, "Vad kostar en förskoleplats?")
    assert "bara kundtjänst" in page
    assert "Gör det i e-tjänsten." in page
    page = search(gun, "Hur överklagar jag ett beslut om plats?", svar=str(desk.entry_id("FSK-03")))
    assert "bara förvaltningen" in page
    assert "Gör det i e-tjänsten." not in page
    assert "Registrera som löst</button>" not in page
    assert "Lämna över</button>" in page


def test_an_entry_that_is_no_longer_in_use_is_neither_found_nor_opened(gun: FlaskClient, desk: Desk) -> None:
    """Also by an address or a form that still knows its id."""
    entry_id = desk.entry_id("FSK-01")
    assert ANSWER in search(gun, "säga upp platsen på dagis", svar=str(entry_id))
    with desk.workplace.services.database.transaction() as session:
        archive(session, session.get_one(Entry, entry_id), "Gäller inte", NOW)
    page = search(gun, "säga upp platsen på dagis", svar=str(entry_id))
    assert ANSWER not in page
    assert PLACE not in page


def test_danger_is_met_with_112_and_the_rest_of_the_page(gun: FlaskClient) -> None:
    """The guide is told at once; an ordinary question is not alarmed about."""
    assert "ringa 112" in search(gun, "Min man slår mig")
    assert "ringa 112" not in search(gun, "säga upp platsen på dagis")


def test_nothing_near_leaves_the_guide_with_both_ways_on(gun: FlaskClient) -> None:
    """One's own words can be registered, and the question handed over."""
    page = search(gun, "xqzw")
    assert "Inget godkänt svar ligger nära." in page
    assert "Registrera som löst</button>" in page
    assert "Lämna över</button>" in page


def test_a_number_that_is_none_opens_nothing(gun: FlaskClient) -> None:
    """Whatever stands in the field `svar`, the page answers."""
    for strange in ("0", "-1", "1e9", "99999999999", "²", "' or 1=1"):
        assert ANSWER in search(gun, "säga upp platsen på dagis", svar=strange)
    assert "Inget svar är öppet" in search(gun, "säga upp platsen på dagis", svar="987654321")


def test_what_is_typed_stands_in_no_address(gun: FlaskClient) -> None:
    """A search by address finds nothing: addresses end up in servers' logs."""
    words = "säga upp platsen på dagis"
    assert "Möjliga svar" in search(gun, words)
    assert "Möjliga svar" not in gun.get("/svarsstod", query_string={"fraga": words}).text


def test_the_day_is_not_counted_at_every_letter(gun: FlaskClient) -> None:
    """What the page asks for while one types holds the answers alone."""
    fields = hidden_fields(gun.get("/svarsstod").text) | {"fraga": "säga upp platsen på dagis"}
    page = gun.post("/svarsstod", data=fields, headers={"HX-Request": "true"}).text
    assert ANSWER in page
    assert "Mina siffror i dag" not in page
