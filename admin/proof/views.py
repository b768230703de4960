"""The proof's pages: how the assistant does on the town's test questions, and the addresses of all its pages."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from admin.auth import needs_role, signed_in
from admin.evaluation.verdict import FAULTS
from admin.inbox.forms import read_page
from admin.proof import effect_views, file_views, question_views, words
from admin.proof.access import ADD_ROLES, KEEP_ROLES, READ_ROLES, may_keep_proof, may_see_proof
from admin.proof.asking import ALL, PROOF, ask_by_hand
from admin.proof.curve import Curve, curve
from admin.proof.forms import read_verdict
from admin.proof.listing import faults_listed
from admin.proof.runs import ProofRun, count_verdicts, latest_runs, newest_run
from admin.proof.warning import fallen_run
from admin.settings.forms import LARGEST_ID
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.background_job import JobState, newest_job
from knowledge.labelled_question import LabelledQuestion
from knowledge.organisation import StaffMember
from knowledge.worktime import STOCKHOLM

# As many points as a curve of this width can tell apart.
_MOST_RUNS = 30
_QUESTION, _EFFECT = "/fragor/<int:question_id>", "/verkan/<int:entry_id>"


def proof_blueprint() -> Blueprint:
    """The pages: managers read them, editors and administrators keep them, everybody who works here may add to them."""
    blueprint = Blueprint("proof", __name__, template_folder="templates", url_prefix="/prov")
    read, keep, add = needs_role(*READ_ROLES), needs_role(*KEEP_ROLES), needs_role(*ADD_ROLES)
    asks = needs_role(*READ_ROLES, at_work=False)
    blueprint.add_url_rule("", "page", read(page))
    blueprint.add_url_rule("/lage", "standing", asks(standing))
    blueprint.add_url_rule("/kor", "run", keep(run), methods=["POST"])
    blueprint.add_url_rule("/sett/<int:run_id>", "seen", keep(seen), methods=["POST"])
    blueprint.add_url_rule("/fragor", "question_list", read(question_views.question_list))
    blueprint.add_url_rule("/fragor/ny", "new_question", add(question_views.new_question))
    blueprint.add_url_rule("/fragor/ny", "add", add(question_views.add), methods=["POST"])
    blueprint.add_url_rule(_QUESTION, "question", read(question_views.question))
    blueprint.add_url_rule(_QUESTION, "save", keep(question_views.save), methods=["POST"])
    blueprint.add_url_rule(f"{_QUESTION}/ta-bort", "remove", keep(question_views.remove), methods=["POST"])
    blueprint.add_url_rule(f"{_QUESTION}/tillbaka", "restore", keep(question_views.restore), methods=["POST"])
    blueprint.add_url_rule("/fragor/fil", "file_page", keep(file_views.file_page))
    blueprint.add_url_rule("/fragor/fil", "take_file", keep(file_views.take_file), methods=["POST"])
    blueprint.add_url_rule("/fragor.jsonl", "file", keep(file_views.file))
    blueprint.add_url_rule(_EFFECT, "effect", read(effect_views.effect_page))
    blueprint.add_url_rule(f"{_EFFECT}/lage", "effect_part", asks(effect_views.effect_part))
    blueprint.add_url_rule(_EFFECT, "ask_effect", keep(effect_views.ask), methods=["POST"])
    blueprint.url_value_preprocessor(file_views.let_files_in)
    for shown in (may_see_proof, may_keep_proof, proof_warning):
        blueprint.add_app_template_global(shown)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def page() -> ResponseReturnValue:
    """The newest run's figures, how they have been, and what should be looked at."""
    only = read_verdict(request.args)
    with the_services().database.reading() as session:
        newest = newest_run(session)
        runs = latest_runs(session, _MOST_RUNS)
        return render_template(
            "proof/page.html",
            run=newest,
            runs=runs,
            drawn=_drawn(runs),
            questions=session.scalar(select(func.count(LabelledQuestion.id)).where(LabelledQuestion.active)),
            job=newest_job(session, PROOF, ALL),
            faults=faults_listed(session, newest, only, read_page(request.args)) if newest else None,
            counts=count_verdicts(session, newest) if newest else {},
            only=only,
            kinds=FAULTS,
            words=words,
        )


def standing() -> ResponseReturnValue:
    """How far a run has come, asked for by the open page; when it is over the page is read anew."""
    with the_services().database.reading() as session:
        job = newest_job(session, PROOF, ALL)
    if job is None or job.is_over:
        return "", 200, {"HX-Refresh": "true"}
    return render_template("proof/progress.html", job=job, again=url_for("proof.standing"))


def run() -> ResponseReturnValue:
    """Ask for a run; one that waits or is on its way is not asked for twice."""
    services, staff_id = the_services(), signed_in().id
    with services.database.transaction() as session:
        job = newest_job(session, PROOF, ALL)
        if job is None or job.state is not JobState.RUNNING:
            ask_by_hand(session, session.get_one(StaffMember, staff_id), services.clock())
    flash(_("Provet körs. Sidan visar resultatet när det är klart."))
    return redirect(url_for("proof.page"), 303)


def seen(run_id: int) -> ResponseReturnValue:
    """Somebody has read that the proof fell; nobody need be warned of it any more."""
    services, staff_id = the_services(), signed_in().id
    with services.database.transaction() as session:
        found = session.get(ProofRun, run_id) if run_id <= LARGEST_ID else None
        if found is not None and found.seen_at is None:
            found.seen_at, found.seen_by_id = services.clock(), staff_id
    return redirect(url_for("proof.page"), 303)


def proof_warning() -> ProofRun | None:
    """The newest run, where it fell and nobody has said that they have seen it; for the entries' pages."""
    if not may_keep_proof():
        return None
    with the_services().database.reading() as session:
        return fallen_run(session)


def _drawn(runs: Sequence[ProofRun]) -> Curve:
    moments = [f"{one.at.astimezone(STOCKHOLM):%Y-%m-%d}" for one in runs]
    names = [name for _figure, name, _about in words.FIGURE]
    return curve(names, moments, [[getattr(one, figure) for one in runs] for figure, _name, _about in words.FIGURE])
