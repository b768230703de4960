"""What editors are told by mail of entries that must be reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.languages import dates
from assistant.languages.speaking import swedish as _
from knowledge.reviewing import Urgency


@dataclass(frozen=True)
class EntryLine:
    """One entry in such a mail, with the address of its page."""

    number: str
    question: str
    due: date
    address: str


def reviews(lines: Mapping[Urgency, Sequence[EntryLine]], counts: Mapping[Urgency, int], todo: str) -> tuple[str, str]:
    """Subject and text of one recipient's mail, the most urgent first.

    `counts` is how many there are of each, of which `lines` may be the first only. `todo` is the to-do list's address.
    """
    present = [urgency for urgency in reversed(Urgency) if lines.get(urgency)]
    sections = [_section(urgency, lines[urgency], counts[urgency]) for urgency in present]
    return _subject(sum(counts.values()), present[0]), "\n\n".join([*sections, _how(todo), _why()])


def _subject(count: int, worst: Urgency) -> str:
    late = worst in (Urgency.LATE, Urgency.SILENT)
    if count == 1:
        return _("1 svarspost skulle ha granskats") if late else _("1 svarspost ska granskas")
    if late:
        return _("{count} svarsposter ska granskas, några är försenade").format(count=count)
    return _("{count} svarsposter ska granskas").format(count=count)


def _heading(urgency: Urgency) -> str:
    match urgency:
        case Urgency.SILENT:
            return _("Försenade så länge att assistenten inte längre svarar ur dem i mejl")
        case Urgency.LATE:
            return _("Försenade: skulle ha granskats")
        case Urgency.WEEK:
            return _("Ska granskas inom en vecka")
        case Urgency.MONTH:
            return _("Ska granskas inom 30 dagar")


def _section(urgency: Urgency, lines: Sequence[EntryLine], count: int) -> str:
    heading = _heading(urgency)
    left = count - len(lines)
    more = [_("Och {count} till.").format(count=left)] if left > 0 else []
    return "\n\n".join([f"{heading}\n{'-' * len(heading)}", *(_line(line) for line in lines), *more])


def _line(line: EntryLine) -> str:
    due = _("Granskas senast {day}.").format(day=dates.long_date(line.due))
    return f"{line.number} {line.question}\n{due}\n{line.address}"


def _how(todo: str) -> str:
    told = _("Läs svaret. Stämmer det, tryck på Granskad, stämmer. Alla på en gång finns här:")
    return f"{told}\n{todo}"


def _why() -> str:
    return _("Du får mejlet för att du äger svaren, är redaktör för förvaltningen eller ersätter någon som är det.")
