"""A letter of figures as files that anybody can open, for whoever has no mail program at hand: the demo."""

from __future__ import annotations

import email
import email.policy
from base64 import b64encode
from collections.abc import Mapping
from email.message import EmailMessage, Message


def unpacked(letter: bytes) -> tuple[str, Mapping[str, bytes]]:
    """The headers that people see with the plain text, and files by name: the page with its pictures, and others."""
    mail = email.message_from_bytes(letter, policy=email.policy.default)
    plain = mail.get_body(("plain",))
    headers = "\n".join(f"{name}: {mail[name]}" for name in ("From", "To", "Subject", "Date") if mail[name])
    files = {"letter.html": _page(mail).encode()}
    files |= {part.get_filename() or "file": part.get_content() for part in mail.iter_attachments()}
    return f"{headers}\n\n{plain.get_content() if plain is not None else ''}", files


def _page(mail: EmailMessage) -> str:
    """The page with its pictures in it, since a browser knows no `cid:`."""
    part = mail.get_body(("html",))
    page = str(part.get_content()) if part is not None else ""
    for picture in mail.walk():
        if picture.get_content_maintype() == "image":
            page = page.replace(f"cid:{_cid(picture)}", f"data:image/png;base64,{_text_of(picture)}")
    return page


def _cid(picture: Message) -> str:
    return str(picture["Content-ID"]).strip("<> ")


def _text_of(picture: Message) -> str:
    content = picture.get_payload(decode=True)
    return b64encode(content if isinstance(content, bytes) else b"").decode("ascii")
