"""The pages of the municipality and its departments: saved, refused, warned of, removed, written down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.reply_template import ReplyTemplate
from knowledge.answering import set_mode
from knowledge.channel import Channel
from knowledge.importing.kept import ChecklistImport, ImportState
from knowledge.mode import AnsweringMode
from knowledge.organisation import (
    Department,
    ResponseGroup,
    ServicePromise,
    StaffMember,
    one_at_a_time,
    survey_ways,
    the_municipality,
)
from tests.admin.settings.sending import ROOT, changes, fields_of, flashed, save
from tests.admin.workplace import Workplace
from tests.factories import add_entry


@pytest.fixture
def empty(workplace: Workplace) -> int:
    """A department that nothing refers to."""
    with workplace.services.database.transaction() as session:
        department = Department(name="Kultur", promise=ServicePromise(answer_within_days=2, alarm_after_days=3))
        session.add(department)
        session.flush()
        return department.id


def names(workplace: Workplace) -> list[str]:
    """Every department's name."""
    with workplace.services.database.reading() as session:
        return sorted(session.scalars(select(Department.name)))


def test_the_towns_details_are_saved_and_written_down(workplace: Workplace, boss: FlaskClient) -> None:
    """Who and when stands on the page, with a way to what stood there before."""
    page = flashed(boss, save(boss, "/kommunen", name="Provköpings kommun", phone="0980-1"))
    assert "Senast ändrat av Bodil 13 maj 2026 10.00." in page
    assert 'href="/installningar/logg?slag=municipality&amp;om=1"' in page
    (change,) = changes(workplace)
    assert change.before == {"name": "Provköping", "phone": ""}
    assert change.after == {"name": "Provköpings kommun", "phone": "0980-1"}


def test_letters_are_shown_with_what_is_typed_without_saving(workplace: Workplace, boss: FlaskClient) -> None:
    """The preview's button saves nothing; what a mail lacks is said."""
    page = boss.get(f"{ROOT}/kommunen").text
    assert "saknar telefon, e-post" in page
    shown = save(boss, "/kommunen", visa="ja", address="Torget 1", phone="0980-1", email="hej@prov.example")
    assert shown.status_code == 200
    assert "Telefon: 0980-1" in shown.text
    assert "Med vänlig hälsning\nBodil\nProvköping\nTorget 1" in shown.text
    assert "saknar" not in shown.text
    with workplace.services.database.reading() as session:
        assert the_municipality(session).phone == ""


def test_two_who_save_at_once_do_not_overwrite_each_other(workplace: Workplace, boss: FlaskClient) -> None:
    """The second sees what the first saved beside what was typed; to send it again is to decide."""
    old = boss.get(f"{ROOT}/kommunen").text
    save(boss, "/kommunen", phone="0980-1")
    late = save(boss, "/kommunen", old, phone="0980-2", web="https://prov.example")
    assert late.status_code == 409
    assert "någon annan har sparat" in late.text
    assert '<dd class="kept">0980-1</dd>' in late.text
    assert 'value="0980-2"' in late.text
    assert len(changes(workplace)) == 1
    assert boss.post(f"{ROOT}/kommunen", data=fields_of(late.text)).status_code == 303
    with workplace.services.database.reading() as session:
        assert (the_municipality(session).phone, the_municipality(session).web) == ("0980-2", "https://prov.example")


def test_a_new_department_is_added_once(workplace: Workplace, boss: FlaskClient) -> None:
    """The form sent twice, or with the name in other letters, adds no second one."""
    page = boss.get(f"{ROOT}/forvaltningar/ny").text
    told = flashed(boss, save(boss, "/forvaltningar/ny", page, name="Äldreomsorg", answer_within_days="1"))
    assert "Ge den en svarsgrupp" in told
    assert "går frågorna till första linjen" in told
    for name in ("Äldreomsorg", "ÄLDREOMSORG"):
        again = save(boss, "/forvaltningar/ny", page, name=name)
        assert again.status_code == 400
        assert "Det finns redan en förvaltning med det namnet." in again.text
    assert names(workplace) == ["Äldreomsorg"]
    (change,) = changes(workplace)
    assert (change.before, change.after["answer_within_days"]) == ({}, 1)


def test_of_two_who_add_at_once_the_second_sees_the_first(workplace: Workplace, boss: FlaskClient) -> None:
    """A double click too: it waits for whoever is saving settings, and is then told of the name, not of a fault."""
    page = boss.get(f"{ROOT}/forvaltningar/ny").text
    with ThreadPoolExecutor(1) as pool:
        with workplace.services.database.transaction() as session:
            one_at_a_time(session)
            session.add(Department(name="Kultur"))
            session.flush()
            second = pool.submit(save, boss, "/forvaltningar/ny", page, name="Kultur")
            assert wait([second], timeout=0.5).not_done
        answer = second.result(30)
    assert answer.status_code == 400
    assert "Det finns redan en förvaltning med det namnet." in answer.text


def test_a_changed_promise_says_that_old_cases_keep_theirs(workplace: Workplace, boss: FlaskClient, empty: int) -> None:
    """Before it is changed and after; another change says nothing of it."""
    path = f"/forvaltningar/{empty}"
    assert "De ärenden som redan finns behåller sina tider." in boss.get(ROOT + path).text
    assert "De som redan finns behåller sina tider." in flashed(boss, save(boss, path, answer_within_days="1"))
    assert "De som redan finns behåller" not in flashed(boss, save(boss, path, phone="0980-3"))
    with workplace.services.database.reading() as session:
        department = session.get_one(Department, empty)
        assert department.promise is not None
        assert (department.promise.answer_within_days, department.phone) == (1, "0980-3")
    assert [change.after for change in changes(workplace)] == [{"answer_within_days": 1}, {"phone": "0980-3"}]


def test_a_refused_department_keeps_what_was_typed(workplace: Workplace, boss: FlaskClient, empty: int) -> None:
    """With a word beside each wrong field, and nothing saved."""
    answer = save(boss, f"/forvaltningar/{empty}", name="", alarm_after_days="snart", phone="0980-4")
    assert answer.status_code == 400
    assert "Skriv förvaltningens namn." in answer.text
    assert 'value="snart"' in answer.text
    assert 'value="0980-4"' in answer.text
    assert 'aria-describedby="alarm_after_days-hint alarm_after_days-error" aria-invalid="true"' in answer.text
    assert (names(workplace), changes(workplace)) == (["Kultur"], [])


def test_what_is_used_cannot_be_removed_and_says_why(workplace: Workplace, boss: FlaskClient) -> None:
    """Each thing that refers to it with its number; a form sent all the same does nothing."""
    group = workplace.group("Placering")
    workplace.case("Plats", group)
    workplace.case("Kö", group)
    with workplace.services.database.transaction() as session:
        department = session.get_one(Department, 1)
        add_entry(session, department, "Hur söker vi?")
        session.scalars(select(StaffMember)).one().department = department
        session.add(ReplyTemplate(name="Hej", text="Hej!", active=True, department_id=1))
    page = boss.get(f"{ROOT}/forvaltningar/1").text
    assert "används av 2 ärenden, 1 svar, 1 svarsgrupp, 1 medarbetare, 1 svarsmall." in page
    assert "Ja, ta bort" not in page
    assert "Inget är gjort" in flashed(boss, save(boss, "/forvaltningar/1", to="/forvaltningar/1/ta-bort"))
    assert names(workplace) == ["Barn och utbildning"]


def test_secret_cases_stop_a_removal_without_being_told_of(workplace: Workplace, boss: FlaskClient) -> None:
    """Neither how many nor that they are cases."""
    group = workplace.group("Mottagning", "Socialtjänst")
    workplace.case("", group, confidential=True)
    page = boss.get(f"{ROOT}/svarsgrupper/{group}").text
    assert "Går inte att ta bort, eftersom den används." in page
    assert "1 ärende" not in page
    assert "Inget är gjort" in flashed(boss, save(boss, f"/svarsgrupper/{group}", to=f"/svarsgrupper/{group}/ta-bort"))


def test_what_the_log_of_automatic_answers_names_stays(workplace: Workplace, boss: FlaskClient, empty: int) -> None:
    """That log is never emptied, so its department is not removed."""
    with workplace.services.database.transaction() as session:
        set_mode(session, session.get_one(Department, empty), Channel.CHAT, AnsweringMode.OFF, None, workplace.clock())
    assert "Går inte att ta bort, eftersom den används." in boss.get(f"{ROOT}/forvaltningar/{empty}").text


def test_a_department_whose_checklist_was_read_stays(workplace: Workplace, boss: FlaskClient, empty: int) -> None:
    """Also one that came to nothing: its receipt names the department for ever."""
    discarded = ChecklistImport(name="kultur.docx", data=b"", state=ImportState.DISCARDED, department_id=empty)
    discarded.dropped_at = workplace.clock()
    with workplace.services.database.transaction() as session:
        session.add(discarded)
    assert "används av 1 inläst checklista." in boss.get(f"{ROOT}/forvaltningar/{empty}").text
    answer = save(boss, f"/forvaltningar/{empty}", to=f"/forvaltningar/{empty}/ta-bort")
    assert "Inget är gjort" in flashed(boss, answer)
    assert names(workplace) == ["Kultur"]


def test_what_nothing_refers_to_is_asked_about_and_removed(workplace: Workplace, boss: FlaskClient, empty: int) -> None:
    """With its promise; the log keeps what stood there, and a form sent twice ends in the same place."""
    page = boss.get(f"{ROOT}/forvaltningar/{empty}").text
    assert "Ja, ta bort förvaltningen" in page
    for _ in range(2):
        answer = save(boss, f"/forvaltningar/{empty}", page, to=f"/forvaltningar/{empty}/ta-bort")
        assert "Förvaltningen är borttagen." in flashed(boss, answer)
    assert names(workplace) == []
    (change,) = changes(workplace)
    assert (change.before["name"], change.before["answer_within_days"], change.after) == ("Kultur", 2, {})
    assert boss.get(f"{ROOT}/forvaltningar/{empty}").status_code == 404


def test_a_departments_letters_are_the_post_rooms_own(workplace: Workplace, boss: FlaskClient) -> None:
    """The department's number goes before the town's; a secret case names no department and no group."""
    workplace.group("Placering")
    with workplace.services.database.transaction() as session:
        session.get_one(Department, 1).phone = "0980-5"
        the_municipality(session).phone = "0980-1"
        assert session.scalars(select(ResponseGroup)).one().name == "Placering"
    page = boss.get(f"{ROOT}/forvaltningar/1").text
    person, automatic, secret = page.split('<div class="letter-shown">')[1:]
    assert "Bodil\nPlacering\nBarn och utbildning\nProvköping\nTelefon: 0980-5" in person
    assert "Det här svaret valdes automatiskt" in automatic
    assert "Placering" not in automatic
    secret = secret.split("</div>")[0]
    assert "Telefon: 0980-1" in secret
    assert "Barn och utbildning" not in secret


@pytest.mark.parametrize("path", ["/forvaltningar/99", "/forvaltningar/99999999999999999999", "/forvaltningar/0"])
def test_a_department_that_is_not_there_is_not_found(boss: FlaskClient, path: str) -> None:
    """Whatever number somebody tries."""
    assert boss.get(ROOT + path).status_code == 404
    assert boss.get(f"{ROOT}{path}/oppettider").status_code == 404


def test_a_manager_reads_and_changes_nothing(workplace: Workplace, reader: FlaskClient, empty: int) -> None:
    """The fields are shut and there is no button; a form sent all the same is refused."""
    page = reader.get(f"{ROOT}/forvaltningar/{empty}").text
    assert 'value="Kultur"' in page
    assert page.count("disabled") == 4
    assert ">Spara<" not in page
    assert save(reader, f"/forvaltningar/{empty}", name="Annat").status_code == 403
    assert names(workplace) == ["Kultur"]


def test_residents_are_asked_how_it_went_until_that_is_turned_off(workplace: Workplace, boss: FlaskClient) -> None:
    """On the pages and in letters, each by itself; ticked from the beginning, and written down."""
    page = boss.get(f"{ROOT}/kommunen").text
    assert [f'name="{name}" value="ja" checked' in page for name in ("survey_by_page", "survey_by_mail")] == [True] * 2
    assert page.count("[länken till frågorna]") == 2
    assert "[länken till frågorna]" not in flashed(boss, save(boss, "/kommunen", survey_by_mail=""))
    with workplace.services.database.reading() as session:
        assert survey_ways(session) == (True, False)
    assert [change.after for change in changes(workplace)] == [{"survey_by_mail": False}]


def test_how_entries_are_approved_and_when_they_fall_silent_is_chosen_and_written_down(
    workplace: Workplace, boss: FlaskClient, empty: int
) -> None:
    """Two people to publish, by department; the town's days of grace, none for never; nonsense is refused."""
    flashed(boss, save(boss, f"/forvaltningar/{empty}", two_to_publish="ja"))
    flashed(boss, save(boss, "/kommunen", review_grace_days="30"))
    assert 'value="30"' in boss.get(f"{ROOT}/kommunen").text
    assert save(boss, "/kommunen", review_grace_days="-1").status_code == 400
    flashed(boss, save(boss, "/kommunen", review_grace_days=""))
    with workplace.services.database.reading() as session:
        assert session.get_one(Department, empty).two_to_publish
        assert the_municipality(session).review_grace_days is None
    assert [change.after for change in changes(workplace)] == [
        {"two_to_publish": True},
        {"review_grace_days": 30},
        {"review_grace_days": None},
    ]
