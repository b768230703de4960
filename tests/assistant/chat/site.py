"""The residents' pages over a small town of their own, and a resident who uses them."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from admin.app import create_app
from assistant.cases.case import Case, CaseEvent, EventKind
from assistant.cases.handling import reply
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.cases.response_log import ResponseLog
from assistant.services import Services
from knowledge.entries import Entry
from knowledge.organisation import Role, the_municipality
from knowledge.settings import SmtpSettings
from tests.factories import add_department, add_entry, add_staff
from tests.kept_town import fill

CLEAR = "Hur säger jag upp en förskoleplats?"
ANSWER = "Du säger upp platsen i e-tjänsten. Uppsägningstiden är två månader."
LINK = "https://www.prov.example/sag-upp"
UNCLEAR = "Hur fungerar det med köplats egentligen?"
CHOICES = ("När får vi besked om köplats?", "Hur tackar vi ja till köplats?")
UNKNOWN = "Xylofonorkester på Jupiter, hur bokas den?"
OWN_CASE = "Jag vill överklaga mitt beslut om försörjningsstöd"
DANGER = "Min man misshandlar mig och barnen"


def small_site(session: Session) -> None:
    """A town with two departments, entries that are easy to tell apart and some that are not."""
    town = the_municipality(session)
    town.name, town.phone, town.email = "Provstads kommun", "0980-319 200", "kommun@prov.example"
    preschool = add_department(session, "Förskola och fritidshem", group="Placering")
    add_entry(
        session,
        preschool,
        CLEAR,
        phrasings=["Säga upp platsen på dagis", "Avsluta barnomsorg"],
        answer=f"{ANSWER}\n\nGör så här:\n- Logga in med e-legitimation.\n- Välj sista dag.",
        links=[("E-tjänst: Säg upp plats", LINK), ("Avgifter", "https://www.prov.example/avgifter")],
        keywords=["uppsägning", "förskola"],
    )
    for choice in CHOICES:
        add_entry(session, preschool, choice)
    support = add_department(session, "Individ- och familjeomsorg", group="Ekonomiskt bistånd")
    add_entry(session, support, "Hur ansöker jag om försörjningsstöd?", keywords=["socialbidrag", "försörjningsstöd"])


class Site:
    """The web application of the small town, with its clock standing still."""

    def __init__(self, services: Services, limit: str = "1000 per minute", smtp: str = "smtp.prov.example") -> None:
        """Fill the town, and build the application with this limit on questions; without `smtp` no mail."""
        web = replace(services.settings.web, question_limit=limit)
        assistant = replace(services.settings.assistant, on_call_phone="0980-319 999")
        mail = replace(services.settings.mail, smtp=SmtpSettings(host=smtp))
        settings = replace(services.settings, web=web, assistant=assistant, mail=mail)
        self.services = replace(services, settings=settings, rules=replace(services.rules, assistant=assistant))
        with services.database.transaction() as session:
            fill(session, small_site)
        self.app: Flask = create_app(self.services)

    def visitor(self) -> Visitor:
        """A new browser."""
        return Visitor(self.app.test_client())

    def count(self, table: type[Case] | type[Message] | type[OutboxMail]) -> int:
        """How many rows there are."""
        with self.services.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def only_case(self) -> Case:
        """The one case there is."""
        with self.services.database.reading() as session:
            return session.scalars(select(Case)).one()

    def events(self, kind: EventKind) -> list[CaseEvent]:
        """What has happened of this kind."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(CaseEvent).where(CaseEvent.kind == kind)))

    def logged_reasons(self) -> list[str]:
        """Why the assistant decided as it did, oldest first."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(ResponseLog.reason).order_by(ResponseLog.id)))

    def mails(self, kind: MailKind) -> list[str]:
        """Whom mails of this kind go to."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(OutboxMail.recipient).where(OutboxMail.kind == kind)))

    def entry_id(self, question: str) -> int:
        """The entry with this question."""
        with self.services.database.reading() as session:
            return session.scalars(select(Entry.id).where(Entry.question == question)).one()

    def answer_as_staff(self, text: str) -> None:
        """A handler, Anna Lind, replies in the newest case."""
        with self.services.database.transaction() as session:
            case = session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
            anna = add_staff(session, "Anna Lind", Role.HANDLER)
            reply(session, case, anna, text, self.services.rules.calendar, self.services.clock())


class Visitor:
    """A resident's browser without JavaScript: it sends forms as they stood on the page last seen."""

    def __init__(self, client: FlaskClient) -> None:
        """Open the page once, as anybody does first."""
        self.client = client
        self.page = client.get("/").text

    def send(self, address: str, page: str | None = None, **fields: str) -> TestResponse:
        """Send a form of this page, and look at what comes; does not follow anywhere but to the chat."""
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|token)" value="([^"]*)">', page or self.page))
        answer = self.client.post(address, data=hidden | fields)
        if answer.status_code != 303:
            self.page = answer.text
        elif urlsplit(answer.location).path == "/":
            # What is said once must be left for the page that the answer leads to.
            self.page = self.client.get("/").text
        return answer

    def ask(self, text: str) -> str:
        """Ask, and read the page that comes, as text."""
        answer = self.send("/fraga", text=text)
        assert answer.status_code == 303, answer.text
        return self.read()

    def read(self) -> str:
        """The page as a person reads it: no tags, single spaces, and nothing that only a script would show."""
        body = self.page[self.page.index("<main") : self.page.index("</main>")]
        body = re.sub(r"<template.*?</template>", " ", body, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.replace("<wbr>", ""))).split())

    def see_again(self) -> str:
        """Load the page again and read it."""
        self.page = self.client.get("/").text
        return self.read()

    def message_id(self) -> str:
        """Which message the page asks "Hjälpte svaret?" about."""
        found = re.search(r'name="meddelande" value="(\d+)"', self.page)
        assert found is not None, self.page
        return found.group(1)
