"""The own values beside the others': of mails alone, by the nation's limits, and of one count at a time."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from admin.comparison.compared import Compared, OwnFrom, read_compared
from admin.comparison.files import comparison_tables
from admin.comparison.kinds import KkikMeasure
from admin.comparison.known import Known
from admin.comparison.quarters import Standing
from admin.comparison.reference import Source
from admin.comparison.shown import shown_comparison
from admin.figures.figure_survey import FigureSurvey
from admin.figures.freezing import freeze
from admin.figures.survey_sums import COUNTED, clear_of
from knowledge.channel import Channel
from tests.admin.comparison.values import a_value
from tests.admin.figures.history import History, at
from tests.admin.workplace import Workplace
from tests.one_database import database_url

__all__ = ["database_url"]

NOW = at("2026-06-03T10:00")


def compared(session: Session, measure: KkikMeasure, last: int = 2026) -> Compared:
    """The measure with its three years."""
    [found] = [one for one in read_compared(session, last, NOW) if one.measure is measure]
    return found


def test_only_mails_count_and_a_part_of_a_year_is_told(workplace: Workplace, history: History) -> None:
    """A chat of the same year changes nothing; a year from January to December needs no month in between."""
    chat = history.contact("2025-12-03T09:00", "Park", channel=Channel.CHAT)
    history.answered(chat, "2026-03-03T09:00")
    for day in ("2024-01-03", "2024-12-03"):
        history.answered(history.contact(f"{day}T09:00"), f"{day}T10:00")
    history.refresh("2026-06-03T10:00")
    with workplace.services.database.transaction() as session:
        a_value(session, KkikMeasure.WITHIN_1, 2025)
        a_value(session, KkikMeasure.UNANSWERED, 2024, Known(mean=2, best=0))
        found = compared(session, KkikMeasure.WITHIN_1)
        unanswered = compared(session, KkikMeasure.UNANSWERED)
    assert [(one.year, one.own, one.n, one.is_part) for one in found.years] == [
        (2024, 100.0, 2, False),
        (2025, 100.0, 1, True),
        (2026, 100 * 5 / 6, 6, True),
    ]
    assert unanswered.years[0].own == 0
    [first, *_rest] = shown_comparison(unanswered).sentences
    assert first.replace("\u00a0", " ").endswith("medel 2 %, bästa 0 %.")


def test_other_limits_than_the_nations_are_not_compared(workplace: Workplace, history: History) -> None:
    """A town that measures two and five days has its two days, and an unknown one day."""
    history.refresh("2026-06-03T10:00", limits=(2, 5))
    with workplace.services.database.transaction() as session:
        for measure in (KkikMeasure.WITHIN_1, KkikMeasure.WITHIN_2):
            a_value(session, measure, 2026)
        one_day, two_days = (compared(session, one) for one in (KkikMeasure.WITHIN_1, KkikMeasure.WITHIN_2))
    assert one_day.years[-1].own is None
    assert "egen ingen uppgift" in shown_comparison(one_day).sentences[0]
    assert two_days.years[-1].own == 100 * 5 / 6


def test_a_month_frozen_with_other_limits_is_read_by_its_own(workplace: Workplace, history: History) -> None:
    """May was said with two and five days, and one and two are measured since: of both only two days are known."""
    history.answered(history.contact("2026-05-18T09:00"), "2026-05-21T09:00")
    history.refresh("2026-06-03T10:00", limits=(2, 5))
    with workplace.services.database.transaction() as session:
        assert freeze(session, "2026-05", None, NOW)
    history.refresh("2026-06-03T10:10")
    with workplace.services.database.transaction() as session:
        for measure in (KkikMeasure.WITHIN_1, KkikMeasure.WITHIN_2):
            a_value(session, measure, 2026)
        one_day, two_days = (compared(session, one) for one in (KkikMeasure.WITHIN_1, KkikMeasure.WITHIN_2))
    assert one_day.years[-1].own is None
    assert (two_days.years[-1].own, two_days.years[-1].n) == (100 * 5 / 7, 7)


def test_the_comparison_says_what_the_figures_pages_say(workplace: Workplace, history: History) -> None:
    """Five of eleven are 45 % here too, and not 46 by way of 45.5; the file has its one decimal."""
    for day in range(11, 16):
        history.handed_over(history.contact(f"2026-05-{day}T09:00"), f"2026-05-{day}T09:00")
    history.refresh("2026-06-03T10:00")
    with workplace.services.database.transaction() as session:
        a_value(session, KkikMeasure.WITHIN_2, 2026)
        found = compared(session, KkikMeasure.WITHIN_2)
    shown = shown_comparison(found)
    assert "egen 45\u00a0% (11 ärenden" in shown.sentences[0]
    assert shown.table.rows[0][1].text == "45\u00a0%"
    assert comparison_tables([found])[0].rows[-1][3] == 45.5


@pytest.mark.usefixtures("history")
def test_an_index_is_our_survey_or_the_nations_never_both(workplace: Workplace) -> None:
    """Without a grade of our own all three years are the nation's; with one all are the survey's, or unknown."""
    with workplace.services.database.transaction() as session:
        a_value(session, KkikMeasure.CLEAR_MAIL, 2025, Known(83, 95, 87, 79, 78.5, 170), Source.KOLADA)
        national = compared(session, KkikMeasure.CLEAR_MAIL)
        cell = {"month": "2026-05", "department_id": None, "channel": Channel.EMAIL, "line": None}
        session.add(FigureSurvey(**cell, **(dict.fromkeys(COUNTED, 0) | {clear_of(5): 2, clear_of(4): 2})))
        session.flush()
        surveyed = compared(session, KkikMeasure.CLEAR_MAIL)
    assert national.own_from is OwnFrom.NATIONAL
    assert [(one.own, one.standing) for one in national.years] == [(None, None), (78.5, Standing.WORST), (None, None)]
    assert surveyed.own_from is OwnFrom.SURVEY
    assert [(one.own, one.n) for one in surveyed.years] == [(None, 0), (None, 0), (87.5, 4)]
    assert shown_comparison(surveyed).sentences[0].startswith("2025: egen ingen uppgift, medel 83,0")
    assert "4 svar, få svar, tolka försiktigt" in [cell.text for cell in shown_comparison(surveyed).table.rows[0]]
    assert "78,5" in [cell.text for cell in shown_comparison(surveyed).table.rows[1]]
