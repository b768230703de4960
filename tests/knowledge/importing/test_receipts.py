"""A kept plan is carried out as a whole and undone as a whole, and never over what somebody has written meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge import curation
from knowledge.checklists.columns import Column
from knowledge.checklists.rows import Checklist, FaultyRow, Place
from knowledge.drafts import EntryDraft, working_content
from knowledge.entries import Entry, EntryStatus, Revision
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState, Outcome
from knowledge.importing.planning import plan, silent
from knowledge.importing.receipts import carry_out_kept, undo_kept
from knowledge.importing.resembling import resembling
from knowledge.importing.standing import standing_of
from knowledge.importing.storing import correct_row, keep_document, near_entries, rows_of, store_plan
from knowledge.organisation import Department, Role
from tests.factories import THEN, add_staff
from tests.knowledge.elder_care import CHECKLIST, DOCUMENT, FULL, MEALS, bring_in, counted, entry, row

LARM = row("Hur får jag trygghetslarm?", "Ä-3", group="Larmgruppen")
NO_ANSWER = FaultyRow(
    {Column.NUMBER: "Ä-4", Column.QUESTION: "Vad kostar larmet?", Column.ANSWER: ""},
    Place(DOCUMENT, "rad 9"),
    ("Svaret saknas.",),
)
# Against CHECKLIST as it was imported: one changed, one new, one gone, one faulty.
NEWER = replace(CHECKLIST, rows=(replace(MEALS, answer="62 kronor."), LARM), faulty=(NO_ANSWER,))


def kept_plan(services: Services, checklist: Checklist = NEWER) -> int:
    """The plan of a dropped document; its id."""
    with services.database.transaction() as session:
        editor = add_staff(session, f"Eva {counted(session, ChecklistImport)}", Role.EDITOR)
        kept = keep_document(session, checklist.document, b"", THEN, editor)
        made = plan(session, checklist)
        store_plan(session, kept, made, near_entries(session, made))
        return kept.id


def rows(services: Services, import_id: int) -> dict[str, ImportRow]:
    """The plan's rows by number."""
    with services.database.reading() as session:
        kept = session.get_one(ChecklistImport, import_id)
        return {row.number: row for row in session.scalars(rows_of(kept))}


def choose(services: Services, import_id: int, **takes: bool) -> None:
    """What somebody ticks, by kind of change."""
    with services.database.transaction() as session:
        for found in session.scalars(select(ImportRow).where(ImportRow.import_id == import_id)):
            found.take = takes.get(found.change.value, found.take)


def carry(services: Services, import_id: int, *, publish: bool = False) -> dict[str, int]:
    """Carry the plan out."""
    with services.database.transaction() as session:
        kept = session.get_one(ChecklistImport, import_id)
        kept.publish = publish
        return carry_out_kept(session, kept, THEN, kept.dropped_by, silent)


def undo(services: Services, import_id: int) -> dict[str, int]:
    """Undo it."""
    with services.database.transaction() as session:
        kept = session.get_one(ChecklistImport, import_id)
        return undo_kept(session, kept, THEN, kept.dropped_by, silent)


def standing(services: Services) -> dict[str, Any]:
    """Everything about every entry that an import can change."""
    with services.database.reading() as session:
        return {one.number: standing_of(session, one) for one in session.scalars(select(Entry))}


def test_a_plan_is_kept_with_what_is_proposed(services: Services) -> None:
    """New and changed rows are ticked; what is gone and what is faulty wait for somebody; unchanged are counted."""
    bring_in(services, replace(CHECKLIST, rows=(*CHECKLIST.rows, row("Öppet i jul?", "Ä-5"))))
    planned = rows(services, kept_plan(services, replace(NEWER, rows=(*NEWER.rows, row("Öppet i jul?", "Ä-5")))))
    assert {number: (found.change, found.take) for number, found in planned.items()} == {
        "Ä-1": (Change.MISSING, False),
        "Ä-2": (Change.CHANGED, True),
        "Ä-3": (Change.ADDED, True),
        "Ä-4": (Change.FAULTY, False),
    }
    assert planned["Ä-4"].problems == ["Svaret saknas."]
    assert (planned["Ä-2"].before["answer"], planned["Ä-2"].content["answer"]) == ("Ring oss.", "62 kronor.")


def test_it_is_carried_out_and_undone_without_a_trace_in_any_entry(services: Services) -> None:
    """Published over what was said: afterwards every entry is what it was, and what came with it is gone."""
    bring_in(services, CHECKLIST)
    before = standing(services)
    for publish in (False, True):
        import_id = kept_plan(services)
        choose(services, import_id, missing=True)
        assert carry(services, import_id, publish=publish)["done"] == 3
        with services.database.reading() as session:
            meals = entry(session, "Ä-2")
            assert meals.answer == ("62 kronor." if publish else "Ring oss.")
            assert working_content(session, meals)["answer"] == "62 kronor."
            assert entry(session, "Ä-1").status is EntryStatus.ARCHIVED
            assert entry(session, "Ä-3").group is not None
            assert entry(session, "Ä-3").status is (EntryStatus.PUBLISHED if publish else EntryStatus.REVIEW)
        assert undo(services, import_id)["undone"] == 3
        after = standing(services)
        left = after.pop("Ä-3", None)
        # What residents may have been told is put away; what nobody had approved is gone.
        assert (left is None, left and left["status"]) == (not publish, "archived" if publish else None)
        assert after == before
    with services.database.reading() as session:
        assert session.get_one(ChecklistImport, import_id).state is ImportState.UNDONE
        assert counted(session, Revision) > 10


def test_what_was_undone_comes_back_with_the_same_document(services: Services) -> None:
    """It was published and is archived since: proposed and said again, while what an editor archived is not."""
    bring_in(services, CHECKLIST)
    import_id = kept_plan(services)
    carry(services, import_id, publish=True)
    undo(services, import_id)
    with services.database.transaction() as session:
        curation.archive(session, entry(session, "Ä-2"), "gäller inte", THEN)
    again = kept_plan(services)
    archived = {number: one.take for number, one in rows(services, again).items() if one.change is Change.ARCHIVED}
    assert archived == {"Ä-3": True, "Ä-2": False}
    carry(services, again, publish=True)
    with services.database.reading() as session:
        assert entry(session, "Ä-3").status is EntryStatus.PUBLISHED
        assert entry(session, "Ä-2").status is EntryStatus.ARCHIVED


def test_what_was_edited_meanwhile_is_let_be(services: Services) -> None:
    """Between plan and import the row is skipped, between import and undoing it stays."""
    bring_in(services, CHECKLIST)
    import_id = kept_plan(services)
    edit(services, "Ä-2", "63 kronor.")
    counts = carry(services, import_id)
    assert (counts["skipped"], counts["done"]) == (1, 1)
    edit(services, "Ä-3", "Ring larmet.")
    assert undo(services, import_id)["stays"] == 1
    with services.database.reading() as session:
        assert working_content(session, entry(session, "Ä-2"))["answer"] == "63 kronor."
        assert working_content(session, entry(session, "Ä-3"))["answer"] == "Ring larmet."
    assert {number: found.outcome for number, found in rows(services, import_id).items()} == {
        "Ä-1": Outcome.LEFT,
        "Ä-2": Outcome.SKIPPED,
        "Ä-3": Outcome.STAYS,
        "Ä-4": Outcome.LEFT,
    }


def edit(services: Services, number: str, answer: str) -> None:
    """Somebody writes another answer."""
    with services.database.transaction() as session:
        found = entry(session, number)
        curation.write(session, found, {**working_content(session, found), "answer": answer}, "ändrat", THEN)


def test_a_number_that_two_checklists_claim_is_the_first_ones(services: Services) -> None:
    """Both were planned while it was free; the second row is skipped and told, the rest of its document comes in."""
    first = kept_plan(services, replace(CHECKLIST, rows=(LARM,)))
    head = replace(CHECKLIST.head, department="Räddningstjänst", group="Larm", group_email="larm@prov.example")
    second = kept_plan(services, replace(CHECKLIST, head=head, rows=(replace(LARM, answer="112."), MEALS)))
    assert carry(services, first)["done"] == 1
    assert {name: number for name, number in carry(services, second).items() if number} == {"skipped": 1, "done": 1}
    with services.database.reading() as session:
        assert entry(session, "Ä-3").answer == "Ring oss."
        assert entry(session, "Ä-2").department.name == "Räddningstjänst"


def test_a_department_that_gets_another_name_meanwhile_keeps_its_plan(services: Services) -> None:
    """Between plan and import and between import and undoing: it is the same department."""
    bring_in(services, CHECKLIST)
    before = standing(services)
    import_id = kept_plan(services)
    for name, act in (("Omsorg", carry), ("Äldreomsorg", undo)):
        with services.database.transaction() as session:
            entry(session, "Ä-2").department.name = name
        act(services, import_id)
    assert standing(services) == before
    with services.database.reading() as session:
        assert counted(session, Department) == 1


def test_a_conflict_decided_for_ours_is_none_the_next_time(services: Services) -> None:
    """The document's text is noted, so that only its next change is asked about; undone, it is a conflict again."""
    bring_in(services, CHECKLIST)
    edit(services, "Ä-2", "63 kronor.")
    newer = replace(NEWER, rows=(FULL, NEWER.rows[0]), faulty=())
    import_id = kept_plan(services, newer)
    assert rows(services, import_id)["Ä-2"].change is Change.CONFLICT
    carry(services, import_id)
    assert rows(services, kept_plan(services, newer))["Ä-2"].change is Change.KEPT
    undo(services, import_id)
    taken = kept_plan(services, newer)
    assert rows(services, taken)["Ä-2"].change is Change.CONFLICT
    choose(services, taken, conflict=True)
    carry(services, taken)
    with services.database.reading() as session:
        [draft] = session.scalars(select(EntryDraft))
        assert draft.content["answer"] == "62 kronor."


def test_a_faulty_row_is_put_right_in_the_plan(services: Services) -> None:
    """With a fault left it says which and changes nothing; put right it is a new row like any other."""
    bring_in(services, CHECKLIST)
    import_id = kept_plan(services)
    row_id = rows(services, import_id)["Ä-4"].id

    def corrected(**cells: str) -> tuple[str, ...]:
        with services.database.transaction() as session:
            kept, found = session.get_one(ChecklistImport, import_id), session.get_one(ImportRow, row_id)
            return correct_row(session, kept, found, {Column[name]: text for name, text in cells.items()})

    assert corrected(ANSWER="50 kronor.", REVIEWED="i våras")
    assert rows(services, import_id)["Ä-4"].change is Change.FAULTY
    assert corrected(ANSWER="50 kronor.") == ()
    found = rows(services, import_id)["Ä-4"]
    assert (found.change, found.take, found.edited) == (Change.ADDED, True, True)
    carry(services, import_id)
    with services.database.reading() as session:
        assert entry(session, "Ä-4").answer == "50 kronor."


def test_a_corrected_row_is_compared_with_the_document_the_next_time(services: Services) -> None:
    """Somebody has bettered the document's answer in the plan: the same document does not take that back."""
    bring_in(services, CHECKLIST)
    import_id = kept_plan(services)
    with services.database.transaction() as session:
        kept = session.get_one(ChecklistImport, import_id)
        [found] = session.scalars(rows_of(kept, Change.CHANGED))
        assert correct_row(session, kept, found, {Column.ANSWER: "62 kronor styck."}) == ()
    carry(services, import_id)
    again = rows(services, kept_plan(services))
    assert again["Ä-2"].change is Change.KEPT
    with services.database.reading() as session:
        assert working_content(session, entry(session, "Ä-2"))["answer"] == "62 kronor styck."


def test_a_question_that_is_there_under_another_number_is_pointed_out(services: Services) -> None:
    """Small differences of letters and signs do not hide it; another question is another question."""
    bring_in(services, CHECKLIST)
    newer = replace(NEWER, rows=(*CHECKLIST.rows, row("Vad kostar matlådorna", "Ä-7"), LARM), faulty=())
    planned = rows(services, kept_plan(services, newer))
    assert [one[1] for one in planned["Ä-7"].near] == ["Ä-2"]
    assert planned["Ä-3"].near == []
    assert resembling(["Vad kostar maten?"], {}) == [[]]


def test_many_new_entries_at_once_are_what_each_would_be_by_itself(services: Services) -> None:
    """The page adds them together, the command line one by one: row, draft and history are the same."""
    new = replace(CHECKLIST, rows=(FULL, MEALS, LARM))

    def left() -> list[tuple[Any, ...]]:
        with services.database.reading() as session:
            return [
                (
                    {**standing_of(session, one), "approved": one.approved_at, "draft": None},
                    (drafted := session.get(EntryDraft, one.id)) and (drafted.state, drafted.content, drafted.reason),
                    [(step.step, step.reason, step.content) for step in _revisions(session, one.id)],
                    one.generation > 0,
                )
                for one in session.scalars(select(Entry).order_by(Entry.number))
            ]

    for publish in (False, True):
        bring_in(services, new, publish=publish)
        by_itself = left()
        wipe(services)
        carry(services, kept_plan(services, new), publish=publish)
        assert left() == by_itself
        assert len(by_itself) == 3
        wipe(services)


def _revisions(session: Session, entry_id: int) -> Sequence[Revision]:
    return session.scalars(select(Revision).where(Revision.entry_id == entry_id).order_by(Revision.id)).all()


def wipe(services: Services) -> None:
    """As if nothing had been imported."""
    with services.database.transaction() as session:
        for one in session.scalars(select(Entry)):
            session.delete(one)
