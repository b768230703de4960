"""What residents have said of the answers, in the list of every measure that files and other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from admin.figures.export.measured import PERCENT, Measured
from admin.figures.export.table import shown
from admin.figures.survey_sums import Index, SurveySums

INDEX = "index"


def surveyed(sums: SurveySums) -> Sequence[Measured]:
    """The measures of docs/decisions/0035: two indexes (0-100) and how many have answered."""
    return [
        _index("survey_clear", _("Invånarnas betyg: tydligt svar"), sums.clear),
        _index("survey_easy", _("Invånarnas betyg: lätt att få hjälp"), sums.easy),
        Measured(
            "survey_response",
            _("Invånarnas betyg: svarsfrekvens"),
            PERCENT,
            shown(sums.response.percent),
            sums.said,
            sums.asked,
        ),
    ]


def _index(code: str, name: str, index: Index) -> Measured:
    return Measured(code, name, INDEX, shown(index.value), None, index.n)
