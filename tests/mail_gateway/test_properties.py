"""Properties that hold for every mail anybody could send, tried on many drawn at random (issue 4, "Test for real")."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import Header

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.cases.outbox import MailKind
from mail_gateway import headers
from mail_gateway.compose import Outgoing, Sender, is_own_message_id, make_message_id, render
from mail_gateway.parse import parse
from mail_gateway.parts.addresses import parse_addresses
from mail_gateway.parts.charsets import clean_header_text, decode, decode_encoded_words
from mail_gateway.parts.reports import read_report
from mail_gateway.quoting import Part, split
from mail_gateway.screening import ScreeningPolicy, screen

bounded = settings(deadline=None, max_examples=150)
NOW = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)
POLICY = ScreeningPolicy(frozenset({"kontakt@nystad.example"}), "nystad", "mx.nystad.example")
HOSTILE = st.text() | st.lists(
    st.sampled_from(
        ["\r\n", "\n", "\r", "Bcc: alla@post.example", "\x85", "\u2028", "\x0b", "\0", "å", " ", "=?utf-8?Q?=0A?="]
    )
).map("".join)
IDS = st.text(alphabet=string.ascii_letters + string.digits + ".$%+-=_", min_size=1, max_size=200).map(
    lambda left: f"<{left}@post.example>"
)
PRINTED = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
NAMES = st.text(PRINTED, max_size=40).filter(lambda name: not set(name) & set('"\\<>=?'))
LABELS = st.sampled_from("utf-16 utf-7 hz iso-2022-jp cp1252 hej utf-8 rot13 zlib".split())
LINES = st.lists(
    st.sampled_from(
        [
            "Hej!",
            "",
            "När öppnar badet?",
            "> gammalt",
            ">> äldre",
            "Den 4 november skrev jag till er:",
            "Den ons 4 nov. 2026 kl 09:12 skrev K <k@nystad.example>:",
            "Citerar K <k@nystad.example>:",
            "Från: K <k@nystad.example>",
            "Skickat: den 4 november 2026 09:12",
            "Till: A",
            "Ämne: x",
            "-----Ursprungligt meddelande-----",
            "-------- Vidarebefordrat meddelande --------",
            "________________________________",
            "-- ",
            "Mvh",
            "Med vänlig hälsning",
            "Skickat från min iPhone",
            "Detta meddelande kan innehålla konfidentiell information.",
            "PS. En sak till",
            "\x0b\x0c\u2028",
        ]
    ),
    max_size=40,
)


def letter(subject: str, function: str, answers_id: str, references: tuple[str, ...]) -> bytes:
    """An automatic answer with what came from outside in its place."""
    sender = Sender(
        "", "", function, "Bygg", "Nystad", "Torget 1", "0000-1", "kontakt@nystad.example", "nystad.example"
    )
    mail = Outgoing(
        kind=MailKind.ANSWER,
        recipient="anna@post.example",
        sender=sender,
        from_address="kontakt@nystad.example",
        subject=subject,
        body="Hej!",
        case_number="2026-000123",
        message_id="<fl.2026-000123.1.0@nystad.example>",
        loop_token="nystad",
        at=NOW,
        answers_id=answers_id,
        answers_references=references,
    )
    return render(mail)


@bounded
@given(subject=HOSTILE, function=HOSTILE, answers_id=HOSTILE | IDS, others=st.lists(HOSTILE | IDS, max_size=4))
@example("=?utf-8?Q?a=0D=0ABcc:_x@post.example?=", "=?utf-8?Q?b=0A=0AX-Falsk:_1?=", "", [])
@example("a\r\nBcc: x@post.example", "b\nX-Falsk: 1", "<c\r\nBcc: d@e>", ["<f\n@g>"])
def test_section_2_nothing_from_outside_makes_a_header(
    subject: str, function: str, answers_id: str, others: list[str]
) -> None:
    """Whatever stands in a subject, a name or an id, the header names are ours and no value has a line end."""
    written = letter(subject, function, answers_id, tuple(others))
    head = written.partition(b"\r\n\r\n")[0]
    assert head.replace(b"\r\n", b"").count(b"\n") == head.replace(b"\r\n", b"").count(b"\r") == 0
    read = message_from_bytes(written, policy=policy.default)
    ours = {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
        "X-Auto-Response-Suppress", "X-Loop", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert set(read.keys()) <= ours
    assert len(read.keys()) == len(set(read.keys()))
    assert [party.addr_spec for party in read["To"].addresses] == ["anna@post.example"]


@bounded
@given(HOSTILE)
def test_header_text_is_one_clean_line(text: str) -> None:
    """For every header and file name we write; cleaning twice changes nothing."""
    clean = clean_header_text(text)
    assert len(clean.splitlines()) <= 1
    assert clean == clean_header_text(clean)


@bounded
@given(st.text(alphabet=PRINTED, max_size=120))
def test_a_subject_that_the_standard_library_encodes_is_read_back(text: str) -> None:
    """RFC 2047, there and back."""
    encoded = Header(text, "utf-8").encode(linesep="")
    plain = "".join(text.split())
    assert "".join(decode_encoded_words(encoded).split()) == plain or "=?" in text


@bounded
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_always_read_whatever_is_declared(text: str) -> None:
    """Seven-bit codes apart, a label cannot spoil what is beyond doubt."""
    data = text.encode()
    if not text.startswith("\ufeff") and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert decode(data, "iso-8859-1") == text


@bounded
@given(st.binary(max_size=400), LABELS)
def test_any_bytes_are_text_under_any_label(data: bytes, label: str) -> None:
    """No error, and no letter that a database refuses to store as UTF-8."""
    text = decode(data, label)
    assert text.encode("utf-8").decode("utf-8") == text


@bounded
@given(LINES.map("\n".join) | st.text(), st.booleans())
def test_section_5_split_loses_no_character(text: str, forward: bool) -> None:
    """New, quoted and signature cover the text, in order and without overlap."""
    pieces = split(text, forward=forward).pieces
    assert "".join(piece.text for piece in pieces) == text
    counted = {part: sum(len(piece.text) for piece in pieces if piece.part is part) for part in Part}
    assert sum(counted.values()) == len(text)


@bounded
@given(LINES.map("\n".join))
def test_section_5_splitting_the_new_part_again_keeps_its_questions(text: str) -> None:
    """What was found to be the writer's own stays so: no question is lost by looking twice."""
    new = split(text).new
    again = split(new)
    assert new.count("?") == again.unquoted.count("?")


@bounded
@given(st.integers(0, 9999), st.integers(0, 10**9), st.integers(1, 10**15), st.text(min_size=1, max_size=64), st.data())
def test_section_3_our_own_ids_are_known_and_no_other_key_makes_them(
    year: int, number: int, row: int, key: str, data: st.DataObject
) -> None:
    """A token that we made is read back; made with another key, or changed in one digit, it is nobody's."""
    made = make_message_id(row, f"{year:04d}-{number:06d}", "nystad.example", key)
    assert is_own_message_id(made, key)
    assert not is_own_message_id(made, f"{key}x")
    digits = [place for place, letter in enumerate(made.partition("@")[0]) if place > 3 and letter in "0123456789"]
    place = data.draw(st.sampled_from(digits))
    changed = f"{made[:place]}{(int(made[place]) + 1) % 10}{made[place + 1 :]}"
    assert not is_own_message_id(changed, key)


@bounded
@given(st.lists(IDS, max_size=40), IDS)
def test_section_2_references_are_bounded_and_end_with_theirs(known: list[str], theirs: str) -> None:
    """At most 20 ids, the first and the last kept, none twice."""
    chosen = headers.references_for_reply(known, theirs)
    assert len(chosen) <= headers.MAX_REFERENCES
    assert chosen[-1] == theirs
    assert len(set(chosen)) == len(chosen)
    others = [one for one in known if one != theirs]
    assert not others or chosen[0] == others[0]


@bounded
@given(HOSTILE, st.integers(2000, 2100), st.integers(1, 10**6))
def test_section_2_a_reply_has_one_tag_however_often_it_goes_round(subject: str, year: int, number: int) -> None:
    """The number is found again, and nothing grows."""
    case_number = f"{year}-{number:06d}"
    once = headers.reply_subject(subject, case_number)
    twice = headers.reply_subject(f"Sv: Re: {once}", case_number)
    assert headers.case_numbers(once)[-1:] == (case_number,)
    assert twice == once


@bounded
@given(HOSTILE)
def test_addresses_are_read_without_line_ends(value: str) -> None:
    """Any header, any name."""
    for party in parse_addresses(value):
        assert len(f"{party.name}{party.address}".splitlines()) <= 1
        assert party.address == "".join(party.address.split())


@bounded
@given(NAMES)
def test_a_quoted_name_is_one_party(name: str) -> None:
    """Commas, colons and brackets in a quoted name are the name's."""
    (party,) = parse_addresses(f'"{name}" <anna@post.example>')
    assert party.address == "anna@post.example"
    assert party.name == clean_header_text(name)


@settings(deadline=None, max_examples=100)
@given(
    st.dictionaries(st.sampled_from(["From", "To", "Subject", "Date", "Content-Type", "Auto-Submitted"]), HOSTILE),
    st.binary(max_size=300),
)
def test_any_mail_is_read_and_judged(values: dict[str, str], body: bytes) -> None:
    """No header and no body stops the line."""
    head = "".join(f"{name}: {value}\r\n" for name, value in values.items())
    raw = b"Received: x\r\n" + head.encode("utf-8", "replace") + b"\r\n" + body
    mail = parse(raw)
    assert screen(mail, POLICY, NOW, NOW).reason.label
    assert read_report(raw).message_ids is not None
