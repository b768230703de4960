"""The survey's address is ours alone: whatever is changed in it leads nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.cases.survey_token import SurveyLink, read_survey_token, survey_token

KEY = "0123456789abcdef"
LINK, CASE = SurveyLink(1234, date(2026, 6, 30)), 77
TOKEN = survey_token(LINK, CASE, KEY)


def leads_to(token: str, case_id: int = CASE, key: str = KEY) -> SurveyLink | None:
    """Where an address leads, if we have given it out."""
    claimed = read_survey_token(token)
    return claimed.link if claimed is not None and claimed.is_ours(case_id, key) else None


def test_an_address_is_read_back() -> None:
    """The same link always has the same address, which does not name its case."""
    assert TOKEN.startswith("1234-20260630-")
    assert leads_to(TOKEN) == LINK
    assert survey_token(LINK, CASE, KEY) == TOKEN


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_no_sign_of_it_can_be_changed(place: int) -> None:
    """Another number, another day, another signature."""
    for sign in "0a-":
        changed = TOKEN[:place] + sign + TOKEN[place + 1 :]
        assert (leads_to(changed) is None) is (changed != TOKEN)


@pytest.mark.parametrize(
    "strange",
    ["", "1234", "1234-20261399-" + "0" * 32, "١-20260630-" + "0" * 32, "0" * 5000, f"9{TOKEN}", f"9999999{TOKEN}"],
)
def test_strange_addresses_lead_nowhere(strange: str) -> None:
    """Nor does one that was signed with another key, or a row's number that has been given to another case."""
    assert leads_to(strange) is None
    assert leads_to(TOKEN, key="another") is None
    assert leads_to(TOKEN, case_id=CASE + 1) is None
