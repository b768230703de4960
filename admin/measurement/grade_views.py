"""Grading: one answer after the other, what a mail is, and the mails that found no question."""

from __future__ import annotations

from gettext import gettext as _

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.inbox.forms import read_page
from admin.measurement import words
from admin.measurement.access import round_or_404
from admin.measurement.forms import graded, read_grades
from admin.measurement.grading import (
    forget_grades,
    grade,
    grade_values,
    question_behind,
    questions_offered,
    unmatched,
)
from admin.measurement.reading import QuestionRead, first_answer, read_question, read_round, replies_to
from admin.measurement.round import MeasuredQuestion
from admin.settings.forms import Form, form_page, judge, read_id
from admin.settings.pages import paged_rows
from admin.settings.saving import Change, conclude, row_or_404, write_down
from assistant.chat.web import the_services
from knowledge.audit import What
from knowledge.organisation import StaffMember
from mail_gateway.measuring.reply import Came, MeasuringReply


def next_answer(round_id: int) -> ResponseReturnValue:
    """The first answer that nobody has graded, or back to the round."""
    now = the_services().clock()
    with the_services().database.reading() as session:
        one = round_or_404(session, round_id, signed_in(), now)
        waiting = [each.question.id for each in read_round(session, one, now) if each.wants_grade]
    if not waiting:
        flash(_("Alla svar som har kommit är bedömda."))
        return redirect(url_for("measurement.round_page", round_id=round_id), 303)
    return redirect(url_for("measurement.grade_page", round_id=round_id, asked_id=waiting[0]), 303)


def grade_page(round_id: int, asked_id: int) -> ResponseReturnValue:
    """A question with what came back, and the form for its grades."""
    return _page(round_id, asked_id, None)


def save_grades(round_id: int, asked_id: int) -> ResponseReturnValue:
    """Save the grades and go to the next answer, if nobody else has graded it otherwise meanwhile."""
    services = the_services()
    form = read_grades(request.form)
    with services.database.transaction() as session:
        read = _question(session, round_id, asked_id, lock=True)
        if read.seen is None:
            abort(409)
        verdict = judge(form, grade_values(read.question, read.seen))
        if verdict.saves:
            staff = session.get_one(StaffMember, signed_in().id)
            grade(read.question, graded(form), read.seen, staff, services.clock())
    onward = url_for("measurement.next_answer", round_id=round_id)
    return conclude(verdict, lambda: _page(round_id, asked_id, form), onward, _("Bedömningen är sparad."))


def set_came(reply_id: int) -> ResponseReturnValue:
    """Say what a mail is, where the program took it for something else."""
    came = next((one for one in Came if one.value == request.form.get("came")), None) or abort(400)
    with the_services().database.transaction() as session:
        reply = row_or_404(session, MeasuringReply, reply_id, lock=True)
        question = question_behind(session, reply)
        if question is None:
            reply.came = came
            return redirect(url_for("measurement.unmatched"), 303)
        answer, place = _answer(session, question), question.place
        before, reply.came = reply.came, came
        _forget_if_other(session, question, answer)
        change = Change(What.MEASUREMENT, place.round_id, {"came": words.CAME[before]})
        write_down(session, change, f"{place.round.name}: {question.subject}", {"came": words.CAME[came]})
        onward = url_for("measurement.grade_page", round_id=place.round_id, asked_id=question.id)
    flash(_("Mejlet räknas som {came}.").format(came=words.CAME[came]))
    return redirect(onward, 303)


def unmatched_page() -> ResponseReturnValue:
    """The mails that found no question, each with a choice of one."""
    with the_services().database.reading() as session:
        listed = paged_rows(session, unmatched(), read_page(request.args))
        questions = questions_offered(session)
        return render_template(
            "measurement/unmatched.html", listed=listed, questions=questions, others=Came.OTHER, words=words
        )


def pair(reply_id: int) -> ResponseReturnValue:
    """Put a mail beside the question that it is about."""
    question_id = read_id(request.form.get("question"))
    with the_services().database.transaction() as session:
        reply = row_or_404(session, MeasuringReply, reply_id, lock=True)
        question = session.get(MeasuredQuestion, question_id or 0, with_for_update=True)
        if question is None or question.outbox_id is None:
            flash(_("Välj den fråga som mejlet svarar på."))
            return redirect(url_for("measurement.unmatched"), 303)
        answer, place = _answer(session, question), question.place
        reply.outbox_id = question.outbox_id
        _forget_if_other(session, question, answer)
        change = Change(What.MEASUREMENT, place.round_id, {"paired": ""})
        write_down(session, change, f"{place.round.name}: {question.subject}", {"paired": reply.sender})
    flash(_("Mejlet hör nu till frågan."))
    return redirect(url_for("measurement.unmatched"), 303)


def _answer(session: Session, question: MeasuredQuestion) -> MeasuringReply | None:
    return first_answer(replies_to(session, question))


def _forget_if_other(session: Session, question: MeasuredQuestion, answer: MeasuringReply | None) -> None:
    """Where another mail is the answer now than the one that was read, it waits for grades of its own."""
    if _answer(session, question) is not answer:
        forget_grades(question)


def _question(session: Session, round_id: int, asked_id: int, *, lock: bool = False) -> QuestionRead:
    now = the_services().clock()
    round_or_404(session, round_id, signed_in(), now)
    question: MeasuredQuestion = row_or_404(session, MeasuredQuestion, asked_id, lock=lock)
    if question.place.round_id != round_id:
        abort(404)
    return read_question(question, replies_to(session, question), now)


def _page(round_id: int, asked_id: int, typed: Form | None) -> str:
    services = the_services()
    with services.database.reading() as session:
        read = _question(session, round_id, asked_id)
        page = form_page(typed, grade_values(read.question, read.seen)) if read.seen else None
        asked = read.asked
        counted = (
            services.rules.calendar.explain(asked.sent_at, asked.answered_at) if asked and asked.answered_at else ()
        )
        return render_template(
            "measurement/grade.html",
            read=read,
            one=read.place.round,
            page=page,
            counted=counted,
            came=Came,
            words=words,
        )
