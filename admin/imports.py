"""Takes one checklist in: what the command line and the demo both do with a document."""

from __future__ import annotations

from pathlib import Path

from assistant.services import Services
from knowledge.checklists.reading import read_checklist_file
from knowledge.importing.carrying import carry_out
from knowledge.importing.planning import Plan, plan


def import_document(services: Services, document: Path, *, publish: bool) -> Plan:
    """One document in one transaction: a fault in the next one takes nothing of it back."""
    checklist = read_checklist_file(document)
    with services.database.transaction() as session:
        planned = plan(session, checklist)
        carry_out(session, planned, services.clock(), publish=publish)
    return planned
