"""A reader for tests that some mails kill: the header X-Deadly says how."""

from __future__ import annotations

import os

from mail_gateway.reader.reading import ReadMail, read_mail


def read(raw: bytes, headers_only: bool) -> ReadMail:
    """Read a mail; or never come back, take all memory, end the process, or fail."""
    if b"X-Deadly: time" in raw:
        while True:
            pass
    if b"X-Deadly: memory" in raw:
        bytearray(4_000_000_000)
    if b"X-Deadly: end" in raw:
        os._exit(9)
    if b"X-Deadly: fault" in raw:
        raise ValueError("the mail's own words")
    return read_mail(raw, headers_only)
