"""A dropped document is not kept for ever, and nothing that waits for somebody is taken from under them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import undefer

from admin.commands.clock import dispose_once
from assistant.services import Services
from knowledge.importing.disposing import KEPT_FOR
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState, Outcome
from tests.factories import THEN
from tests.knowledge.elder_care import CHECKLIST, bring_in
from tests.knowledge.importing.test_receipts import carry, kept_plan, standing


def kept(services: Services, import_id: int) -> ChecklistImport:
    """The import with its document."""
    with services.database.reading() as session:
        own = select(ChecklistImport).where(ChecklistImport.id == import_id)
        return session.scalars(own.options(undefer(ChecklistImport.data))).one()


def test_after_a_quarter_the_document_goes_and_the_receipt_stays(services: Services) -> None:
    """What was carried out can be undone until then; its entries, its numbers and its questions stay afterwards."""
    bring_in(services, CHECKLIST)
    done, waiting = kept_plan(services), kept_plan(services)
    with services.database.transaction() as session:
        for found in session.scalars(select(ChecklistImport)):
            found.data = b"hemligt"
    carry(services, done)
    carrying = kept_plan(services)
    with services.database.transaction() as session:
        busy = session.get_one(ChecklistImport, carrying)
        busy.state = ImportState.CARRYING
        session.get_one(ChecklistImport, done).carried_at = THEN + timedelta(days=1)
    before = standing(services)
    for days, disposed in ((0, 0), (1, 1), (2, 1), (3, 0)):
        services.clock.now = THEN + KEPT_FOR + timedelta(days=days)  # type: ignore[attr-defined] # a test's clock
        assert dispose_once(services) == disposed
    of_waiting, of_done = kept(services, waiting), kept(services, done)
    assert (of_waiting.data, of_done.data) == (b"", b"")
    assert (of_waiting.state, of_done.state) == (ImportState.DISCARDED, ImportState.CARRIED)
    assert not of_done.can_be_undone
    assert kept(services, busy.id).disposed_at is None
    with services.database.reading() as session:
        own = select(ImportRow).where(ImportRow.import_id == done, ImportRow.outcome == Outcome.DONE)
        assert [(one.number, one.content, one.undo) for one in session.scalars(own.order_by(ImportRow.id))] == [
            ("Ä-2", {}, {}),
            ("Ä-3", {}, {}),
        ]
    assert standing(services) == before


def test_what_a_job_has_left_behind_goes_too(services: Services) -> None:
    """A carrying out or an undoing that failed and that nobody tried again: after two quarters nobody is at it."""
    bring_in(services, CHECKLIST)
    undoing, carrying = kept_plan(services), kept_plan(services)
    carry(services, undoing)
    with services.database.transaction() as session:
        session.get_one(ChecklistImport, carrying).state = ImportState.CARRYING
        half_undone = session.get_one(ChecklistImport, undoing)
        half_undone.state, half_undone.carried_at = ImportState.UNDOING, THEN
    for days, disposed in ((0, 0), (1, 2), (2, 0)):
        services.clock.now = THEN + 2 * KEPT_FOR + timedelta(days=days)  # type: ignore[attr-defined] # a test's clock
        assert dispose_once(services) == disposed
    assert kept(services, carrying).state is ImportState.DISCARDED
    assert (kept(services, undoing).state, kept(services, undoing).can_be_undone) == (ImportState.CARRIED, False)
