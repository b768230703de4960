"""The measurement's pages: the rounds, one round with its figures, its file and picture; and all the addresses."""

from __future__ import annotations

from gettext import gettext as _

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.figures.export.table import Table as FileTable
from admin.inbox.forms import read_page
from admin.measurement import bank_views, draft_views, grade_views, run_views, words
from admin.measurement.access import (
    KEEP_ROLES,
    READ_ROLES,
    is_over,
    keeps,
    may_see_measurement,
    round_or_404,
    rounds_for,
)
from admin.measurement.grading import unmatched_count
from admin.measurement.reading import QuestionRead, Stage, is_late, read_round
from admin.measurement.round import MeasurementRound, RoundState
from admin.measurement.shown import DEFINITION, shown_round
from admin.measurement.starting import hindrance
from admin.settings.pages import paged, paged_rows
from admin.statistics import files
from admin.statistics.answers import drawn, filed
from admin.statistics.reach import reach_of
from assistant.chat.web import keep_out_of_caches, the_services

_ROUND, _QUESTION = "/<int:round_id>", "/<int:round_id>/bedom/<int:asked_id>"
_PLACE = "/<int:round_id>/forvaltning/<int:place_id>"


def measurement_blueprint() -> Blueprint:
    """Managers read what is over, administrators run it; both keep the bank."""
    blueprint = Blueprint("measurement", __name__, template_folder="templates", url_prefix="/servicematning")
    read, keep = needs_role(*READ_ROLES), needs_role(*KEEP_ROLES)
    blueprint.add_url_rule("", "round_list", read(round_list))
    blueprint.add_url_rule(_ROUND, "round_page", read(round_page))
    blueprint.add_url_rule(f"{_ROUND}/fragor", "question_list", keep(question_list))
    blueprint.add_url_rule(f"{_ROUND}/bild.svg", "picture", read(picture))
    blueprint.add_url_rule(f"{_ROUND}/fil", "file", read(file))
    blueprint.add_url_rule("/fragor", "bank_list", read(bank_views.bank_list))
    blueprint.add_url_rule("/fragor/<bank_key>", "bank_page", read(bank_views.bank_page))
    blueprint.add_url_rule("/fragor/<bank_key>", "save_bank", read(bank_views.save_bank), methods=["POST"])
    for rule, endpoint, view in (
        ("/ny", "new_round", draft_views.new_round_page),
        (f"{_ROUND}/andra", "edit_round", draft_views.edit_round),
        (_PLACE, "place_page", draft_views.place_page),
        (f"{_ROUND}/bedom", "next_answer", grade_views.next_answer),
        (_QUESTION, "grade_page", grade_views.grade_page),
        ("/ovriga", "unmatched", grade_views.unmatched_page),
    ):
        blueprint.add_url_rule(rule, endpoint, keep(view))
    for rule, endpoint, done in (
        ("/ny", "add_round", draft_views.add_new_round),
        (f"{_ROUND}/andra", "save_round", draft_views.save_round),
        (_PLACE, "save_place", draft_views.save_place),
        (f"{_PLACE}/dra", "draw", draft_views.draw_questions),
        (f"{_ROUND}/starta", "start", run_views.start_round),
        (f"{_ROUND}/stoppa", "stop", run_views.stop_round),
        (f"{_ROUND}/ta-bort", "remove", run_views.remove_round),
        (f"{_ROUND}/tillbaka", "restore", run_views.restore_round),
        (_QUESTION, "save_grades", grade_views.save_grades),
        ("/svar/<int:reply_id>", "set_came", grade_views.set_came),
        ("/ovriga/<int:reply_id>", "pair", grade_views.pair),
    ):
        blueprint.add_url_rule(rule, endpoint, keep(done), methods=["POST"])
    blueprint.add_app_template_global(may_see_measurement)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def round_list() -> ResponseReturnValue:
    """The rounds, the newest first."""
    now, staff = the_services().clock(), signed_in()
    with the_services().database.reading() as session:
        listed = paged_rows(session, rounds_for(staff, now), read_page(request.args))
        unmatched = unmatched_count(session) if keeps(staff) else 0
        return render_template(
            "measurement/rounds.html",
            listed=listed,
            is_over=lambda one: is_over(one, now),
            removed=request.args.get("borttagen", type=int) if keeps(staff) else None,
            unmatched=unmatched,
            may_keep=keeps(staff),
            has_mailbox=the_services().settings.mail.measurement is not None,
            words=words,
        )


def round_page(round_id: int) -> ResponseReturnValue:
    """A draft as it may still be changed; a started round with its figures and its unanswered questions."""
    services, staff = the_services(), signed_in()
    now = services.clock()
    with services.database.reading() as session:
        one, read = _read(session, round_id)
        return render_template(
            "measurement/draft.html" if one.state is RoundState.DRAFT else "measurement/round.html",
            one=one,
            read=read,
            shown=shown_round(read, services.rules.calendar, now, whole=keeps(staff)),
            unanswered=[each for each in read if each.stage in (Stage.UNANSWERED, Stage.LATE)],
            to_grade=sum(1 for each in read if each.wants_grade),
            left=sum(1 for each in read if each.stage is Stage.WAITS),
            late=sum(1 for each in read if is_late(each, services.rules.calendar, now)),
            over=is_over(one, now),
            hindrance=hindrance(one, services.settings.mail, services.rules.calendar, now),
            mailbox=services.settings.mail.measurement,
            may_keep=keeps(staff),
            definition=DEFINITION,
            file_forms=files.FORMS,
            stages=Stage,
            states=RoundState,
            words=words,
        )


def question_list(round_id: int) -> ResponseReturnValue:
    """Every question with its moment, what became of it and its grades, fifty a page."""
    with the_services().database.reading() as session:
        one, read = _read(session, round_id)
        listed = paged(read, read_page(request.args))
        return render_template("measurement/questions.html", one=one, listed=listed, words=words)


def picture(round_id: int) -> ResponseReturnValue:
    """The round's picture, for the look that the address asks for."""
    services = the_services()
    with services.database.reading() as session:
        _one, read = _read(session, round_id)
        shown = shown_round(read, services.rules.calendar, services.clock(), whole=keeps(signed_in()))
    return drawn(shown.picture)


def file(round_id: int) -> ResponseReturnValue:
    """The tables and the unanswered questions as a file."""
    form = next((one for one in files.Form if one.value == request.args.get("form", "xlsx")), None) or abort(404)
    services = the_services()
    with services.database.reading() as session:
        one, read = _read(session, round_id)
        shown = shown_round(read, services.rules.calendar, services.clock(), whole=keeps(signed_in()))
        tables = [*files.section_tables(shown), _unanswered(read), _about(one)]
    return filed(tables, form, f"servicematning-{round_id}")


def _read(session: Session, round_id: int) -> tuple[MeasurementRound, list[QuestionRead]]:
    """The round and the questions that this person may see."""
    now, staff = the_services().clock(), signed_in()
    one = round_or_404(session, round_id, staff, now)
    mine = None if keeps(staff) else [*reach_of(session, staff).departments]
    return one, [*read_round(session, one, now, mine)]


def _unanswered(read: list[QuestionRead]) -> FileTable:
    """The national measure lists them one by one: department, question, sent when."""
    rows = [
        (each.place.name, each.question.subject, words.stamp(each.asked.sent_at), words.STAGE[each.stage])
        for each in read
        if each.stage in (Stage.UNANSWERED, Stage.LATE) and each.asked is not None
    ]
    columns = (_("Förvaltning"), _("Fråga"), _("Skickad"), _("Läge"))
    return FileTable(_("Obesvarade"), columns, rows)


def _about(one: MeasurementRound) -> FileTable:
    rows = [
        (_("Omgång"), one.name),
        (_("Period"), words.days(one.first_day, one.last_day)),
        (_("Så räknas det"), DEFINITION),
    ]
    return FileTable(_("Om mätningen"), (_("Uppgift"), _("Värde")), rows)
