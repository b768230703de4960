"""What residents say is summed as SKR sums it, by a second counting that knows nothing of the product's."""

from __future__ import annotations

import random
from collections.abc import Iterable
from statistics import fmean

import pytest
from sqlalchemy.orm import Session

from admin.figures.freezing import freeze, thaw
from admin.figures.measures import Dimension, Selection
from admin.figures.survey_measures import survey_figures, survey_figures_by
from admin.figures.survey_sums import SurveySums
from assistant.cases.survey import Reached, SurveyAnswer, SurveyAsk
from knowledge.channel import Channel
from tests.admin.figures.history import History, at

MONTHS = ("2026-03", "2026-04", "2026-05")
CHANNELS = (Channel.CHAT, Channel.EMAIL, Channel.PHONE)


def residents() -> list[dict[str, object]]:
    """Six hundred who were asked; two in five have said something, one in six of those without a grade."""
    chance = random.Random(8)  # noqa: S311 - the same residents each time
    made = []
    for _ in range(600):
        one: dict[str, object] = {"month": chance.choice(MONTHS), "channel": chance.choice(CHANNELS)}
        one |= {"department_id": chance.choice((1, 2, None)), "line": chance.choice((0, 1, 2))}
        if said := chance.random() < 0.4:
            reached = chance.choices(list(Reached), (5, 0.6, 0.4))[0]
            graded = reached is Reached.ANSWER
            one |= {"reached": reached, "clear": chance.randint(1, 5) if graded else None}
            one["easy"] = chance.choice((1, 4, 5)) if graded else None
        made.append(one | {"said": said})
    return made


def write(session: Session, some: Iterable[dict[str, object]]) -> None:
    """As the pages would have left them."""
    for one in some:
        cell = {name: one[name] for name in ("month", "department_id", "channel", "line")}
        session.add(SurveyAsk(said=one["said"], **cell))
        if one["said"]:
            session.add(SurveyAnswer(**cell, **{name: one[name] for name in ("reached", "clear", "easy")}))


def oracle(some: list[dict[str, object]]) -> tuple[object, ...]:
    """Asked, said, without an answer, without contact; and each index: a grade of 1 is nothing, of 5 everything."""
    said = [one for one in some if one["said"]]
    first = [sum(1 for one in said if one["reached"].value == word) for word in ("no_answer", "no_contact")]
    indexes = []
    for question in ("clear", "easy"):
        grades = [one[question] for one in said if one["reached"].value == "answer"]
        indexes.append(
            (len(grades), pytest.approx(fmean(grade / 4 * 100 - 25 for grade in grades)) if grades else None)
        )
    return (len(some), len(said), *first, *indexes)


def counted(sums: SurveySums) -> tuple[object, ...]:
    """The same of the product's sums."""
    indexes = ((one.n, one.value) for one in (sums.clear, sums.easy))
    return (sums.asked, sums.said, sums.of(Reached.NO_ANSWER), sums.of(Reached.NO_CONTACT), *indexes)


def test_the_indexes_are_what_a_second_counting_says(history: History) -> None:
    """Together, by month, department, channel and line, and for a selection of all of them."""
    some = residents()
    with history.services.database.transaction() as session:
        write(session, some)
    history.refresh("2026-06-03T10:00")
    with history.services.database.reading() as session:
        spring = Selection("2026-03", "2026-05")
        assert counted(survey_figures(session, spring)) == oracle(some)
        for dimension in Dimension:
            for key, sums in survey_figures_by(session, spring, dimension).items():
                assert counted(sums) == oracle([one for one in some if one[dimension.value] == key]), key
        chosen = Selection("2026-04", "2026-05", (2, None), Channel.EMAIL)
        narrow = [
            one
            for one in some
            if one["month"] != "2026-03" and one["department_id"] != 1 and one["channel"] is Channel.EMAIL
        ]
        assert counted(survey_figures(session, chosen)) == oracle(narrow)
        nothing = survey_figures(session, Selection("2020-01", "2020-01"))
        assert (nothing.clear.value, nothing.response.percent) == (None, None)


def test_answers_come_in_late_and_a_frozen_month_stands_still(history: History) -> None:
    """An answer leaves no event behind, and is counted all the same; a frozen month's waits until it is thawed."""
    now, may = "2026-06-03T10:00", Selection("2026-05", "2026-05")
    history.answered(history.contact("2026-05-04T10:00"), "2026-05-04T11:00")
    cell = {"month": "2026-05", "department_id": 1, "channel": Channel.CHAT, "line": 0}
    good = cell | {"said": True, "reached": Reached.ANSWER, "clear": 5, "easy": 5}

    def index_after(months: tuple[str, ...], said: dict[str, object] | None = None) -> tuple[float | None, int]:
        with history.services.database.transaction() as session:
            write(session, [said] if said else [])
        assert history.refresh(now) == months
        with history.services.database.reading() as session:
            sums = survey_figures(session, may)
        return sums.clear.value, sums.said

    assert index_after(("2026-05",), cell | {"said": False}) == (None, 0)
    assert index_after((), good) == (100, 1)
    with history.services.database.transaction() as session:
        assert freeze(session, "2026-05", None, at(now))
    assert index_after((), good | {"clear": 1}) == (100, 1)
    with history.services.database.transaction() as session:
        assert thaw(session, "2026-05", None, at(now))
    assert index_after(("2026-05",)) == (50, 2)
