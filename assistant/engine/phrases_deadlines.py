"""What staff are told by mail of cases that must be answered: reminders, what is overdue, alarms, the week's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.engine.phrases import answer_in_the_case
from assistant.languages import dates
from assistant.languages.speaking import swedish as _


@dataclass(frozen=True)
class CaseLine:
    """One case in such a mail. `confidential`: its number and its page are all that is told of it.

    `handler` is "" when nobody has taken the case, and `away` says that they are not at work today.
    """

    number: str
    address: str
    confidential: bool
    due_at: datetime
    delayed_to: date | None = None
    subject: str = ""
    group: str = ""
    handler: str = ""
    away: bool = False


def reminder_subject(number: str, count: int) -> str:
    """Of a mail whose most urgent news is a reminder, of one case or of many."""
    if count == 1:
        return _("Påminnelse: ärende {number} ska snart besvaras").format(number=number)
    return _("Påminnelse: {count} ärenden ska snart besvaras").format(count=count)


def overdue_subject(number: str, count: int) -> str:
    """The same, where an answer is late."""
    if count == 1:
        return _("Försenat: ärende {number} är inte besvarat").format(number=number)
    return _("Försenat: {count} ärenden är inte besvarade").format(count=count)


def alarm_subject(number: str, count: int) -> str:
    """The same, where it is so late that a manager is told."""
    if count == 1:
        return _("Larm: ärende {number} är inte besvarat").format(number=number)
    return _("Larm: {count} ärenden är inte besvarade").format(count=count)


def and_more(subject: str, others: int) -> str:
    """A subject with the number of less urgent cases in the same mail."""
    return _("{subject}, och {others} till").format(subject=subject, others=others) if others else subject


def reminder_heading() -> str:
    """Above what must be answered soon."""
    return _("Ska snart besvaras")


def overdue_heading() -> str:
    """Above what should have been answered."""
    return _("Försenade: tiden för svar har gått ut")


def alarm_heading() -> str:
    """Above what has waited so long that the nearest manager is told."""
    return _("Larm: har väntat så länge att också närmaste chef får veta det")


def section(heading: str, lines: Sequence[CaseLine], left_out: int = 0) -> str:
    """A heading with its cases; `left_out` more are only counted."""
    more = [_("Och {count} till. De står under Ärenden.").format(count=left_out)] if left_out else []
    return "\n\n".join([f"{heading}\n{'-' * len(heading)}", *(_case(line) for line in lines), *more])


def deadlines(sections: Sequence[str]) -> str:
    """The whole mail; it says why it came, since a substitute or a superior may not know."""
    why = _("Du får mejlet för att du har ärendet, hör till svarsgruppen, leder den eller ersätter någon som gör det.")
    return "\n\n".join([*sections, why, answer_in_the_case()])


def weekly(lines: Sequence[CaseLine], count: int, week: int) -> tuple[str, str]:
    """Subject and text of the week's list to a manager."""
    if count == 1:
        subject = _("Vecka {week}: 1 försenat ärende").format(week=week)
    else:
        subject = _("Vecka {week}: {count} försenade ärenden").format(week=week, count=count)
    heading = _("Ärenden som skulle ha varit besvarade, äldst först")
    why = _("Du får listan varje vecka för att du är närmaste chef. En tom lista skickas inte.")
    return subject, "\n\n".join([section(heading, lines, count - len(lines)), why, answer_in_the_case()])


def nobody_to_tell(group: str) -> tuple[str, str]:
    """To administrators: confidential cases wait, and nobody there may even be told; no number, no count."""
    subject = _("Svarsgruppen {group} saknar medlemmar").format(group=group)
    text = _(
        "Ett larm i svarsgruppen {group} kunde inte skickas till någon. Gruppen har varken medlemmar, chef eller "
        "brevlåda, och larmet får inte gå till någon annan.\n\nLägg till medlemmar eller en chef i gruppen."
    )
    return subject, text.format(group=group)


def _case(line: CaseLine) -> str:
    if line.confidential:
        # A manager who is no member is told too, and would else take the page that is not there for a fault.
        members = _("Hör ärendet till en svarsgrupp kan bara dess medlemmar öppna det.")
        return f"{line.number}\n{line.address}\n{members}"
    told = [
        f"{line.number} {line.subject}".rstrip(),
        _("Besvaras senast {moment}.").format(moment=dates.moment(line.due_at)),
        _whose(line),
        line.address,
    ]
    if line.delayed_to is not None:
        told.insert(2, _("Medborgaren har fått ett nytt datum: {day}.").format(day=dates.long_date(line.delayed_to)))
    return "\n".join(told)


def _whose(line: CaseLine) -> str:
    if not line.handler:
        handler = _("ingen har tagit ärendet")
    else:
        handler = _("{name} (frånvarande)").format(name=line.handler) if line.away else line.handler
    return f"{line.group}: {handler}" if line.group else handler[:1].upper() + handler[1:]
