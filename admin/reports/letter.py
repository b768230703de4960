"""The month's letter to a manager: the same figures as a page with pictures, as plain text and as Excel."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.orm import Session

from admin.charts.drawing import png
from admin.charts.pen import PictureUndrawn
from admin.charts.picture import Picture
from admin.figures.export.measured import measured_table
from admin.figures.export.table import Table
from admin.figures.standing import standing
from admin.inbox.words import stamp
from admin.statistics import definitions, files, words
from admin.statistics.forms import read_asked
from admin.statistics.reach import Reach, reach_of
from admin.statistics.sections import SECTIONS, Section
from admin.statistics.shares import department_rows_of
from admin.statistics.shown import Reading, Shown
from admin.statistics.summary import Line, Summary, read_summary
from assistant.cases.enclosed import Enclosed, File, Inline
from knowledge.organisation import Role, StaffMember

log = logging.getLogger(__name__)

LETTER_ROLES = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
"""Who leads a department, and who is answerable for the whole; the first line sees its summary by the day."""
# What a summary has where a measure counts nothing.
_NOTHING = "–"
# What a manager looks at first; the pages have the others.
_PICTURED = (Section.BUCKETS, Section.LINES)
# Mail programs know neither our style sheets nor our policy; the template's few attributes are all there is.
_PAGES = Environment(loader=PackageLoader("admin.reports"), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Drawn:
    """A picture with its heading and the words that say the same, which stand alone where it could not be drawn."""

    heading: str
    told: str
    inline: Inline | None


@dataclass(frozen=True)
class Letter:
    """What the letter says, in the order in which it says it; `corrected` are frozen months that have changed since."""

    heading: str
    whose: str
    contacts: str
    sentences: Sequence[str]
    corrected: Sequence[str]
    lines: Sequence[Line]
    pictures: Sequence[Drawn]
    file_name: str
    address: str
    counted: str
    definitions: Sequence[str]
    why: str


def reach_for_letter(session: Session, staff: StaffMember) -> Reach | None:
    """Whose figures the letter has; None for whoever leads nothing, has another work now, or has left."""
    if not staff.active or LETTER_ROLES.isdisjoint(staff.roles):
        return None
    reach = reach_of(session, staff)
    return reach if reach.whole or reach.departments else None


def month_reading(session: Session, reach: Reach, month: str, now: datetime) -> Reading:
    """The figures of one month, of everything that this reach holds."""
    asked = read_asked({"fran": month, "till": month}, reach, now)
    return Reading(session, asked, now, standing(session).limits, reach)


def enclosed_letter(reading: Reading, statistics_address: str, draw: Callable[[Picture], bytes] = png) -> Enclosed:
    """The whole mail. `statistics_address` is that of the figures' pages; `draw` gives a picture as PNG."""
    summary = read_summary(reading)
    letter = _letter(reading, summary, statistics_address, draw)
    form = files.Form.XLSX
    book = files.written(_tables(reading, summary.shown), form)
    file = File(letter.file_name, files.CONTENT_TYPES[form], book)
    page = _PAGES.get_template("reports/letter.html").render(letter=letter, columns=_COLUMNS)
    return Enclosed(_text(letter), page, tuple(one.inline for one in letter.pictures if one.inline), (file,))


def subject(month: str) -> str:
    """What stands over the mail."""
    return _("Statistik för {month}").format(month=words.month(month))


def _letter(reading: Reading, summary: Summary, statistics_address: str, draw: Callable[[Picture], bytes]) -> Letter:
    month = reading.asked.selection.first
    counted_at = _counted_at(reading)
    return Letter(
        heading=subject(month),
        whose=_("Hela kommunen") if reading.reach.whole else ", ".join(reading.departments.values()),
        contacts=_("{contacts} kom in.").format(contacts=words.contacts(summary.contacts)),
        sentences=summary.shown.sentences,
        corrected=summary.corrected,
        lines=summary.lines,
        pictures=_drawn(reading, summary.shown, draw),
        file_name=f"statistik-{month}.xlsx",
        address=f"{statistics_address}?fran={month}&till={month}",
        counted=_("Räknat {at}.").format(at=counted_at) if counted_at else "",
        definitions=(definitions.CONTACT, definitions.WITHIN, definitions.UNKNOWN),
        why=_why(reading.reach),
    )


def _counted_at(reading: Reading) -> str:
    """When the figures were counted; "" before anybody has."""
    counted_at = standing(reading.session).counted_at
    return stamp(counted_at) if counted_at else ""


def _drawn(reading: Reading, first: Shown, draw: Callable[[Picture], bytes]) -> Sequence[Drawn]:
    return [
        Drawn(name, one.told, _inline(section, one.picture, draw))
        for name, section, one in _shown(reading, first)
        if one.picture is not None
    ]


def _shown(reading: Reading, first: Shown) -> Sequence[tuple[str, Section, Shown]]:
    """The sections that have a picture in the letter; the first is the summary's own."""
    others = [(SECTIONS[one].name, one, SECTIONS[one].read(reading)) for one in _PICTURED]
    return [(SECTIONS[Section.WITHIN].name, Section.WITHIN, first), *others]


def _inline(section: Section, picture: Picture, draw: Callable[[Picture], bytes]) -> Inline | None:
    try:
        return Inline(section.value, draw(picture))
    except PictureUndrawn:
        # No letter waits for a picture, and none behind it.
        log.exception("the picture of %s is left out of a letter", section.value)
        return None


def _why(reach: Reach) -> str:
    why = _("Du får mejlet den första arbetsdagen i månaden för att du är chef. Det gäller de förvaltningar du leder.")
    if reach.whole:
        why = _("Du får mejlet den första arbetsdagen i månaden för att du är administratör.")
    return why + " " + _("Du slutar få det när du stänger av det under Ditt konto.")


def _tables(reading: Reading, first: Shown) -> Sequence[Table]:
    """The workbook: every measure of the month, the year before and the month before; by department; the pictures'."""
    rows = department_rows_of(reading)
    by_department = {name: sums for name, _key, sums in rows}
    about = files.chosen_table(reading, _("Alla mått"), definitions.CONTACT, _counted_at(reading))
    parted = [measured_table(_("Per förvaltning"), by_department, reading.limits)] if rows else []
    return [*files.summary_tables(reading), *parted, *_pictured(reading, first), about]


def _pictured(reading: Reading, first: Shown) -> Sequence[Table]:
    """What the pictures show, value by value."""
    return [
        replace(table, name=f"{name}, {table.name}")
        for name, _section, one in _shown(reading, first)
        if one.picture is not None
        for table in files.section_tables(one)
    ]


_COLUMNS = (_("Mått"), _("Nu"), _("Antal"), _("Mål"), _("Samma månad förra året"), _("Mot månaden före"))


def _text(letter: Letter) -> str:
    """The same for whoever reads no HTML: nothing stands in a picture alone."""
    parts = [
        _headed(letter.heading, "="),
        f"{letter.whose}\n{letter.contacts}",
        *letter.sentences,
        *letter.corrected,
        _headed(_("Alla mått"), "-"),
        "\n".join(map(_said, letter.lines)),
        *(part for one in letter.pictures for part in (_headed(one.heading, "-"), one.told)),
        _headed(_("Mer"), "-"),
        _("Alla siffror finns i den bifogade filen {name}.").format(name=letter.file_name),
        _("Öppna statistiken, och ärendena bakom varje siffra:") + f"\n{letter.address}",
        *letter.definitions,
        f"{letter.counted} {letter.why}".strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _headed(heading: str, under: str) -> str:
    return f"{heading}\n{under * len(heading)}"


def _said(line: Line) -> str:
    goal = _("mål {goal}, {met}").format(goal=line.goal, met=met(line)) if line.met is not None else ""
    more = [
        goal,
        _("samma månad förra året {value}").format(value=line.year_before),
        _("mot månaden före {trend}").format(trend=line.trend),
    ]
    if line.n == _NOTHING:
        return f"{line.name}: {line.now}."
    return f"{line.name}: {line.now} ({line.n}); " + "; ".join(one for one in more if one) + "."


def met(line: Line) -> str:
    """Whether the goal is reached, in words; nothing where there is none."""
    if line.met is None:
        return ""
    return _("målet nått") if line.met else _("under målet")


_PAGES.globals.update({"met": met, "_": _})
