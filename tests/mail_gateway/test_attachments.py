"""Attachments are named so that saving and showing them is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.attachments import clean_name


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
