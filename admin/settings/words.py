"""The settings' words: each field's name and each value as staff read them, on a form and in the log."""

from __future__ import annotations

from datetime import date, time
from gettext import gettext as _
from gettext import ngettext

from babel.dates import format_date

from admin.inbox.words import stamp
from knowledge.audit import AuditEntry, What
from knowledge.audited import WEEKDAYS, span_text
from knowledge.organisation import Role

WEEKDAY = dict(
    zip(
        WEEKDAYS,
        (_("Måndag"), _("Tisdag"), _("Onsdag"), _("Torsdag"), _("Fredag"), _("Lördag"), _("Söndag")),
        strict=True,
    )
)
FIELD = {
    "name": _("Namn"),
    "address": _("Postadress"),
    "phone": _("Telefon"),
    "email": _("E-post"),
    "web": _("Webbplats"),
    "said": _("Så säger invånarna"),
    "official": _("Kommunens ord"),
    "language": _("Språk"),
    "unit": _("Avdelning"),
    "responsible": _("Ansvarig för svaren"),
    "manager_name": _("Förvaltningens chef"),
    "phone_hours": _("Telefontid"),
    "visiting_address": _("Besöksadress"),
    "confidential": _("Sekretess"),
    "answer_within_days": _("Svar inom"),
    "alarm_after_days": _("Larm efter"),
    "first_line": _("Första linjen"),
    "sensitive": _("Känsliga ärenden"),
    "department": _("Förvaltning"),
    "department_id": _("Förvaltning"),
    "forvaltning": _("Förvaltning"),
    "manager": _("Chef"),
    "members": _("Medlemmar"),
    "text": _("Text"),
    "active": _("Används"),
    "title": _("Titel"),
    "roles": _("Roller"),
    "groups": _("Svarsgrupper"),
    "superior": _("Överordnad"),
    "substitute": _("Ersättare"),
    "monthly_letter": _("Månadens statistik med mejl"),
    "absent_from": _("Borta från"),
    "absent_to": _("Borta till"),
    "day": _("Datum"),
    "until": _("Till och med"),
    "hours": _("Tider"),
    "label": _("Orsak"),
    "owner": _("Ägare"),
    "two_to_publish": _("Godkännande av svar"),
    "review_grace_days": _("Försenad granskning"),
    "answer_limit_1": _("Statistik: kortare svarstid"),
    "answer_limit_2": _("Statistik: längre svarstid"),
    "survey_by_page": _("Invånarnas betyg: fråga i chatten"),
    "survey_by_mail": _("Invånarnas betyg: fråga i mejl"),
    "frozen": _("Fryst"),
    "measurement": _("Läge"),
    "removed": _("Borttagen"),
    "first_day": _("Första dagen"),
    "last_day": _("Sista dagen"),
    "sender_name": _("Avsändarens namn"),
    "questions": _("Frågor"),
    "area": _("Område"),
    "counted": _("Räknas med i totalen"),
    "subject": _("Ämne"),
    "came": _("Mejlet är"),
    "paired": _("Mejlet från"),
    "background": _("Bakgrund"),
    "strengths": _("Styrkor"),
    "deviations": _("Avvikelser"),
    "goal": _("Mål"),
    "task": _("Åtgärd"),
    "answerable": _("Ansvarig"),
    "follow_up_on": _("Följs upp"),
    "closed": _("Avslutad"),
    "outcome": _("Resultat"),
    "mean": _("Medel"),
    "best": _("Bästa"),
    "best_quarter": _("Gräns bästa 25 %"),
    "worst_quarter": _("Gräns sämsta 25 %"),
    "own": _("Egen i mätningen"),
    "municipalities": _("Kommuner"),
    "origin": _("Källa"),
    **WEEKDAY,
}
WHAT = {
    What.MUNICIPALITY: _("Kommunens uppgifter"),
    What.DEPARTMENT: _("Förvaltning"),
    What.OPENING_HOURS: _("Öppettider"),
    What.GROUP: _("Svarsgrupp"),
    What.REPLY_TEMPLATE: _("Svarsmall"),
    What.STAFF: _("Medarbetare"),
    What.ENTRY: _("Svarspost"),
    What.FIGURES: _("Statistik"),
    What.MEASUREMENT: _("Egen servicemätning"),
    What.REPORT: _("Årsrapport"),
    What.PLANNED_ACTION: _("Åtgärd i handlingsplanen"),
    What.REFERENCE: _("Jämförelsevärde"),
    What.WORD: _("Kommunens ord"),
}
ROLE = {
    Role.HANDLER: _("handläggare"),
    Role.FIRST_LINE: _("kommunvägledare"),
    Role.EDITOR: _("redaktör"),
    Role.MANAGER: _("chef"),
    Role.ADMINISTRATOR: _("administratör"),
}
# What leaves no value of its own behind (knowledge.staff_changes.audit_event).
EVENT: dict[str, str] = {
    "password_set": _("fick ett nytt lösenord"),
    "invited": _("fick en inbjudan"),
    "logged_out": _("loggades ut överallt"),
}
_DAYS = ("answer_within_days", "alarm_after_days")


def kind(what: str) -> str:
    """The kind of thing that was changed; one that has no word of ours as it was written down."""
    return WHAT[What(what)] if what in {known.value for known in What} else what


def field(name: str) -> str:
    """A field's name; a date's hours stand under the date itself."""
    return FIELD.get(name, name)


def names(entry: AuditEntry) -> list[str]:
    """The fields that changed, in the order of the page they stand on; what became of a new thing without "tomt"."""
    found = [name for name in {**entry.before, **entry.after} if entry.before or entry.after[name] not in ("", None)]
    return [] if set(found) <= EVENT.keys() else found


def value(name: str, stored: object) -> str:
    """A value as it is read: yes and no, days, roles; "tomt" for nothing."""
    if isinstance(stored, bool):
        return _("ja") if stored else _("nej")
    if stored is None or stored == "":
        return _("tomt")
    if name in _DAYS:
        return ngettext("{count} arbetsdag", "{count} arbetsdagar", int(str(stored))).format(count=stored)
    return _roles(str(stored)) if name == "roles" else str(stored)


def done(entry: AuditEntry) -> str:
    """What was done to the thing, in a word."""
    events = [EVENT[name] for name in entry.after if name in EVENT]
    if events:
        return ", ".join(events)
    if not entry.before:
        return _("lades till")
    return _("ändrades") if entry.after else _("togs bort")


def who(entry: AuditEntry) -> str:
    """Who changed it; a file or the command line knows no staff member."""
    return entry.staff.name if entry.staff else _("den som sköter systemet")


def last_changed(entry: AuditEntry) -> str:
    """ "Anna 14 maj 2026 14.05", at the foot of a page."""
    return f"{who(entry)} {stamp(entry.at)}"


def day(shown: date) -> str:
    """A day in a list: "torsdag 24 december"."""
    return format_date(shown, "EEEE d MMMM", locale="sv_SE")


def days(first: date, last: date) -> str:
    """A stretch of days: "24 december 2026", "1–14 juli" in full words on both sides."""
    one = format_date(first, "d MMMM y", locale="sv_SE")
    return one if first == last else f"{one} – {format_date(last, 'd MMMM y', locale='sv_SE')}"


def spans(shown: tuple[tuple[time, time], ...]) -> str:
    """Hours of a day: "08.00–12.00"; "" for a closed one."""
    return span_text(shown)


def _roles(stored: str) -> str:
    known = {role.value: word for role, word in ROLE.items()}
    return ", ".join(known.get(role, role) for role in stored.split(", "))
