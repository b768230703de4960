"""The FAQ of Provstad, and somebody who reads it in a browser without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin.app import create_app
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.entries import Entry
from knowledge.remarks import EntryRemark

PUBLIC = "https://svar.prov.example"
PRESCHOOL = "/fragor/FSK-01/hur-sager-jag-upp-en-forskoleplats"


class Faq:
    """The web application over Provstad, with its clock standing still."""

    def __init__(self, services: Services, limit: str = "1000 per minute") -> None:
        """Known to the public as PUBLIC; `limit` is the one on forms."""
        web = replace(services.settings.web, public_url=PUBLIC, question_limit=limit)
        assistant = replace(services.settings.assistant, on_call_phone="0980-319 999")
        settings = replace(services.settings, web=web, assistant=assistant)
        self.services = replace(services, settings=settings, rules=replace(services.rules, assistant=assistant))
        self.app: Flask = create_app(self.services)

    def reader(self) -> Reader:
        """A new browser."""
        return Reader(self.app.test_client())

    def remarks(self) -> list[EntryRemark]:
        """What has been said, oldest first."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(EntryRemark).order_by(EntryRemark.id)))

    def mails(self) -> list[OutboxMail]:
        """The remarks that wait in the outbox."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.REMARK)))

    def entry(self, number: str) -> Entry:
        """The entry with this number."""
        with self.services.database.reading() as session:
            return session.scalars(select(Entry).where(Entry.number == number)).one()


class Reader:
    """A browser: what it last saw, and the forms of that page."""

    def __init__(self, client: FlaskClient) -> None:
        """Nothing is open yet."""
        self.client = client
        self.page = ""

    def open(self, address: str, **query: str) -> str:
        """Open a page that must be there, and read it."""
        answer = self.client.get(address, query_string=query or None)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        self.page = answer.text
        return self.read()

    def send(self, address: str, page: str | None = None, **fields: str) -> TestResponse:
        """Send a form of this page; where it leads is opened."""
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|token)" value="([^"]*)">', page or self.page))
        answer = self.client.post(address, data=hidden | fields)
        if answer.status_code == 303:
            self.page = self.client.get(answer.headers["Location"]).text
        return answer

    def read(self) -> str:
        """The page's own part as a person reads it: no tags, single spaces."""
        body = self.page[self.page.index("<main") : self.page.index("</main>")]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def results(self) -> list[str]:
        """The questions listed, in order."""
        return [unescape(found) for found in re.findall(r'class="result__title"[^>]*>([^<]+)</a>', self.page)]
