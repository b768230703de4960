"""What an import makes beside its entries goes with it when it is undone, unless somebody uses it by then."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.audit import AuditEntry
from knowledge.importing.kept import ChecklistImport
from knowledge.organisation import Department, ResponseGroup, Role
from tests.factories import add_staff
from tests.knowledge.elder_care import CHECKLIST, bring_in, counted, row
from tests.knowledge.importing.test_receipts import carry, kept_plan, undo

LARM = row("Hur får jag trygghetslarm?", "Ä-3", group="Larmgruppen")
NEWER = replace(CHECKLIST, rows=(*CHECKLIST.rows, LARM))


def names(session: Session) -> tuple[set[str], set[str]]:
    """The departments and the groups."""
    return set(session.scalars(select(Department.name))), set(session.scalars(select(ResponseGroup.name)))


def test_a_new_department_and_its_groups_go_when_nothing_uses_them(services: Services) -> None:
    """They come, are written down, and go without a trace but the log's; the document can be dropped anew."""
    import_id = kept_plan(services, NEWER)
    with services.database.reading() as session:
        before = names(session)
    carry(services, import_id)
    with services.database.reading() as session:
        assert "Larmgruppen" in names(session)[1] - before[1]
        assert session.get_one(ChecklistImport, import_id).department_id is not None
    undo(services, import_id)
    with services.database.reading() as session:
        assert names(session) == before
        assert session.get_one(ChecklistImport, import_id).department_id is None
        log = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        came, went = [one for one in log if not one.before], [one for one in log if not one.after]
        assert {(one.what, one.subject) for one in came} == {(one.what, one.subject) for one in went}
        assert len(went) == 4
    carry(services, kept_plan(services, NEWER))


def test_what_somebody_has_begun_to_use_stays(services: Services) -> None:
    """A group with a member, and with it its department; what was there before the import is never taken."""
    bring_in(services, CHECKLIST)
    import_id = kept_plan(services, NEWER)
    with services.database.reading() as session:
        before = names(session)
    carry(services, import_id)
    with services.database.transaction() as session:
        group = session.scalars(select(ResponseGroup).where(ResponseGroup.name == "Larmgruppen")).one()
        group.members.append(add_staff(session, "Lars", Role.HANDLER))
    undo(services, import_id)
    with services.database.reading() as session:
        assert names(session) == (before[0], before[1] | {"Larmgruppen"})
        assert counted(session, Department) == len(before[0])
