"""One department's checklist as plain values, and what a test does with it: import, count, look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.audience import Audience
from knowledge.checklists.rows import Checklist, ChecklistHead, ChecklistRow, Place
from knowledge.entries import Entry
from knowledge.importing.carrying import carry_out
from knowledge.importing.comparing import Change
from knowledge.importing.planning import Plan, plan
from knowledge.match import LinkText
from tests.factories import THEN

DOCUMENT = "Checklista Äldreomsorg.docx"
HEAD = ChecklistHead(
    municipality="Provstads kommun",
    department="Äldreomsorg",
    unit="Vård och omsorg",
    responsible="Eva Ek",
    email="Aldre@prov.example",
    phone="0980-319 250",
    phone_hours="måndag-fredag 9-11",
    visiting_address="Torget 2",
    group="Biståndet",
    group_email="Bistand@prov.example",
    manager="Lena Lind",
)


def row(question: str, number: str = "", **cells: object) -> ChecklistRow:
    """A row with this question, sound and else empty."""
    empty = ChecklistRow(
        number=number,
        subject="",
        question=question,
        phrasings=(),
        answer="Ring oss.",
        links=(),
        keywords=(),
        ask_resident="",
        hand_over_when="",
        group="",
        audience=Audience.EVERYONE,
        reviewed=None,
        review_due=None,
        valid_from=None,
        valid_to=None,
        internal="",
        place=Place(DOCUMENT, f"rad för {question}"),
    )
    return replace(empty, **cells)


FULL = row(
    "Hur söker jag hemtjänst?",
    "Ä-1",
    subject="Hemtjänst",
    phrasings=("Hjälp hemma", "Städning"),
    answer="Sök i e-tjänsten.",
    links=(LinkText("E-tjänst", "https://prov.example/sok"), LinkText("Blankett", "https://prov.example/blankett")),
    keywords=("hemtjänst", "bistånd"),
    ask_resident="Var bor du?",
    hand_over_when="Vid klagomål.",
    group="Trygghetslarm",
    audience=Audience.FIRST_LINE,
    reviewed=date(2026, 2, 1),
    review_due=date(2027, 2, 1),
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 12, 31),
    internal="Se rutin 4.",
)
MEALS = row("Vad kostar matlådor?", "Ä-2")
CHECKLIST = Checklist(DOCUMENT, HEAD, (FULL, MEALS))


def bring_in(services: Services, checklist: Checklist, *, publish: bool = True, days: int = 0) -> Plan:
    """Import as the command does: plan and carry out in one transaction, `days` after the first time."""
    with services.database.transaction() as session:
        planned = plan(session, checklist)
        carry_out(session, planned, THEN + timedelta(days=days), publish=publish)
    return planned


def changes(planned: Plan) -> dict[str, int]:
    """How many rows each change happened to, without the zeros."""
    return {change.value: planned.count(change) for change in Change if planned.count(change)}


def reasons(planned: Plan) -> list[str]:
    """The faults' reasons."""
    return [fault.reason for fault in planned.faults]


def entry(session: Session, number: str) -> Entry:
    """The entry with this number."""
    return session.scalars(select(Entry).where(Entry.number == number)).one()


def counted(session: Session, table: type) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0
