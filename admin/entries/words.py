"""The entries' words: how far an entry has come, who may give it and what a revision was, as staff read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from gettext import gettext as _
from typing import Protocol

from babel.dates import format_date

from admin.inbox.words import stamp
from knowledge.audience import Audience
from knowledge.content import Content
from knowledge.drafts import DraftState
from knowledge.entries import APPROVED, EntryStatus, Step
from knowledge.errors import Obstacle

STATUS = {
    EntryStatus.DRAFT: _("utkast"),
    EntryStatus.REVIEW: _("väntar på godkännande"),
    EntryStatus.PUBLISHED: _("publicerad"),
    EntryStatus.PAUSED: _("pausad"),
    EntryStatus.ARCHIVED: _("arkiverad"),
}
AUDIENCE = {
    Audience.EVERYONE: _("alla"),
    Audience.FIRST_LINE: _("kundtjänst"),
    Audience.DEPARTMENT: _("endast förvaltningen"),
}
STEP = {
    Step.SAVED: _("sparade en text"),
    Step.IMPORTED: _("läste in från en checklista"),
    Step.SUBMITTED: _("skickade för godkännande"),
    Step.RETURNED: _("skickade tillbaka"),
    Step.SCHEDULED: _("godkände för senare publicering"),
    Step.PUBLISHED: _("godkände och publicerade"),
    Step.REVIEWED: _("granskade"),
    Step.PAUSED: _("pausade"),
    Step.RESUMED: _("återupptog"),
    Step.DISCARDED: _("kastade utkastet"),
    Step.ARCHIVED: _("arkiverade"),
    Step.RESTORED: _("tog fram ur arkivet"),
    Step.TRANSLATED: _("ändrade en översättning"),
    Step.LEARNT: _("ändrade de inlärda formuleringarna"),
}
OBSTACLE = {
    Obstacle.NOTHING_TO_APPROVE: _("Det finns inget utkast."),
    Obstacle.SAME_PERSON: _("Förvaltningen vill att någon annan än den som skrev godkänner."),
    Obstacle.WRONG_STATUS: _("Svarsposten har redan ändrats."),
    Obstacle.PAST_MOMENT: _("Tidpunkten har redan passerat."),
    Obstacle.GROUP_GONE: _("Förvaltningen eller svarsgruppen i utkastet finns inte längre. Ändra den i utkastet."),
    Obstacle.NUMBER_TAKEN: _("En annan svarspost har fått numret. Ändra numret i utkastet."),
}
FIELD = {
    "number": _("Nummer"),
    "subject": _("Ämne"),
    "question": _("Fråga"),
    "phrasings": _("Formuleringar"),
    "answer": _("Svar"),
    "steps": _("Steg"),
    "e_service": _("E-tjänst"),
    "links": _("Länkar"),
    "see_also": _("Se även"),
    "keywords": _("Nyckelord"),
    "ask_resident": _("Fråga medborgaren"),
    "hand_over_when": _("Lämna över när"),
    "internal": _("Intern information"),
    "audience": _("Får ges av"),
    "reviewed": _("Granskad"),
    "review_due": _("Granskas senast"),
    "valid_from": _("Giltig från"),
    "valid_to": _("Giltig till"),
    "department": _("Förvaltning"),
    "group": _("Svarsgrupp"),
}
_TONE = {EntryStatus.PUBLISHED: "good", EntryStatus.PAUSED: "late", EntryStatus.REVIEW: "soon"}


class Standing(Protocol):
    """An entry as a list or a page holds it."""

    @property
    def status(self) -> EntryStatus:
        """How far it has come."""

    @property
    def valid_from(self) -> date | None:
        """The first day it may be used."""

    @property
    def valid_to(self) -> date | None:
        """The last day it may be used."""

    @property
    def review_due(self) -> date | None:
        """When it must be reviewed."""


def badges(
    entry: Standing, draft: DraftState | None, publish_at: datetime | None, today: date
) -> list[tuple[str, str]]:
    """How the entry stands, in words with their tones; `today` is Stockholm's."""
    return [*_life(entry, draft, today), *_drafted(entry.status, draft, publish_at)]


def review_badge(review_due: date | None, today: date) -> tuple[str, str] | None:
    """Whether an entry's review is late; None where it is not."""
    return (_("försenad"), "late") if review_due is not None and review_due < today else None


def day(value: date) -> str:
    """A day with its year: "14 maj 2026"."""
    return format_date(value, "d MMM y", locale="sv_SE")


def readable(content: Content) -> Content:
    """An entry's content with what is a code in it in words, for those who compare two texts."""
    told = {one.value: word for one, word in AUDIENCE.items()}
    return (
        {**content, "audience": told.get(content["audience"], content["audience"])}
        if "audience" in content
        else content
    )


def field(name: str) -> str:
    """A field of an entry's content."""
    return FIELD.get(name, name)


def who(name: str | None) -> str:
    """Who did it; a file, the clock or the command line knows no staff member."""
    return name or _("den som sköter systemet")


def validity(valid_from: date | None, valid_to: date | None) -> str:
    """When the entry may be used: "1 apr. 2026 till och med 30 sep. 2026"; "" for always."""
    if valid_from and valid_to:
        return _("{first} till och med {last}").format(first=day(valid_from), last=day(valid_to))
    if valid_from:
        return _("från och med {day}").format(day=day(valid_from))
    return _("till och med {day}").format(day=day(valid_to)) if valid_to else ""


def _life(entry: Standing, draft: DraftState | None, today: date) -> Iterator[tuple[str, str]]:
    unapproved = (EntryStatus.DRAFT, EntryStatus.REVIEW)
    # What has never been approved stands as its draft does, which says it more closely.
    if entry.status not in unapproved or draft is None:
        yield STATUS[entry.status], _TONE.get(entry.status, "")
    if entry.status is EntryStatus.PUBLISHED:
        if entry.valid_from and today < entry.valid_from:
            yield _("gäller inte än"), "soon"
        if entry.valid_to and entry.valid_to < today:
            yield _("gäller inte längre"), "soon"


def _drafted(status: EntryStatus, draft: DraftState | None, publish_at: datetime | None) -> Iterator[tuple[str, str]]:
    beside = status in APPROVED
    match draft:
        case DraftState.DRAFT if status is not EntryStatus.ARCHIVED:
            yield (_("ändras"), "") if beside else (_("utkast"), "")
        case DraftState.REVIEW:
            yield (_("ändring väntar på godkännande") if beside else _("väntar på godkännande")), "soon"
        case DraftState.SCHEDULED if publish_at is not None:
            yield _("publiceras {at}").format(at=stamp(publish_at)), "accent"
