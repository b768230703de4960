"""The pages of the response groups: their people, their two tasks, what is missing, and their removal."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from knowledge.organisation import ResponseGroup, Role, StaffMember, first_line_group
from tests.admin.settings.sending import ROOT, changes, flashed, save
from tests.admin.workplace import Workplace, hidden_fields


@pytest.fixture
def group(workplace: Workplace) -> int:
    """A group without anybody in it."""
    return workplace.group("Placering")


def person_id(workplace: Workplace, name: str) -> str:
    """Somebody's id, as a form sends it."""
    with workplace.services.database.reading() as session:
        return str(session.scalars(select(StaffMember.id).where(StaffMember.name == name)).one())


def stored(workplace: Workplace, group_id: int) -> tuple[list[str], str]:
    """The names of a group's members, and its manager's."""
    with workplace.services.database.reading() as session:
        group = session.get_one(ResponseGroup, group_id)
        return [member.name for member in group.members], group.manager.name if group.manager else ""


def do(client: FlaskClient, group_id: int, deed: str, person: str) -> str:
    """Press a button beside a person; the page afterwards."""
    fields = hidden_fields(client.get(f"{ROOT}/svarsgrupper/{group_id}").text)
    answer = client.post(f"{ROOT}/svarsgrupper/{group_id}/personer", data=fields | {"gor": deed, "person": person})
    return flashed(client, answer)


def test_a_new_group_is_added_once_and_lacks_everybody(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """It says what is missing; the same name again in the department is refused, and a form without one."""
    page = boss.get(f"{ROOT}/svarsgrupper/ny?forvaltning=1").text
    assert '<option value="1" selected>Barn och utbildning</option>' in page
    made = flashed(boss, save(boss, "/svarsgrupper/ny", page, name="Skolskjuts", email="Skjuts@Prov.example"))
    assert "Gruppen har inga medlemmar som kan logga in." in made
    assert "Gruppen har ingen chef." in made
    assert "Förvaltningen har redan" in save(boss, "/svarsgrupper/ny", page, name="SKOLSKJUTS").text
    assert "Välj den förvaltning" in save(boss, "/svarsgrupper/ny", page, name="Annan", forvaltning="").text
    assert "Välj den förvaltning" in save(boss, "/svarsgrupper/ny", page, name="Annan", forvaltning="77").text
    (change,) = changes(workplace)
    assert (change.subject, change.after["email"]) == ("Barn och utbildning: Skolskjuts", "skjuts@prov.example")
    assert change.about_id == group + 1


def test_people_are_found_added_and_made_manager(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """By any part of the name or address, in small letters too; each press is written down, and a second one is not."""
    workplace.staff("Åsa", Role.MANAGER)
    page = boss.get(f"{ROOT}/svarsgrupper/{group}?sok=åsa").text
    assert "Lägg till<span" in page
    asa = person_id(workplace, "Åsa")
    for _ in range(2):
        assert "Åsa är med i gruppen" in do(boss, group, "lagg-till", asa)
    after = do(boss, group, "chef", asa)
    assert "Åsa är gruppens chef" in after
    assert "Gruppen har ingen chef." not in after
    assert "Gruppen har inga medlemmar" not in after
    assert stored(workplace, group) == (["Åsa"], "Åsa")
    assert [change.after for change in changes(workplace)] == [
        {"members": "åsa@provkoping.example"},
        {"manager": "åsa@provkoping.example"},
    ]
    assert "Lägg till<span" not in boss.get(f"{ROOT}/svarsgrupper/{group}?sok=Åsa").text


def test_the_last_who_leaves_is_warned_of(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """A group without members or manager says so on its page, in the list, and on the start page."""
    workplace.staff("Eva", Role.HANDLER, groups=(group,), leads=(group,))
    eva = person_id(workplace, "Eva")
    assert "Ingen svarsgrupp saknar det" in boss.get(f"{ROOT}/svarsgrupper?saknar=medlemmar").text
    assert "Gruppen har inga medlemmar" in do(boss, group, "ta-bort", eva)
    assert "Gruppen har ingen chef." in do(boss, group, "inte-chef", eva)
    assert stored(workplace, group) == ([], "")
    for lacking in ("medlemmar", "chef"):
        assert "Placering</a>" in boss.get(f"{ROOT}/svarsgrupper?saknar={lacking}").text
    start = boss.get(ROOT).text
    assert "1 svarsgrupp saknar medlemmar." in start
    assert "1 svarsgrupp saknar chef." in start


def test_a_manager_who_cannot_open_a_case_is_warned_of(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """Whoever leads a group sees its cases, also without the role of a manager; an editor has no page of cases."""
    eva = workplace.staff("Eva", Role.HANDLER, leads=(group,))
    case = workplace.case("Plats", group)
    assert workplace.logged_in(eva).get(f"/arenden/{case}").status_code == 200
    assert "kan inte öppna ärenden" not in boss.get(f"{ROOT}/svarsgrupper/{group}").text
    eddie = workplace.staff("Eddie", Role.EDITOR, leads=(group,))
    assert workplace.logged_in(eddie).get(f"/arenden/{case}").status_code == 403
    assert "Eddie får larm men kan inte öppna ärenden." in boss.get(f"{ROOT}/svarsgrupper/{group}").text


def test_only_one_group_is_the_first_line(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """To choose another takes the task from the first, which is written down for both."""
    desk = workplace.group("Kommunvägledare", "Kontaktcenter", first_line=True)
    flashed(boss, save(boss, f"/svarsgrupper/{group}", first_line="ja"))
    with workplace.services.database.reading() as session:
        found = first_line_group(session)
        assert found is not None
        assert found.id == group
        assert session.get_one(ResponseGroup, desk).first_line is False
    assert [(change.about_id, change.after) for change in changes(workplace)] == [
        (desk, {"first_line": False}),
        (group, {"first_line": True}),
    ]


def test_a_stale_group_form_overwrites_nothing(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """What somebody else saved meanwhile stands beside what was typed."""
    old = boss.get(f"{ROOT}/svarsgrupper/{group}").text
    save(boss, f"/svarsgrupper/{group}", email="ett@prov.example")
    late = save(boss, f"/svarsgrupper/{group}", old, email="två@prov.example")
    assert late.status_code == 400
    late = save(boss, f"/svarsgrupper/{group}", old, email="tva@prov.example")
    assert late.status_code == 409
    assert '<dd class="kept">ett@prov.example</dd>' in late.text
    assert len(changes(workplace)) == 1


def test_members_who_come_meanwhile_make_no_form_stale(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """They are not among the form's fields."""
    old = boss.get(f"{ROOT}/svarsgrupper/{group}").text
    workplace.staff("Eva", Role.HANDLER)
    do(boss, group, "lagg-till", person_id(workplace, "Eva"))
    assert save(boss, f"/svarsgrupper/{group}", old, email="ett@prov.example").status_code == 303


def test_a_group_that_nothing_refers_to_is_removed(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """Its members are not; the log keeps who they were, and a second press ends in the same place."""
    workplace.staff("Eva", Role.HANDLER, groups=(group,))
    page = boss.get(f"{ROOT}/svarsgrupper/{group}").text
    for _ in range(2):
        answer = save(boss, "", page, to=f"/svarsgrupper/{group}/ta-bort")
        assert "Svarsgruppen är borttagen." in flashed(boss, answer)
    (change,) = changes(workplace)
    assert change.before["members"] == "eva@provkoping.example"
    assert person_id(workplace, "Eva")


@pytest.mark.parametrize(
    "fields", [{"gor": "lagg-till"}, {"person": "1"}, {"gor": "nagot", "person": "1"}, {"gor": "chef", "person": "x"}]
)
def test_a_form_that_no_page_of_ours_sent_is_refused(boss: FlaskClient, group: int, fields: dict[str, str]) -> None:
    """A deed that we do not know, or nobody to do it with."""
    token = hidden_fields(boss.get(f"{ROOT}/svarsgrupper/{group}").text)
    answer = boss.post(f"{ROOT}/svarsgrupper/{group}/personer", data={"csrf_token": token["csrf_token"]} | fields)
    assert answer.status_code == 400


def test_somebody_who_is_not_there_is_not_found(workplace: Workplace, boss: FlaskClient, group: int) -> None:
    """And nothing is changed."""
    token = hidden_fields(boss.get(f"{ROOT}/svarsgrupper/{group}").text)
    fields = {"csrf_token": token["csrf_token"], "gor": "lagg-till", "person": "999"}
    assert boss.post(f"{ROOT}/svarsgrupper/{group}/personer", data=fields).status_code == 404
    assert changes(workplace) == []


def test_a_list_of_many_groups_has_pages(workplace: Workplace, boss: FlaskClient) -> None:
    """Fifty on each; a page beyond the last is the last, and the choice stays on the way."""
    for number in range(53):
        workplace.group(f"Grupp {number:02}")
    first, last = boss.get(f"{ROOT}/svarsgrupper").text, boss.get(f"{ROOT}/svarsgrupper?sida=9").text
    assert (first.count('<th scope="row">'), last.count('<th scope="row">')) == (50, 3)
    assert "saknar=chef&amp;sida=2" in boss.get(f"{ROOT}/svarsgrupper?saknar=chef").text
