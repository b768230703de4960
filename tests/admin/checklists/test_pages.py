"""An editor's way: a changed checklist with a conflict and a faulty row, undone, imported again, out and in."""

from __future__ import annotations

from sqlalchemy import func, select

from admin.background.kinds import run_waiting_jobs
from admin.demo import SAMPLES
from knowledge import curation
from knowledge.background_job import BackgroundJob
from knowledge.checklists.writing.forms import Form
from knowledge.drafts import working_content
from knowledge.entries import Entry, Revision
from knowledge.importing.kept import ChecklistImport, ImportState
from knowledge.organisation import Department, Role
from tests.admin.checklists.page import Page, ticked
from tests.admin.proof.questions import ask_in_test
from tests.admin.workplace import Workplace, hidden_fields
from tests.one_database import database_url

__all__ = ["database_url"]

NAME = "Checklista Bygglov.csv"
SECOND = """Förvaltning;Bygglov

Nr;Ämne;Fråga;Svar;Länkar
B-1;Lov;Behöver jag bygglov för en altan?;Nej, om den är låg.;https://prov.example/altan
B-2;Lov;Vad kostar ett bygglov?;Från 5 000 kronor.;
B-4;Tomt;Får jag sätta upp ett staket;Ja, på egen tomt.;
B-5;Lov;Hur lång tid tar det?;;
"""


def edit(page: Page, number: str, answer: str) -> None:
    """Somebody publishes another answer here."""
    services = page.workplace.services
    with services.database.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.number == number)).one()
        curation.write(session, entry, {**working_content(session, entry), "answer": answer}, "", services.clock())
        curation.publish(session, entry, services.clock())


def test_a_changed_checklist_is_planned_carried_out_undone_and_done_again(page: Page) -> None:
    """Conflict, change, likeness, missing and fault each stand in the plan; nothing is done before it is said."""
    edit(page, "B-2", "Ring oss.")
    before = page.said()
    import_id = page.drop(NAME, SECOND)
    assert page.counts(import_id) == {"changed": 1, "conflict": 1, "added": 1, "missing": 1, "faulty": 1}
    assert page.said() == before
    conflict = page.text(import_id)
    assert "Ändrat på båda håll: svar." in conflict
    assert ticked(conflict)["ta"] == []
    assert "Liknar en fråga som redan finns" in page.text(import_id, slag="added")
    assert "Svaret saknas." in page.text(import_id, slag="faulty")
    page.press(
        import_id, "val", **{**ticked(page.text(import_id, slag="missing")), "ta": [page.row(import_id, "B-3").id]}
    )
    row = page.row(import_id, "B-5")
    address = f"/checklistor/{import_id}/rader/{row.id}"
    form = hidden_fields(page.client.get(address).text)
    wrong = page.client.post(address, data={**form, "answer": " "})
    assert (wrong.status_code, "Svaret saknas." in wrong.text) == (400, True)
    right = page.client.post(
        f"/checklistor/{import_id}/rader/{row.id}", data={**form, "answer": "Tio veckor.\r\nHögst."}
    )
    assert right.status_code == 303
    page.carry_out(import_id, publicera="ja")
    done = {**before, "B-1": "Nej, om den är låg.", "B-4": "Ja, på egen tomt.", "B-5": "Tio veckor.\nHögst."}
    assert page.said() == done
    assert "Genomförd: 4" in page.text(import_id)
    page.undo(import_id)
    assert {number: answer for number, answer in page.said().items() if number in before} == before
    assert page.kept(import_id).state is ImportState.UNDONE
    again = page.drop(NAME, SECOND)
    assert again != import_id
    assert page.counts(again)["conflict"] == 1
    page.tick(again, "conflict", "B-2")
    page.carry_out(again)
    assert page.working("B-2")["answer"] == "Från 5 000 kronor."
    assert page.said()["B-2"] == "Ring oss."


def test_pressing_twice_does_it_once(page: Page) -> None:
    """The same document dropped twice is one plan; a plan carried out or undone twice is that once."""
    first = page.drop(NAME, SECOND)
    assert page.drop(NAME, SECOND) == first
    for _ in range(2):
        page.press(first, "genomfor")
    assert run_waiting_jobs(page.workplace.services) == 1
    page.press(first, "genomfor")
    assert run_waiting_jobs(page.workplace.services) == 0
    for _ in range(2):
        page.press(first, "angra")
    assert run_waiting_jobs(page.workplace.services) == 1
    page.press(first, "kasta")
    assert page.kept(first).state is ImportState.UNDONE
    thrown = page.drop(NAME, SECOND)
    page.press(thrown, "kasta")
    page.press(thrown, "genomfor")
    assert run_waiting_jobs(page.workplace.services) == 0
    assert "Planen är kastad" in page.text(thrown)


def test_without_approval_residents_meet_the_old_text(page: Page) -> None:
    """What is carried out waits to be approved; a department that wants two people for it gets no other way."""
    with page.workplace.services.database.transaction() as session:
        session.scalars(select(Department).where(Department.name == "Bygglov")).one().two_to_publish = True
    before = page.said()
    import_id = page.drop(NAME, SECOND)
    assert "publicera direkt" not in page.text(import_id)
    page.carry_out(import_id, publicera="ja")
    assert {number: page.said()[number] for number in before} == before
    assert page.working("B-1")["answer"] == "Nej, om den är låg."


def test_what_publishing_at_once_would_lose_is_shown_first_and_needs_a_reason(page: Page) -> None:
    """Nothing is published before the plan has been tried; a loss asks why, and the reason stands in the history."""
    with page.workplace.services.database.transaction() as session:
        ask_in_test(session, "Behöver jag bygglov för en altan?", "B-1")
    before = page.said()
    import_id = page.drop(NAME, SECOND.replace("Behöver jag bygglov för en altan?", "Hur många bockar går på en bro?"))
    first = page.press(import_id, "genomfor", **ticked(page.text(import_id)), publicera="ja")
    assert (first.status_code, "prövas först mot provfrågorna" in first.text) == (409, True)
    assert run_waiting_jobs(page.workplace.services) == 1
    assert "1 provfråga blir sämre" in page.text(import_id)
    lost = page.press(import_id, "genomfor", **ticked(page.text(import_id)), publicera="ja")
    assert (lost.status_code, "Skriv varför" in lost.text) == (409, True)
    assert 'name="publicera" value="ja" checked' in lost.text
    assert page.said() == before
    page.carry_out(import_id, publicera="ja", reason="Bockarna är viktigare")
    assert page.said()["B-1"] == "Nej, om den är låg."
    assert "Skäl: Bockarna är viktigare" in page.text(import_id)
    with page.workplace.services.database.reading() as session:
        newest = select(Revision).join(Entry).where(Entry.number == "B-1").order_by(Revision.id.desc())
        assert session.scalars(newest.limit(1)).one().reason == "Bockarna är viktigare"


def test_a_plan_is_tried_as_it_is_chosen(page: Page) -> None:
    """Another choice is another change; what would be put away and what is new are tried, too."""
    with page.workplace.services.database.transaction() as session:
        ask_in_test(session, "Får jag sätta upp ett staket?", "B-3")
        ask_in_test(session, "Hur lång tid tar det?", "B-5")
    import_id = page.drop(NAME, SECOND.replace("tid tar det?;;", "tid tar det?;Tio veckor.;"))
    missing = page.row(import_id, "B-3").id
    for taken, said in (([], "1 provfråga blir bättre"), ([missing], "1 provfråga blir sämre")):
        assert page.press(import_id, "prova", visad=[missing], ta=taken).status_code == 303
        assert said not in page.text(import_id)
        assert run_waiting_jobs(page.workplace.services) == 1
        assert said in page.text(import_id)


def test_several_documents_are_read_and_one_that_cannot_be_read_says_why(page: Page) -> None:
    """A document of any kind that cannot be read stops none of the others, and nothing of it is saved."""
    before = page.said()
    sent = page.send((NAME, SECOND), ("skräp.xlsx", b"PK\x03\x04 nej"), ("bild.png", b"\x89PNG"), ("tom.csv", b""))
    assert (sent.status_code, sent.location) == (303, "/checklistor")
    run_waiting_jobs(page.workplace.services)
    with page.workplace.services.database.reading() as session:
        by_name = {one.name: one.id for one in session.scalars(select(ChecklistImport))}
    assert "Filen är skadad" in page.text(by_name["skräp.xlsx"])
    assert "Filtypen läses inte" in page.text(by_name["bild.png"])
    assert "Filen är tom" in page.text(by_name["tom.csv"])
    assert page.counts(by_name[NAME])["added"] == 1
    assert page.said() == before
    assert "Välj minst ett dokument" in page.send().text


def test_what_a_fault_of_ours_has_stopped_can_be_asked_for_again(page: Page) -> None:
    """The page says so; nothing half is kept."""
    import_id = int(page.send((NAME, SECOND)).location.rsplit("/", 1)[1])
    assert "Väntar på att få börja" in page.text(import_id)
    with page.workplace.services.database.transaction() as session:
        job = session.scalars(select(BackgroundJob).order_by(BackgroundJob.id.desc()).limit(1)).one()
        job.payload = {}
    run_waiting_jobs(page.workplace.services)
    assert "avbröts av ett fel" in page.text(import_id)
    assert page.press(import_id, "igen").status_code == 303
    run_waiting_jobs(page.workplace.services)
    assert page.kept(import_id).state is ImportState.PLANNED


def test_another_departments_checklist_is_not_ones_own(page: Page, workplace: Workplace) -> None:
    """Who dropped it sees the plan and can throw it away, no more; another editor does not see it at all."""
    school = workplace.group("Skolan", "Grundskola")
    other = Page(workplace, workplace.logged_in(workplace.staff("Sven", Role.EDITOR, groups=(school,))))
    import_id = other.drop(NAME, SECOND)
    assert "Du är inte redaktör för Bygglov" in other.text(import_id)
    assert other.press(import_id, "genomfor").status_code == 403
    own = other.drop(
        "Checklista Grundskola.csv", "Förvaltning;Grundskola\n\nFråga;Svar\nNär börjar skolan?;I augusti.\n"
    )
    assert page.client.get(f"/checklistor/{own}").status_code == 404
    with workplace.services.database.reading() as session:
        bygglov = session.scalars(select(Department.id).where(Department.name == "Bygglov")).one()
    assert other.client.get(f"/checklistor/ut/{bygglov}").status_code == 403
    new = other.drop("Checklista Hamnen.csv", "Förvaltning;Hamnen\n\nFråga;Svar\nVar ligger den?;Vid sjön.\n")
    assert other.press(new, "genomfor").status_code == 403
    boss = Page(workplace, workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR)))
    boss.carry_out(new)
    assert "Var ligger den?" in {boss.working(number)["question"] for number in boss.said()}


def test_nystads_checklists_go_out_and_in_in_every_form_without_a_change(workplace: Workplace) -> None:
    """Every department of the sample town, in all five forms: nothing to do, nothing faulty, nothing missing."""
    eva = Page(workplace, workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR)))
    for document in sorted(SAMPLES.glob("Checklista *")):
        eva.carry_out(eva.drop(document.name, document.read_bytes()), publicera="ja")
    with workplace.services.database.reading() as session:
        departments = {row.id: row.name for row in session.execute(select(Department.id, Department.name))}
        entries = session.scalar(select(func.count()).select_from(Entry))
    unchanged = 0
    for department_id, name in departments.items():
        for form in Form:
            sent = eva.client.get(f"/checklistor/ut/{department_id}?form={form.value}")
            assert sent.status_code == 200, name
            counts = eva.counts(eva.drop(f"Ut {name}.{form.value}", sent.data)) if sent.data else {}
            assert set(counts) <= {"unchanged"}, (name, form, counts)
            unchanged += counts.get("unchanged", 0)
    assert entries is not None
    assert unchanged == entries * len(Form) >= 5 * 150


def test_departments_stand_in_the_order_of_the_alphabet(workplace: Workplace) -> None:
    """Å, Ä and Ö last and in that order, which no database gives by itself."""
    names = ["Zoo", "Ånga", "Ärenden", "Öppet"]
    for name in reversed(names):
        workplace.group(f"Gruppen {name}", name)
    page = workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR)).get("/checklistor").text
    places = [page.index(f"<h3>{name}</h3>") for name in names]
    assert places == sorted(places)
