"""Made-up values of other towns, so that a sample town's comparison has something to show: no national figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from gettext import gettext as _

from admin.comparison.kinds import KkikMeasure
from admin.comparison.known import Known, Row
from knowledge.worktime import STOCKHOLM

MADE_UP = _("Påhittat exempel, inte nationella siffror")
"""Where they are from; every page, picture and file that shows one says so."""
_YEARS = 3
# For each measure the values of three years, the oldest first. One is left out, as it happens.
_VALUES: Mapping[KkikMeasure, tuple[Known | None, ...]] = {
    KkikMeasure.WITHIN_1: (
        Known(76, 100, 92, 61, municipalities=180),
        Known(78, 100, 93, 63, municipalities=184),
        Known(80, 100, 94, 66, municipalities=187),
    ),
    KkikMeasure.WITHIN_2: (
        Known(84, 100, 96, 71, municipalities=180),
        Known(85, 100, 97, 74, municipalities=184),
        Known(87, 100, 98, 77, municipalities=187),
    ),
    KkikMeasure.MEAN_HOURS: (Known(9.6, 3.2, 5.6, 13.1), Known(9.1, 3, 5.3, 12.7), Known(8.8, 2.9, 5.1, 12.2)),
    KkikMeasure.SENDER: (Known(82, 100), None, Known(86, 100)),
    KkikMeasure.EXTRA: (Known(50, 81, 63, 44), Known(52, 84, 65, 45), Known(54, 85, 66, 46)),
    KkikMeasure.CLEAR_MAIL: (
        Known(81.2, 94.5, 85.6, 76.8, 80.3, 166),
        Known(82.4, 95.1, 86.3, 78.1, 82, 171),
        Known(83.1, 95, 87, 79.2, 84.6, 174),
    ),
    KkikMeasure.EASY_MAIL: (
        Known(78.4, 92.8, 83, 73.7, 77.1, 166),
        Known(79.3, 93.2, 83.9, 74.6, 79.9, 171),
        Known(80.6, 93.9, 84.8, 76.1, 81.2, 174),
    ),
}


def made_up_rows(now: datetime) -> list[Row]:
    """The values for the year that runs and the two before it."""
    first = now.astimezone(STOCKHOLM).year - _YEARS + 1
    return [
        Row(measure, first + place, known, MADE_UP)
        for measure, years in _VALUES.items()
        for place, known in enumerate(years)
        if known is not None
    ]
