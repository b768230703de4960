"""The staff's own list: found, changed without overwriting, ended after a question, and taken back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.staff.changing import Refused, end_member
from admin.staff.shared import member_or_404
from assistant.cases.case import Case
from knowledge.organisation import Role, StaffMember
from knowledge.staff_changes import audited
from tests.admin.access.people import audits, change, choose, form_on, link_in, mails, send, stored
from tests.admin.workplace import Workplace, log_in

STAFF = "/installningar/medarbetare"
ANNA, EVA = "anna@provkoping.example", "eva@provkoping.example"


@pytest.fixture
def group(workplace: Workplace) -> int:
    """The response group Placering."""
    return workplace.group("Placering")


@pytest.fixture
def page(workplace: Workplace, group: int) -> str:
    """The page of Anna, a handler in the group."""
    return f"{STAFF}/{stored(workplace, workplace.staff('Anna', Role.HANDLER, groups=(group,))).id}"


@pytest.fixture
def eva(workplace: Workplace) -> FlaskClient:
    """An administrator's browser."""
    return workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR))


def facts(**changed: object) -> dict[str, object]:
    """Anna as the form says her, but for what is changed."""
    return {"name": "Anna", "email": ANNA, "title": "", "phone": "", "superior": "", "role": ["handler"]} | changed


def test_the_list_is_searched_by_any_case_of_letters_and_shows_fifty(workplace: Workplace, eva: FlaskClient) -> None:
    """Å is found as å on both databases, a sign of the search's own is only a sign, a page too far is the last."""
    with workplace.services.database.transaction() as session:
        session.add_all(
            StaffMember(name=f"Åsa Ström {place:02}", email=f"asa{place}@prov.example") for place in range(52)
        )
    assert "52 medarbetare" in eva.get(f"{STAFF}?q=åsa+STRÖM").text
    assert eva.get(f"{STAFF}?q=åsa").text.count("Åsa Ström") == 50
    assert eva.get(f"{STAFF}?q=åsa&sida=99").text.count("Åsa Ström") == 2
    assert "Ingen medarbetare stämmer med sökningen." in eva.get(f"{STAFF}?q=%25").text
    assert "asa7@" in eva.get(f"{STAFF}?q=ASA7@").text.replace("<wbr>", "")
    assert eva.get(f"{STAFF}?visa=andra").status_code == 404


def test_each_part_of_the_list_holds_its_own(workplace: Workplace, page: str, eva: FlaskClient) -> None:
    """Those without a password, and those who have left, who stand nowhere else."""
    change(workplace, ANNA, password_hash=None)
    assert "har inte valt lösenord" in eva.get(f"{STAFF}?visa=utan-losenord").text
    change(workplace, ANNA, active=False)
    ended = eva.get(f"{STAFF}?visa=slutat").text
    assert f'href="{page}"' in ended
    assert "har slutat" in ended
    assert f'href="{page}"' not in eva.get(STAFF).text


def test_a_change_is_kept_and_written_down(workplace: Workplace, group: int, page: str, eva: FlaskClient) -> None:
    """Name, title, superior, roles and groups, by whom, with what stood there before."""
    other = workplace.group("Bygglov")
    fields = facts(name="Anna Ek", superior=EVA.upper(), role=["handler", "editor"], group=[str(group), str(other)])
    assert send(eva, page, page, fields).status_code == 303
    anna = stored(workplace, ANNA)
    assert (anna.name, anna.roles) == ("Anna Ek", {Role.HANDLER, Role.EDITOR})
    assert anna.superior is not None
    assert anna.superior.email == EVA
    assert {one.id for one in anna.groups} == {group, other}
    (entry,) = audits(workplace)
    assert entry.before == {
        "name": "Anna",
        "roles": "handler",
        "groups": "Barn och utbildning: Placering",
        "superior": "",
    }
    assert entry.after["groups"] == "Barn och utbildning: Bygglov, Barn och utbildning: Placering"
    assert "Eva" in eva.get(page).text


def test_an_old_page_overwrites_nobody(workplace: Workplace, group: int, page: str, eva: FlaskClient) -> None:
    """Another administrator was first: both are shown, nothing is lost; the same form twice is one change."""
    fields = form_on(eva, page, page) | facts(title="Mitt", group=str(group))
    change(workplace, ANNA, title="Deras")
    behind = eva.post(page, data=fields)
    assert behind.status_code == 409
    assert "<dd>Deras</dd>" in behind.text
    assert 'value="Mitt"' in behind.text
    assert stored(workplace, ANNA).title == "Deras"
    fresh = form_on(eva, page, page) | facts(title="Mitt", group=str(group))
    assert [eva.post(page, data=fresh).status_code for _ in range(2)] == [303, 303]
    assert stored(workplace, ANNA).title == "Mitt"
    assert len(audits(workplace)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"superior": ANNA}, "Ingen kan vara sin egen chef."),
        ({"email": EVA}, "Adressen finns redan: Eva."),
        ({"role": ["kung"]}, "Välj minst en roll."),
    ],
)
def test_what_cannot_be_is_said(
    workplace: Workplace, page: str, eva: FlaskClient, fields: dict[str, object], said: str
) -> None:
    """One's own superior, a taken address, a role that there is not; nothing is kept."""
    answer = send(eva, page, page, facts(name="Anna Ek") | fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert stored(workplace, ANNA).name == "Anna"


def test_the_last_administrator_stays_one(workplace: Workplace, eva: FlaskClient) -> None:
    """Neither the role nor the person goes, not even for one who was invited but never logged in."""
    own = f"{STAFF}/{stored(workplace, EVA).id}"
    change(workplace, workplace.staff("Ny", Role.ADMINISTRATOR), password_hash=None)
    fields = {"name": "Eva", "email": EVA, "role": ["handler"]}
    refused = send(eva, own, own, fields)
    assert refused.status_code == 400
    assert "Det måste finnas minst en administratör" in refused.text
    assert "Du kan inte avsluta dig själv." in send(eva, f"{own}/avsluta", f"{own}/avsluta", {}).text
    assert stored(workplace, EVA).roles == {Role.ADMINISTRATOR}
    workplace.staff("Ola", Role.ADMINISTRATOR)
    assert send(eva, own, own, fields).status_code == 303
    assert stored(workplace, EVA).roles == {Role.HANDLER}


def test_two_administrators_cannot_end_each_other_at_once(workplace: Workplace) -> None:
    """At the same moment, on both databases: one is ended, and one is left."""
    emails = [workplace.staff(name, Role.ADMINISTRATOR) for name in ("Eva", "Ola")]
    ids = [stored(workplace, email).id for email in emails]
    outcomes: list[Refused | None] = []
    start = threading.Barrier(2)

    def end(by: int, whom: int) -> None:
        start.wait()
        with workplace.services.database.transaction() as session:
            member, ender = session.get_one(StaffMember, whom), session.get_one(StaffMember, by)
            outcomes.append(end_member(session, member, ender, workplace.clock.now))

    threads = [threading.Thread(target=end, args=pair) for pair in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [None, Refused.LAST_ADMINISTRATOR]
    assert sorted(stored(workplace, email).active for email in emails) == [False, True]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_administrators_change_each_other_at_once(workplace: Workplace) -> None:
    """Each holds the other's row while it is written down who did it (SQLite has one writer at a time)."""
    emails = [workplace.staff(name, Role.ADMINISTRATOR) for name in ("Eva", "Ola")]
    ids = [stored(workplace, email).id for email in emails]
    both_hold = threading.Barrier(2, timeout=60)

    def retitle(by: int, whom: int) -> None:
        with workplace.services.database.transaction() as session:
            member = member_or_404(session, whom, to_change=True)
            both_hold.wait()
            with audited(session, member, session.get_one(StaffMember, by), workplace.clock.now):
                member.title = "Chef"

    with ThreadPoolExecutor(2) as pool:
        for changed in [pool.submit(retitle, *pair) for pair in (ids, ids[::-1])]:
            changed.result()
    assert [stored(workplace, email).title for email in emails] == ["Chef", "Chef"]
    assert sorted(entry.staff_id or 0 for entry in audits(workplace)) == sorted(ids)


def test_ending_asks_first_and_lists_the_open_cases(
    workplace: Workplace, group: int, page: str, eva: FlaskClient
) -> None:
    """What waits for the colleague is listed and counted; a confidential case is neither, outside its group."""
    shown = workplace.case("Plats i förskolan", group)
    secret = workplace.case("Orosanmälan", group, confidential=True)
    with workplace.services.database.transaction() as session:
        anna = session.scalars(select(StaffMember).where(StaffMember.email == ANNA)).one()
        for case in session.scalars(select(Case)):
            case.handler = anna
    question = eva.get(f"{page}/avsluta").text
    assert "Avsluta Anna?" in question
    assert "1 öppet ärende behöver en ny handläggare" in question
    assert shown in question
    assert secret not in question
    assert stored(workplace, ANNA).active
    inside = workplace.logged_in(ANNA)
    assert send(eva, f"{page}/avsluta", f"{page}/avsluta", {}).status_code == 303
    assert inside.get("/arenden").status_code == 302
    assert log_in(workplace.visitor(), ANNA).status_code == 400
    left = eva.get(page).text
    assert shown in left
    assert secret not in left
    assert eva.get(f"{page}/avsluta").status_code == 303


def test_ending_whoever_leads_a_group_says_so(workplace: Workplace, group: int, page: str, eva: FlaskClient) -> None:
    """The group's alarms need somebody else; whoever leads none is told nothing."""
    ola = f"{STAFF}/{stored(workplace, workplace.staff('Ola', Role.MANAGER, leads=(group,))).id}"
    assert "Leder svarsgrupperna: Placering." in eva.get(f"{ola}/avsluta").text
    assert "Leder svarsgrupperna" not in eva.get(f"{page}/avsluta").text


def test_an_ending_can_be_taken_back(workplace: Workplace, group: int, page: str, eva: FlaskClient) -> None:
    """Roles and groups are as before, a new invitation is mailed, the old password stays gone; twice is once."""
    ask = form_on(eva, f"{page}/avsluta", f"{page}/avsluta")
    assert [eva.post(f"{page}/avsluta", data=ask).status_code for _ in range(2)] == [303, 303]
    fields = form_on(eva, page, f"{page}/angra")
    assert [eva.post(f"{page}/angra", data=fields).status_code for _ in range(2)] == [303, 303]
    anna = stored(workplace, ANNA)
    assert (anna.active, anna.password_hash, anna.roles) == (True, None, {Role.HANDLER})
    assert [one.id for one in anna.groups] == [group]
    changes = [(entry.before, entry.after) for entry in audits(workplace)]
    ended, back = ({"active": True}, {"active": False}), ({"active": False}, {"active": True})
    assert changes == [ended, back, ({}, {"invited": True})]
    assert choose(workplace.visitor(), link_in(mails(workplace)[0])).status_code == 303


def test_an_administrator_can_log_a_colleague_out(workplace: Workplace, page: str, eva: FlaskClient) -> None:
    """Everywhere and at once; the password still opens, and it is written down who did it."""
    inside = workplace.logged_in(ANNA)
    assert send(eva, page, f"{page}/logga-ut", {}).status_code == 303
    assert inside.get("/arenden").status_code == 302
    assert log_in(workplace.visitor(), ANNA).status_code == 303
    assert [(entry.after, entry.staff_id) for entry in audits(workplace)] == [
        ({"logged_out": True}, stored(workplace, EVA).id)
    ]


def test_somebody_who_does_not_exist_is_not_found(eva: FlaskClient) -> None:
    """Also with a number that no table holds."""
    for number in ("999", "99999999999999999999"):
        assert eva.get(f"{STAFF}/{number}").status_code == 404
        assert eva.get(f"{STAFF}/{number}/avsluta").status_code == 404
