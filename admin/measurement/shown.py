"""A round's figures as its page shows them: sentences, one picture, the national table and the grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from admin.charts.picture import Series, Stacked
from admin.figures.export.table import shown as one_decimal
from admin.figures.sums import Share
from admin.measurement import words
from admin.measurement.reading import QuestionRead
from admin.measurement.reckoning import Results, results
from admin.statistics import words as figure_words
from admin.statistics.cells import HOURS, OF, PART
from admin.statistics.shown import Cell, Shown, Table
from knowledge.worktime import WorkingCalendar

PERCENT = "%"
DEFINITION = _(
    "Arbetstid är vardagar 08–17, alltså 9 timmar om dagen, från att mejlet skickades till att svaret kom till "
    "mätningens brevlåda. Kvitton, frånvarobesked och besked om att frågan har skickats vidare är inga svar. En "
    "obesvarad fråga räknas som missad när en respektive två arbetsdagar har gått och är dessförinnan inte med. Det "
    "som inte är besvarat efter två veckor är obesvarat, även om ett svar kommer senare. Medeltid, avsändare, extra "
    "information och betyg gäller de svar som kom inom två veckor, kvitto alla skickade frågor. Frågor som inte kom "
    "fram är inte med. Totalen räknar inte förvaltningar som du har undantagit, till exempel kommunledningskontoret."
)


@dataclass(frozen=True)
class _Row:
    name: str
    results: Results


def shown_round(read: Sequence[QuestionRead], calendar: WorkingCalendar, now: datetime, *, whole: bool) -> Shown:
    """The figures of these questions; `whole`: the total too."""
    rows = _rows(read, calendar, now, whole=whole)
    tables = (_national(rows), _grades(rows), _senders(rows))
    head = next((row for row in rows if row.results.sent), None)
    if head is None:
        said = _("Ingen fråga har skickats än.") if read else _("Omgången har inga frågor till dina förvaltningar.")
        return Shown((said,), None, "", ())
    picture, told = _picture(rows)
    return Shown(_sentences(head.results, head.name), picture, told, tables)


def _rows(read: Sequence[QuestionRead], calendar: WorkingCalendar, now: datetime, *, whole: bool) -> list[_Row]:
    by_place = defaultdict[str, list[QuestionRead]](list)
    for one in read:
        by_place[one.place.name].append(one)
    named: Mapping[str, Sequence[QuestionRead]] = by_place
    if whole:
        named = {_("Totalt"): [one for one in read if one.place.counted], **by_place}
    return [
        _Row(
            _("{name} (inte i totalen)").format(name=name) if some and not some[0].place.counted else name,
            results([one.asked for one in some if one.asked is not None], calendar, now),
        )
        for name, some in named.items()
    ]


def _sentences(head: Results, name: str) -> tuple[str, ...]:
    said = [_("{name}: det är för tidigt att säga hur snabbt frågorna besvaras.").format(name=name)]
    if head.within_2.n:
        said = [
            _("{name}: {within_1} av frågorna besvarades inom en arbetsdag och {within_2} inom två.").format(
                name=name,
                within_1=figure_words.percent(head.within_1),
                within_2=figure_words.percent(head.within_2),
            )
        ]
    if head.mean_hours is not None:
        said.append(_("Medeltiden var {hours}, räknat i arbetstid.").format(hours=figure_words.hours(head.mean_hours)))
    if head.waiting:
        said.append(_("{questions} väntar fortfarande på svar.").format(questions=words.questions(head.waiting)))
    if head.sent < 30:
        said.append(_("Få frågor: en fingervisning, inte ett exakt värde."))
    said.append(_("I bilden står antalet frågor efter namnet."))
    return tuple(said)


def _picture(rows: Sequence[_Row]) -> tuple[Stacked | None, str]:
    """How long each department took; in parts of what is answered or over."""
    parts = [(row, _parts(row.results)) for row in rows if row.results.answered or row.results.unanswered.part]
    if not parts:
        return None, ""
    names = (_("Inom 1 arbetsdag"), _("Inom 2 arbetsdagar"), _("Senare"), _("Obesvarade efter två veckor"))
    series = tuple(Series(name, tuple(one[place] for _row, one in parts)) for place, name in enumerate(names))
    lines = tuple(f"{row.name} ({row.results.unanswered.n})" for row, _one in parts)
    told = "; ".join(
        f"{row.name}: "
        + ", ".join(
            f"{name.lower()} {figure_words.round_half_up(value)} %" for name, value in zip(names, one, strict=True)
        )
        for row, one in parts
    )
    return Stacked(lines, series), _("Staplar med svarstidernas delar. {told}.").format(told=told)


def _parts(row: Results) -> tuple[float, float, float, float]:
    n = row.unanswered.n
    first, second = row.within_1.part, row.within_2.part - row.within_1.part
    return (100 * first / n, 100 * second / n, 100 * row.later.part / n, 100 * row.unanswered.part / n)


def _national(rows: Sequence[_Row]) -> Table:
    columns = (
        _("Förvaltning"),
        _("Skickade frågor"),
        _("Svar inom 1 arbetsdag"),
        _("Svar inom 2 arbetsdagar"),
        _("Medeltid"),
        _("Fullständig avsändare"),
        _("Extra information"),
        _("Kvitto"),
        _("Obesvarade efter två veckor"),
    )
    lines = tuple(
        (
            Cell(row.name),
            Cell(figure_words.number(row.results.sent), filed=(("", row.results.sent),)),
            _share(row.results.within_1),
            _share(row.results.within_2),
            Cell(figure_words.hours(row.results.mean_hours), filed=((HOURS, one_decimal(row.results.mean_hours)),)),
            _share(row.results.complete),
            _share(row.results.extra),
            _share(row.results.receipt),
            _share(row.results.unanswered),
        )
        for row in rows
    )
    return Table(_("Resultat per förvaltning"), columns, lines)


def _grades(rows: Sequence[_Row]) -> Table:
    kinds = tuple(words.GRADE)
    columns = (
        _("Förvaltning"),
        *(_("Svaret: {grade}").format(grade=words.GRADE[kind]) for kind in kinds),
        *(_("Bemötandet: {grade}").format(grade=words.GRADE[kind]) for kind in kinds),
    )
    lines = tuple(
        (
            Cell(row.name),
            *(_share(row.results.answers[kind]) for kind in kinds),
            *(_share(row.results.manners[kind]) for kind in kinds),
        )
        for row in rows
    )
    return Table(_("Betyg på svar och bemötande"), columns, lines)


def _senders(rows: Sequence[_Row]) -> Table:
    columns = (_("Förvaltning"), *words.SENDER.values())
    lines = tuple((Cell(row.name), *(_share(row.results.senders[grade]) for grade in words.SENDER)) for row in rows)
    return Table(_("Avsändare"), columns, lines)


def _share(share: Share) -> Cell:
    """A share with what it is made of: "81 % (81 av 100)"."""
    filed = ((PERCENT, one_decimal(share.percent)), (PART, share.part if share.n else None), (OF, share.n))
    if not share.n:
        return Cell(figure_words.UNKNOWN, filed=filed)
    said = _("{percent} ({part} av {n})").format(percent=figure_words.percent(share), part=share.part, n=share.n)
    return Cell(said, filed=filed)
