"""A letter with a page, pictures and files is one that every mail program shows as well as it can."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime

from assistant.cases.enclosed import Enclosed, File, Inline
from assistant.cases.outbox import MailKind
from mail_gateway.compose import Outgoing, Sender, render

PICTURE, SHEET = b"\x89PNG" * 50, b"PK" * 50
LETTER = Outgoing(
    kind=MailKind.REPORT,
    recipient="chef@prov.example",
    sender=Sender("", "", "", "", "Provköping", "", "", "kontakt@prov.example", ""),
    from_address="kontakt@prov.example",
    subject="Statistik för maj",
    body="",
    case_number="0000-000000",
    message_id="<fl.0000-000000.1.aa@prov.example>",
    loop_token="vi",
    at=datetime(2026, 6, 1, 6, 0, tzinfo=UTC),
    enclosed=Enclosed(
        "Åtta ärenden.",
        '<p>Åtta <img src="cid:bild@forstalinjen"></p>',
        (Inline("bild", PICTURE),),
        (File("maj.xlsx", "application/x-prov", SHEET),),
    ),
)


def test_text_page_pictures_and_files_stand_where_programs_look_for_them() -> None:
    """Plain text first, the page with its pictures as the richer choice, files outside both; marked as automatic."""
    mail = email.message_from_bytes(render(LETTER), policy=email.policy.default)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/x-prov",
    ]
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().strip() == "Åtta ärenden."
    assert page.get_content().strip() == '<p>Åtta <img src="cid:bild@forstalinjen"></p>'
    (picture,) = (part for part in mail.walk() if part.get_content_maintype() == "image")
    assert (picture["Content-ID"], picture.get_content()) == ("<bild@forstalinjen>", PICTURE)
    (sheet,) = mail.iter_attachments()
    assert (sheet.get_filename(), sheet.get_content()) == ("maj.xlsx", SHEET)
    assert (mail["Auto-Submitted"], mail["X-Loop"]) == ("auto-generated", "vi")


def test_a_letter_sent_again_is_the_same_bytes() -> None:
    """No boundary and no id is made anew; no line is too long for SMTP."""
    once = render(LETTER)
    assert once == render(LETTER)
    assert max(map(len, once.split(b"\r\n"))) <= 998
