"""Tell what a file is by its first bytes: a sender's word about it may be a mistake or a trick."""

import re
from typing import Final

UNKNOWN: Final = "application/octet-stream"
PROGRAM: Final = "application/vnd.microsoft.portable-executable"
_LOOKED_AT = 4096  # bytes

_ZIP = b"PK\x03\x04"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    # Word, Excel, PowerPoint before 2007 and Outlook's .msg share one container.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", "application/x-executable"),
    (b"#!", "text/x-script"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
# A folder that every file of the kind has; the names stand plain in the archive.
_IN_ARCHIVE = (
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
)
# OpenDocument keeps its type, uncompressed, as the first file (ODF 1.3 part 2, section 3.3).
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]{1,40})")
_BOXES = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_PAGE = re.compile(rb"\s{0,200}<(?:!doctype html|html|head|body|script)", re.IGNORECASE)
_SVG = re.compile(
    rb"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,500}-->\s{0,200})?<svg", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"\s{0,200}<\?xml", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(content: bytes) -> str:
    """Return the media type that the bytes show, `application/octet-stream` when they show none.

    A page and a drawing that can carry scripts are told from plain text, so that a download is never opened as one.
    """
    start = content[:_LOOKED_AT]
    if start.startswith(_ZIP):
        return _archive(content)
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    if start[4:8] == b"ftyp":
        return _BOXES.get(start[8:12], "video/mp4")
    if start.startswith(b"RIFF"):
        return _RIFF.get(start[8:12], UNKNOWN)
    return _text(start)


def _archive(content: bytes) -> str:
    start = content[:_LOOKED_AT]
    if found := _OPEN_DOCUMENT.search(start):
        return found[1].decode("ascii")
    # The list of names stands last; a large document's first names may be far apart.
    names = start + content[-65_536:]
    return next((kind for folder, kind in _IN_ARCHIVE if folder in names), "application/zip")


def _text(start: bytes) -> str:
    if not start or _BINARY.search(start):
        return UNKNOWN
    kinds = ((_PAGE, "text/html"), (_SVG, "image/svg+xml"), (_XML, "application/xml"))
    return next((kind for pattern, kind in kinds if pattern.match(start)), "text/plain")
