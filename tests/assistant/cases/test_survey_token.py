"""The survey's address is ours alone: whatever is changed in it leads nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.cases.survey_token import SurveyLink, read_survey_token, survey_token

KEY = "0123456789abcdef"
LINK = SurveyLink(1234, date(2026, 6, 30))


def test_an_address_is_read_back() -> None:
    """The same link always has the same address."""
    token = survey_token(LINK, KEY)
    assert token.startswith("1234-20260630-")
    assert read_survey_token(token, KEY) == LINK
    assert survey_token(LINK, KEY) == token


@pytest.mark.parametrize("place", range(len(survey_token(LINK, KEY))))
def test_no_sign_of_it_can_be_changed(place: int) -> None:
    """Another number, another day, another signature."""
    token = survey_token(LINK, KEY)
    for sign in "0a-":
        changed = token[:place] + sign + token[place + 1 :]
        assert (read_survey_token(changed, KEY) is None) is (changed != token)


@pytest.mark.parametrize("strange", ["", "1234", "1234-20261399-" + "0" * 32, "١-20260630-" + "0" * 32, "0" * 5000])
def test_strange_addresses_lead_nowhere(strange: str) -> None:
    """Nor does one that was signed with another key."""
    assert read_survey_token(strange, KEY) is None
    assert read_survey_token(survey_token(LINK, "another"), KEY) is None
