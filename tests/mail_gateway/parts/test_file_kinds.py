"""A file is what its bytes say, not what the sender calls it."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail_gateway.parts.file_kinds import PROGRAM, UNKNOWN, kind_of


def archive(*names: str, first: str = "") -> bytes:
    """A zip file with these names; `first` is the content of a file called mimetype."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as into:
        if first:
            into.writestr("mimetype", first)
        for name in names:
            into.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00????", UNKNOWN),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"\x78\x9f\x3e\x22\x01", "application/ms-tnef"),
        (b"MZ\x90\x00", PROGRAM),
        (b"#!/bin/sh\n", "text/x-script"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        (b"  <!DOCTYPE html><p>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        (b'<?xml version="1.0"?>\n<svg onload="x">', "image/svg+xml"),
        (b'<?xml version="1.0"?><faktura/>', "application/xml"),
        ("Hej på dig\n".encode("latin-1"), "text/plain"),
        (b"", UNKNOWN),
        (b"\x00\x01\x02", UNKNOWN),
        (archive("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive(first="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (archive("bild.jpg"), "application/zip"),
    ],
)
def test_the_kind_is_read_from_the_bytes(content: bytes, kind: str) -> None:
    """What residents attach, and what somebody may disguise."""
    assert kind_of(content) == kind


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=5_000))
def test_any_bytes_have_a_kind(content: bytes) -> None:
    """Never an error, always one type."""
    kind = kind_of(content)
    assert kind.count("/") == 1
    assert kind == kind.strip().lower()
