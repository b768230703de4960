"""What the clock says of a case into which another was merged, whose resident was told nothing of a new day."""

from __future__ import annotations

from datetime import date

from assistant.cases.case import Case, EventKind
from assistant.cases.merging import merge
from assistant.escalation.delay import Delay, tell_delay
from knowledge.organisation import StaffMember
from tests.assistant.escalation.watched import DUE, Watched, at


def test_the_double_s_day_is_watched_though_the_kept_one_was_put_off(watched: Watched) -> None:
    """Late and told of a new day in December; the double is due on Tuesday, so on Wednesday morning it is said."""
    kept = watched.case(handler=watched.maja_id)
    watched.round(DUE)
    double = watched.case("Samma sak", asked="2026-11-20T14:00", handler=watched.maja_id)
    with watched.services.database.transaction() as session:
        maja, told = session.get_one(StaffMember, watched.maja_id), Delay("Det dröjer.", date(2026, 12, 18))
        tell_delay(session, session.get_one(Case, kept), maja, told, at("2026-11-20T14:30"))
    watched.round("2026-11-23T10:00")
    looked_at_next = watched.stored(kept).watch_at
    assert looked_at_next is not None
    assert looked_at_next > at("2026-12-01T08:00")
    with watched.services.database.transaction() as session:
        maja = session.get_one(StaffMember, watched.maja_id)
        merge(session, session.get_one(Case, double), session.get_one(Case, kept), maja, at("2026-11-23T11:00"))
    assert watched.stored(kept).due_at == at(DUE), "the figures count by the first promise"
    watched.round("2026-11-24T16:00")
    assert watched.said(kept) == [EventKind.OVERDUE, EventKind.REMINDED]
    watched.round("2026-11-25T08:00")
    assert watched.said(kept)[2:] == [EventKind.OVERDUE, EventKind.ALARMED]
    assert watched.said(double) == []
