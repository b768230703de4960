"""Two cases made one: where words go from then on, which clock goes on, and all of it taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from assistant.cases import handling
from assistant.cases.case import Case, EventKind, Status
from assistant.cases.linking import link, related, unlink
from assistant.cases.merging import MergeFault, doubles_of, kept_case, merge, merge_fault, unmerge
from assistant.errors import LinkRefused, MergeRefused
from assistant.services import Services
from knowledge.organisation import Role, StaffMember
from knowledge.worktime import STOCKHOLM
from tests.assistant.talk import UNKNOWN, handed_over_chat, mail
from tests.factories import add_staff, group_of
from tests.fakes import Clock


def two(session: Session, town: Services, clock: Clock) -> tuple[Case, Case, StaffMember]:
    """Anna's two mails about one thing, a day apart, and a handler."""
    kept = mail(session, town, UNKNOWN).case
    clock.forward(days=1)
    double = mail(session, town, f"{UNKNOWN} Jag undrar fortfarande.").case
    assert double is not kept
    return double, kept, add_staff(session, "Britt Berg", Role.HANDLER)


def test_the_double_is_closed_and_leads_to_the_kept_one(town: Services, clock: Clock) -> None:
    """Both keep their messages; both tell what happened."""
    with town.database.transaction() as session:
        double, kept, britt = two(session, town, clock)
        merge(session, double, kept, britt, clock())
        assert (double.status, double.watch_at, kept.status) == (Status.CLOSED, None, Status.OPEN)
        assert kept_case(session, double) is kept
        assert list(doubles_of(session, kept)) == [double]
        assert [len(one.messages) > 0 for one in (double, kept)] == [True, True]
        assert [one.events[-1].kind for one in (double, kept)] == [EventKind.MERGED] * 2


def test_what_is_said_in_the_double_is_said_in_the_kept_one(town: Services, clock: Clock) -> None:
    """The resident's next words open and wake that case, and the double stays shut."""
    with town.database.transaction() as session:
        double, kept, britt = two(session, town, clock)
        merge(session, double, kept, britt, clock())
        handling.reply(session, kept, britt, "Vid Storsjön.", town.rules.calendar, clock())
        said = len(double.messages)
        reply = mail(session, town, "Och när öppnar den?", double)
        assert reply.case is kept
        assert (kept.status, double.status, len(double.messages)) == (Status.OPEN, Status.CLOSED, said)
        assert kept.messages[-1].text != "" or kept.messages[-2].text == "Och när öppnar den?"


def test_a_merge_makes_nobody_wait_longer(town: Services, clock: Clock) -> None:
    """The earlier due time goes on, also where the kept case had been answered; undone, each has its own again."""
    with town.database.transaction() as session:
        newer, older, britt = two(session, town, clock)
        first, later = older.due_at, newer.due_at
        assert first is not None
        assert later is not None
        assert first < later
        merge(session, older, newer, britt, clock())
        assert newer.due_at == first
        unmerge(session, older, britt, clock())
        assert (newer.due_at, older.due_at, older.status) == (later, first, Status.OPEN)
        handling.reply(session, older, britt, "Vid Storsjön.", town.rules.calendar, clock())
        answered = older.answered_at
        merge(session, newer, older, britt, clock())
        assert (older.answered_at, older.due_at) == (None, later)
        unmerge(session, newer, britt, clock())
        assert (older.answered_at, older.due_at, older.watch_at) == (answered, first, None)


def test_undoing_takes_no_answer_back(town: Services, clock: Clock) -> None:
    """What was answered while the two were one stays answered."""
    with town.database.transaction() as session:
        newer, older, britt = two(session, town, clock)
        merge(session, older, newer, britt, clock())
        handling.reply(session, newer, britt, "Vid Storsjön.", town.rules.calendar, clock())
        unmerge(session, older, britt, clock())
        assert newer.answered_at == clock()
        assert older.answered_at is None
        unmerge(session, older, britt, clock())
        assert [event.kind for event in older.events].count(EventKind.UNMERGED) == 1


def test_a_new_day_that_one_resident_was_told_keeps_no_other_waiting(town: Services, clock: Clock) -> None:
    """The kept case was answered after a delay: its new day is not the double's, and undone it is there again."""
    with town.database.transaction() as session:
        double, kept, britt = two(session, town, clock)
        kept.delayed_to = clock().date() + timedelta(days=60)
        handling.reply(session, kept, britt, "Vid Storsjön.", town.rules.calendar, clock())
        merge(session, double, kept, britt, clock())
        assert (kept.due_at, kept.delayed_to) == (double.due_at, None)
        unmerge(session, double, britt, clock())
        assert kept.delayed_to == clock().date() + timedelta(days=60)


def test_a_new_day_goes_no_further_than_the_other_one_waits(town: Services, clock: Clock) -> None:
    """Whichever is kept: the due time is the first one's, the day that of whoever was told no new one."""
    with town.database.transaction() as session:
        newer, older, britt = two(session, town, clock)
        first, far = older.due_at, clock().date() + timedelta(days=60)
        assert newer.due_at is not None
        day = newer.due_at.astimezone(STOCKHOLM).date()
        older.delayed_to, older.watch_at = far, clock() + timedelta(days=50)
        merge(session, newer, older, britt, clock())
        assert (older.due_at, older.delayed_to, older.watch_at) == (first, day, clock())
        unmerge(session, newer, britt, clock())
        assert (older.due_at, older.delayed_to) == (first, far)
        merge(session, older, newer, britt, clock())
        assert (newer.due_at, newer.delayed_to) == (first, day)


def test_what_may_not_be_merged(town: Services, clock: Clock) -> None:
    """Itself, one that is merged or closed, a chat that goes, and secret with open."""
    with town.database.transaction() as session:
        double, kept, britt = two(session, town, clock)
        chat = handed_over_chat(session, town)
        assert merge_fault(kept, kept) is MergeFault.SAME
        assert merge_fault(chat, kept) is MergeFault.CHAT
        assert merge_fault(kept, chat) is None
        kept.confidential = True
        assert merge_fault(double, kept) is MergeFault.SECRECY
        double.confidential, double.group = True, group_of(session, "Individ- och familjeomsorg")
        assert merge_fault(double, kept) is MergeFault.SECRECY
        kept.confidential = double.confidential = False
        handling.close(kept, britt, clock())
        assert merge_fault(double, kept) is MergeFault.CLOSED
        handling.reopen(kept, clock(), britt)
        merge(session, double, kept, britt, clock())
        with pytest.raises(MergeRefused, match="merged"):
            merge(session, double, chat, britt, clock())


def test_two_cases_are_linked_and_unlinked(town: Services, clock: Clock) -> None:
    """Both show the other, whichever names it; a second time changes nothing; taken back, neither does."""
    with town.database.transaction() as session:
        newer, older, britt = two(session, town, clock)
        chat = handed_over_chat(session, town)
        older.linked_case_id = newer.linked_case_id = chat.linked_case_id = None
        link(older, newer, britt, clock())
        link(newer, older, britt, clock())
        session.flush()
        assert list(related(session, older)) == [newer]
        assert list(related(session, newer)) == [older]
        assert [event.kind for event in older.events].count(EventKind.LINKED) == 1
        link(newer, chat, britt, clock() + timedelta(minutes=1))
        session.flush()
        assert set(related(session, newer)) == {older, chat}
        unlink(older, newer, britt, clock())
        session.flush()
        assert list(related(session, older)) == []
        with pytest.raises(LinkRefused):
            link(older, older, britt, clock())
