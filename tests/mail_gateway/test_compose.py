"""A mail of ours, byte for byte: whole, threaded, marked, and safe whatever names and subjects hold."""

from __future__ import annotations

import email
import email.message
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cases.outbox import MailKind
from mail_gateway.compose import (
    Outgoing,
    Sender,
    is_own_message_id,
    loop_token,
    make_message_id,
    render,
    sendable_address,
    signature,
)
from mail_gateway.errors import MailUnsendable
from mail_gateway.parse import parse
from tests.mail_gateway.post_room import body, read

KEY = "nyckel" * 10
AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SENDER = Sender(
    person="",
    title="",
    function="",
    department="Förskola",
    municipality="Provstads kommun",
    address="Torget 1, 593 00 Provstad",
    phone="0980-319 210",
    email="forskola@prov.example",
    web="https://www.prov.example",
)
MAIL = Outgoing(
    kind=MailKind.ANSWER,
    recipient="rut@resident.example",
    sender=SENDER,
    from_address="kontakt@prov.example",
    subject="Fråga",
    body="Du säger upp platsen i e-tjänsten.",
    case_number="2026-000123",
    message_id=make_message_id(7, "2026-000123", "prov.example", KEY),
    loop_token=loop_token(KEY),
    at=AT,
    answers_id="<q1@rut.example>",
    answers_references=("<first@rut.example>",),
)
SWEDISH = st.text("abcdefghijklmnoprstuvåäöÅÄÖé ,.!?()\"'<>@=_-–:;&€🙂", max_size=160)


def test_an_answer_is_a_whole_letter() -> None:
    """Greeting, answer, closing, the standard signature, and that it is automatic and how to reach a person."""
    assert body(render(MAIL)) == (
        "Hej!\n\n"
        "Du säger upp platsen i e-tjänsten.\n\n"
        "Hör gärna av dig om du har fler frågor.\n\n"
        "Med vänlig hälsning\nFörskola\nProvstads kommun\nTorget 1, 593 00 Provstad\nTelefon: 0980-319 210\n"
        "forskola@prov.example\nhttps://www.prov.example\n\n"
        "Det här svaret valdes automatiskt bland svar som kommunen har godkänt. "
        "Vill du ha svar av en person? Svara på det här mejlet.\n"
    )


def test_a_person_s_reply_is_signed_by_them() -> None:
    """Name, title, function and department come first; nothing in it says automatic."""
    sender = replace(SENDER, person="Sara Prov", title="Handläggare", function="Placering")
    text = body(render(replace(MAIL, kind=MailKind.REPLY, sender=sender)))
    assert "Med vänlig hälsning\nSara Prov, Handläggare\nPlacering\nFörskola\nProvstads kommun\n" in text
    assert "automatisk" not in text


@pytest.mark.parametrize("begun", ["Hej Rut!", "God morgon!", "Bästa Rut,"])
def test_a_person_s_own_greeting_is_the_only_one(begun: str) -> None:
    """Ours stands before a person's words that have none, and before an answer's whatever it begins with."""
    reply, words = replace(MAIL, kind=MailKind.REPLY), "Du säger upp platsen i e-tjänsten."
    assert body(render(replace(reply, body=f"{begun}\n\n{words}"))).startswith(f"{begun}\n\n{words}\n\n")
    assert body(render(replace(reply, body=words))).startswith(f"Hej!\n\n{words}\n\n")
    assert body(render(replace(MAIL, body=f"{begun}\n\n{words}"))).startswith(f"Hej!\n\n{begun}\n\n{words}\n\n")


def test_a_signature_leaves_out_what_is_not_known() -> None:
    """No empty lines, no label without a value, and a function named as its department stands once."""
    bare = Sender("Sara Prov", "", "Förskola", "Förskola", "Provstads kommun", "", "", "", "")
    assert signature(bare) == "Med vänlig hälsning\nSara Prov\nFörskola\nProvstads kommun"


def test_a_notice_is_its_text_alone() -> None:
    """To colleagues: no greeting, no signature, its own subject, no thread."""
    raw = render(
        replace(MAIL, kind=MailKind.NOTICE, subject="Nytt ärende 2026-000123", answers_id="", answers_references=())
    )
    notice = read(raw)
    assert body(raw) == "Du säger upp platsen i e-tjänsten.\n"
    assert (notice["Subject"], notice["In-Reply-To"], notice["References"]) == ("Nytt ärende 2026-000123", None, None)


@pytest.mark.parametrize(
    ("kind", "submitted"),
    [
        (MailKind.ANSWER, "auto-replied"),
        (MailKind.RECEIPT, "auto-replied"),
        (MailKind.NOTICE, "auto-generated"),
        (MailKind.REPLY, None),
    ],
)
def test_section_2_automatic_mail_is_marked_and_a_person_s_is_not(kind: MailKind, submitted: str | None) -> None:
    """RFC 3834; and never `All`, which would stop the bounces that we need (facts/mail.md 2)."""
    mail = read(render(replace(MAIL, kind=kind)))
    assert mail["Auto-Submitted"] == submitted
    assert mail["X-Auto-Response-Suppress"] == ("DR, RN, NRN, OOF, AutoReply" if submitted else None)
    assert mail["X-Loop"] == (loop_token(KEY) if submitted else None)


def test_section_2_the_headers_of_a_reply() -> None:
    """Threaded on their mail; one prefix and one tag however often the subject has been round."""
    mail = read(render(replace(MAIL, subject="SV: Re[2]: Fråga [#2026-000123]")))
    assert mail["Subject"] == "Sv: Fråga [#2026-000123]"
    assert mail["In-Reply-To"] == "<q1@rut.example>"
    assert mail["References"] == "<first@rut.example> <q1@rut.example>"
    assert mail["To"].addresses[0].addr_spec == "rut@resident.example"
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == MAIL.message_id
    assert mail["From"].addresses[0].addr_spec == "kontakt@prov.example"
    assert mail["From"].addresses[0].display_name == "Provstads kommun"
    assert [mail["Reply-To"], mail["Cc"], mail["Bcc"], mail["Disposition-Notification-To"]] == [None] * 4


def test_an_answer_to_a_mail_without_a_subject_has_one() -> None:
    """The tag alone would look like spam."""
    assert read(render(replace(MAIL, subject="")))["Subject"] == "Sv: Din fråga till kommunen [#2026-000123]"


def test_7e_the_same_mail_is_the_same_bytes() -> None:
    """A resend is identical (facts/mail.md 7e): no date or boundary of the moment is in it."""
    assert render(MAIL) == render(replace(MAIL))


@pytest.mark.parametrize("bad", ["Hej\r\nBcc: alla@x.example", "Hej\nX: y", "Hej\r\n\r\nText", "a\x00b\x0b\x85\u2028c"])
def test_section_2_no_line_break_gets_into_a_header(bad: str) -> None:
    """A hostile subject or name becomes a clean header, not a second one and not a crash (facts/mail.md 2)."""
    sender = replace(SENDER, function=bad, municipality=bad)
    for kind in MailKind:
        raw = render(replace(MAIL, kind=kind, subject=bad, sender=sender))
        mail = read(raw)
        expected = set(read(render(replace(MAIL, kind=MailKind.ANSWER))).keys()) | {"Content-Transfer-Encoding"}
        assert set(mail.keys()) <= expected
        assert mail["Bcc"] is None
        assert len(mail["From"].addresses) == len(mail["To"].addresses) == 1


@given(subject=SWEDISH, name=SWEDISH, text=SWEDISH)
def test_any_words_arrive_as_they_are(subject: str, name: str, text: str) -> None:
    """Swedish letters, quotes, brackets and pictures in subject, name and body; seven-bit, short lines, CRLF."""
    raw = render(replace(MAIL, subject=subject, sender=replace(SENDER, function=name), body=text))
    raw.decode("ascii")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    mail = read(raw)
    assert "".join(mail["Subject"].split()).endswith("[#2026-000123]")
    assert [address.addr_spec for address in mail["From"].addresses] == ["kontakt@prov.example"]
    assert text.strip() in body(raw)


@given(
    words=st.lists(st.sampled_from("snö är på väg till skolan å Älvsbyn (gata) kö: - 12 €🙂 Ö".split()), max_size=60)
)
def test_a_long_swedish_subject_and_name_are_read_as_they_were_written(words: list[str]) -> None:
    """Folded in encoded words and put together again to the letter, with every space."""
    text = " ".join(words)[:170].strip() or "x"
    raw = render(replace(MAIL, subject=text, sender=replace(SENDER, function=text)))
    assert read(raw)["Subject"] == f"Sv: {text} [#2026-000123]"
    # Python's reader of names sees a space between two encoded words where RFC 2047 6.2 says there is none.
    assert parse(raw).senders[0].name == text


@pytest.mark.parametrize(
    "name", ["Åsa, Örjan & Co", 'Kommunen "Öst"', "a@b.example", "<x@y>", "", "Individ- och familj"]
)
def test_a_sender_s_name_is_a_name(name: str) -> None:
    """Commas, quotes and addresses in a name make no second sender."""
    mail = read(render(replace(MAIL, sender=replace(SENDER, function=name, municipality=name))))
    (address,) = mail["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "kontakt@prov.example")


@pytest.mark.parametrize(
    "text",
    ["x" * 5000, "å" * 3000, ".", ".\n..\n.\n", "From oss\nFrån oss", "slut\r\nny rad\rrad", "=C3=A5 = ?", "a " * 2000],
    ids=["long line", "long Swedish line", "dot", "dots", "From", "line ends", "looks encoded", "spaces"],
)
def test_any_text_arrives_as_it_is(text: str) -> None:
    """Lines over 998 letters, lone dots and words that look like codes; only line ends are made alike."""
    raw = render(replace(MAIL, kind=MailKind.NOTICE, body=text))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert body(raw) == text.replace("\r\n", "\n").replace("\r", "\n") + "\n"


def test_section_2_references_are_kept_whole_and_few() -> None:
    """At most 20 ids, the first and the last; a long one is never cut or written as an encoded word."""
    long = f"<{'x' * 400}@mail.example>"
    theirs = tuple(f"<{number}@rut.example>" for number in range(50))
    raw = render(replace(MAIL, answers_references=theirs, answers_id=long))
    ids = str(read(raw)["References"]).split()
    assert (len(ids), ids[0], ids[-1]) == (20, "<0@rut.example>", long)
    assert long.encode() in raw
    assert b"=?" not in raw.partition(b"References:")[2].partition(b"\r\nAuto-Submitted")[0]


@pytest.mark.parametrize("odd", ["<å@x>", "<" + "x" * 950 + "@x>", "utan-hakar", "<a\r\nBcc: b@x>", ""])
def test_section_2_an_id_that_cannot_be_written_is_left_out(odd: str) -> None:
    """Their id may be anything; ours then refers to the rest of the thread, or to nothing."""
    mail = read(render(replace(MAIL, answers_id=odd)))
    assert (mail["In-Reply-To"], mail["References"], mail["Bcc"]) == (None, "<first@rut.example>", None)
    alone = read(render(replace(MAIL, answers_id=odd, answers_references=())))
    assert (alone["In-Reply-To"], alone["References"]) == (None, None)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("rut@resident.example", "rut@resident.example"),
        ("rut+a.b_c'd@resident.example", "rut+a.b_c'd@resident.example"),
        ("rut@räksmörgås.example", "rut@xn--rksmrgs-5wao1o.example"),
        ("rut@[192.0.2.1]", "rut@[192.0.2.1]"),
    ],
)
def test_an_address_as_smtp_says_it(address: str, written: str) -> None:
    """A domain with Swedish letters is written in ASCII, in the envelope and in To."""
    assert sendable_address(address) == written
    assert read(render(replace(MAIL, recipient=address)))["To"].addresses[0].addr_spec == written


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rut",
        "@x.example",
        "rut@",
        "åsa@x.example",
        "rut prov@x.example",
        "rut@x..example",
        "rut@å..example",
        "rut@x.example\r\nBcc: b@x",
        f"{'a' * 65}@x.example",
        f"rut@{'a.' * 130}example",
        "rut@" + "å" * 80 + ".example",
    ],
)
def test_an_impossible_address_is_refused(address: str) -> None:
    """MailUnsendable, so that a person is told; never a crash that comes again at every round."""
    with pytest.raises(MailUnsendable) as refused:
        render(replace(MAIL, recipient=address))
    assert refused.value.permanent


def test_section_2_our_ids_are_ours() -> None:
    """Made with the key they are recognised; another number, mail, token, key or form is not."""
    own = make_message_id(7, "2026-000123", "prov.example", KEY)
    assert is_own_message_id(own, KEY)
    assert not is_own_message_id(own, KEY + "x")
    assert not is_own_message_id(own.replace("2026-000123", "2026-000124"), KEY)
    assert not is_own_message_id(own.replace(".7.", ".8."), KEY)
    assert not is_own_message_id(own[:-30] + "0" + own[-29:], KEY)
    assert not is_own_message_id(f"x{own}", KEY)
    for other in ("", "<q1@rut.example>", "<fl.2026-000123.7.@prov.example>", "<fl.2026-000123.7.å@x>"):
        assert not is_own_message_id(other, KEY)


def test_section_2_the_loop_token_needs_the_key() -> None:
    """Nobody else can mark a mail as ours."""
    assert loop_token(KEY) != loop_token(KEY + "x")
    assert KEY not in loop_token(KEY)


def test_old_readers_understand_the_mail_too() -> None:
    """Python's older reader finds the text first and the same as HTML after it, with nothing malformed."""
    mail = email.message_from_bytes(render(MAIL), policy=email.policy.compat32)
    parts = [part for part in mail.walk() if isinstance(part, email.message.Message)]
    assert [part.get_content_type() for part in parts] == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.get_content_charset() for part in parts] == [None, "utf-8", "utf-8"]
    assert [part.defects for part in parts] == [[], [], []]
