"""The bank's pages: its questions by area, and each with the town's own wording."""

from __future__ import annotations

import hashlib
from gettext import gettext as _

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.measurement import words
from admin.measurement.area import Area
from admin.measurement.bank import Question, shipped, the_bank
from admin.measurement.bank_question import BankQuestion
from admin.measurement.forms import NEW, bank_values, read_bank_question
from admin.settings.forms import Form, form_page, judge
from admin.settings.saving import Change, conclude, write_down
from assistant.chat.web import the_services
from knowledge.audit import What


def bank_list() -> ResponseReturnValue:
    """The questions of one area, which the address chooses; the bank is too long for one page."""
    area = next((one for one in Area if one.value == request.args.get("omrade")), Area.BUILDING)
    with the_services().database.reading() as session:
        questions = [one for one in the_bank(session) if one.area is area]
    return render_template("measurement/bank.html", questions=questions, area=area, areas=Area, new=NEW, words=words)


def bank_page(bank_key: str) -> ResponseReturnValue:
    """One question, or an empty form for a new one."""
    return _page(bank_key, None)


def save_bank(bank_key: str) -> ResponseReturnValue:
    """Save the town's wording; the shipped one stays in the file."""
    services, form = the_services(), read_bank_question(request.form)
    with services.database.transaction() as session:
        stored = _question(session, bank_key)
        verdict = judge(form, bank_values(stored))
        if verdict.saves:
            _keep(session, _own_key(form) if bank_key == NEW else bank_key, form)
            before = {} if bank_key == NEW else bank_values(stored)
            change = Change(What.MEASUREMENT, 0, before)
            write_down(session, change, _("Frågebanken: {subject}").format(subject=form.values["subject"]), form.values)
    onward = url_for("measurement.bank_list", omrade=form.values["area"])
    return conclude(verdict, lambda: _page(bank_key, form), onward, _("Frågan är sparad i banken."))


def _own_key(form: Form) -> str:
    """A new question's key, the same for the same words: a form that is sent twice makes one question."""
    said = "\n".join(str(form.values[name]) for name in ("area", "subject", "text"))
    return f"egen-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def _keep(session: Session, key: str, form: Form) -> None:
    row = session.get(BankQuestion, key)
    if row is None:
        row = BankQuestion(key=key)
        session.add(row)
    row.area = Area(str(form.values["area"]))
    row.subject, row.text = str(form.values["subject"]), str(form.values["text"])
    row.active, row.changed_at = bool(form.values["active"]), the_services().clock()


def _question(session: Session, key: str) -> Question:
    """The question as the town has it; a new one is empty."""
    if key == NEW:
        area = next((one for one in Area if one.value == request.args.get("omrade")), Area.MANAGEMENT)
        return Question("", area, "", "")
    return next((one for one in the_bank(session) if one.key == key), None) or abort(404)


def _page(key: str, typed: Form | None) -> str:
    with the_services().database.reading() as session:
        question = _question(session, key)
    given = next((one for one in shipped() if one.key == key), None)
    page = form_page(typed, bank_values(question))
    return render_template(
        "measurement/bank_question.html", page=page, question=question, given=given, key=key, new=NEW, words=words
    )
