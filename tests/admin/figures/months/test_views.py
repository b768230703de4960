"""An administrator freezes a month, sees its correction, thaws it, undoes that, and has everything counted anew."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from admin.background.kinds import run_waiting_jobs
from admin.figures.recounting import recount
from assistant.engine.answer import Outcome
from knowledge.organisation import Role
from tests.admin.workplace import NOW, Workplace, hidden_fields
from tests.one_database import database_url

__all__ = ["database_url"]

MONTHS = "/statistik/manader"
MAY = f"{MONTHS}/2026-05"
NOT_FROZEN = "Månaden var redan fryst, är inte slut än eller är inte räknad till sitt slut."


@pytest.fixture
def boss(workplace: Workplace) -> FlaskClient:
    """The browser of an administrator, in May when two have been answered out of three."""
    group = workplace.group("Placering")
    for answered in (True, True, False):
        number = workplace.case("Plats", group)
        outcome = Outcome.ANSWERED if answered else Outcome.HANDED_OVER
        workplace.decided(number, outcome, "test", NOW, answered=answered, line=2 if answered else None)
    workplace.clock.now = NOW + timedelta(days=40)
    recount(workplace.services)
    return workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR))


def press(browser: FlaskClient, address: str, onward: str = MAY) -> str:
    """Send one of the page's forms twice; what the page says after each."""
    fields = hidden_fields(browser.get(onward).text)
    said = []
    for _ in range(2):
        answer = browser.post(address, data=fields)
        assert (answer.status_code, answer.location) == (303, onward)
        said += re.findall(r'role="status"><p>([^<]+)</p>', browser.get(onward).text)
    return " | ".join(said)


def test_a_month_is_frozen_corrected_and_thawed(workplace: Workplace, boss: FlaskClient) -> None:
    """The page shows what was said beside what it is today; pressing twice does nothing twice; a thaw is undone."""
    assert "67 %" in boss.get(MONTHS).text
    assert press(boss, f"{MAY}/frys") == f"Månaden är fryst. Rättelser visas bredvid. | {NOT_FROZEN}"
    workplace.decided("2026-000003", Outcome.ANSWERED, "test", NOW, answered=True, line=2)
    workplace.clock.now += timedelta(minutes=10)
    recount(workplace.services)
    row = re.sub(r"\s+", " ", boss.get(MONTHS).text)
    assert '67 %<br><span class="quiet">i dag 100 %</span>' in row
    page = re.sub(r"<[^>]+>|\s+", " ", boss.get(MAY).text)
    assert re.search(r"Svar inom 1 arbetsdag +66,7 % +2 av 3 +100,0 % +3 av 3", page)
    assert "av Eva." in page
    assert press(boss, f"{MAY}/tina") == "Månaden är tinad och visar dagens siffror. | Månaden var inte fryst."
    assert "67 %" not in boss.get(MONTHS).text
    assert press(boss, f"{MAY}/frys-igen").startswith("Månaden är fryst som förut.")
    assert "67 %" in boss.get(MONTHS).text


def test_a_month_is_not_frozen_before_it_is_over(workplace: Workplace, boss: FlaskClient) -> None:
    """What comes later in it would never be in what was said."""
    june = f"{MONTHS}/2026-06"
    workplace.case("Ny fråga")
    recount(workplace.services)
    assert "Månaden kan frysas när den är slut." in boss.get(june).text
    assert press(boss, f"{june}/frys", june).endswith(NOT_FROZEN)
    assert "badge--accent" not in boss.get(june).text


def test_everything_is_counted_anew_in_the_background(workplace: Workplace, boss: FlaskClient) -> None:
    """Asked for twice it is done once; while it waits the page says so."""
    assert press(boss, f"{MONTHS}/rakna-om", MONTHS).count("Alla månader räknas om.") == 2
    assert "Räkningen väntar på att börja." in boss.get(MONTHS).text
    assert run_waiting_jobs(workplace.services) == 1
    assert "Räkningen väntar" not in boss.get(MONTHS).text


def test_a_month_that_is_none_is_not_found(boss: FlaskClient) -> None:
    """Neither nonsense nor one that nobody has counted."""
    for month in ("2026-13", "maj", "2020-01"):
        assert boss.get(f"{MONTHS}/{month}").status_code == 404
    assert "Ingen månad är räknad" not in boss.get(MONTHS).text
