"""A mail of text, page, pictures and files as MIME: each program shows the best that it can (RFC 2046, 2387)."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage

from assistant.cases.enclosed import Enclosed


def write_enclosed(message: EmailMessage, enclosed: Enclosed, seed: str) -> None:
    """Put it into the message, whose headers are there already. The same `seed` gives the same boundaries."""
    message.set_content(enclosed.text, cte="quoted-printable")
    message.add_alternative(enclosed.page, subtype="html", cte="quoted-printable")
    page = next(part for part in message.walk() if part.get_content_type() == "text/html")
    for picture in enclosed.pictures:
        # Named, so that a program that shows no pictures in their place can still save them.
        page.add_related(
            picture.png, "image", "png", cid=f"<{picture.cid}>", disposition="inline", filename=f"{picture.name}.png"
        )
    for file in enclosed.files:
        maintype, _, subtype = file.kind.partition("/")
        message.add_attachment(file.content, maintype, subtype, filename=file.name)
    _bound(message, seed)


def _bound(message: EmailMessage, seed: str) -> None:
    """The library would take new boundaries each time; "=_" stands in no quoted-printable or base64 text."""
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary("=_" + hashlib.sha256(f"{seed} {number}".encode()).hexdigest()[:32])
