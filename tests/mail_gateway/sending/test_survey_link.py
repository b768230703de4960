"""A letter asks how the answer was, in the answers of those who may be asked and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from assistant.cases.case import Case
from assistant.cases.outbox import MailKind
from assistant.cases.secrecy import make_confidential
from assistant.cases.survey import SurveyAsk
from assistant.cases.survey_token import read_survey_token
from assistant.services import Services
from knowledge.organisation import the_municipality
from mail_gateway.compose import render
from tests.mail_gateway.post_room import DIFFICULT, body, outbox, take_in, write
from tests.mail_gateway.sending.test_letters import letter, only, reply
from tests.one_database import database_url

__all__ = ["database_url"]


def test_an_answer_by_the_assistant_leads_to_its_survey(town: Services) -> None:
    """The address is ours, names who was asked and lasts thirty days; a second answer has the same."""
    web = replace(town.settings.web, public_url="https://fraga.prov.example/")
    there = replace(town, settings=replace(town.settings, web=web))
    take_in(there, write())
    answer = only(there, MailKind.ANSWER)
    token = answer.survey_url.removeprefix("https://fraga.prov.example/enkat/")
    claimed = read_survey_token(token)
    assert claimed is not None
    with town.database.reading() as session:
        asked = session.scalars(select(SurveyAsk)).one()
    assert asked.id == claimed.link.ask_id
    assert asked.case_id is not None
    assert claimed.is_ours(asked.case_id, town.settings.secrets.key)
    assert (claimed.link.last_day - there.clock().date()).days == 30
    assert answer.survey_url in body(render(answer))


def test_a_person_s_answer_asks_and_a_receipt_does_not(town: Services) -> None:
    """Nor does the answer when letters are not to ask, or when the case has become confidential meanwhile."""
    take_in(town, write(DIFFICULT))
    assert only(town, MailKind.RECEIPT).survey_url == ""
    reply(town)
    (mail,) = outbox(town, MailKind.REPLY)
    assert "/enkat/" in letter(town, mail).survey_url
    with town.database.transaction() as session:
        the_municipality(session).survey_by_mail = False
    assert letter(town, mail).survey_url == ""
    with town.database.transaction() as session:
        the_municipality(session).survey_by_mail = True
        make_confidential(session.scalars(select(Case)).one(), None, town.clock())
    secret = letter(town, mail)
    assert secret.survey_url == ""
    assert "Fick du hjälp" not in body(render(secret))
