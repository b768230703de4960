"""That a staff member is at work is written down with the pages they open, at most once a minute."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from knowledge.organisation import Role, StaffMember
from tests.admin.workplace import NOW, Workplace, log_in
from tests.fakes import Clock


def seen(workplace: Workplace) -> datetime | None:
    """When the one member was last seen."""
    with workplace.services.database.reading() as session:
        return session.scalars(select(StaffMember.seen_at)).one()


def test_whoever_has_never_logged_in_has_not_been_seen(workplace: Workplace) -> None:
    """Nobody is at work because they are in the table."""
    workplace.staff("Anna", Role.HANDLER)
    assert seen(workplace) is None


def test_a_login_and_every_page_a_minute_later_are_seen(workplace: Workplace, clock: Clock) -> None:
    """Within the minute nothing is written, after it the newest moment stands."""
    anna = workplace.visitor()
    log_in(anna, workplace.staff("Anna", Role.HANDLER))
    assert seen(workplace) == NOW
    clock.forward(seconds=59)
    anna.get("/arenden")
    assert seen(workplace) == NOW
    clock.forward(seconds=1)
    anna.get("/arenden")
    assert seen(workplace) == clock()


@pytest.mark.parametrize("address", ["/installningar/svar", "/"])
def test_a_page_that_is_not_theirs_is_no_work(
    workplace: Workplace, anna: FlaskClient, clock: Clock, address: str
) -> None:
    """A refused page and a resident's page say nothing of who is at work."""
    anna.get("/arenden")
    clock.forward(minutes=5)
    anna.get(address)
    assert seen(workplace) == NOW
