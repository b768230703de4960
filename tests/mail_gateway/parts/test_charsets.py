"""Bytes become text in the order of facts/mail.md section 5, and nothing makes them fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.parts.charsets import clean_header_text, clean_text, decode, decode_encoded_words

SWEDISH = "Räksmörgås på ängen – 50 €"


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (SWEDISH.encode("utf-8"), "utf-8"),
        (SWEDISH.encode("utf-8"), None),
        (SWEDISH.encode("utf-8"), "iso-8859-1"),
        (SWEDISH.encode("utf-8"), "no-such-charset"),
        (SWEDISH.encode("utf-8-sig"), "us-ascii"),
        (SWEDISH.encode("utf-16"), None),
        (SWEDISH.encode("utf-16-le"), "utf-16"),
        (SWEDISH.encode("utf-16-be"), "UTF-16"),
        (SWEDISH.encode("utf-32"), None),
        (SWEDISH.encode("cp1252"), "iso-8859-1"),
        (SWEDISH.encode("cp1252"), "us-ascii"),
        (SWEDISH.encode("cp1252"), '"windows-1252"'),
        (SWEDISH.encode("cp1252"), "utf-8"),
        (SWEDISH.encode("cp1252"), None),
        (SWEDISH.encode("cp1252"), "x-unknown\0"),
    ],
)
def test_swedish_is_read_right_whatever_the_label_says(data: bytes, declared: str | None) -> None:
    """UTF-8 wins where it is valid, the label comes next, cp1252 is what is left."""
    assert decode(data, declared) == SWEDISH


def test_iso_2022_is_read_as_declared_before_utf_8() -> None:
    """Its bytes are ASCII, so that UTF-8 would read them as rubbish."""
    assert decode("日本語".encode("iso-2022-jp"), "iso-2022-jp") == "日本語"


def test_a_declared_single_byte_set_is_used_when_the_bytes_are_not_utf_8() -> None:
    """Neighbours write in their own sets."""
    assert decode("Łódź".encode("iso-8859-2"), "iso-8859-2") == "Łódź"


@pytest.mark.parametrize(
    "label", ["punycode", "unicode_escape", "raw_unicode_escape", "idna", "base64", "rot13", "zip"]
)
def test_codecs_that_are_no_character_sets_are_not_used(label: str) -> None:
    """A label chooses among character sets, not among everything Python can do to bytes."""
    assert decode(b"a-\xe5\\u0041", label) == "a-å\\u0041"


@given(data=st.binary(max_size=300), label=st.one_of(st.none(), st.text(max_size=12)))
def test_every_byte_string_gives_text_that_can_be_stored(data: bytes, label: str | None) -> None:
    """No exception, no lone surrogates, and no NUL after cleaning."""
    text = clean_text(decode(data, label))
    assert text.encode("utf-8").decode("utf-8") == text
    assert "\0" not in text
    assert "\r" not in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?Fr=C3=A5ga_om_bygglov?=", "Fråga om bygglov"),
        ("=?iso-8859-1?Q?=C5=C4=D6?=", "ÅÄÖ"),
        ("=?UTF-8?B?w6XDpMO2?=", "åäö"),
        ("=?utf-8?b?w6XDpMO?=", "åä\ufffd"),
        ("=?utf-8?q?tv=C3?= =?utf-8?q?=A5_delar?=", "två delar"),
        ("=?utf-8?q?ett?= och =?utf-8?q?tv=C3=A5?=", "ett och två"),
        ("=?utf-8*sv?q?spr=C3=A5k?=", "språk"),
        ("=?utf-8?Q?Hej??=", "Hej?"),
        ("=?x-okänd?q?=E5?=", "å"),
        ("=?utf-8?b?A?=", "=?utf-8?b?A?="),
        ("vanlig text = ? utan kod", "vanlig text = ? utan kod"),
        ("=?utf-8?q?aldrig slut", "=?utf-8?q?aldrig slut"),
    ],
)
def test_encoded_words_are_decoded_and_broken_ones_kept(written: str, read: str) -> None:
    """RFC 2047 as mailers write it, half letters, unescaped question marks and all."""
    assert decode_encoded_words(written) == read


def test_a_header_of_unfinished_words_gives_itself_back() -> None:
    """20,000 openings without an end are text."""
    value = "=?a?q?x" * 20_000
    assert decode_encoded_words(value) == value


def test_header_text_is_one_line_without_anything_unseen() -> None:
    """No second header, no NUL, no mark that turns the writing direction."""
    assert clean_header_text("Hej\r\nBcc: x@y.se\0\t\u202egnp.exe\x85slut ") == ("Hej Bcc: x@y.se gnp.exe slut")


@pytest.mark.parametrize(("label", "codec"), [("utf-7", "utf-7"), ("UNICODE-1-1-UTF-7", "utf-7"), ("hz-gb-2312", "hz")])
def test_section_5_seven_bit_codes_are_read_as_declared(label: str, codec: str) -> None:
    """They are ASCII to look at, so that strict UTF-8 would show their codes as words."""
    text = "Får jag?" if codec == "utf-7" else "市政府"
    assert decode(text.encode(codec), label) == text
    assert decode("Får jag?".encode(), label) == "Får jag?"


def test_section_2_what_looks_like_an_encoded_word_is_broken_open() -> None:
    """EmailMessage would decode it as it is set, with the line ends that it holds."""
    assert clean_header_text("=?utf-8?Q?a=0D=0ABcc:_x?=") == "= ?utf-8?Q?a=0D=0ABcc:_x?="
    assert clean_header_text("=\0?x") == "= ?x"
    assert clean_header_text("a = ? b") == "a = ? b"
