"""The survey from a chat to thanks: three questions, once, that show nothing of the case and close when they must."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from assistant.cases.case import Case
from assistant.cases.secrecy import make_confidential
from assistant.cases.survey import Reached, SurveyAnswer
from knowledge.organisation import the_municipality
from tests.assistant.chat.my_case.owner import owner_of_only_case
from tests.assistant.chat.site import CLEAR, DANGER, Site, Visitor
from tests.fakes import Clock
from tests.one_database import database_url

__all__ = ["database_url"]

_ADDRESS = re.compile(r'href="(/enkat/[^"]+)"')
WHOLE = {"svar": "answer", "tydligt": "4", "latt": "2"}


def survey_of(eva: Visitor) -> str:
    """Where the page's invitation leads."""
    found = _ADDRESS.search(eva.page)
    assert found is not None, eva.page
    return found[1]


def said(site: Site) -> list[tuple[Reached, int | None, int | None]]:
    """What residents have said."""
    with site.services.database.reading() as session:
        return [(one.reached, one.clear, one.easy) for one in session.scalars(select(SurveyAnswer))]


def test_an_answer_in_the_chat_is_graded_once(site: Site, eva: Visitor) -> None:
    """From the chat or the case's own page; sent twice it counts once, and nobody is asked again."""
    eva.ask(CLEAR)
    address = survey_of(eva)
    assert address == _ADDRESS.findall(owner_of_only_case(site).page)[0]
    page = eva.client.get(address).text
    for _ in range(2):
        sent = eva.send(address, page, **WHOLE)
        assert (sent.status_code, sent.location) == (303, address)
    assert "Tack för ditt svar" in eva.client.get(address).text
    assert said(site) == [(Reached.ANSWER, 4, 2)]
    eva.ask(CLEAR)
    assert "/enkat/" not in eva.page
    assert "/enkat/" not in owner_of_only_case(site).page


def test_the_page_tells_nothing_of_the_case(site: Site, eva: Visitor) -> None:
    """Whoever reads another's letter learns that the municipality was asked something, and no more."""
    eva.ask(CLEAR)
    answer = site.app.test_client().get(survey_of(eva))
    case = site.only_case()
    for secret in (case.number, case.code, case.subject, CLEAR, "Förskola", "/arende/"):
        assert secret not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert [cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")] == ["forstalinjen"]


def test_what_is_missing_is_told_and_what_was_chosen_kept(site: Site, eva: Visitor) -> None:
    """Grades are asked of whoever got an answer; whoever got none has none, whatever they pressed."""
    eva.ask(CLEAR)
    address = survey_of(eva)
    page = eva.client.get(address).text
    empty = eva.send(address, page)
    assert (empty.status_code, empty.text.count('class="field__error"')) == (422, 3)
    half = eva.send(address, page, svar="answer", tydligt="1", latt="6").text
    assert (half.count('class="field__error"'), half.count(" checked")) == (1, 2)
    assert said(site) == []
    assert eva.send(address, page, svar="no_answer", tydligt="1").status_code == 303
    assert said(site) == [(Reached.NO_ANSWER, None, None)]


def test_it_closes_alike_whatever_the_reason(site: Site, eva: Visitor, clock: Clock) -> None:
    """Too late, and confidential since; a forged address leads nowhere."""
    eva.ask(CLEAR)
    address = survey_of(eva)
    page, then = eva.client.get(address).text, clock.now
    clock.now = then + timedelta(days=31)
    late = eva.client.get(address)
    assert "/enkat/" not in eva.see_again()
    clock.now = then
    with site.services.database.transaction() as session:
        make_confidential(session.scalars(select(Case)).one(), None, then)
    secret = eva.client.get(address)
    assert (late.status_code, secret.status_code) == (410, 410)
    assert late.text == secret.text
    assert eva.send(address, page, **WHOLE).status_code == 410
    assert "/enkat/" not in owner_of_only_case(site).page
    forged = f"{address[:-1]}{'0' if address[-1] != '0' else '1'}"
    assert (eva.client.get(forged).status_code, eva.send(forged, page, **WHOLE).status_code) == (404, 404)
    assert said(site) == []


def test_it_is_asked_where_there_is_something_to_ask(site: Site, eva: Visitor) -> None:
    """Not before an answer, not of danger, not where it is turned off; and nothing is taken without its secret."""
    assert "/enkat/" not in eva.page
    eva.ask(DANGER)
    assert "/enkat/" not in eva.page
    bo = site.visitor()
    bo.ask(CLEAR)
    assert bo.client.post(survey_of(bo), data=WHOLE).status_code == 400
    with site.services.database.transaction() as session:
        the_municipality(session).survey_by_page = False
    assert "/enkat/" not in bo.see_again()
