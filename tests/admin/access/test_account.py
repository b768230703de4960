"""Everybody's own page: title and phone, the password, and the way out everywhere."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from knowledge.organisation import Role
from tests.admin.access.people import NEW, audits, change, form_on, send, stored
from tests.admin.workplace import PASSWORD, Workplace, log_in

ANNA = "anna@provkoping.example"


@pytest.fixture
def anna(workplace: Workplace) -> FlaskClient:
    """A handler's browser."""
    return workplace.logged_in(workplace.staff("Anna", Role.HANDLER))


def test_the_name_in_the_header_leads_to_the_own_page(anna: FlaskClient) -> None:
    """From any page of the staff's."""
    assert 'href="/konto"' in anna.get("/arenden").text
    page = anna.get("/konto")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Ditt konto" in page.text


def test_title_and_phone_are_one_s_own_to_change(workplace: Workplace, anna: FlaskClient) -> None:
    """They are kept as typed but for blanks, and written down with what stood there."""
    answer = send(anna, "/konto", "/konto/uppgifter", {"title": " Kö handläggare ", "phone": "0980-319 211"})
    assert answer.status_code == 303
    kept = stored(workplace, ANNA)
    assert (kept.title, kept.phone) == ("Kö handläggare", "0980-319 211")
    (entry,) = audits(workplace)
    assert (entry.before, entry.after) == (
        {"title": "", "phone": ""},
        {"title": "Kö handläggare", "phone": "0980-319 211"},
    )


def test_a_save_from_an_old_page_overwrites_nothing(workplace: Workplace, anna: FlaskClient) -> None:
    """Somebody has changed the title meanwhile: both are shown, and the next save holds, once."""
    fields = form_on(anna, "/konto", "/konto/uppgifter") | {"title": "Min egen", "phone": ""}
    change(workplace, ANNA, title="Från personalavdelningen")
    behind = anna.post("/konto/uppgifter", data=fields)
    assert behind.status_code == 409
    assert "Från personalavdelningen" in behind.text
    assert 'value="Min egen"' in behind.text
    assert stored(workplace, ANNA).title == "Från personalavdelningen"
    fresh = form_on(anna, "/konto", "/konto/uppgifter") | {"title": "Min egen", "phone": ""}
    assert [anna.post("/konto/uppgifter", data=fresh).status_code for _ in range(2)] == [303, 303]
    assert len(audits(workplace)) == 1


def test_the_months_mail_is_turned_off_and_on_again(workplace: Workplace) -> None:
    """By whoever leads something; pressing twice does nothing twice, and both are written down."""
    lars = workplace.logged_in(workplace.staff("Lars", Role.MANAGER))
    for wanted in ("nej", "ja"):
        fields = form_on(lars, "/konto", "/konto/manadsmejl")
        assert fields["letter"] == wanted
        assert [lars.post("/konto/manadsmejl", data=fields).status_code for _ in range(2)] == [303, 303]
    assert stored(workplace, "lars@provkoping.example").monthly_letter
    assert [(entry.before, entry.after) for entry in audits(workplace)] == [
        ({"monthly_letter": True}, {"monthly_letter": False}),
        ({"monthly_letter": False}, {"monthly_letter": True}),
    ]


def test_whoever_leads_nothing_has_no_letter_to_turn_off(anna: FlaskClient) -> None:
    """The page says nothing of it to others."""
    assert "/konto/manadsmejl" not in anna.get("/konto").text


def test_what_the_signature_cannot_hold_is_refused(workplace: Workplace, anna: FlaskClient) -> None:
    """A number of a hundred signs is told so at its field, and nothing is kept."""
    answer = send(anna, "/konto", "/konto/uppgifter", {"title": "Handläggare", "phone": "1" * 100})
    assert answer.status_code == 400
    assert "Numret är för långt. Högst 60 tecken får plats." in answer.text
    assert stored(workplace, ANNA).title == ""


def test_a_new_password_ends_every_other_session(workplace: Workplace, anna: FlaskClient) -> None:
    """This browser stays logged in; it is written down that it happened, and nothing of the password."""
    elsewhere = workplace.logged_in(ANNA)
    answer = send(anna, "/konto", "/konto/losenord", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 303
    assert "Du är utloggad överallt utom här." in anna.get("/konto").text
    assert elsewhere.get("/konto").status_code == 302
    assert log_in(workplace.visitor(), ANNA, NEW).status_code == 303
    assert [entry.after for entry in audits(workplace)] == [{"password_set": True}]


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("fel fel fel fel", NEW, NEW, "Det nuvarande lösenordet är fel."),
        (PASSWORD, NEW, NEW + "!", "Lösenorden är inte lika."),
        (PASSWORD, "kort", "kort", "minst 12 tecken"),
    ],
)
def test_a_password_is_not_changed_by_mistake(
    workplace: Workplace, anna: FlaskClient, old: str, new: str, again: str, said: str
) -> None:
    """A wrong old one, two that differ, a short one: it is said, and the old one still opens."""
    answer = send(anna, "/konto", "/konto/losenord", {"old": old, "new": new, "again": again})
    assert answer.status_code == 400
    assert said in answer.text
    assert log_in(workplace.visitor(), ANNA).status_code == 303


def test_an_open_screen_is_no_way_to_guess(workplace: Workplace, anna: FlaskClient) -> None:
    """The fifth wrong old password shuts the form for a minute; the login stays open meanwhile."""
    answers = [
        send(anna, "/konto", "/konto/losenord", {"old": f"fel {place}", "new": NEW, "again": NEW}).text
        for place in range(5)
    ]
    assert ["Försök igen efter kl. 10.01" in answer for answer in answers] == [False] * 4 + [True]
    refused = send(anna, "/konto", "/konto/losenord", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert refused.status_code == 400
    assert log_in(workplace.visitor(), ANNA).status_code == 303


def test_one_can_log_out_everywhere(workplace: Workplace, anna: FlaskClient) -> None:
    """In this browser too, by post only; the password is the same as before."""
    elsewhere = workplace.logged_in(ANNA)
    assert anna.get("/konto/logga-ut-overallt").status_code == 405
    assert send(anna, "/konto", "/konto/logga-ut-overallt", {}).location == "/logga-in"
    assert "Du är utloggad överallt." in anna.get("/logga-in").text
    assert [browser.get("/konto").status_code for browser in (anna, elsewhere)] == [302, 302]
    assert log_in(workplace.visitor(), ANNA).status_code == 303
    assert [entry.after for entry in audits(workplace)] == [{"logged_out": True}]


def test_no_form_of_the_page_does_anything_without_its_token(workplace: Workplace, anna: FlaskClient) -> None:
    """A page elsewhere cannot change anybody's account."""
    for path in ("uppgifter", "losenord", "franvaro", "franvaro/avsluta", "logga-ut-overallt"):
        assert anna.post(f"/konto/{path}", data={"title": "Planterad"}).status_code == 400
    assert anna.get("/konto").status_code == 200
    assert stored(workplace, ANNA).title == ""
