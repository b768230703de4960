"""The survey as it was filled in, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.cases.survey import GRADES, Grades, Reached
from assistant.chat.survey import words


@dataclass(frozen=True)
class SurveyForm:
    """What was chosen; an `error` is a sentence beside a question that must still be answered."""

    reached: Reached | None = None
    clear: int | None = None
    easy: int | None = None
    reached_error: str = ""
    clear_error: str = ""
    easy_error: str = ""

    @property
    def grades(self) -> Grades | None:
        """What is to be kept; None while something is missing."""
        if self.reached is None or self.reached_error or self.clear_error or self.easy_error:
            return None
        if self.reached is not Reached.ANSWER:
            # Whoever got no answer has none to grade, whatever was pressed below.
            return Grades(self.reached)
        return Grades(self.reached, self.clear, self.easy)


def read_survey(sent: Mapping[str, str]) -> SurveyForm:
    """The form; whoever got an answer grades it twice."""
    reached = next((one for one in Reached if one.value == sent.get("svar")), None)
    clear, easy = _grade(sent.get("tydligt")), _grade(sent.get("latt"))
    graded = reached in (None, Reached.ANSWER)
    return SurveyForm(
        reached,
        clear,
        easy,
        words.nothing_chosen() if reached is None else "",
        words.nothing_chosen() if graded and clear is None else "",
        words.nothing_chosen() if graded and easy is None else "",
    )


def _grade(sent: str | None) -> int | None:
    return next((grade for grade in GRADES if str(grade) == sent), None)
