"""Incoming headers are read tolerantly one at a time, and the headers of our own mail are formed safely."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway import headers
from mail_gateway.headers import OUTGOING_POLICY, reply_subject, strip_subject_prefixes

LONG_ID = "<" + "A1b2C3d4" * 20 + "@EUR05P123MB4567.eurprd05.prod.outlook.com>"


def read(raw: str | bytes) -> headers.HeaderValues:
    """The headers of a mail written in a test."""
    data = raw if isinstance(raw, bytes) else raw.encode()
    return headers.read_headers(email.message_from_bytes(data))


def test_section_5_odd_ids_are_read_raw() -> None:
    """The modern policy cuts `<a b@x>`; we keep every character."""
    found = read("Message-ID: <a b@x>\nIn-Reply-To: <c d@x>\nReferences: <1@x>\n\t<2 3@x>\n\n")
    assert headers.message_id(found) == "<a b@x>"
    assert headers.in_reply_to(found) == ("<c d@x>",)
    assert headers.references(found) == ("<1@x>", "<2 3@x>")


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("In-Reply-To: Your message of 4 Nov <a@x>", ("<a@x>",)),
        ("In-Reply-To: a@x", ("a@x",)),
        ("In-Reply-To:\n <a@x>", ("<a@x>",)),
        ("In-Reply-To: <>", ()),
        ("In-Reply-To: <" + "a" * 1200 + "@x>", ()),
        ("Subject: none", ()),
    ],
)
def test_in_reply_to_in_the_forms_that_occur(line: str, ids: tuple[str, ...]) -> None:
    """Old sentences, missing brackets, folded, empty, endless, absent."""
    assert headers.in_reply_to(read(line + "\n\n")) == ids


def test_section_5_every_from_is_seen() -> None:
    """Duplicate headers give no defect in the parser, so all are read."""
    found = read("From: a@x.se\nFrom: b@y.se\n\n")
    assert [party.address for party in headers.addresses(found, "From")] == ["a@x.se", "b@y.se"]


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ("Subject: x", None),
        ("Return-Path: <>", ""),
        ("Return-Path: <MAILER-DAEMON>", ""),
        ("Return-Path: <a@x.se>\nReturn-Path: <>", "a@x.se"),
        ("Return-Path: <>\nReturn-Path: <a@x.se>", ""),
    ],
)
def test_return_path_absent_null_and_topmost(lines: str, path: str | None) -> None:
    """Absent is unknown, not null; only the topmost counts."""
    assert headers.return_path(read(lines + "\n\n")) == path


def test_subject_is_decoded_and_cleaned() -> None:
    """RFC 2047, raw UTF-8 and raw latin-1 give the same; control characters are gone."""
    for raw in (b"Subject: =?utf-8?q?Fr=C3=A5ga?=", "Subject: Fråga".encode(), "Subject: Fråga".encode("latin-1")):
        assert headers.subject(read(raw + b"\n\n")) == "Fråga"
    assert headers.subject(read("Subject: =?utf-8?q?a=0D=0ABcc=3A_x=00?=\n\n")) == "a Bcc: x"


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Date: Wed, 04 Nov 2026 12:50:00 +0100", datetime(2026, 11, 4, 11, 50, tzinfo=UTC)),
        ("Date: Wed, 04 Nov 2026 12:50:00 -0000", datetime(2026, 11, 4, 12, 50, tzinfo=UTC)),
        ("Date: igår", None),
        ("Date: Wed, 99 Nov 2026 12:50:00 +0100", None),
        ("Date: Fri, 31 Dec 9999 23:00:00 -2300", None),
        ("Date: Wed, 04 Nov 2026 12:50:00 +99999999999999", None),
        ("Date:", None),
        ("Subject: none", None),
    ],
)
def test_date_is_aware_or_none(line: str, moment: datetime | None) -> None:
    """An impossible date is no reason to lose the mail."""
    assert headers.date(read(line + "\n\n")) == moment


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Sv: Re: RE: VB: Fwd: FW: AW: Ang: Bygglov", "Bygglov"),
        ("Re[2]: Bygglov", "Bygglov"),
        ("Re(3): SV : Bygglov", "Bygglov"),
        ("Sv:Bygglov", "Bygglov"),
        ("sv：Bygglov", "Bygglov"),
        ("Svar: Bygglov", "Svar: Bygglov"),
        ("Regler: Re: Bygglov", "Regler: Re: Bygglov"),
        ("Re:", ""),
        ("", ""),
        ("Re: " * 50_000 + "Bygglov", "Bygglov"),
        ("Re" + " " * 100_000 + "Bygglov", "Re Bygglov"),
    ],
)
def test_section_3_prefixes_are_stripped(subject: str, bare: str) -> None:
    """Repeated, numbered, in any case; only whole prefixes; quick on hostile ones."""
    assert strip_subject_prefixes(subject) == bare


@pytest.mark.parametrize(
    ("subject", "forward"), [("VB: x", True), ("Fwd: x", True), ("Sv: VB: x", False), ("Vårbad", False), ("", False)]
)
def test_section_5_a_forward_is_told_by_its_outermost_prefix(subject: str, forward: bool) -> None:
    """A reply to a forward is a reply."""
    assert headers.is_forward_subject(subject) is forward


def test_synthetic_id_is_the_same_for_the_same_bytes_only() -> None:
    """A mail without an id is recognised when it comes again."""
    first = headers.synthetic_message_id(b"a")
    assert first == headers.synthetic_message_id(b"a") != headers.synthetic_message_id(b"b")
    assert first.startswith("<")
    assert first.endswith(".invalid>")


def test_section_2_reply_subject_has_one_prefix_and_one_tag() -> None:
    """However often it has been round."""
    once = reply_subject("Re: SV: Bygglov", "2026-000123")
    assert once == "Sv: Bygglov [#2026-000123]"
    assert reply_subject(once, "2026-000123") == once
    assert reply_subject("Re: [#2025-000001] Sv: Bygglov [#2026-000123]", "2026-000123") == once
    assert reply_subject("", "2026-000123") == "Sv: [#2026-000123]"
    assert headers.case_numbers(once) == ("2026-000123",)


def test_reply_subject_of_an_endless_subject_keeps_the_tag() -> None:
    """The tag is what the thread hangs on."""
    made = reply_subject("x" * 5000, "2026-000123")
    assert made.endswith("… [#2026-000123]")
    assert len(made) < 220


def test_section_2_references_keep_first_and_last_of_twenty() -> None:
    """The first says which thread, the last which mail."""
    ids = [f"<{number}@x>" for number in range(40)]
    made = headers.references_for_reply(ids, "<last@x>")
    assert len(made) == 20
    assert (made[0], made[1], made[-1]) == ("<0@x>", "<22@x>", "<last@x>")


def test_references_leave_out_repeats_and_what_cannot_be_sent() -> None:
    """A line break, another alphabet or an endless id never reaches our header."""
    theirs = ["<a@x>", "<b@x>", "<a@x>", "<c\r\nBcc: e@x>", "<å@x>", f"<{'x' * 1000}@x>", "no brackets"]
    assert headers.references_for_reply(theirs, "<b@x>") == ("<a@x>", "<b@x>")
    assert headers.references_for_reply([], "<å@x>") == ()


def outgoing(**values: str) -> EmailMessage:
    """A mail of ours with these headers."""
    message = EmailMessage(policy=OUTGOING_POLICY)
    for name, value in values.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hej!\n")
    return message


def test_section_2_long_ids_are_folded_at_spaces_only() -> None:
    """Measured: the standard policy writes such an id as an encoded word, which breaks the thread in Outlook."""
    ids = [LONG_ID, "<short@x>", "<a b@x>", LONG_ID.replace("A1", "Z9")]
    plain = EmailMessage(policy=email.policy.SMTP)
    plain["References"] = " ".join(ids)
    assert b"=?utf-8?q?" in plain.as_bytes()  # the trap is there
    raw = outgoing(Message_ID=LONG_ID, In_Reply_To=LONG_ID, References=" ".join(ids)).as_bytes()
    assert b"=?" not in raw
    assert all(known.encode() in raw for known in ids)
    found = read(raw)
    assert headers.references(found) == tuple(ids)
    assert headers.message_id(found) == LONG_ID
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.startswith(b"Message-ID: <A1b2C3d4")


def test_the_outgoing_policy_survives_being_cloned_and_read_back() -> None:
    """smtplib clones the policy of what it sends."""
    message = outgoing(References="<a b@x> <c@x>", Subject="Fråga")
    assert message["References"] == "<a b@x> <c@x>"
    assert b"References: <a b@x> <c@x>\r\n" in message.as_bytes(policy=OUTGOING_POLICY.clone(utf8=True))
    assert "References: <a b@x> <c@x>\r\n" in message.as_string()


@pytest.mark.parametrize("name", ["Message-ID", "In-Reply-To", "References", "Subject"])
def test_section_2_a_line_break_in_our_own_header_is_refused(name: str) -> None:
    """The last wall; clean_header_text stands before it."""
    message = EmailMessage(policy=OUTGOING_POLICY)
    with pytest.raises(ValueError, match="linefeed"):
        message[name] = "<a@x>\r\nBcc: alla@x.se"


@given(st.text(max_size=80), st.text(max_size=80))
def test_section_2_a_hostile_subject_becomes_a_clean_answer(subject: str, name: str) -> None:
    """Whatever comes in, our mail has exactly the headers that we set."""
    made = reply_subject(subject + "\r\nBcc: alla@x.se", "2026-000123")
    raw = outgoing(Subject=made, Comments=headers.clean_header_text(name)).as_bytes()
    found = email.message_from_bytes(raw)
    assert set(found.keys()) == {
        "Subject",
        "Comments",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }


@given(st.binary(max_size=400))
def test_every_header_block_is_read_without_a_fault(raw: bytes) -> None:
    """Each reader gives its value or its empty one."""
    found = read(b"Message-ID: " + raw + b"\nFrom: " + raw + b"\nDate: " + raw + b"\nReturn-Path: " + raw + b"\n\n")
    headers.message_id(found)
    headers.return_path(found)
    headers.subject(found)
    moment = headers.date(found)
    assert moment is None or moment.tzinfo is UTC
    assert all("\0" not in value and "\n" not in value for values in found.values() for value in values)


@pytest.mark.parametrize(
    ("value", "word"),
    [("no", "no"), (" No ; x=y", "no"), ("auto-replied (semester); a=b", "auto-replied"), ("(c) NO", "no"), ("", "")],
)
def test_keyword_of_a_header(value: str, word: str) -> None:
    """Comments, parameters and case apart."""
    assert headers.keyword(value) == word


@pytest.mark.parametrize("name", ["Subject", "Comments"])
def test_section_2_a_line_end_inside_an_encoded_word_is_refused(name: str) -> None:
    """Measured: the base class looks before it decodes, and the line end became a second header."""
    letter = EmailMessage(policy=OUTGOING_POLICY)
    with pytest.raises(ValueError, match="linefeed"):
        letter[name] = "=?utf-8?Q?a=0D=0ABcc:_x@post.example?="
    assert name not in letter


def test_section_2_a_subject_encoded_twice_gives_no_header() -> None:
    """It was a way to make our reply a mail to anybody."""
    letter = EmailMessage(policy=OUTGOING_POLICY)
    letter["Subject"] = reply_subject("=?utf-8?Q?a=0D=0ABcc:_x@post.example?=", "2026-000123")
    assert b"\nBcc" not in letter.as_bytes()
