"""Attachments are named so that saving and showing them is safe, and read as the standard library reads them."""

from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.parts.attachments import clean_name, payload_bytes


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("karta.pdf", "karta.pdf"),
        ("Ritning på huset.pdf", "Ritning på huset.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\bild.jpg", "bild.jpg"),
        ("..\\..\\.htaccess", "htaccess"),
        ("bild\r\nSet-Cookie: x.png", "bild Set-Cookie_ x.png"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("con.txt", "_con.txt"),
        ('a<b>"c"|d?.txt', "a_b__c__d_.txt"),
        ("a\0.txt", "a.txt"),
        ("...", ""),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_are_cleaned(given_name: str, clean: str) -> None:
    """No folders, control characters, writing-direction tricks, reserved or endless names."""
    assert clean_name(given_name) == clean


@given(st.text())
def test_every_name_is_safe(name: str) -> None:
    """Whatever a sender writes."""
    clean = clean_name(name)
    assert len(clean) <= 121
    assert not clean.startswith(".")
    assert not set(clean) & set('/\\<>:"|?*\r\n\0')


def base64_part(written: str) -> Message:
    """A part that says its text is base64."""
    part = Message()
    part["Content-Transfer-Encoding"] = "Base64"
    part.set_payload(written)
    return part


@given(st.text("AQz9+/=\r\n -é", max_size=24))
def test_base64_is_read_as_the_standard_library_reads_it(written: str) -> None:
    """The same bytes and the same defects, whole or broken, however its lines end."""
    ours, theirs = base64_part(written), base64_part(written)
    assert payload_bytes(ours) == theirs.get_payload(decode=True)
    assert [type(defect) for defect in ours.defects] == [type(defect) for defect in theirs.defects]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_whole_base64_is_read_whole(end: str) -> None:
    """In lines of any length, with padding and without."""
    assert payload_bytes(base64_part(end.join(["QUJD", "REVG", "Rw==", ""]))) == b"ABCDEFG"
    assert payload_bytes(base64_part(end.join(["QUJDREVG", "R0hJ"]))) == b"ABCDEFGHI"
