"""What made-up residents say of the answers they got: most are content, and a little more so with the years."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from admin.sample_years.rows import Row, Rows
from assistant.cases.survey import GRADES, Reached
from assistant.engine.answer import Channel
from knowledge.worktime import STOCKHOLM

# How often somebody who is asked says something.
_SAYS = {Channel.CHAT: 0.16, Channel.EMAIL: 0.22}
_REACHED = (0.93, 0.05, 0.02)
# The grades of the first year and of the last, the best first.
_CLEAR = ((42, 31, 14, 8, 5), (56, 29, 9, 4, 2))
_EASY = ((36, 30, 18, 10, 6), (52, 29, 11, 5, 3))


class Graders:
    """Those who are asked, by a chance of their own: the contacts are the same with and without them."""

    def __init__(self, start: datetime, until: datetime) -> None:
        """Between these moments the contacts come."""
        self._chance, self._start, self._until = random.Random(35), start, until  # noqa: S311 - the same each time

    def ask(self, case: Row, rows: Rows) -> None:
        """Ask whoever had an answer in the chat or by mail; nobody of a confidential case or a double."""
        mailed = case["channel"] is Channel.EMAIL or bool(case["contact_email"])
        if case["line"] is None or case["confidential"] or case["merged_into_id"] is not None:
            return
        if not mailed and case["channel"] is not Channel.CHAT:
            return
        cell = {name: case[name] for name in ("department_id", "channel", "line")}
        cell["month"] = f"{case['received_at'].astimezone(STOCKHOLM):%Y-%m}"
        says = self._chance.random() < _SAYS.get(case["channel"], _SAYS[Channel.EMAIL])
        rows.asked.append({"case_id": case["id"], "said": says, **cell})
        if says:
            rows.said.append(cell | self._grades(case["received_at"]))

    def _grades(self, received: datetime) -> dict[str, Any]:
        [reached] = self._chance.choices(list(Reached), _REACHED)
        if reached is not Reached.ANSWER:
            return {"reached": reached, "clear": None, "easy": None}
        gone = (received - self._start) / (self._until - self._start)
        return {"reached": reached, "clear": self._grade(_CLEAR, gone), "easy": self._grade(_EASY, gone)}

    def _grade(self, weights: tuple[tuple[int, ...], tuple[int, ...]], gone: float) -> int:
        mixed = [first + (last - first) * gone for first, last in zip(*weights, strict=True)]
        [grade] = self._chance.choices(GRADES, mixed)
        return grade
