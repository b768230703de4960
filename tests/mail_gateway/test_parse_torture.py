"""What no mailer should send is read all the same; only nothing at all is unreadable."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail_gateway.errors import MailError, MailUnreadable
from mail_gateway.parse import MAX_CONTAINERS, parse
from mail_gateway.quoting import split
from tests.mail_gateway.raw_mail import QUESTION, mail, multipart, part, raw_mail


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\0\0", b" \t\n"])
def test_nothing_at_all_is_unreadable_for_good(raw: bytes) -> None:
    """The one error, and it says that trying again is no use."""
    with pytest.raises(MailUnreadable) as caught:
        parse(raw)
    assert caught.value.permanent
    assert caught.value.size == len(raw)
    assert isinstance(caught.value, MailError)


def test_a_mail_without_headers_is_its_text() -> None:
    """Typed into port 25, or a broken gateway."""
    read = parse("Hej, när öppnar badet?\r\nAnna\r\n".encode("latin-1"))
    assert read.text == "Hej, när öppnar badet?\nAnna"
    assert (read.senders, read.subject, read.date, read.return_path) == ((), "", None, None)
    assert "MissingHeaderBodySeparatorDefect" in read.defects


def test_headers_without_a_body_are_read() -> None:
    """What is fetched of an oversize mail."""
    read = mail(body="")
    assert (read.text, read.subject) == ("", "Fråga om återvinning")


def test_nuls_are_dropped_everywhere() -> None:
    """PostgreSQL takes none."""
    read = parse(raw_mail({"Subject": "a\0b", "From": "A\0 <a\0@x.se>"}, "Hej\0 då\0"))
    assert (read.subject, read.senders[0].address, read.text) == ("ab", "a@x.se", "Hej då")
    assert "\0" not in str(read.header_values)


def test_raw_latin_1_headers_are_swedish() -> None:
    """Old systems write them so."""
    raw = "From: Åsa <asa@x.se>\r\nSubject: Frågor\r\n\r\nHällö".encode("latin-1")
    read = parse(raw)
    assert (read.senders[0].name, read.subject, read.text) == ("Åsa", "Frågor", "Hällö")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=\0",
        "text/plain; charset*=x-odd''%E5",
        "text/plain; charset*0*=utf-8''a; charset*9=b",
        "text/plain; charset=" + "x" * 10_000,
        "text/plain" + ";" * 200_000,
        'text/plain;a="' + 'b="' * 60_000,
        "text",
        "/",
        "åäö/åäö",
        ";;;",
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=å",
        "multipart/alternative; boundary*=x-odd''%E5",
    ],
)
def test_broken_content_types_leave_the_text(content_type: str) -> None:
    """The question is still there to be read."""
    assert "När öppnar återvinningscentralen" in mail({"Content-Type": content_type}).text


@pytest.mark.parametrize("transfer", ["åäö", "base64; x=y", "", "quoted-printable\0", "x-uuencode", "binary"])
def test_broken_transfer_encodings_leave_the_subject_and_the_mail(transfer: str) -> None:
    """Also on a container, where the parser itself looks at it."""
    raw = multipart("multipart/mixed", part("text/plain", "Fråga"), headers={"Content-Transfer-Encoding": transfer})
    assert parse(raw).subject == "Fråga om återvinning"
    assert mail({"Content-Transfer-Encoding": transfer}, "Hej").text != ""


def test_one_broken_part_does_not_take_the_rest() -> None:
    """Parts are read one at a time."""
    raw = multipart(
        "multipart/mixed",
        part("text/plain; charset*=odd'", "=E5"),
        part("application/pdf", "%%%", "Content-Disposition: attachment; filename*=odd''%E5%"),
        part("text/plain; charset=utf-8", "Frågan"),
    )  # fmt: skip
    read = parse(raw)
    assert "Frågan" in read.text
    assert len(read.attachments) == 1


def test_a_lost_boundary_leaves_the_text_and_a_defect() -> None:
    """For a person to read."""
    read = mail({"Content-Type": "multipart/mixed; boundary=never"})
    assert "När öppnar" in read.text
    assert "StartBoundaryNotFoundDefect" in read.defects


@pytest.mark.parametrize("depth", [MAX_CONTAINERS - 1, MAX_CONTAINERS + 1, 3_000])
def test_deep_nesting_is_read_as_far_as_it_is_reasonable(depth: int) -> None:
    """The standard parser raises RecursionError at about a thousand; ours says so instead."""
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    read = parse(f"Subject: djupt\r\n{nested}\r\nFrågan".encode())
    assert read.subject == "djupt"
    assert "Frågan" in read.text
    assert ("too_many_containers" in read.defects) is (depth > MAX_CONTAINERS)


def test_nested_mails_are_bounded_too() -> None:
    """A mail in a mail in a mail."""
    raw = raw_mail({"Content-Type": "message/rfc822"}, "Content-Type: message/rfc822\r\n\r\n" * 3_000 + "\r\nslut")
    assert "too_many_containers" in parse(raw).defects


def test_many_parts_are_bounded() -> None:
    """The first five hundred are read."""
    read = parse(multipart("multipart/mixed", *[part("text/plain", f"del {n}.") for n in range(2_000)]))
    assert "del 10." in read.text
    assert "too_many_parts" in read.defects


@pytest.mark.parametrize(
    "body", [" " * 100_000, "<div>" * 20_000 + "Frågan", ">" * 100_000, "\n" * 100_000, "&#" * 50_000, "=" * 100_000]
)
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_hostile_bodies_give_a_result(body: str, kind: str) -> None:
    """Spaces, nesting, quote marks, entities: each comes out, and can be split."""
    read = mail({"Content-Type": kind}, body)
    assert read.subject == "Fråga om återvinning"
    assert ("Frågan" in read.text) is ("Frågan" in body)
    assert "".join(piece.text for piece in split(read.text).pieces) == read.text


@pytest.mark.parametrize(
    "name", ["From", "To", "Subject", "References", "Message-ID", "Received", "Content-Disposition"]
)
@pytest.mark.parametrize(
    "value", ["<" * 100_000, "=?utf-8?q?" * 20_000, '"' * 100_001, "a@b.se," * 20_000, "(" * 100_000]
)
def test_endless_headers_give_a_result(name: str, value: str) -> None:
    """And the body is still there."""
    read = mail({name: value, "Content-Type": "text/plain; charset=utf-8"})
    assert name == "Content-Disposition" or "När öppnar" in read.text


@pytest.mark.parametrize(
    "value", ["Hej\r\nBcc: alla@x.se", "=?utf-8?q?Hej=0D=0ABcc=3A_alla=40x.se?=", "Hej\rBcc: x", "Hej\n\tBcc: x"]
)
def test_header_injection_never_gives_a_line_break(value: str) -> None:
    """What comes out can be put in a header of ours."""
    read = mail({"Subject": value, "From": f"{value} <a@x.se>", "Reply-To": value})
    shown = [read.subject, *(one.name + one.address for one in (*read.senders, *read.reply_to)), *read.references]
    assert not any("\r" in text or "\n" in text for text in shown)
    assert not any("\r" in one or "\n" in one for values in read.header_values.values() for one in values)


PIECES = st.sampled_from(
    [
        b"From: a@x.se\r\n", b"Subject: =?utf-8?b?w6U\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: message/rfc822\r\n", b"Content-Type: text/html; charset=utf-16\r\n", b"\r\n", b"--b\r\n",
        b"--b--\r\n", b"\0\xff\xfe", b"Content-Transfer-Encoding: base64\r\n",
        b"<div hidden><blockquote type=cite>", b"> \xe5\n",
        b"Content-Disposition: attachment; filename*0*=a''%\r\n",
        b"Content-Type: multipart/alternative; boundary=\"b\r\n",
        b"Content-Type: message/delivery-status\r\n", b"Content-Transfer-Encoding: uuencode\r\n",
        b"begin 644 x\r\n", b"Date: x\r\n",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join)))
def test_every_byte_string_is_read_or_refused_as_empty(raw: bytes) -> None:
    """No other exception, and text that can be stored."""
    try:
        read = parse(raw)
    except MailUnreadable:
        assert not raw.strip(b"\0 \t\r\n")
        return
    read.text.encode("utf-8")
    assert "\0" not in read.text + read.html + read.subject + read.message_id
    assert all(one.size == len(one.content) for one in read.attachments)


@settings(max_examples=200)
@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_a_damaged_real_mail_is_read(noise: bytes, at: int, gone: int) -> None:
    """Bytes replaced anywhere in a mail with parts."""
    raw = multipart("multipart/alternative", part("text/plain", QUESTION), part("text/html", f"<p>{QUESTION}"))
    assert parse(raw[:at] + noise + raw[at + gone :]).message_id


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail({"Content-Type": "multipart/mixed; boundary=a"}, QUESTION + "--a\r\n\r\nx\r\n" * 20_000),
        raw_mail({"Content-Type": "multipart/mixed; boundary=a"}, QUESTION + "--a\r\n\r\nHej\r\n" + "\r" * 700_000),
        raw_mail({"Content-Type": "multipart/mixed; boundary=a"}, QUESTION + "--a\r\nX: y\r\nX: y\r\n\r\n" * 15_000),
    ],
)
def test_more_parts_than_anybody_reads_are_one_text(raw: bytes) -> None:
    """A mail of 30 MB could hold millions (measured: 100,000 parts took 2 s); its headers and words are still read."""
    read = parse(raw)
    assert read.subject == "Fråga om återvinning"
    assert "återvinningscentralen" in read.text
    assert "too_many_containers" in read.defects


def test_more_headers_than_anybody_writes_are_unreadable() -> None:
    """Set aside for a person, before they have cost time and memory."""
    with pytest.raises(MailUnreadable):
        parse(b"X: y\r\n" * 50_000 + b"\r\nHej")
