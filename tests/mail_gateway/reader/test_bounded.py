"""Mails are read in a process of their own: none takes more time or memory than it may, none stops the others."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.services import Services
from mail_gateway.errors import MailUnreadable, ReadingStopped
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundState
from mail_gateway.reader.bounded import BoundedReader
from mail_gateway.reader.reading import read_mail
from tests.fakes import Clock
from tests.mail_gateway import deadly
from tests.mail_gateway.post_room import BO, case_of, questions, row, store, write


@pytest.fixture
def reader() -> Iterator[BoundedReader]:
    """A reader that gives a mail one second, and that the test's deadly mails kill."""
    with BoundedReader(deadly.read, seconds=1.0) as made:
        yield made


def test_a_mail_read_in_its_own_process_is_read_the_same() -> None:
    """What comes back is what reading it here gives, one mail after another."""
    raw = write("Hej!\n\nNär plogas min gata?\n\n-- \nRut", attachments=[b"bild"])
    with BoundedReader() as read:
        for mail in (raw, write("En annan.", message_id="<2@x>"), raw):
            assert read([mail], False) == read_mail(mail, False)
        assert read([raw], True).content_hash != read([raw], False).content_hash


def test_the_attachments_bytes_stay_with_the_raw_mail() -> None:
    """Thirty megabytes are not sent back and forth: the name, the size and the fingerprint are enough."""
    one, other = (read_mail(write(" ", attachments=[content]), False) for content in (b"a" * 99, b"b" * 99))
    assert [(a.name, a.size, a.content, a.kind) for a in one.mail.attachments] == [("bild0.jpg", 99, b"", "text/plain")]
    assert one.content_hash != other.content_hash


def test_a_mail_comes_in_pieces_of_any_size() -> None:
    """Cut anywhere, with nothing between, it is the same mail; of no pieces at all it is an empty one."""
    raw = write("Hej!\n\nNär plogas min gata?", attachments=[bytes(range(256)) * 40])
    pieces = [raw[:1], b"", raw[1:700], raw[700:701], raw[701:], b""]
    with BoundedReader() as read:
        assert read(pieces, False) == read_mail(raw, False)
        with pytest.raises(MailUnreadable, match="empty mail"):
            read([], False)


def test_after_a_mail_that_breaks_off_the_next_is_read_whole() -> None:
    """The database may fail after half a mail; the process that has heard it takes the next for the rest of it."""

    def breaking_off() -> Iterator[bytes]:
        yield write("Hälften.")
        raise LookupError

    with BoundedReader() as read:
        with pytest.raises(LookupError):
            read(breaking_off(), False)
        assert read([write()], False) == read_mail(write(), False)


def test_a_mail_of_30_mb_is_read_in_little_more_than_its_size() -> None:
    """In 200 MB of address space, of which the interpreter takes 30; the standard library alone needs 310."""
    raw = write("Se ritningen.", attachments=[os.urandom(21_800_000)])
    assert 29_000_000 < len(raw) < 30_000_000
    with BoundedReader(memory=200_000_000) as read:
        found = read([raw], False)
    assert [attachment.size for attachment in found.mail.attachments] == [21_800_000]


@pytest.mark.parametrize(("deadly_by", "reason"), [("time", "time"), ("memory", "memory"), ("end", "died")])
def test_a_deadly_mail_is_stopped_and_the_next_is_read(reader: BoundedReader, deadly_by: str, reason: str) -> None:
    """The limit is met, the reason is told, and another process reads on."""
    with pytest.raises(ReadingStopped) as stopped:
        reader([write(X_Deadly=deadly_by)], False)
    assert (stopped.value.reason, stopped.value.permanent) == (reason, False)
    assert reader([write()], False).mail.subject == "Fråga"


def test_a_fault_of_the_parser_says_nothing_of_the_mail(reader: BoundedReader) -> None:
    """Its words would end in a log."""
    with pytest.raises(ReadingStopped) as stopped:
        reader([write(X_Deadly="fault")], False)
    assert stopped.value.reason == "fault ValueError"


def test_an_unreadable_mail_is_told_as_such(reader: BoundedReader) -> None:
    """Trying again changes nothing."""
    with pytest.raises(MailUnreadable) as unreadable:
        reader([b" \r\n\r\n"], False)
    assert (unreadable.value.reason, unreadable.value.size) == ("empty mail", 5)


def test_the_reading_process_has_no_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads hostile bytes, so the gateway's environment is not its own."""
    monkeypatch.setenv("FORSTALINJEN_SMTP_PASSWORD", "hemligt")
    with BoundedReader() as read:
        read([write()], False)
        assert read._process is not None
        with open(f"/proc/{read._process.pid}/environ", "rb") as environ:
            assert b"hemligt" not in environ.read()


def test_a_closed_reader_leaves_no_process() -> None:
    """A large mail ends the process too, so that its memory is given back."""
    read = BoundedReader()
    read([write()], False)
    assert read._process is not None
    first = read._process.pid
    read([write(attachments=[os.urandom(3_000_000)])], False)
    assert not os.path.exists(f"/proc/{first}")
    assert read([write()], False).mail.subject == "Fråga"
    second = read._process.pid
    read.close()
    assert not os.path.exists(f"/proc/{second}")


def test_a_hundred_megabytes_of_nested_parts_are_no_obstacle() -> None:
    """A real hostile mail: it is stopped at the limit, and the next one is read."""
    part = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
    nested = b"".join(part % (number, number) for number in range(1_600_000))
    hostile = b"From: a@x.example\r\nSubject: x\r\n" + nested
    assert len(hostile) > 90_000_000
    with BoundedReader(seconds=5.0, memory=150_000_000) as read:
        with pytest.raises(ReadingStopped):
            read([hostile], False)
        assert read([write()], False).mail.subject == "Fråga"


@pytest.mark.parametrize("deadly_by", ["time", "memory", "end", "fault"])
def test_7c_a_deadly_mail_becomes_a_case_after_three_attempts(town: Services, clock: Clock, deadly_by: str) -> None:
    """It is counted each time, the mail behind it is answered at once, and the fourth turn makes the case."""
    with BoundedReader(deadly.read, seconds=0.5) as read:
        poison = store(town, write(X_Deadly=deadly_by))
        behind = store(town, write(sender=BO, message_id="<bo@x>"))
        for attempt in (1, 2, 3):
            handle_waiting(town, read=read)
            assert row(town, poison).attempts >= attempt
            clock.forward(minutes=1)
        handle_waiting(town, read=read)
    assert (row(town, behind).state, row(town, behind).attempts) == (InboundState.HANDLED, 1)
    kept = row(town, poison)
    assert (kept.state, kept.reason, kept.raw) == (InboundState.SET_ASIDE, "unreadable", write(X_Deadly=deadly_by))
    with town.database.reading() as session:
        case = case_of(session, kept)
        assert case.subject == "Mejl som inte kunde tolkas"
        assert "hemligt" not in "".join(questions(session, case))
        assert (
            len(session.scalars(select(Case)).all()) == len({m.case_id for m in session.scalars(select(Message))}) == 2
        )
