"""The town's own values of a year for each measure, counted from its contacts by e-mail and its residents' survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.comparison.kinds import KkikMeasure
from admin.figures.counting import Limits
from admin.figures.freezing import frozen_states, limits_of
from admin.figures.measures import Dimension, Selection, figures_by
from admin.figures.standing import standing
from admin.figures.sums import Share, Sums
from admin.figures.survey_measures import survey_figures_by
from admin.figures.survey_sums import Index, SurveySums
from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel

KKIK_DAYS = (1, 2)
"""The working days within which the national measure wants an answer (facts/municipality.md 2)."""


@dataclass(frozen=True)
class Own:
    """A value, and the `n` contacts, answers or residents that it is counted of; None is unknown."""

    value: float | None = None
    n: int = 0


NOTHING = Own()
OwnYears = Mapping[KkikMeasure, Mapping[int, Own]]
"""For each measure its own values by year; a year without any contact is not there."""


@dataclass(frozen=True)
class OwnFigures:
    """The own values, and the months of each year that they are of, as "2026-05"."""

    values: OwnYears
    months: Mapping[int, Sequence[str]]


def own_figures(session: Session, years: Sequence[int], now: datetime) -> OwnFigures:
    """The values of these years, oldest first, of the whole town."""
    mail = Selection(f"{min(years)}-01", f"{max(years)}-12", channel=Channel.EMAIL)
    limits = standing(session).limits
    months = figures_by(session, mail, Dimension.MONTH, now, limits)
    frozen = {state.month: limits_of(state, limits) for state in frozen_states(session)}
    by_year: dict[int, list[tuple[Sums, Limits]]] = {}
    for month, sums in months.items():
        by_year.setdefault(int(month[:4]), []).append((sums, frozen.get(month, limits)))
    values: dict[KkikMeasure, dict[int, Own]] = {measure: {} for measure in KkikMeasure}
    for year, counted in by_year.items():
        for measure, own in _of_mail(counted).items():
            values[measure][year] = own
    for channel, clear, easy in _SURVEYED:
        for year, said in _surveyed(session, years, channel).items():
            values[clear][year], values[easy][year] = _index(said.clear), _index(said.easy)
    kept = {year: sorted(month for month in months if int(month[:4]) == year) for year in by_year}
    return OwnFigures(values, kept)


_SURVEYED = (
    (Channel.EMAIL, KkikMeasure.CLEAR_MAIL, KkikMeasure.EASY_MAIL),
    (Channel.PHONE, KkikMeasure.CLEAR_PHONE, KkikMeasure.EASY_PHONE),
)


def _of_mail(months: Sequence[tuple[Sums, Limits]]) -> Mapping[KkikMeasure, Own]:
    """The values of these months, each with the limits it was counted with: a frozen one keeps those of its day."""
    one, two = (_within(months, days) for days in KKIK_DAYS)
    sums = Sums()
    for counted, _limits in months:
        sums.add(counted)
    return {
        KkikMeasure.WITHIN_1: _share(one),
        KkikMeasure.WITHIN_2: _share(two),
        KkikMeasure.MEAN_HOURS: Own(sums.mean_hours, sums.answered),
        KkikMeasure.UNANSWERED: _share(sums.buckets["unanswered_long"]),
        KkikMeasure.SENDER: _share(sums.senders[SenderGrade.COMPLETE]),
        KkikMeasure.EXTRA: _share(sums.extra_share),
    }


def _within(months: Sequence[tuple[Sums, Limits]], days: int) -> Share:
    """The share within so many working days; unknown where the town measured other times in any of the months."""
    shares = [dict(zip(limits, (sums.share_1, sums.share_2), strict=True)).get(days) for sums, limits in months]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        return Share(0, 0)
    return Share(sum(share.part for share in known), sum(share.n for share in known))


def _surveyed(session: Session, years: Sequence[int], channel: Channel) -> Mapping[int, SurveySums]:
    asked = Selection(f"{min(years)}-01", f"{max(years)}-12", channel=channel)
    found: dict[int, SurveySums] = {}
    for month, sums in survey_figures_by(session, asked, Dimension.MONTH).items():
        found.setdefault(int(month[:4]), SurveySums()).add(sums.counts.items())
    return found


def _share(share: Share) -> Own:
    return Own(share.percent, share.n)


def _index(index: Index) -> Own:
    return Own(index.value, index.n)
