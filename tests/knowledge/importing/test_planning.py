"""A checklist becomes entries once, changes are noticed, faults keep only their own row out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select

from assistant.services import Services
from knowledge.audience import Audience
from knowledge.checklists.rows import Checklist, ChecklistHead, Fault, Place
from knowledge.curation import archive
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import Entry, EntryStatus, Revision, current_age
from knowledge.importing.carrying import carry_out
from knowledge.importing.planning import plan
from knowledge.match import LinkText
from knowledge.organisation import Department, ResponseGroup
from knowledge.search import EntrySearch
from tests.factories import THEN, add_department, add_entry
from tests.knowledge.elder_care import (
    CHECKLIST,
    DOCUMENT,
    FULL,
    HEAD,
    MEALS,
    bring_in,
    changes,
    counted,
    entry,
    reasons,
    row,
)


def test_a_row_arrives_with_every_field(services: Services) -> None:
    """Nothing that the department wrote is lost, and the entry knows where it came from."""
    planned = bring_in(services, CHECKLIST)
    assert (changes(planned), planned.faults, planned.missing) == ({"added": 2}, (), ())
    with services.database.reading() as session:
        made = entry(session, "Ä-1")
        fields = (
            *("subject", "question", "answer", "ask_resident", "hand_over_when", "internal", "audience"),
            *("reviewed", "review_due", "valid_from", "valid_to"),
        )
        for field in fields:
            assert getattr(made, field) == getattr(FULL, field), field
        assert [phrasing.text for phrasing in made.phrasings] == list(FULL.phrasings)
        assert [LinkText(link.label, link.url) for link in made.links] == list(FULL.links)
        assert made.keywords == list(FULL.keywords)
        assert (made.department.name, made.group and made.group.name) == ("Äldreomsorg", "Trygghetslarm")
        assert (made.source_document, made.source_place) == (DOCUMENT, FULL.place.where)
        assert (made.imported_at, made.status) == (THEN, EntryStatus.PUBLISHED)


def test_importing_twice_changes_nothing(services: Services) -> None:
    """The second time every row is unchanged: no revision, no generation, no row in any table, no index work."""
    tables = (Entry, Revision, Department, ResponseGroup)

    def state() -> tuple[object, ...]:
        with services.database.reading() as session:
            updated = session.scalars(select(Entry.updated_at).order_by(Entry.id)).all()
            return (str(current_age(session)), updated, *(counted(session, table) for table in tables))

    bring_in(services, CHECKLIST)
    before = state()
    for publish in (True, False):
        assert changes(bring_in(services, CHECKLIST, publish=publish, days=1)) == {"unchanged": 2}
    assert state() == before


def test_a_changed_row_is_changed_and_the_others_are_not(services: Services) -> None:
    """One new answer: one entry changed, with a revision of its own and the same id."""
    bring_in(services, CHECKLIST)
    with services.database.reading() as session:
        before, revisions = entry(session, "Ä-2").id, counted(session, Revision)
    newer = replace(CHECKLIST, rows=(FULL, replace(MEALS, answer="62 kronor.")))
    assert changes(bring_in(services, newer, days=1)) == {"changed": 1, "unchanged": 1}
    with services.database.reading() as session:
        changed = entry(session, "Ä-2")
        assert (changed.id, changed.answer, changed.status) == (before, "62 kronor.", EntryStatus.PUBLISHED)
        assert counted(session, Revision) == revisions + 2
        assert entry(session, "Ä-1").updated_at == THEN


@pytest.mark.parametrize(
    "cells",
    [
        {"subject": "Mat"},
        {"question": "Vad kostar maten?"},
        {"phrasings": ("Pris på mat",)},
        {"links": (LinkText("Taxa", "https://prov.example/taxa"),)},
        {"keywords": ("mat",)},
        {"ask_resident": "Vilken sort?"},
        {"hand_over_when": "Alltid."},
        {"group": "Köket"},
        {"audience": Audience.DEPARTMENT},
        {"reviewed": date(2026, 3, 1)},
        {"review_due": date(2027, 3, 1)},
        {"valid_from": date(2026, 3, 1)},
        {"valid_to": date(2027, 3, 1)},
        {"internal": "Se pärmen."},
    ],
)
def test_every_field_counts_as_a_change(services: Services, cells: dict[str, object]) -> None:
    """Whatever the department changes arrives; and the time after that it is unchanged."""
    bring_in(services, CHECKLIST)
    newer = replace(CHECKLIST, rows=(FULL, replace(MEALS, **cells)))
    assert changes(bring_in(services, newer)) == {"changed": 1, "unchanged": 1}
    assert changes(bring_in(services, newer)) == {"unchanged": 2}


def test_nothing_is_visible_without_publish(services: Services) -> None:
    """New rows wait for review and no search finds them, until a later import publishes them, unchanged as they are."""
    bring_in(services, CHECKLIST, publish=False)
    with services.database.reading() as session:
        assert {made.status for made in session.scalars(select(Entry))} == {EntryStatus.REVIEW}
        assert EntrySearch(session, services.matcher)("matlådor", THEN) == ()
    assert changes(bring_in(services, CHECKLIST, publish=True)) == {"unchanged": 2}
    with services.database.reading() as session:
        assert [match.number for match in EntrySearch(session, services.matcher)("matlådor", THEN)] == ["Ä-2"]


def test_a_changed_published_entry_waits_for_review(services: Services) -> None:
    """Without --publish the approved wording is said until somebody has approved the new one beside it."""
    bring_in(services, CHECKLIST)
    newer = replace(CHECKLIST, rows=(FULL, replace(MEALS, answer="62 kronor.")))
    bring_in(services, newer, publish=False)
    with services.database.reading() as session:
        assert {made.status for made in session.scalars(select(Entry))} == {EntryStatus.PUBLISHED}
        [draft] = session.scalars(select(EntryDraft))
        assert (draft.state, draft.content["answer"]) == (DraftState.REVIEW, "62 kronor.")
        assert [match.answer for match in EntrySearch(session, services.matcher)("matlådor", THEN)] == ["Ring oss."]
    bring_in(services, newer, publish=True)
    with services.database.reading() as session:
        assert [match.answer for match in EntrySearch(session, services.matcher)("matlådor", THEN)] == ["62 kronor."]


def test_an_archived_entry_stays_archived(services: Services) -> None:
    """What an editor has taken away does not come back because the document still has it."""
    bring_in(services, CHECKLIST)
    with services.database.transaction() as session:
        archive(session, entry(session, "Ä-2"), "gäller inte", THEN)
    assert changes(bring_in(services, CHECKLIST, publish=True)) == {"unchanged": 1, "archived": 1}
    bring_in(services, replace(CHECKLIST, rows=(FULL, replace(MEALS, answer="62 kronor."))), publish=True)
    with services.database.reading() as session:
        assert entry(session, "Ä-2").status is EntryStatus.ARCHIVED


def test_a_row_that_left_the_document_is_named(services: Services) -> None:
    """Missing are the numbers that came from this document; nothing is done to them, and archived ones are not told."""
    bring_in(services, CHECKLIST)
    bring_in(
        services, Checklist("annan.csv", HEAD, (row("Hur bokar jag larm?", "Ä-9", place=Place("annan.csv", "rad 2")),))
    )
    assert bring_in(services, replace(CHECKLIST, rows=(MEALS,))).missing == ("Ä-1",)
    with services.database.transaction() as session:
        assert entry(session, "Ä-1").status is EntryStatus.PUBLISHED
        archive(session, entry(session, "Ä-1"), "borta", THEN)
    assert bring_in(services, replace(CHECKLIST, rows=(MEALS,))).missing == ()


def test_another_departments_number_is_a_fault(services: Services) -> None:
    """The row is told with its place and the owner's name; the owner's entry is untouched, the rest is imported."""
    with services.database.transaction() as session:
        add_entry(session, add_department(session, "Bygglov"), "Får jag bygga?", number="Ä-2")
    planned = bring_in(services, CHECKLIST)
    assert planned.faults == (Fault(MEALS.place, "Numret Ä-2 används redan av Bygglov."),)
    assert changes(planned) == {"added": 1}
    with services.database.reading() as session:
        assert entry(session, "Ä-2").question == "Får jag bygga?"
        assert entry(session, "Ä-1").question == FULL.question


def test_the_documents_own_faults_come_along(services: Services) -> None:
    """What the reader found stands first in the plan's faults, and stops no sound row."""
    fault = Fault(Place(DOCUMENT, "rad 7"), "Svaret saknas.")
    planned = bring_in(services, replace(CHECKLIST, faults=(fault,)))
    assert (planned.faults, changes(planned)) == ((fault,), {"added": 2})


def test_rows_without_a_number_are_known_again(services: Services) -> None:
    """The question is the number then, whatever its capitals; a new answer changes the same entry."""
    loose = Checklist(DOCUMENT, HEAD, (row("Vem är min handläggare?"), row("Hur klagar jag?")))
    assert changes(bring_in(services, loose)) == {"added": 2}
    again = replace(loose, rows=(row("Vem är MIN handläggare?"), row("Hur klagar jag?", answer="Skriv till oss.")))
    assert changes(bring_in(services, again)) == {"changed": 2}
    assert changes(bring_in(services, again)) == {"unchanged": 2}
    with services.database.reading() as session:
        assert counted(session, Entry) == 2
        assert all(made.number.startswith("auto-") for made in session.scalars(select(Entry)))


def test_the_same_question_in_two_departments_is_two_entries(services: Services) -> None:
    """Each department answers for itself, also where neither numbers its rows."""
    bring_in(services, Checklist("a.csv", ChecklistHead(department="Skola"), (row("Hur klagar jag?"),)))
    bring_in(services, Checklist("b.csv", ChecklistHead(department="Bad"), (row("Hur klagar jag?"),)))
    with services.database.reading() as session:
        assert counted(session, Entry) == 2


def test_a_row_that_is_there_twice_is_a_fault(services: Services) -> None:
    """The second of two rows with one number, or one question and no number, is told with the first's place."""
    twice = replace(CHECKLIST, rows=(MEALS, row("Annan fråga?", "Ä-2"), row("Hur klagar jag?"), row("Hur klagar jag?")))
    planned = bring_in(services, twice)
    assert changes(planned) == {"added": 2}
    assert reasons(planned) == [
        f"Numret Ä-2 finns redan i {MEALS.place.where}.",
        "Samma fråga finns redan i rad för Hur klagar jag?.",
    ]


@pytest.mark.parametrize("rows", [3, 60])
def test_comparing_asks_the_database_as_often_for_many_rows_as_for_few(services: Services, rows: int) -> None:
    """An import that changes nothing reads department, groups, entries and their parts once, not once a row."""
    groups = ("", "Biståndet", "Trygghetslarm")
    many = replace(CHECKLIST, rows=tuple(row(f"Fråga {n}?", f"Ä-{n}", group=groups[n % 3]) for n in range(rows)))
    bring_in(services, many)
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(services.database.engine, "before_cursor_execute", note)
    assert changes(bring_in(services, many)) == {"unchanged": rows}
    event.remove(services.database.engine, "before_cursor_execute", note)
    assert 5 <= len(statements) <= 15, statements


def test_an_import_that_fails_leaves_nothing(services: Services) -> None:
    """Plan and deed are one transaction: an error in it leaves neither entries nor a department."""

    def fail_at_the_end() -> None:
        with services.database.transaction() as session:
            carry_out(session, plan(session, CHECKLIST), THEN, publish=True)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail_at_the_end()
    with services.database.reading() as session:
        assert counted(session, Entry) == counted(session, Department) == counted(session, Revision) == 0
