"""A mail that is here already is recognised: one answer overall, and nothing that is new is taken for old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.cases.case import Case
from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundState
from mail_gateway.receive import handle
from mail_gateway.work.waiting import claim
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    BO,
    DIFFICULT,
    OURS,
    case_of,
    count,
    questions,
    row,
    store,
    take_in,
    to_resident,
    together,
    with_mail,
    write,
)

INFO = "info@prov.example"


def test_7d_one_mail_in_two_mailboxes_gets_one_answer(town: Services) -> None:
    """Both own addresses in To: the second copy, with other trace headers, is linked to the first's message."""
    other = MailboxSettings("info", INFO, "localhost", "info")
    services = with_mail(town, mailboxes=(*town.settings.mail.mailboxes, other))
    both = f"{OURS}, {INFO}"
    first = take_in(services, b"Received: by a\r\n" + write(to=both), mailbox="kontakt")
    second = take_in(services, b"Received: by b\r\nReceived: by c\r\n" + write(to=both), mailbox="info")
    assert (first.state, second.state, second.reason) == (InboundState.HANDLED, InboundState.DUPLICATE, "duplicate")
    assert second.case_message_id == first.case_message_id
    assert len(to_resident(services)) == 1


def test_two_copies_handled_at_the_same_moment_get_one_answer(town: Services) -> None:
    """Two workers, a copy each, in whichever order: what one has not committed the other waits for."""
    rows = [store(town, write(), mailbox="kontakt"), store(town, write(), mailbox="info")]
    first, second = claim(town), claim(town)
    assert first is not None
    assert second is not None
    together(lambda: handle(town, first), lambda: handle(town, second))
    assert {row(town, one).state for one in rows} == {InboundState.HANDLED, InboundState.DUPLICATE}
    assert len(to_resident(town)) == 1


def test_the_copy_that_is_handled_first_is_the_original(town: Services) -> None:
    """The first copy's worker was interrupted: when it comes to be handled, the second has been answered."""
    first = store(town, write(), mailbox="kontakt")
    interrupted = claim(town)
    assert interrupted is not None
    second = take_in(town, write(), mailbox="info")
    handle(town, interrupted)
    assert (row(town, first).state, second.state) == (InboundState.DUPLICATE, InboundState.HANDLED)
    assert len(to_resident(town)) == 1


@pytest.mark.parametrize("gap", [timedelta(minutes=9), timedelta(minutes=-9)])
def test_7d_a_mail_sent_twice_within_ten_minutes_is_answered_once(town: Services, clock: Clock, gap: timedelta) -> None:
    """An impatient resident or a retrying web form: another id, the same words; whichever came first."""
    arrived = clock() - timedelta(hours=1)
    first = take_in(town, write(), at=arrived)
    again = take_in(town, write(message_id="<again@rut.example>"), at=arrived + gap)
    assert (again.state, again.case_message_id) == (InboundState.DUPLICATE, first.case_message_id)
    assert len(to_resident(town)) == 1


@pytest.mark.parametrize(
    "changes",
    [{"sender": BO}, {"subject": "Annat"}, {"text": DIFFICULT}],
    ids=["another sender", "another subject", "other words"],
)
def test_a_like_mail_is_no_double(town: Services, changes: dict[str, str]) -> None:
    """Somebody else, another subject or other words: a question of its own."""
    take_in(town, write())
    other = take_in(town, write(message_id="<other@rut.example>", **changes))
    assert other.state is InboundState.HANDLED


@pytest.mark.parametrize("gap", [timedelta(minutes=11), timedelta(minutes=-11)])
def test_the_same_words_later_are_a_new_question(town: Services, clock: Clock, gap: timedelta) -> None:
    """More than ten minutes apart, before or after: a case of its own."""
    arrived = clock() - timedelta(hours=1)
    take_in(town, write(DIFFICULT), at=arrived)
    later = take_in(town, write(DIFFICULT, message_id="<again@rut.example>"), at=arrived + gap)
    assert later.state is InboundState.HANDLED
    with town.database.reading() as session:
        assert count(session, Case) == 2


def test_pictures_without_words_are_compared_by_their_bytes(town: Services) -> None:
    """Two scanned pages are two mails, and the same page twice is one."""
    mails = [(b"sida 1", "<1@x>"), (b"sida 2", "<2@x>"), (b"sida 1", "<3@x>")]
    stored = [take_in(town, write(" ", subject="", attachments=[page], message_id=own)) for page, own in mails]
    assert [mail.state for mail in stored] == [InboundState.HANDLED, InboundState.HANDLED, InboundState.DUPLICATE]
    assert stored[2].case_message_id == stored[0].case_message_id


def test_mails_too_large_to_fetch_are_not_taken_for_each_other(town: Services) -> None:
    """Of two large mails under one subject only headers are known: both become cases; a copy is still a copy."""
    large = [write("", message_id=own).partition(b"\r\n\r\n")[0] + b"\r\n\r\n" for own in ("<1@x>", "<2@x>", "<1@x>")]
    stored = [take_in(town, raw, headers_only=True) for raw in large]
    assert [mail.state for mail in stored] == [InboundState.HANDLED, InboundState.HANDLED, InboundState.DUPLICATE]


def test_mails_of_which_nothing_could_be_fetched_are_not_taken_for_each_other(town: Services) -> None:
    """Each is somebody's mail that lies in the mailbox: each becomes a case."""
    stored = [take_in(town, b"", headers_only=True) for _ in range(2)]
    assert [mail.state for mail in stored] == [InboundState.SET_ASIDE] * 2
    assert stored[0].case_message_id != stored[1].case_message_id


def test_7d_a_known_id_with_other_words_goes_to_a_person(town: Services) -> None:
    """Somebody's fault or trick: a case, and no automatic answer."""
    first = take_in(town, write())
    other = take_in(town, write("Vad kostar en förskoleplats?"))
    assert other.state is InboundState.HANDLED
    with town.database.reading() as session:
        assert case_of(session, other).id != case_of(session, first).id
        assert questions(session, case_of(session, other)) == ["Vad kostar en förskoleplats?"]
    assert len(to_resident(town)) == 1


def test_mails_without_an_id_are_told_apart_by_their_bytes(town: Services, clock: Clock) -> None:
    """The same bytes are the same mail at any time; other bytes are another."""
    arrived = clock() - timedelta(hours=5)
    plain = write(DIFFICULT, message_id="")
    first = take_in(town, plain, at=arrived)
    copy = take_in(town, plain, at=clock(), uidvalidity=2)
    other = take_in(town, b"X-Other: 1\r\n" + plain, at=clock())
    assert [mail.state for mail in (first, copy, other)] == [
        InboundState.HANDLED,
        InboundState.DUPLICATE,
        InboundState.HANDLED,
    ]


def test_a_repeated_robot_s_mail_is_ignored_again(town: Services) -> None:
    """What became no case is no original: its copy gets the same reason."""
    for _ in range(2):
        stored = take_in(town, write(Auto_Submitted="auto-replied"))
        assert (stored.state, stored.reason) == (InboundState.IGNORED, "auto_submitted")
    assert handle_waiting(town) == 0
