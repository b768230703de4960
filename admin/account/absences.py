"""An absence as it is written in a form: read, judged, kept, and told in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from gettext import gettext as _

from sqlalchemy.orm import Session

from knowledge.absence import Absence, AbsenceFault, AbsenceWarning, Substitute, absence_between, fault_of, warnings_of
from knowledge.organisation import StaffMember
from knowledge.staff import staff_member
from knowledge.staff_changes import audited, mark_of
from knowledge.worktime import STOCKHOLM

_LONGEST_EMAIL = 254
# Which field a fault is told at, and its sentence.
_FAULT = {
    AbsenceFault.ENDS_BEFORE_IT_BEGINS: ("absent_to", _("Sista dagen kan inte vara före den första.")),
    AbsenceFault.OVER_ALREADY: ("absent_to", _("Frånvaron är redan slut. Välj en sista dag i dag eller senare.")),
    AbsenceFault.ONESELF: ("substitute", _("Ersättaren måste vara någon annan än den som är borta.")),
    AbsenceFault.INACTIVE: ("substitute", _("Den medarbetaren har slutat. Välj någon annan.")),
}
_WARNING = {
    AbsenceWarning.NOBODY: _("Ingen ersättare är vald. Larm om försenade ärenden går till närmaste chef."),
    AbsenceWarning.AWAY_TOO: _("Tänk på att ersättaren också är borta en del av tiden."),
    AbsenceWarning.NOT_IN_GROUPS: _(
        "Tänk på att ersättaren inte är med i alla samma svarsgrupper. "
        "Ärenden med sekretess ser bara gruppens medlemmar."
    ),
}


@dataclass(frozen=True)
class AbsenceForm:
    """An absence as it was typed, `mark` of what the page showed, and what is wrong with it, by field."""

    first: str = ""
    last: str = ""
    substitute: str = ""
    mark: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """An absence that has been kept, with what is worth a thought, in Swedish."""

    warnings: tuple[str, ...]


class ChangedMeanwhile:
    """Somebody else has changed the same thing since the page was opened; nothing was kept."""


def shown_absence(member: StaffMember) -> AbsenceForm:
    """The form as it stands for what is kept now."""
    first, last, substitute = member.absent_from, member.absent_to, member.substitute
    return AbsenceForm(
        first.isoformat() if first else "",
        last.isoformat() if last else "",
        substitute.email if substitute else "",
        _mark(member),
    )


def read_absence(form: Mapping[str, str]) -> AbsenceForm:
    """The form as it was sent; days that are missing or none are told at their fields."""
    typed = {name: form.get(name, "").replace("\0", "").strip() for name in ("absent_from", "absent_to")}
    errors = {
        name: text
        for name, text in (
            ("absent_from", _("Välj den första dagen.")),
            ("absent_to", _("Välj den sista dagen. Är den osäker? Ta en ungefärlig, den går att ändra.")),
        )
        if _day(typed[name]) is None
    }
    substitute = form.get("substitute", "").replace("\0", "").strip()[:_LONGEST_EMAIL]
    return AbsenceForm(typed["absent_from"], typed["absent_to"], substitute, form.get("mark", ""), errors)


def keep_absence(
    session: Session, member: StaffMember, form: AbsenceForm, by: StaffMember, now: datetime
) -> Kept | AbsenceForm | ChangedMeanwhile:
    """Keep the absence and write it down in the audit log; the form with its faults where it cannot be."""
    first, last = _day(form.first), _day(form.last)
    if form.errors or first is None or last is None:
        return form
    named = staff_member(session, form.substitute) if form.substitute else None
    if form.substitute and named is None:
        return replace(form, errors={"substitute": _("Ingen medarbetare har den e-postadressen.")})
    absence, substitute = Absence(first, last), _substitute(named)
    fault = fault_of(absence, member.id, substitute, now.astimezone(STOCKHOLM).date())
    if fault is not None:
        name, text = _FAULT[fault]
        return replace(form, errors={name: text})
    if not _stands(member, absence, named):
        if form.mark != _mark(member):
            return ChangedMeanwhile()
        with audited(session, member, by, now):
            member.absent_from, member.absent_to, member.substitute = first, last, named
    groups = {group.id for group in member.groups}
    return Kept(tuple(_WARNING[warning] for warning in warnings_of(absence, groups, substitute)))


def end_absence(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> None:
    """Say that the member is not away any more. That nothing was kept is no error: what was asked for holds."""
    with audited(session, member, by, now):
        member.absent_from, member.absent_to, member.substitute = None, None, None


def away_now(member: StaffMember, now: datetime) -> Absence | None:
    """The absence that covers today or comes; None for one that is over."""
    absence = absence_between(member.absent_from, member.absent_to)
    return absence if absence is not None and absence.last >= now.astimezone(STOCKHOLM).date() else None


def _stands(member: StaffMember, absence: Absence, substitute: StaffMember | None) -> bool:
    """Whether exactly this is kept already: the same form sent twice changes nothing."""
    kept = (member.absent_from, member.absent_to, member.substitute_id)
    return kept == (absence.first, absence.last, substitute.id if substitute else None)


def _substitute(member: StaffMember | None) -> Substitute | None:
    if member is None:
        return None
    groups = frozenset(group.id for group in member.groups)
    return Substitute(member.id, member.active, absence_between(member.absent_from, member.absent_to), groups)


def _mark(member: StaffMember) -> str:
    kept = (str(value or "") for value in (member.absent_from, member.absent_to, member.substitute_id))
    return mark_of(dict(zip(("from", "to", "substitute"), kept, strict=True)))


def _day(text: str) -> date | None:
    """A day as a browser sends it ("2026-05-14")."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
