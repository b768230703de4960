"""Two handlers who join the same two cases at the same moment, each from another end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import Case, Status
from knowledge.organisation import Role
from tests.admin.workplace import Workplace, send
from tests.waiting import held_up


@pytest.mark.parametrize("action", ["sla-ihop", "lanka"])
def test_two_cases_joined_from_both_ends_never_wait_for_each_other(
    workplace: Workplace, number: str, group: int, anna: FlaskClient, action: str
) -> None:
    """One of two merges is carried out and the other is told; both links are answered, and neither is a fault.

    The first of the cases is held until both have come as far as they can: whoever had locked their own case first
    would then hold what the other waits for (PostgreSQL; SQLite has one writer at a time).
    """
    other = workplace.case("Förskoleplats", group, email="eva@hem.example", name="Eva Ek")
    bo = workplace.logged_in(workplace.staff("Bo", Role.HANDLER, groups=(group,)))
    ends = [(anna, number, other), (bo, other, number)]
    pages = [client.get(f"/arenden/{one}").text for client, one, _ in ends]

    def join(end: int) -> int:
        client, one, named = ends[end]
        return send(client, one, action, page=pages[end], other=named, confirmed="yes").status_code

    database = workplace.services.database
    with ThreadPoolExecutor(2) as pool:
        with database.transaction() as session:
            session.execute(select(Case.id).where(Case.number == min(number, other)).with_for_update())
            sent = [pool.submit(join, end) for end in range(2)]
            held_up(database, len(ends))
        answers = sorted(one.result() for one in sent)
    assert answers == ([303, 409] if action == "sla-ihop" else [303, 303])
    closed = [one for one in (number, other) if workplace.stored(one).status is Status.CLOSED]
    assert len(closed) == (1 if action == "sla-ihop" else 0)
