"""What the proof's addresses and forms carry, checked once and turned into values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.evaluation.verdict import FAULTS, Verdict
from admin.inbox.forms import read_page
from admin.searching import LONGEST_QUERY
from admin.settings.forms import Form, Reader, read_id
from assistant.chat.forms import without_controls
from knowledge.audit import Values
from knowledge.channel import Channel
from knowledge.entries import Entry, EntryStatus
from knowledge.labelled_question import LONGEST_SUBJECT, LONGEST_TEXT, Kind, LabelledQuestion, Wanted
from knowledge.organisation import Department

CHANNELS = (Channel.CHAT, Channel.EMAIL)
_LONGEST_GOLD = 300
_MOST_GOLD = 5
_BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class QuestionsWanted:
    """Which test questions the list's address asks for."""

    query: str = ""
    kind: Kind | None = None
    department: int | None = None
    active: bool = True
    page: int = 1

    @property
    def address(self) -> Mapping[str, str | int | None]:
        """The choices as they stand in an address, but for the page."""
        return {
            "q": self.query or None,
            "sort": self.kind.value if self.kind else None,
            "forvaltning": self.department,
            "visa": None if self.active else "borttagna",
        }


def read_questions_wanted(arguments: Mapping[str, str]) -> QuestionsWanted:
    """The list's choices; one that we do not know is none."""
    return QuestionsWanted(
        query=without_controls(arguments.get("q", ""))[:LONGEST_QUERY].strip(),
        kind=next((one for one in Kind if one.value == arguments.get("sort")), None),
        department=read_id(arguments.get("forvaltning")),
        active=arguments.get("visa") != "borttagna",
        page=read_page(arguments),
    )


def read_verdict(arguments: Mapping[str, str]) -> Verdict | None:
    """Which faults the proof's page shows; None for all."""
    return next((one for one in FAULTS if one.value == arguments.get("visa")), None)


def read_question(session: Session, sent: Mapping[str, str]) -> Form:
    """A test question's form, with a sentence for whatever cannot be kept."""
    reader = Reader(sent)
    channels, kinds = {one.value for one in CHANNELS}, {one.value for one in Kind}
    reader.values["channel"] = sent.get("channel", "") if sent.get("channel") in channels else Channel.CHAT.value
    reader.line("subject", LONGEST_SUBJECT)
    reader.text("text", LONGEST_TEXT, missing=_("Skriv frågan."))
    reader.values["kind"] = sent.get("kind", "") if sent.get("kind") in kinds else Kind.ANSWERABLE.value
    numbers = _numbers(reader.line("gold", _LONGEST_GOLD))
    reader.values["gold"] = ", ".join(numbers)
    department = read_id(sent.get("department_id"))
    known = department is not None and session.get(Department, department) is not None
    reader.values["department_id"] = department if known else None
    form = reader.form()
    fault = "" if "gold" in form.errors else _gold_fault(session, numbers, Kind(str(form.values["kind"])))
    return form.refused("gold", fault) if fault else form


def values_of(question: LabelledQuestion) -> Values:
    """A stored test question as its form has it."""
    return {
        "channel": question.channel.value,
        "subject": question.subject,
        "text": question.text,
        "kind": question.kind.value,
        "gold": ", ".join(question.gold),
        "department_id": question.department_id,
    }


def empty_question(text: str = "", subject: str = "", channel: Channel = Channel.CHAT) -> Values:
    """A new test question's form."""
    chosen = channel if channel in CHANNELS else Channel.CHAT
    kind = Kind.ANSWERABLE.value
    values = {"channel": chosen.value, "subject": subject, "text": text, "kind": kind, "gold": ""}
    return {**values, "department_id": None}


def wanted_of(session: Session, values: Values) -> Wanted:
    """The test question that a sound form asks for; its owner is the first entry's where none was chosen."""
    gold = tuple(_numbers(str(values["gold"])))
    owner = values["department_id"]
    if owner is None and gold:
        owner = session.scalar(select(Entry.department_id).where(Entry.number == gold[0]))
    return Wanted(
        channel=Channel(str(values["channel"])),
        subject=str(values["subject"]) if values["channel"] == Channel.EMAIL.value else "",
        text=str(values["text"]),
        kind=Kind(str(values["kind"])),
        gold=gold,
        department_id=int(owner) if owner is not None else None,
    )


def _numbers(typed: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(str.strip, _BETWEEN.split(typed)))))


def _gold_fault(session: Session, numbers: list[str], kind: Kind) -> str:
    if kind.answerable and not numbers:
        return _("Skriv numret på svarsposten som svarar på frågan.")
    if not kind.answerable and numbers:
        return _("En fråga av den här sorten har inget svar. Ta bort numret, eller välj en annan sort.")
    if len(numbers) > _MOST_GOLD:
        return _("Högst {most} svarsposter får plats.").format(most=_MOST_GOLD)
    there = select(Entry.number).where(Entry.number.in_(numbers), Entry.status != EntryStatus.ARCHIVED)
    missing = sorted(set(numbers) - set(session.scalars(there)))
    return _("Svarsposten {numbers} finns inte.").format(numbers=", ".join(missing)) if missing else ""
