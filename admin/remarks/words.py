"""The remarks' words: their parts, who said them, and the mails to whoever looks after an entry and to the reporter."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _

from admin.inbox.words import stamp
from admin.remarks.forms import Part
from knowledge.entries import Entry
from knowledge.remarks import EntryRemark

PART = {Part.OPEN: _("Att svara på"), Part.DONE: _("Besvarade"), Part.MINE: _("Mina egna")}
EMPTY = {
    Part.OPEN: _("Ingen har sagt att något är fel i dina svarsposter."),
    Part.DONE: _("Ingen anmärkning är besvarad än."),
    Part.MINE: _("Du har inte anmärkt på någon svarspost. Välj ”Det här stämmer inte” vid ett svar."),
}


def who(remark: EntryRemark) -> str:
    """Who said it: a colleague by name, a resident not at all."""
    return remark.reporter.name if remark.reporter else _("En besökare på frågesidorna")


def due(at: datetime, now: datetime) -> tuple[str, str]:
    """When it must have been looked at, as a badge: its words and its tone."""
    if at < now:
        return _("försenad, skulle vara klar {at}").format(at=stamp(at)), "late"
    return _("svara senast {at}").format(at=stamp(at)), "soon"


def notice(entry: Entry, remark: EntryRemark, by: str, told: str, address: str) -> tuple[str, str]:
    """Subject and text to whoever looks after the entry; `address` is where it is answered, `told` what may be told."""
    lines = [
        _("{by} har skrivit att något är fel i svaret {number}:").format(by=by, number=entry.number),
        entry.question,
        "",
        told or _("Det som skrevs kan röra någons personliga förhållanden och skickas inte med e-post."),
    ]
    if remark.case_number:
        lines.append(_("Det gäller ärende {number}.").format(number=remark.case_number))
    if remark.due_at:
        lines += ["", _("Svara senast {at}:").format(at=stamp(remark.due_at))]
    return _("Synpunkt på svaret {number}").format(number=entry.number), "\n".join([*lines, address])


def reply(entry: Entry, by: str, told: str, address: str) -> tuple[str, str]:
    """Subject and text to the reporter: what has become of the remark, as far as a mail may tell it."""
    lines = [
        _("{by} har svarat på din anmärkning om {number}:").format(by=by, number=entry.number),
        entry.question,
        "",
        told or _("Svaret kan röra någons personliga förhållanden och skickas inte med e-post."),
        "",
        _("Alla dina anmärkningar:"),
        address,
    ]
    return _("Svar på din anmärkning om {number}").format(number=entry.number), "\n".join(lines)
