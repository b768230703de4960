"""Reference values are kept on both databases: new ones added, others replaced, the same left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from admin.comparison.compared import has_references, years_known
from admin.comparison.kinds import KkikMeasure
from admin.comparison.known import Known, Row
from admin.comparison.reference import Reference, Source
from admin.comparison.storing import keep, turn
from assistant.services import Services
from knowledge.audit import What, latest_audits
from tests.factories import THEN

HOUR = timedelta(hours=1)
ROW = Row(KkikMeasure.SENDER, 2025, Known(86.125, 100, 96, 70, None, 187), "KKiK 2025")


def test_new_changed_the_same_and_removed(services: Services) -> None:
    """What is read again changes nothing, not even the day; a change and a removal are in the log with what was."""
    now = THEN + HOUR
    with services.database.transaction() as session:
        assert len(keep(session, [ROW, replace(ROW, year=2024)], Source.FILE, None, THEN).added) == 2
        assert keep(session, [ROW], Source.FILE, None, now).unchanged == 1
    with services.database.transaction() as session:
        stored = session.scalars(select(Reference).where(Reference.year == 2025)).one()
        assert (stored.known, stored.fetched_at) == (ROW.known, THEN)
        better = replace(ROW, known=replace(ROW.known, mean=88.0), origin="Kolada")
        [(before, row)] = keep(session, [better], Source.KOLADA, None, now).changed
        assert (before.mean, row.known.mean, stored.fetched_at, stored.source) == (86.125, 88.0, now, Source.KOLADA)
        assert keep(session, [better], Source.KOLADA, None, now + HOUR).unchanged == 1
        assert stored.fetched_at == now + HOUR
        assert turn(session, stored, None, now, removed=True)
        assert not turn(session, stored, None, now, removed=True)
        assert years_known(session) == [2024]
        assert has_references(session, [KkikMeasure.SENDER])
        assert not has_references(session, [KkikMeasure.EXTRA])
        assert keep(session, [better], Source.KOLADA, None, now).unchanged == 1
        assert years_known(session) == [2024]
        assert len(keep(session, [better], Source.FILE, None, now).added) == 1
        assert years_known(session) == [2025, 2024]
        log = [one for one in latest_audits(session, 10) if one.what == What.REFERENCE]
    assert [one.subject for one in log] == ["Fullständig avsändare 2025"] * 3 + [
        "Fullständig avsändare 2024",
        "Fullständig avsändare 2025",
    ]
    assert log[2].before == {"mean": "86,125", "origin": "KKiK 2025"}
    assert log[2].after == {"mean": "88", "origin": "Kolada"}
