"""The test questions' pages: the list, a new one (also from a case), one with its form, taking away and back."""

from __future__ import annotations

from gettext import gettext as _

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.inbox.visible import case_seen
from admin.proof import words
from admin.proof.access import may_see_proof
from admin.proof.forms import (
    CHANNELS,
    empty_question,
    read_question,
    read_questions_wanted,
    values_of,
    wanted_of,
)
from admin.proof.listing import questions_listed
from admin.settings.forms import Form, Verdict, form_page, judge
from admin.settings.saving import all_departments, conclude, row_or_404
from assistant.cases.masking import masked
from assistant.cases.message import Author, Message, MessageKind
from assistant.chat.web import the_services
from knowledge.audit import Values
from knowledge.labelled_question import (
    LONGEST_TEXT,
    Kind,
    LabelledQuestion,
    Source,
    Wanted,
    add_question,
    relabel,
    with_the_words,
)
from knowledge.organisation import StaffMember


def question_list() -> ResponseReturnValue:
    """The test questions, searched and filtered, fifty a page."""
    wanted = read_questions_wanted(request.args)
    with the_services().database.reading() as session:
        listed, owners = questions_listed(session, wanted), _owners(session, _("Alla förvaltningar"))
    kinds = [("", _("Alla sorter")), *((kind.value, said) for kind, said in words.KIND.items())]
    return render_template(
        "proof/questions.html", listed=listed, wanted=wanted, kinds=kinds, owners=owners, words=words
    )


def new_question() -> ResponseReturnValue:
    """An empty form, or one with a case's first question in it, masked."""
    with the_services().database.reading() as session:
        return _page(session, None, None, _from_case(session, request.args.get("arende", "")))


def add() -> ResponseReturnValue:
    """Add the test question; the same words again give the one that is there its label."""
    services, case = the_services(), request.form.get("arende", "")
    with services.database.transaction() as session:
        form = read_question(session, request.form)
        if form.errors:
            return _page(session, None, form, empty_question(), case), 400
        source = Source.CASE if case else Source.HAND
        staff = session.get_one(StaffMember, signed_in().id)
        add_question(session, wanted_of(session, form.values), source, services.clock(), staff)
    flash(_("Provfrågan är sparad. Den är med nästa gång provet körs."))
    if may_see_proof():
        return redirect(url_for("proof.question_list"), 303)
    return redirect(url_for("inbox.case_page", number=case) if case else url_for("inbox.case_list"), 303)


def question(question_id: int) -> ResponseReturnValue:
    """One test question as it is stored."""
    with the_services().database.reading() as session:
        return _page(session, row_or_404(session, LabelledQuestion, question_id), None)


def save(question_id: int) -> ResponseReturnValue:
    """Save the test question, if nobody else has meanwhile."""
    services = the_services()
    with services.database.transaction() as session:
        row = row_or_404(session, LabelledQuestion, question_id, lock=True)
        form = read_question(session, request.form)
        wanted = None if form.errors else wanted_of(session, form.values)
        form = _without_twin(session, row, wanted, form) if wanted else form
        verdict = judge(form, values_of(row))
        if verdict.saves and wanted is not None:
            staff = session.get_one(StaffMember, signed_in().id)
            if not relabel(session, row, wanted, services.clock(), staff):
                # A colleague has given another one these words at the same moment.
                form, verdict = _without_twin(session, row, wanted, form), Verdict.REFUSED
        return conclude(
            verdict, lambda: _page(session, row, form), url_for("proof.question_list"), _("Provfrågan är sparad.")
        )


def remove(question_id: int) -> ResponseReturnValue:
    """Take the question out of the proof; it can be taken back."""
    return _turn(question_id, active=False, said=_("Provfrågan är borttagen. Du kan ta tillbaka den under Borttagna."))


def restore(question_id: int) -> ResponseReturnValue:
    """Take the question into the proof again."""
    return _turn(question_id, active=True, said=_("Provfrågan är med i provet igen."))


def _without_twin(session: Session, row: LabelledQuestion, wanted: Wanted, form: Form) -> Form:
    """The form, refused where another test question has the same words."""
    twin = with_the_words(session, wanted)
    if twin is None or twin.id == row.id:
        return form
    return form.refused("text", _("Samma fråga finns redan som {mark}.").format(mark=twin.mark))


def _turn(question_id: int, *, active: bool, said: str) -> ResponseReturnValue:
    services = the_services()
    with services.database.transaction() as session:
        row = row_or_404(session, LabelledQuestion, question_id, lock=True)
        if row.active is not active:
            row.active, row.changed_at, row.changed_by_id = active, services.clock(), signed_in().id
    flash(said)
    return redirect(url_for("proof.question_list"), 303)


def _from_case(session: Session, number: str) -> Values:
    """The form of a case's first question. A confidential one is never taken from, whoever asks."""
    if not number:
        return empty_question()
    case = case_seen(session, signed_in(), number, the_services().clock())
    if case is None or case.confidential:
        abort(404)
    first = select(Message).where(
        Message.case_id == case.id, Message.author == Author.RESIDENT, Message.kind == MessageKind.QUESTION
    )
    message = session.scalar(first.order_by(Message.id).limit(1))
    if message is None:
        abort(404)
    names = " ".join(filter(None, (case.contact_name, case.resident.name if case.resident else "")))
    subject = masked(case.subject, names)[:300] if case.channel.value == "email" else ""
    return empty_question(masked(message.text, names)[:LONGEST_TEXT], subject, case.channel)


def _owners(session: Session, nobody: str) -> list[tuple[str | int, str]]:
    return [("", nobody), *((one.id, one.name) for one in all_departments(session))]


def _page(
    session: Session, row: LabelledQuestion | None, form: Form | None, new: Values | None = None, case: str = ""
) -> str:
    stored = values_of(row) if row is not None else dict(new or empty_question())
    return render_template(
        "proof/question.html",
        row=row,
        page=form_page(form, stored) if row is not None or form is None else form_page(form, form.values),
        case=case or request.args.get("arende", ""),
        owners=_owners(session, _("Svarspostens")),
        channels=[(one.value, words.CHANNEL[one]) for one in CHANNELS],
        kinds=[(one.value, words.KIND[one]) for one in Kind],
        words=words,
    )
