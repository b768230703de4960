"""What somebody has written here since the last import is never overwritten: both are kept, or it is a conflict."""

from __future__ import annotations

from dataclasses import replace

from assistant.services import Services
from knowledge import curation
from knowledge.audience import Audience
from knowledge.checklists.columns import Column
from knowledge.checklists.reading import read_checklist
from knowledge.checklists.rows import Checklist
from knowledge.checklists.writing.cells import Written, cells_of
from knowledge.checklists.writing.forms import Form, write_checklist
from knowledge.drafts import working_content
from knowledge.importing.carrying import carry_out
from knowledge.importing.comparing import Change
from knowledge.importing.planning import Plan, PlannedRow, plan
from tests.factories import THEN, add_department, add_entry
from tests.knowledge.elder_care import CHECKLIST, FULL, HEAD, MEALS, bring_in, changes, entry
from tests.one_database import database_url

__all__ = ["database_url"]


def edit(services: Services, number: str, **parts: object) -> None:
    """An editor writes and publishes another text."""
    with services.database.transaction() as session:
        found = entry(session, number)
        curation.write(session, found, {**working_content(session, found), **parts}, "rättad", THEN)
        curation.publish(session, found, THEN)


def planned(services: Services, checklist: Checklist) -> Plan:
    """What an import would do."""
    with services.database.reading() as session:
        return plan(session, checklist)


def row_of(made: Plan, number: str) -> PlannedRow:
    """The row of this number."""
    [found] = [row for row in made.rows if row.number == number]
    return found


def with_meals(**cells: object) -> Checklist:
    """The checklist with another row about meals."""
    return replace(CHECKLIST, rows=(FULL, replace(MEALS, **cells)))


def said(services: Services, number: str, part: str) -> object:
    """A part of the entry's working text."""
    with services.database.reading() as session:
        return working_content(session, entry(session, number))[part]


def test_an_unchanged_document_leaves_what_was_edited_here(services: Services) -> None:
    """The row says what it said the last time, so the edit stands; and it is told that the document lags behind."""
    bring_in(services, CHECKLIST)
    edit(services, "Ä-2", answer="62 kronor.")
    assert changes(bring_in(services, CHECKLIST)) == {"unchanged": 1, "kept": 1}
    assert said(services, "Ä-2", "answer") == "62 kronor."


def test_changes_of_different_parts_are_both_kept(services: Services) -> None:
    """The document's new subject and the answer edited here go together."""
    bring_in(services, CHECKLIST)
    edit(services, "Ä-2", answer="62 kronor.")
    newer = with_meals(subject="Mat")
    row = row_of(planned(services, newer), "Ä-2")
    assert (row.change, row.differing, row.clashing) == (Change.CHANGED, ("subject",), ())
    bring_in(services, newer)
    assert (said(services, "Ä-2", "answer"), said(services, "Ä-2", "subject")) == ("62 kronor.", "Mat")
    assert changes(bring_in(services, newer)) == {"unchanged": 1, "kept": 1}


def test_two_answers_are_a_conflict_that_nobody_decides_by_itself(services: Services) -> None:
    """The command line leaves it; the plan holds both texts, and what would become of it."""
    bring_in(services, CHECKLIST)
    edit(services, "Ä-2", answer="62 kronor.")
    newer = with_meals(answer="65 kronor.", subject="Mat")
    row = row_of(planned(services, newer), "Ä-2")
    assert (row.change, set(row.differing), row.clashing) == (Change.CONFLICT, {"answer", "subject"}, ("answer",))
    assert (row.before["answer"], row.content["answer"]) == ("62 kronor.", "65 kronor.")
    assert changes(bring_in(services, newer)) == {"unchanged": 1, "conflict": 1}
    assert said(services, "Ä-2", "answer") == "62 kronor."


def test_the_same_edit_on_both_sides_is_no_conflict(services: Services) -> None:
    """Somebody has put it right here, and the department in its document."""
    bring_in(services, CHECKLIST)
    edit(services, "Ä-2", answer="62 kronor.")
    assert changes(bring_in(services, with_meals(answer="62 kronor."))) == {"unchanged": 2}


def test_an_entry_that_was_never_imported_conflicts_wherever_it_differs(services: Services) -> None:
    """Written by hand under the number that the document uses."""
    with services.database.transaction() as session:
        add_entry(session, add_department(session, "Äldreomsorg", group="Biståndet"), MEALS.question, number="Ä-2")
    row = row_of(planned(services, CHECKLIST), "Ä-2")
    assert row.change is Change.CONFLICT
    assert set(row.clashing) == set(row.differing) >= {"answer", "subject"}


def test_a_draft_that_nobody_has_approved_is_not_published_by_an_import(services: Services) -> None:
    """The document's change is laid into the draft, which still waits; residents meet the approved text."""
    bring_in(services, CHECKLIST)
    with services.database.transaction() as session:
        meals = entry(session, "Ä-2")
        curation.write(session, meals, {**working_content(session, meals), "answer": "Inte klart."}, "skiss", THEN)
    bring_in(services, with_meals(subject="Mat"), publish=True)
    with services.database.reading() as session:
        meals = entry(session, "Ä-2")
        assert (meals.answer, meals.subject) == ("Ring oss.", "")
        draft = working_content(session, meals)
        assert (draft["answer"], draft["subject"]) == ("Inte klart.", "Mat")


def test_a_column_that_the_document_lacks_leaves_what_stands_here(services: Services) -> None:
    """Steps are added here; a document without that column says nothing about them, one with an empty cell does."""
    bring_in(services, CHECKLIST)
    edit(services, "Ä-2", steps=["Ring", "Beställ"], keywords=["mat"])
    without = replace(MEALS, answer="65 kronor.", columns=frozenset(Column) - {Column.STEPS, Column.KEYWORDS})
    bring_in(services, replace(CHECKLIST, rows=(FULL, without)))
    assert said(services, "Ä-2", "steps") == ["Ring", "Beställ"]
    assert said(services, "Ä-2", "answer") == "65 kronor."


def test_a_faulty_row_has_not_left_the_document(services: Services) -> None:
    """Its entry is not proposed for archiving, whether it is numbered or known by its question."""
    bring_in(services, CHECKLIST)
    lines = ("Förvaltning;Äldreomsorg", "", "Nr;Fråga;Svar", f"Ä-1;{FULL.question};", f"Ä-2;{MEALS.question};Ring oss.")
    data = "\n".join(lines).encode()
    read = replace(read_checklist("Checklista Äldreomsorg.docx.csv", data), document=CHECKLIST.document)
    made = planned(services, read)
    assert made.missing == ()
    assert [row.place.where for row in made.faulty] == ["rad 4"]


def test_out_and_in_changes_nothing_whatever_an_editor_writes(services: Services) -> None:
    """Markdown, empty lines and spaces that a document reads in another way are no differences."""
    bring_in(services, CHECKLIST)
    edit(
        services,
        "Ä-2",
        answer="**Läs** [prislistan](https://prov.example/pris).  \n\n\n- ett\n-  två\n\n",
        keywords=["mat, varm"],
        audience=Audience.DEPARTMENT.value,
        see_also=["Ä-1"],
    )
    with services.database.reading() as session:
        cells = [cells_of(working_content(session, entry(session, number))) for number in ("Ä-1", "Ä-2")]
    for form in Form:
        data = write_checklist(Written("Checklista", (("Förvaltning", HEAD.department),), cells), form)
        made = planned(services, read_checklist(f"Ut.{form.value}", data))
        assert changes(made) == {"unchanged": 2}, form
        assert (made.missing, made.faults) == ((), ())


def test_an_import_changes_no_more_than_its_plan(services: Services) -> None:
    """Planning writes nothing, not even the department."""
    with services.database.transaction() as session:
        made = plan(session, CHECKLIST)
        assert not session.new
        assert not session.dirty
    assert changes(made) == {"added": 2}
    with services.database.transaction() as session:
        carry_out(session, made, THEN, publish=False)
    assert changes(bring_in(services, CHECKLIST, publish=False)) == {"unchanged": 2}
