"""Administrators invite by mail: a link of seven days by which a colleague chooses the first password."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from knowledge.organisation import Role
from tests.admin.access.people import NEW, audits, choose, link_in, mails, send, stored
from tests.admin.workplace import PASSWORD, Workplace, log_in
from tests.fakes import Clock

STAFF = "/installningar/medarbetare"
BO = {"name": "Bo Berg", "email": "Bo.Berg@provkoping.example", "role": ["handler", "manager"]}
EMAIL = "bo.berg@provkoping.example"


@pytest.fixture
def eva(workplace: Workplace) -> FlaskClient:
    """An administrator's browser."""
    return workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR))


def add(eva: FlaskClient, **fields: object) -> str:
    """Fill in and send the form for a new colleague; where it leads."""
    answer = send(eva, f"{STAFF}/ny", f"{STAFF}/ny", BO | fields)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_an_invited_colleague_chooses_a_password_and_is_in(workplace: Workplace, eva: FlaskClient) -> None:
    """With the roles and groups that were given; nobody else can log in as them before that."""
    group = workplace.group("Placering")
    page = eva.get(add(eva, group=str(group), title="Handläggare")).text
    assert "En inbjudan är på väg till bo.berg@provkoping.example" in page
    assert log_in(workplace.visitor(), EMAIL, PASSWORD).status_code == 400
    (mail,) = mails(workplace)
    assert (mail.recipient, mail.case_id, mail.subject) == (EMAIL, None, "Välkommen till Förstalinjen")
    assert "Eva har lagt till dig" in mail.body
    assert "hos Provköping" in mail.body
    browser = workplace.visitor()
    assert "Välkommen! Välj ditt lösenord" in browser.get(link_in(mail)).text
    assert choose(browser, link_in(mail)).location == "/arenden"
    bo = stored(workplace, EMAIL)
    assert (bo.name, bo.title, bo.roles) == ("Bo Berg", "Handläggare", {Role.HANDLER, Role.MANAGER})
    assert [one.id for one in bo.groups] == [group]
    assert log_in(workplace.visitor(), EMAIL, NEW).status_code == 303


def test_it_is_written_down_who_came_and_who_invited(workplace: Workplace, eva: FlaskClient) -> None:
    """A new colleague has no before; the invitation and the password chosen are events of their own."""
    add(eva)
    choose(workplace.visitor(), link_in(mails(workplace)[0]))
    came, invited, chosen = audits(workplace)
    bo, administrator = stored(workplace, EMAIL), stored(workplace, "eva@provkoping.example")
    assert (came.before, came.after["name"], came.after["roles"]) == ({}, "Bo Berg", "handler, manager")
    assert (invited.after, chosen.after) == ({"invited": True}, {"password_set": True})
    assert [entry.staff_id for entry in (came, invited, chosen)] == [administrator.id, administrator.id, bo.id]
    assert {entry.about_id for entry in (came, invited, chosen)} == {bo.id}


def test_an_invitation_works_for_seven_days(workplace: Workplace, clock: Clock, eva: FlaskClient) -> None:
    """Not on the eighth; a new one does, and so does a link for a forgotten password."""
    page = add(eva)
    link = link_in(mails(workplace)[0])
    clock.forward(days=6, hours=23, minutes=59)
    assert workplace.visitor().get(link).status_code == 200
    clock.forward(minutes=1)
    assert workplace.visitor().get(link).status_code == 410
    again = workplace.logged_in("eva@provkoping.example")
    assert send(again, page, f"{page}/bjud-in", {}).status_code == 303
    assert choose(workplace.visitor(), link_in(mails(workplace)[1])).status_code == 303


def test_a_form_sent_twice_invites_once(workplace: Workplace, eva: FlaskClient) -> None:
    """Adding and inviting: the second time leads to the same page, with one person and one mail."""
    page = add(eva)
    assert add(eva) == page
    fields = send(eva, page, f"{page}/bjud-in", {})
    assert fields.status_code == 303
    assert len(mails(workplace)) == 1


def test_whoever_has_a_password_is_not_invited(workplace: Workplace, eva: FlaskClient) -> None:
    """A page from before they chose it sends nothing, and says why."""
    page = add(eva)
    workplace.app.config["WTF_CSRF_ENABLED"] = False
    choose(workplace.visitor(), link_in(mails(workplace)[0]))
    assert eva.post(f"{page}/bjud-in").status_code == 303
    assert "har redan ett lösenord" in eva.get(page).text
    assert len(mails(workplace)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "Skriv för- och efternamn."),
        ({"email": ""}, "Skriv en e-postadress."),
        ({"email": "bo.berg"}, "Adressen ser inte rätt ut."),
        ({"email": "eva@provkoping.example"}, "Adressen finns redan: Eva."),
        ({"role": []}, "Välj minst en roll."),
        ({"superior": "ingen@provkoping.example"}, "Ingen medarbetare har den e-postadressen."),
        ({"phone": "1" * 61}, "Högst 60 tecken får plats."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    workplace: Workplace, eva: FlaskClient, fields: dict[str, object], said: str
) -> None:
    """Nobody is added, nothing mailed, and what was typed stands in the form."""
    answer = send(eva, f"{STAFF}/ny", f"{STAFF}/ny", BO | {"title": "Köhanterare"} | fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Köhanterare"' in answer.text
    assert mails(workplace) == []
    assert audits(workplace) == []
