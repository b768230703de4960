"""What a department's checklist holds once it has been read: the head, the rows and the faults, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.audience import Audience
from knowledge.checklists.columns import Column
from knowledge.match import LinkText


@dataclass(frozen=True)
class Place:
    """Where in a document something stands, in words its owner can follow: "rad 14", "tabell 2, rad 3"."""

    document: str
    where: str

    def __str__(self) -> str:
        """Name the document and the place in it, for a list of faults."""
        return f"{self.document}, {self.where}"


@dataclass(frozen=True)
class Fault:
    """Something the department has to put right, in plain Swedish."""

    place: Place
    reason: str


@dataclass(frozen=True)
class ChecklistHead:
    """Who stands behind the document; "" where the document does not say."""

    municipality: str = ""
    department: str = ""
    unit: str = ""
    responsible: str = ""
    email: str = ""
    phone: str = ""
    phone_hours: str = ""
    visiting_address: str = ""
    group: str = ""
    group_email: str = ""
    manager: str = ""


@dataclass(frozen=True)
class ChecklistRow:
    """One question with its answer, sound enough to become an entry.

    Absent texts are "", absent dates None, absent lists empty; an absent audience means everyone.
    A link in the answer's own text stands last in `links`, so that no address is lost. `columns` are those that the
    document has for this row: of a column that is lacking it says nothing.
    """

    number: str
    subject: str
    question: str
    phrasings: tuple[str, ...]
    answer: str
    links: tuple[LinkText, ...]
    keywords: tuple[str, ...]
    ask_resident: str
    hand_over_when: str
    group: str
    audience: Audience
    reviewed: date | None
    review_due: date | None
    valid_from: date | None
    valid_to: date | None
    internal: str
    place: Place
    steps: tuple[str, ...] = ()
    e_service: str = ""
    see_also: tuple[str, ...] = ()
    columns: frozenset[Column] = field(default=frozenset(Column), compare=False)


@dataclass(frozen=True)
class FaultyRow:
    """A row that cannot be an entry as it stands: its texts, to be put right, and what is wrong with it."""

    cells: Mapping[Column, str]
    place: Place
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """A document that has been read: a row with a fault is not among the rows but the `faulty`; its faults are both.

    `faults` are all that is wrong, in the document's order.
    """

    document: str
    head: ChecklistHead = field(default_factory=ChecklistHead)
    rows: tuple[ChecklistRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    faulty: tuple[FaultyRow, ...] = ()
