"""Waiting in the chat: what is said of the desk, what is new, and the wish to be called."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, select

from assistant.cases.call_back import CallBack, CallTime
from assistant.cases.case import Case, EventKind
from assistant.cases.handling import take
from assistant.cases.outbox import MailKind, OutboxMail
from knowledge.organisation import Role
from tests.assistant.chat.site import CLEAR, DANGER, OWN_CASE, Site, Visitor
from tests.factories import add_staff, group_of
from tests.one_database import database_url

__all__ = ["database_url"]

PHONE = "070-123 45 67"


def mark(eva: Visitor) -> str:
    """The mark of the page last seen."""
    found = re.search(r'data-mark="([^"]+)"', eva.page)
    assert found is not None, eva.page
    return found.group(1)


def at_work(site: Site) -> None:
    """A handler of the case's group has opened a page just now."""
    with site.services.database.transaction() as session:
        group = group_of(session, "Individ- och familjeomsorg")
        add_staff(session, "Britt Berg", Role.HANDLER, groups=(group,)).seen_at = site.services.clock()


def calls(site: Site) -> list[tuple[str, CallTime]]:
    """Whom somebody is to call."""
    with site.services.database.reading() as session:
        return [(row.phone, row.wished) for row in session.scalars(select(CallBack))]


def test_one_is_told_whether_somebody_is_there(site: Site, eva: Visitor) -> None:
    """Nobody at work: do not wait. Somebody: wait here. Taken: by whom it is answered is settled."""
    assert "Ingen är ledig just nu." in eva.ask(OWN_CASE)
    at_work(site)
    assert "Någon svarar nu. Vänta gärna här i chatten" in eva.see_again()
    with site.services.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        take(case, add_staff(session, "Anna Lind", Role.HANDLER), site.services.clock())
    assert "En handläggare har tagit ditt ärende." in eva.see_again()


def test_nothing_new_is_an_empty_answer(eva: Visitor) -> None:
    """204 with no body and nothing for a cache, however often one asks; nothing is written."""
    eva.ask(OWN_CASE)
    for _ in range(2):
        answer = eva.client.get("/nytt", query_string={"efter": mark(eva)})
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_reply_and_a_taken_case_are_new(site: Site, eva: Visitor) -> None:
    """200 with the new mark; with that one it is 204 again, and the page has it too."""
    eva.ask(OWN_CASE)
    old = mark(eva)
    site.answer_as_staff("Du överklagar till oss.")
    answer = eva.client.get("/nytt", query_string={"efter": old})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert eva.client.get("/nytt", query_string={"efter": answer.text}).status_code == 204
    assert "Du överklagar till oss." in eva.see_again()
    assert mark(eva) == answer.text


@pytest.mark.parametrize("efter", ["", "0", "x" * 5000, "1.1' OR 1=1", "٣.٤"])
def test_any_other_mark_is_an_old_one(eva: Visitor, efter: str) -> None:
    """What is not the mark of now means that the page is old."""
    eva.ask(OWN_CASE)
    assert eva.client.get("/nytt", query_string={"efter": efter}).status_code == 200


def test_without_a_case_there_is_nothing_to_wait_for(eva: Visitor) -> None:
    """A browser that has no chat, or whose chat is gone, is told to stop asking."""
    assert eva.client.get("/nytt?efter=1.1").status_code == 404
    with eva.client.session_transaction() as kept:
        kept["chat_case"] = "from-another-installation"
    assert eva.client.get("/nytt?efter=1.1").status_code == 404


def test_asking_is_cheap(site: Site, eva: Visitor) -> None:
    """Whoever waits costs one query each time, and renders nothing."""
    eva.ask(OWN_CASE)
    seen, from_now = list[str](), mark(eva)
    count_queries(site, seen)
    assert eva.client.get("/nytt", query_string={"efter": from_now}).status_code == 204
    assert [statement.split()[0] for statement in seen if statement != "BEGIN"] == ["SELECT"]


def test_a_wish_to_be_called_is_kept_and_the_group_told_once(site: Site, eva: Visitor) -> None:
    """Number and time, a notice without the number, and the page says so; another number takes its place."""
    eva.ask(OWN_CASE)
    notices = len(site.mails(MailKind.NOTICE))
    answer = eva.send("/ring", phone=f" {PHONE} ", wished="afternoon")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#arende")
    assert calls(site) == [(PHONE, CallTime.AFTERNOON)]
    assert "Vi ringer dig på 070-123 45 67, helst på eftermiddagen." in eva.read()
    eva.send("/ring", phone="0980-319 000", wished="any")
    assert calls(site) == [("0980-319 000", CallTime.ANY)]
    assert len(site.events(EventKind.CALL_ASKED)) == 1
    with site.services.database.reading() as session:
        told = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.NOTICE)).all()[notices:]
    assert [mail.subject for mail in told] == [f"Ring upp i ärende {site.only_case().number}"]
    assert "123 45 67" not in told[0].body


def test_a_number_that_cannot_be_called_is_explained_beside_its_field(site: Site, eva: Visitor) -> None:
    """A page with the sentence, what was typed and the time that was chosen; nothing is stored."""
    eva.ask(OWN_CASE)
    answer = eva.send("/ring", phone="ring mig", wished="morning")
    assert answer.status_code == 422
    assert "Telefonnumret ser inte rätt ut." in eva.read()
    assert 'value="ring mig"' in eva.page
    assert 'value="morning" checked' in eva.page
    assert calls(site) == []


def test_nobody_is_called_who_has_no_question_with_a_person(site: Site, eva: Visitor) -> None:
    """Before a hand-over, after the answer, and without a chat the form leads back to the page and stores nothing."""
    assert eva.send("/ring", phone=PHONE).status_code == 303
    eva.ask(CLEAR)
    assert eva.send("/ring", phone=PHONE).status_code == 303
    eva.send("/person")
    page = eva.page
    site.answer_as_staff("Så här gör du.")
    assert eva.send("/ring", page, phone=PHONE).status_code == 303
    assert calls(site) == []


def test_a_confidential_case_may_be_called_too(site: Site, eva: Visitor) -> None:
    """Whoever is in danger says best how to be reached."""
    eva.ask(DANGER)
    eva.send("/ring", phone=PHONE)
    assert calls(site) == [(PHONE, CallTime.ANY)]


def test_the_way_to_one_s_own_page_is_shown(site: Site, eva: Visitor) -> None:
    """A link with the case's code, on the page and in the receipt."""
    eva.ask(OWN_CASE)
    code = site.only_case().code
    assert f'href="/arende/{code}"' in eva.page
    eva.send("/kontakt", email="eva@b.example")
    with site.services.database.reading() as session:
        body = session.scalars(select(OutboxMail.body).where(OutboxMail.kind == MailKind.RECEIPT)).one()
    assert f"\nhttp://127.0.0.1:8000/arende/{code}\n" in body


def count_queries(site: Site, seen: list[str]) -> None:
    """Write down every statement from now on."""
    event.listen(site.services.database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
