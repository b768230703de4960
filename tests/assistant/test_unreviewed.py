"""What nobody has reviewed for too long is not mailed; the chat, where one can ask again, still says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.engine.answer import Channel, Outcome, Question, Reason
from assistant.engine.decide import decide, held_back
from assistant.engine.respond import respond
from assistant.services import Services
from knowledge.curation import mark_reviewed
from knowledge.entries import Entry
from knowledge.organisation import Role, the_municipality
from knowledge.worktime import STOCKHOLM
from tests.assistant.engine.fake_search import CHAT, EMAIL, found
from tests.factories import add_staff

ASKED = "Hur säger jag upp en förskoleplats?"


def test_the_limit_is_the_last_day_on_which_it_may_be_mailed() -> None:
    """As many days overdue as the town allows is allowed, one more is not; without a limit nothing stops it."""
    policy = replace(EMAIL, most_overdue=90)
    assert held_back(replace(found(1, 0.99), overdue=90), policy) is None
    late = decide((replace(found(1, 0.99, department_id=4), overdue=91),), policy)
    assert (late.outcome, late.reason, late.department_id) == (Outcome.HANDED_OVER, Reason.NOT_REVIEWED, 4)
    assert held_back(replace(found(1, 0.99), overdue=9999), CHAT) is None


def test_an_entry_overdue_by_the_towns_limit_is_a_persons_to_answer_by_mail(town: Services) -> None:
    """It is handed over on the day after the limit, said in the chat all the same, and mailed again once reviewed."""
    now = town.clock()
    today = now.astimezone(STOCKHOLM).date()

    def answered(channel: Channel) -> Reason:
        with town.database.reading() as session:
            question = Question(ASKED, channel)
            return respond(question, town.search(session), town.rules.policy(session, channel), now).reason

    with town.database.transaction() as session:
        entry = session.query(Entry).filter_by(number="FSK-01").one()
        entry_id, entry.review_due = entry.id, today - timedelta(days=31)
        the_municipality(session).review_grace_days = 30
    assert (answered(Channel.EMAIL), answered(Channel.CHAT)) == (Reason.NOT_REVIEWED, Reason.CERTAIN)
    with town.database.transaction() as session:
        the_municipality(session).review_grace_days = None
    assert answered(Channel.EMAIL) is Reason.CERTAIN
    with town.database.transaction() as session:
        the_municipality(session).review_grace_days = 30
        editor = add_staff(session, "Elsa", Role.EDITOR)
        mark_reviewed(session, session.get_one(Entry, entry_id), today + timedelta(days=365), now, editor)
    assert answered(Channel.EMAIL) is Reason.CERTAIN
