"""The clock's round over the entries: what is scheduled is published, and owners hear of what they must review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select, update

from assistant.cases.outbox import OutboxMail
from assistant.escalation.entries_round import EntriesRound, entries_round
from assistant.services import Services
from knowledge.content import content_of
from knowledge.curation import approve, write
from knowledge.entries import Entry
from knowledge.organisation import Role, StaffMember, staff_by_email
from tests.assistant.escalation.watched import at
from tests.factories import add_staff, group_of

# A Wednesday.
MORNING, NIGHT = "2026-11-18T08:30", "2026-11-18T22:00"
ELSA, OLLE = "elsa.ek@prov.example", "olle.al@prov.example"


@pytest.fixture
def kept(town: Services) -> Services:
    """The town with two editors of the preschool; Olle owns FSK-02."""
    with town.database.transaction() as session:
        group = group_of(session, "Förskola")
        add_staff(session, "Elsa Ek", Role.EDITOR, groups=(group,))
        olle = add_staff(session, "Olle Al", Role.EDITOR)
        olle.department_id = group.department_id
        session.execute(update(Entry).where(Entry.number == "FSK-02").values(owner_id=olle.id))
    return town


def due(town: Services, **days: str) -> None:
    """Entries' days of review, by their numbers with "_" for "-"."""
    with town.database.transaction() as session:
        for number, day in days.items():
            wanted = update(Entry).where(Entry.number == number.replace("_", "-"))
            session.execute(wanted.values(review_due=date.fromisoformat(day)))


def round_at(town: Services, moment: str) -> EntriesRound:
    """One round at this moment in Stockholm."""
    with town.database.transaction() as session:
        done = entries_round(session, town.rules, at(moment))
        assert done is not None
        return done


def mails(town: Services) -> Sequence[OutboxMail]:
    """What has been posted, oldest first."""
    with town.database.reading() as session:
        return session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def test_owners_hear_in_working_time_once_a_day_of_everything_they_have(kept: Services) -> None:
    """The owner, or without one the department's editors, in one mail each; nothing at night, nothing twice."""
    due(kept, FSK_01="2026-11-25", FSK_02="2026-11-10", FSK_03="2026-12-18")
    assert round_at(kept, NIGHT).mails == 0
    assert round_at(kept, MORNING).mails == 2
    assert round_at(kept, "2026-11-18T11:00").mails == 0
    to_elsa, to_olle = mails(kept)
    assert (to_elsa.recipient, to_elsa.subject) == (ELSA, "2 svarsposter ska granskas")
    assert "FSK-01" in to_elsa.body
    assert "FSK-02" not in to_elsa.body
    assert (to_olle.recipient, to_olle.subject) == (OLLE, "3 svarsposter ska granskas, några är försenade")
    assert to_olle.body.index("Försenade") < to_olle.body.index("inom en vecka") < to_olle.body.index("inom 30 dagar")
    assert "/svarsposter/granska" in to_olle.body
    assert round_at(kept, "2026-11-19T08:30").mails == 0
    assert round_at(kept, "2026-11-25T08:30").mails == 1, "a week later what is late is said again, to its owner alone"


def test_what_is_overdue_by_the_towns_limit_is_told_so(kept: Services) -> None:
    """The owner reads that the assistant no longer mails it."""
    due(kept, FSK_02="2026-08-01")
    round_at(kept, MORNING)
    assert "svarar inte" not in mails(kept)[0].body
    assert "assistenten inte längre svarar ur dem i mejl" in mails(kept)[0].body
    assert mails(kept)[0].subject == "1 svarspost skulle ha granskats"


def test_somebody_hears_though_the_owner_is_away_or_gone(kept: Services) -> None:
    """An owner's substitute; without one the department's editors; a department without any: the administrators."""
    due(kept, FSK_02="2026-11-10", GAT_01="2026-11-10")
    with kept.database.transaction() as session:
        olle, ada = staff_by_email(session, OLLE), add_staff(session, "Ada Ask", Role.ADMINISTRATOR)
        assert olle is not None
        olle.absent_from, olle.substitute_id = date(2026, 11, 1), add_staff(session, "Siv Ro", Role.EDITOR).id
        assert ada.email
    round_at(kept, MORNING)
    assert [(mail.recipient, "FSK-02" in mail.body) for mail in mails(kept)] == [
        ("ada.ask@prov.example", False),
        ("siv.ro@prov.example", True),
    ]
    with kept.database.transaction() as session:
        session.execute(update(StaffMember).where(StaffMember.email == OLLE).values(active=False, substitute_id=None))
    round_at(kept, "2026-11-25T08:30")
    assert mails(kept)[-2].recipient == ELSA


def test_a_scheduled_text_is_published_at_any_hour(kept: Services) -> None:
    """Also at night, by the round whose moment comes first after it."""
    with kept.database.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.number == "FSK-01")).one()
        write(session, entry, {**content_of(entry), "answer": "Nytt svar."}, "", at(MORNING))
        approve(session, entry, "", at(MORNING), None, at(NIGHT))
        entry_id = entry.id
    assert round_at(kept, "2026-11-18T21:59").published == ()
    assert round_at(kept, NIGHT).published == (entry_id,)
    with kept.database.reading() as session:
        assert session.get_one(Entry, entry_id).answer == "Nytt svar."
