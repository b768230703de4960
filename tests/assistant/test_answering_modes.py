"""Questions and the departments' modes: what is said, what becomes of the case, and what waits for a click."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from assistant.cases.case import Status
from assistant.cases.handling import reply
from assistant.cases.outbox import MailKind
from assistant.engine import phrases
from assistant.engine.answer import Channel, Outcome, Reason
from assistant.intake import choose
from assistant.services import Services
from knowledge.answering import resume_all, set_mode, stop_all
from knowledge.mode import AnsweringMode
from knowledge.organisation import Role
from tests.assistant.talk import DANGER, entry_match, finds, log_rows, mail, mails, say
from tests.factories import add_staff, group_of


def choose_mode(session: Session, town: Services, channel: Channel, mode: AnsweringMode) -> None:
    """The preschool's mode on a channel."""
    set_mode(session, group_of(session, "Förskola").department, channel, mode, None, town.clock())


def test_suggest_sends_nothing_and_keeps_the_draft(town: Services) -> None:
    """A certain answer to a mail becomes an ordinary hand-over: receipt and notice, no answer, the entry kept."""
    with town.database.transaction() as session:
        choose_mode(session, town, Channel.EMAIL, AnsweringMode.SUGGEST)
        said = mail(session, town, "Säga upp platsen?", search=finds(session, "FSK-01"))
        case = said.case
        assert (said.outcome, case.status, case.line) == (Outcome.HANDED_OVER, Status.OPEN, None)
        assert case.suggested_entry_id == entry_match(session, "FSK-01").entry_id
        assert case.due_at is not None
        assert case.group is group_of(session, "Förskola")
        assert not mails(session, case, MailKind.ANSWER)
        assert len(mails(session, case, MailKind.RECEIPT)) == len(mails(session, case, MailKind.NOTICE)) == 1
        assert (log_rows(session, case)[-1].reason, log_rows(session, case)[-1].answered) == ("suggested", False)
        assert all("Uppsägningstiden" not in message.text for message in case.messages)


def test_suggest_on_one_channel_leaves_the_other_alone(town: Services) -> None:
    """The same question in the chat is answered."""
    with town.database.transaction() as session:
        choose_mode(session, town, Channel.EMAIL, AnsweringMode.SUGGEST)
        said = say(session, town, "Säga upp platsen?", search=finds(session, "FSK-01"))
        assert (said.outcome, said.case.suggested_entry_id) == (Outcome.ANSWERED, None)


def test_off_hands_over_without_a_draft(town: Services) -> None:
    """To the department, which wants to write itself; the resident is not told that nothing was found."""
    with town.database.transaction() as session:
        choose_mode(session, town, Channel.CHAT, AnsweringMode.OFF)
        said = say(session, town, "Säga upp platsen?", search=finds(session, "FSK-01"))
        assert (said.outcome, said.case.suggested_entry_id) == (Outcome.HANDED_OVER, None)
        assert said.text.startswith(phrases.why_handed_over(Reason.AUTOMATIC_OFF))
        assert said.case.group is group_of(session, "Förskola")


@pytest.mark.parametrize(
    ("mode", "reason"), [(AnsweringMode.SUGGEST, "suggested"), (AnsweringMode.OFF, "automatic_off")]
)
def test_a_choice_from_an_older_page_follows_the_mode(town: Services, mode: AnsweringMode, reason: str) -> None:
    """What was offered before the department changed its mind is not said."""
    with town.database.transaction() as session:
        offered = finds(session, "FSK-01", "FSK-02", confidence=0.5)
        case = say(session, town, "Plats?", search=offered).case
        choose_mode(session, town, Channel.CHAT, mode)
        picked = entry_match(session, "FSK-02")
        said = choose(session, case, picked, "val", town.rules, town.clock())
        assert (said.outcome, log_rows(session, case)[-1].reason) == (Outcome.HANDED_OVER, reason)
        assert case.suggested_entry_id == (picked.entry_id if mode is AnsweringMode.SUGGEST else None)


def test_stop_holds_everything_back_until_it_is_lifted(town: Services) -> None:
    """Certain answers, questions back and old choices alike; then the modes decide again."""
    with town.database.transaction() as session:
        sure, likely = finds(session, "FSK-01"), finds(session, "FSK-01", "FSK-02", confidence=0.5)
        old = say(session, town, "Plats?", search=likely).case
        stop_all(session, None, town.clock())
        stopped = [
            say(session, town, "Säga upp?", search=sure),
            mail(session, town, "Säga upp?", search=sure),
            say(session, town, "Plats?", search=likely),
            choose(session, old, entry_match(session, "FSK-01"), "val", town.rules, town.clock()),
        ]
        assert {said.outcome for said in stopped} == {Outcome.HANDED_OVER}
        assert {log_rows(session, said.case)[-1].reason for said in stopped} == {"automatic_off"}
        resume_all(session, None, town.clock())
        assert say(session, town, "Säga upp?", search=sure).outcome is Outcome.ANSWERED


def test_the_settings_file_still_stops_everything(town: Services) -> None:
    """The switch cannot start what the settings have stopped."""
    rules = replace(town.rules, assistant=replace(town.rules.assistant, automatic_answers=False))
    with town.database.transaction() as session:
        stop_all(session, None, town.clock())
        resume_all(session, None, town.clock())
        assert not rules.policy(session, Channel.CHAT).automatic


def test_a_reply_ends_the_suggestion(town: Services) -> None:
    """What the resident asks next has had no suggestion made for it."""
    with town.database.transaction() as session:
        choose_mode(session, town, Channel.EMAIL, AnsweringMode.SUGGEST)
        case = mail(session, town, "Säga upp platsen?", search=finds(session, "FSK-01")).case
        anna = add_staff(session, "Maja Lind", Role.HANDLER)
        reply(session, case, anna, "Hej!", town.rules.calendar, town.clock())
        assert case.suggested_entry_id is None
        mail(session, town, "Och vad kostar det?", case, search=finds(session, "FSK-02"))
        assert (case.status, case.suggested_entry_id) == (Status.OPEN, None)


def test_danger_takes_the_suggestion_away(town: Services) -> None:
    """A case that goes to other people for another reason offers no quick answer."""
    with town.database.transaction() as session:
        choose_mode(session, town, Channel.EMAIL, AnsweringMode.SUGGEST)
        case = mail(session, town, "Säga upp platsen?", search=finds(session, "FSK-01")).case
        assert case.suggested_entry_id is not None
        mail(session, town, DANGER, case, search=finds(session, "FSK-01"))
        assert (case.confidential, case.suggested_entry_id) == (True, None)
