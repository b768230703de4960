"""Gun, who answers the phone in Provköping, the entries she answers with, and what her browser sends."""

from __future__ import annotations

import re
from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.handling import close, reply
from assistant.cases.response_log import ResponseLog
from knowledge.audience import Audience
from knowledge.entries import Entry
from knowledge.organisation import Department, ResponseGroup, Role, ServicePromise, StaffMember
from tests.admin.workplace import Workplace, hidden_fields
from tests.factories import add_entry

PLACE = "Hur säger jag upp en förskoleplats?"
ANSWER = "Du säger upp platsen i e-tjänsten. Uppsägningstiden är två månader."
BENEFIT = "Hur ansöker jag om försörjningsstöd?"


class Desk:
    """A town with a contact centre and two departments, one of them confidential."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace
        self.first_line = workplace.group("Kundtjänst", "Kommunledning", first_line=True)
        self.placing = workplace.group("Placering", "Barn och utbildning")
        self.support = workplace.group("Ekonomiskt bistånd", "Individ- och familjeomsorg")
        self.gun = workplace.staff("Gun", Role.FIRST_LINE, groups=(self.first_line,))
        self.anna = workplace.staff("Anna", Role.HANDLER, groups=(self.placing,))
        with workplace.services.database.transaction() as session:
            support = session.get_one(ResponseGroup, self.support).department
            support.confidential = True
            preschool = session.get_one(ResponseGroup, self.placing).department
            preschool.phone, preschool.phone_hours = "0980-319 210", "måndag-fredag 9.00-12.00"
            preschool.promise = ServicePromise(answer_within_days=2, alarm_after_days=3)
            session.get_one(ResponseGroup, self.placing).email = "placering@provkoping.example"
            _add_entries(session, preschool, support)

    def entry_id(self, number: str) -> int:
        """The id of an entry."""
        with self.workplace.services.database.reading() as session:
            return session.scalars(select(Entry.id).where(Entry.number == number)).one()

    def cases(self) -> list[Case]:
        """Every case, oldest first."""
        with self.workplace.services.database.reading() as session:
            return list(session.scalars(select(Case).order_by(Case.id)))

    def log(self) -> list[ResponseLog]:
        """Every row of the response log."""
        with self.workplace.services.database.reading() as session:
            return list(session.scalars(select(ResponseLog).order_by(ResponseLog.id)))

    def events(self, number: str, kind: EventKind) -> list[CaseEvent]:
        """What happened to a case, of one kind."""
        with self.workplace.services.database.reading() as session:
            chosen = select(CaseEvent).join(Case, Case.id == CaseEvent.case_id)
            return list(session.scalars(chosen.where(Case.number == number, CaseEvent.kind == kind)))

    def answered_by_department(self, number: str, text: str, at: datetime | None = None) -> None:
        """Anna answers and closes a case."""
        services = self.workplace.services
        now = at or services.clock()
        with services.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            anna = session.scalars(select(StaffMember).where(StaffMember.email == self.anna)).one()
            if text:
                reply(session, case, anna, text, services.rules.calendar, now)
            close(case, anna, now)

    def handed_over(self, client: FlaskClient, question: str = "Får vi byta plats?", **fields: str) -> str:
        """Gun hands a call over to Placering; its number."""
        given = {"grupp": str(self.placing), "phone": "070-123 45 67", "fraga": question} | fields
        answer = post_form(client, "lamna-over", "lamna-over/klart", **given)
        assert answer.status_code == 303, answer.text
        case = self.cases()[-1]
        assert case.status is Status.OPEN
        return case.number


def _add_entries(session: Session, preschool: Department, support: Department) -> None:
    facts = {
        "subject": "Säga upp plats",
        "answer": ANSWER,
        "phrasings": ["Säga upp platsen på dagis"],
        "links": [("E-tjänst: Säg upp plats", "https://www.prov.example/sag-upp")],
        "ask_resident": "Vilket datum ska barnet sluta?",
        "hand_over_when": "Vårdnadshavarna är oense om platsen.",
        "internal": "Datumet står i köregistret.",
    }
    add_entry(session, preschool, PLACE, number="FSK-01", **facts)
    add_entry(session, preschool, "Vad kostar en förskoleplats?", number="FSK-02", audience=Audience.FIRST_LINE)
    appeal = "Hur överklagar jag ett beslut om plats?"
    add_entry(session, preschool, appeal, number="FSK-03", audience=Audience.DEPARTMENT)
    add_entry(session, support, BENEFIT, number="IFO-01", subject="Försörjningsstöd")


def search(client: FlaskClient, words: str, **fields: str) -> str:
    """What the desk shows for these words."""
    fields |= hidden_fields(client.get("/svarsstod").text) | {"fraga": words}
    answer = client.post("/svarsstod", data=fields)
    assert answer.status_code == 200
    return answer.text


def form_page(client: FlaskClient, which: str, **fields: str) -> str:
    """The page with one of the desk's forms."""
    fields |= hidden_fields(client.get("/svarsstod").text)
    answer = client.post(f"/svarsstod/{which}", data=fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def form_fields(page: str) -> dict[str, str]:
    """The hidden fields of a contact's form; the page has another form, to log out, with none of these."""
    names = ("csrf_token", "svar", "token", "oppnad")
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: value for name, value in found if name in names}


def post_form(client: FlaskClient, which: str, to: str, page: str = "", **fields: str) -> TestResponse:
    """Open one of the forms, fill it in and send it; `page` is one that was opened before."""
    entry = {"svar": fields["svar"]} if "svar" in fields else {}
    shown = page or form_page(client, which, fraga=fields.get("fraga", ""), **entry)
    return client.post(f"/svarsstod/{to}", data={"kanal": "phone"} | form_fields(shown) | fields)
