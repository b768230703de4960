"""A set-aside mail that is tried again: the same case goes on, and nobody is answered twice."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.cases.case import Case, Status
from assistant.services import Services
from mail_gateway.errors import MailNotSetAside, MailUnreadable
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.reader.reading import ReadMail
from mail_gateway.recovery.retry import all_set_aside, retry
from tests.mail_gateway.post_room import RUT, case_of, count, questions, row, store, to_resident, write

UNREADABLE = "Ett mejl kunde inte tolkas. Det finns kvar som det kom och behöver läsas av en person."


def cannot_read(_pieces: Iterable[bytes], _headers_only: bool) -> ReadMail:
    """A parser with a fault, before the update that mends it."""
    raise MailUnreadable("the parser raised ValueError", 1)


def set_aside(services: Services, raw: bytes) -> int:
    """A mail that lies set aside."""
    number = store(services, raw)
    handle_waiting(services, read=cannot_read)
    assert row(services, number).state is InboundState.SET_ASIDE
    return number


def again(services: Services, number: int) -> InboundMail:
    """Try the mail again with the parser mended; the mail as it is then."""
    with services.database.transaction() as session:
        retry(session, number)
    waiting = row(services, number)
    assert (waiting.state, waiting.attempts, waiting.leased_until) == (InboundState.STORED, 0, None)
    handle_waiting(services)
    return row(services, number)


def test_7c_a_mail_that_can_be_read_at_last_continues_its_case(town: Services) -> None:
    """The words are added to the case of the unreadable mail, which gets somebody to reply to; no automatic answer."""
    number = set_aside(town, write())
    with town.database.reading() as session:
        before = case_of(session, row(town, number)).id
    read = again(town, number)
    assert (read.state, read.reason) == (InboundState.HANDLED, "ordinary")
    with town.database.reading() as session:
        case = case_of(session, read)
        assert (case.id, count(session, Case), case.status) == (before, 1, Status.OPEN)
        assert questions(session, case) == [UNREADABLE, "Hur säger jag upp en förskoleplats?"]
        assert case.mail_address == RUT
    assert to_resident(town) == []


def test_7c_what_still_cannot_be_read_is_set_aside_in_the_same_case(town: Services) -> None:
    """Tried and tried again: one case, one message."""
    number = set_aside(town, write())
    for _ in range(2):
        with town.database.transaction() as session:
            retry(session, number)
        handle_waiting(town, read=cannot_read)
    with town.database.reading() as session:
        stored = row(town, number)
        assert (stored.state, count(session, Case)) == (InboundState.SET_ASIDE, 1)
        assert questions(session, case_of(session, stored)) == [UNREADABLE]


def test_7d_a_mail_that_came_again_meanwhile_is_answered_once(town: Services) -> None:
    """Its twin has been answered: the one that is tried again is linked to it."""
    number = set_aside(town, write())
    store(town, write(), mailbox="info")
    handle_waiting(town)
    assert len(to_resident(town)) == 1
    assert again(town, number).state is InboundState.DUPLICATE
    assert len(to_resident(town)) == 1


def test_3_the_case_that_it_belongs_to_is_linked_and_its_secrecy_holds(town: Services) -> None:
    """A reply in a confidential case: it stays in the set-aside mail's case, which is as secret from then on."""
    store(town, write())
    handle_waiting(town)
    with town.database.transaction() as session:
        older = session.query(Case).one()
        older.confidential = True
        older_id = older.id
    number = set_aside(town, write("Och när då?", message_id="<q2@rut.example>", In_Reply_To="<q1@rut.example>"))
    read = again(town, number)
    with town.database.reading() as session:
        case = case_of(session, read)
        assert (case.linked_case_id, case.confidential, count(session, Case)) == (older_id, True, 2)
        assert case.id != older_id


def test_a_robot_s_mail_stays_unanswered_when_it_can_be_read(town: Services) -> None:
    """It keeps the case that a person has, and its own reason."""
    read = again(town, set_aside(town, write(Auto_Submitted="auto-replied")))
    assert (read.state, read.reason) == (InboundState.IGNORED, "auto_submitted")
    assert read.case_message_id is not None
    assert to_resident(town) == []


def test_only_what_is_set_aside_can_be_tried_again(town: Services) -> None:
    """A handled mail, and none at all, are refused and left as they are."""
    number = store(town, write())
    handle_waiting(town)
    aside = set_aside(town, write(message_id="<q3@rut.example>", text="Hej, en helt annan fråga"))
    with town.database.reading() as session:
        assert all_set_aside(session) == [aside]
    for wrong in (number, 4711):
        with pytest.raises(MailNotSetAside), town.database.transaction() as session:
            retry(session, wrong)
    assert row(town, number).state is InboundState.HANDLED
