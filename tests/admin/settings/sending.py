"""What the settings' tests do with the pages: send a form as the page has it, and read the log."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from knowledge.audit import AuditEntry
from tests.admin.workplace import Workplace, hidden_fields

ROOT = "/installningar"


def fields_of(page: str) -> dict[str, str]:
    """Everything that a page's forms would send: hidden fields, lines, ticked boxes, texts and chosen options."""
    found = hidden_fields(page)
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and "hidden" not in tag and ("checkbox" not in tag or " checked" in tag):
            found[name.group(1)] = unescape(value.group(1))
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def save(client: FlaskClient, path: str, page: str = "", to: str = "", **typed: str) -> TestResponse:
    """Send the page's form with these fields typed over; `page` is the page as it was, `to` another address."""
    shown = page or client.get(ROOT + path).text
    return client.post(ROOT + (to or path), data=fields_of(shown) | typed)


def flashed(client: FlaskClient, answer: TestResponse) -> str:
    """Follow the redirect; the page with what it says."""
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def changes(workplace: Workplace) -> list[AuditEntry]:
    """The audit log of these pages, oldest first."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
