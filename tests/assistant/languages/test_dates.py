"""Days, times and numbers as Swedes, English speakers and Finns write them, always of Stockholm's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.languages import dates
from assistant.languages.speaking import PageLanguage, speaking

# One minute past midnight in Stockholm, the day after UTC's.
AT = datetime(2026, 5, 13, 22, 1, tzinfo=UTC)
SV, EN, FI = PageLanguage.SWEDISH, PageLanguage.ENGLISH, PageLanguage.FINNISH


@pytest.mark.parametrize(
    ("language", "day", "weekday", "moment", "clock", "long"),
    [
        (SV, "torsdag 14 maj", "torsdag", "torsdag 14 maj kl. 00.01", "00.01", "14 maj 2026"),
        (EN, "Thursday 14 May", "Thursday", "Thursday 14 May at 00:01", "00:01", "14 May 2026"),
        (
            FI,
            "torstaina 14. toukokuuta",
            "torstaina",
            "torstaina 14. toukokuuta klo 0.01",
            "0.01",
            "14. toukokuuta 2026",
        ),
    ],
)
def test_a_moment_in_each_language(
    language: PageLanguage, day: str, weekday: str, moment: str, clock: str, long: str
) -> None:
    """The Finnish weekday is "on Thursday", as it stands in a sentence."""
    with speaking(language):
        said = (dates.day(AT), dates.weekday(AT), dates.moment(AT), dates.clock(AT), dates.long_date(AT))
        assert said == (day, weekday, moment, clock, long)
        assert dates.long_date(date(2026, 5, 14)) == long


@pytest.mark.parametrize(("language", "said"), [(SV, "2\xa0000"), (EN, "2,000"), (FI, "2\xa0000")])
def test_a_number_in_each_language(language: PageLanguage, said: str) -> None:
    """Thousands are set apart as each language does it."""
    with speaking(language):
        assert dates.number(2000) == said
