"""Grading: one answer after the other, what a mail is, and the mails that found no question."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from admin.measurement.round import Grade, MeasuredQuestion
from assistant.cases.outbox import OutboxMail, SendState
from mail_gateway.measuring.reply import Came, MeasuringReply
from tests.admin.measurement.rounds import a_round, asked, came, spring
from tests.admin.measurement.sending import draft, log_of_rounds, post, questions
from tests.admin.workplace import NOW, Workplace, hidden_fields


def test_answers_are_graded_one_after_the_other(ada: FlaskClient, workplace: Workplace) -> None:
    """Each grade leads to the next answer; what the program saw is kept only where a person says otherwise."""
    with workplace.services.database.transaction() as session:
        number = spring(session, workplace.clock)
    first = ada.get(f"/servicematning/{number}/bedom").location
    shown = ada.get(first).text
    assert "Ja, se www.prov.example." in shown
    assert re.search(r'value="complete" selected', shown)
    assert post(ada, first, answer="good").status_code == 400
    onward = post(ada, first, answer="good", manner="fair", sender="complete", extra="")
    second = ada.get(onward.location).location
    assert second != first
    stale = ada.post(first, data={**hidden_fields(shown), "answer": "poor", "manner": "poor", "sender": "other"})
    assert stale.status_code == 409
    # The other mail is a receipt after all: then there is nothing left to grade.
    with workplace.services.database.reading() as session:
        question = session.scalars(select(MeasuredQuestion).where(MeasuredQuestion.subject == "Söka plats")).one()
        assert (question.answer_grade, question.manner_grade) == (Grade.GOOD, Grade.FAIR)
        assert (question.sender, question.extra) == (None, False)
        other = session.scalars(select(MeasuringReply).where(MeasuringReply.subject == "Trasig gatlampa")).one()
    post(ada, f"/servicematning/svar/{other.id}", second, came=Came.RECEIPT.value)
    assert ada.get(f"/servicematning/{number}/bedom").location == f"/servicematning/{number}"
    page = ada.get(f"/servicematning/{number}").text
    assert "67 % (2 av 3)" in page, "two receipts, and two questions without an answer"


def test_a_mail_without_a_thread_is_put_beside_its_question(ada: FlaskClient, workplace: Workplace) -> None:
    """Whoever knows which question it answers says so; what is no answer goes away."""
    with workplace.services.database.transaction() as session:
        one = a_round(session, NOW - timedelta(days=2), "Förskola")
        question = asked(session, one, "Förskola", "Söka plats", NOW - timedelta(days=2)).id
        lost, advertisement = came(session, None, NOW).id, came(session, None, NOW, "Köp!").id
    assert "2 mejl hör inte till någon fråga" in ada.get("/servicematning").text
    post(ada, f"/servicematning/ovriga/{lost}", "/servicematning/ovriga", question=question)
    post(ada, f"/servicematning/svar/{advertisement}", "/servicematning/ovriga", came=Came.OTHER.value)
    assert "Alla mejl hör till en fråga." in ada.get("/servicematning/ovriga").text
    assert ada.get("/servicematning/1/bedom").location == f"/servicematning/1/bedom/{question}"


def test_many_mails_without_a_question_have_pages(ada: FlaskClient, workplace: Workplace) -> None:
    """Fifty a page, the latest first: a mailbox that strangers have found hides no answer."""
    with workplace.services.database.transaction() as session:
        first, *_others = [came(session, None, NOW).id for _one in range(51)]
    shown = [ada.get(f"/servicematning/ovriga?sida={number}").text for number in (1, 2)]
    assert [page.count("Para ihop") for page in shown] == [50, 1]
    assert f"/servicematning/ovriga/{first}" in shown[1]


def test_what_belongs_to_no_question_touches_none(ada: FlaskClient, workplace: Workplace) -> None:
    """Beside a draft, whose questions have no mail either: the log names none of them, and the list comes back."""
    draft(ada, workplace)
    with workplace.services.database.transaction() as session:
        advertisement = came(session, None, NOW, "Köp!").id
    before = len(log_of_rounds(workplace))
    sent = post(ada, f"/servicematning/svar/{advertisement}", "/servicematning/ovriga", came=Came.OTHER.value)
    assert sent.location == "/servicematning/ovriga"
    assert len(log_of_rounds(workplace)) == before


def test_grades_are_of_the_answer_that_was_read(ada: FlaskClient, workplace: Workplace) -> None:
    """A mail that is no answer after all, and one that turns out to be an earlier answer, take the grades away."""
    with workplace.services.database.transaction() as session:
        one = a_round(session, NOW - timedelta(days=9), "Förskola")
        question = asked(session, one, "Förskola", "Söka plats", NOW - timedelta(days=9))
        first, second = (came(session, question, NOW - timedelta(days=day)).id for day in (5, 4))
        lost = came(session, None, NOW - timedelta(days=6)).id
        place = f"/servicematning/{one.id}/bedom/{question.id}"
    for path, chosen in (
        (f"/servicematning/svar/{first}", {"came": Came.RECEIPT.value}),
        (f"/servicematning/ovriga/{lost}", {"question": question.id}),
    ):
        post(ada, place, answer="good", manner="good", sender="other")
        assert questions(workplace)[0].answer_grade is Grade.GOOD
        assert post(ada, path, place, **chosen).status_code == 303
        [graded] = questions(workplace)
        assert (graded.answer_grade, graded.manner_grade, graded.sender, graded.graded_by_id) == (None,) * 4
    post(ada, place, answer="good", manner="good", sender="other")
    post(ada, f"/servicematning/svar/{second}", place, came=Came.RECEIPT.value)
    assert questions(workplace)[0].answer_grade is Grade.GOOD, "the answer that was graded is the answer still"


def test_an_answer_counts_though_one_of_several_readers_is_gone(ada: FlaskClient, workplace: Workplace) -> None:
    """An address that several read sends one copy back, and another of them answers: that one was asked."""
    with workplace.services.database.transaction() as session:
        one = a_round(session, NOW - timedelta(days=9), "Förskola")
        for subject, kind in (("Söka plats", Came.ANSWER), ("Allergi", Came.RECEIPT)):
            question = asked(session, one, "Förskola", subject, NOW - timedelta(days=9))
            came(session, question, NOW - timedelta(days=8), kind=kind)
            session.get_one(OutboxMail, question.outbox_id).state = SendState.FAILED
    listed = ada.get("/servicematning/1/fragor").text
    assert (listed.count("kom inte fram"), listed.count(">besvarad<")) == (1, 1)
