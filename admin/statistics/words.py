"""The figures in words: months, shares, times, changes, and the names of what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from gettext import gettext as _
from gettext import ngettext

from babel.dates import format_date
from babel.numbers import format_decimal

from admin.figures.measures import Selection
from admin.figures.rounding import half_up
from admin.figures.sums import Share
from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel

UNKNOWN = _("ingen uppgift")
FEW = _("få ärenden, tolka försiktigt")
CHANNEL = {
    Channel.CHAT: _("Chatt"),
    Channel.EMAIL: _("E-post"),
    Channel.PHONE: _("Telefon"),
    Channel.VISIT: _("Besök"),
    Channel.LETTER: _("Brev"),
    Channel.SOCIAL: _("Sociala medier"),
}
LINE = {
    Line.ASSISTANT: _("Assistenten"),
    Line.FIRST_LINE: _("Första linjen"),
    Line.DEPARTMENT: _("Förvaltningen"),
}
SENDER = {
    SenderGrade.COMPLETE: _("Fullständig avsändare"),
    SenderGrade.NAME_PHONE: _("Namn och telefon"),
    SenderGrade.NAME_DEPARTMENT: _("Namn och förvaltning"),
    SenderGrade.OTHER: _("Annan avsändare"),
}
WEEKDAYS = (_("mån"), _("tis"), _("ons"), _("tors"), _("fre"), _("lör"), _("sön"))


def month(value: str) -> str:
    """A month in full: "maj 2026"."""
    return format_date(_first(value), "LLLL y", locale="sv_SE")


def short_month(value: str) -> str:
    """A month at an axis: "maj 26"."""
    return format_date(_first(value), "LLL yy", locale="sv_SE").replace(".", "")


def period(selection: Selection) -> str:
    """The selection's months: "maj 2026", "juni 2025–maj 2026"."""
    if selection.first == selection.last:
        return month(selection.first)
    return f"{month(selection.first)}–{month(selection.last)}"


def percent(share: Share) -> str:
    """Whole hundredths, or that it is unknown."""
    return UNKNOWN if share.percent is None else _("{number} %").format(number=round_half_up(share.percent))


def of(share: Share) -> str:
    """What a share is made of: "172 av 212", and that they are few where they are."""
    said = _("{part} av {n}").format(part=number(share.part), n=number(share.n))
    return f"{said}, {FEW}" if share.few and share.n else said


def hours(value: float | None) -> str:
    """Working hours with a decimal."""
    return UNKNOWN if value is None else _("{number} tim").format(number=number(value, 1))


def hours_between(now: float, before: float) -> float:
    """How many hours lie between two waits as both are shown: whoever subtracts the one from the other gets this."""
    return half_up(half_up(now, 1) - half_up(before, 1), 1)


def number(value: float, decimals: int = 0) -> str:
    """A number as it is written in Swedish, a half rounded upwards."""
    return format_decimal(half_up(value, decimals), "#,##0." + "0" * decimals if decimals else "#,##0", locale="sv_SE")


def contacts(count: int) -> str:
    """So many contacts."""
    return ngettext("{number} ärende", "{number} ärenden", count).format(number=number(count))


def days(count: int) -> str:
    """So many working days."""
    return ngettext("{number} arbetsdag", "{number} arbetsdagar", count).format(number=count)


def change(now: float | None, before: float | None) -> str:
    """How far one share lies from another, in hundredths: "3 procentenheter högre"."""
    if now is None or before is None:
        return UNKNOWN
    points = round_half_up(now) - round_half_up(before)
    if not points:
        return _("oförändrat")
    size = ngettext("{points} procentenhet", "{points} procentenheter", abs(points)).format(points=abs(points))
    return _("{size} högre").format(size=size) if points > 0 else _("{size} lägre").format(size=size)


def department(names: Mapping[int, str], key: int | None) -> str:
    """A department's name; one that is gone still has its figures."""
    if key is None:
        return _("Utan förvaltning")
    return names.get(key, _("Tidigare förvaltning ({number})").format(number=key))


def round_half_up(value: float) -> int:
    """The nearest whole number, a half upwards, as people round."""
    return int(half_up(value))


def _first(value: str) -> date:
    return date(int(value[:4]), int(value[5:]), 1)


def channel_options() -> list[tuple[str, str]]:
    """The channels to choose among."""
    return [(channel.value, name) for channel, name in CHANNEL.items()]
