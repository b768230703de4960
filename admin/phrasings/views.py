"""The page of proposed wordings: yes or no to one after the other, with one key each."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.entries.access import EDIT_ROLES, may_edit
from admin.errors import CaseIsSecret
from admin.inbox.forms import read_page
from admin.phrasings import deciding, listing
from admin.proof.asking import after_publishing
from admin.settings.forms import LARGEST_ID
from assistant.cases.proposed_phrasing import ProposedPhrasing, Verdict
from assistant.chat.forms import without_controls
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine.screening import mask_personal_numbers
from knowledge.errors import NotAllowedYet
from knowledge.organisation import StaffMember

_ONE = "/<int:proposal_id>"
Change = Callable[[Session, ProposedPhrasing, StaffMember], str]


def phrasings_blueprint() -> Blueprint:
    """For the editors of the departments."""
    blueprint = Blueprint("phrasings", __name__, template_folder="templates", url_prefix="/formuleringar")
    edit = needs_role(*EDIT_ROLES)
    blueprint.add_url_rule("", "phrasing_list", edit(list_page))
    for name, view in (("ja", accept), ("nej", reject), ("angra", undo)):
        blueprint.add_url_rule(f"{_ONE}/{name}", name, edit(view), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def list_page() -> ResponseReturnValue:
    """What waits, and what one has decided last."""
    return _listed()


def accept(proposal_id: int) -> ResponseReturnValue:
    """The wording is the entry's from now on, as it stands in the field."""
    text = " ".join(mask_personal_numbers(without_controls(request.form.get("text", ""))).split())
    if not text:
        return _listed(proposal_id, _("Skriv formuleringen, eller välj Nej.")), 400
    now = the_services().clock()

    def change(session: Session, proposal: ProposedPhrasing, staff: StaffMember) -> str:
        if not deciding.accept(session, proposal, text[: listing.LONGEST], staff, now):
            return _("Det var redan bestämt.")
        after_publishing(session, [proposal.entry], staff, now)
        return _("{number} hittas nu även med ”{text}”.").format(number=proposal.entry.number, text=proposal.text)

    try:
        return _changed(proposal_id, change)
    except NotAllowedYet:
        return _listed(proposal_id, _("Svarsposten används inte längre.")), 409
    except CaseIsSecret:
        return _listed(proposal_id, _("Ärendet har fått sekretess. Formuleringen får inte användas.")), 409


def reject(proposal_id: int) -> ResponseReturnValue:
    """The words are no wording of the entry."""

    def change(_session: Session, proposal: ProposedPhrasing, staff: StaffMember) -> str:
        if not deciding.reject(proposal, staff, the_services().clock()):
            return _("Det var redan bestämt.")
        return _("Formuleringen används inte.")

    return _changed(proposal_id, change)


def undo(proposal_id: int) -> ResponseReturnValue:
    """It waits again."""
    now = the_services().clock()

    def change(session: Session, proposal: ProposedPhrasing, staff: StaffMember) -> str:
        if deciding.undo(session, proposal, staff, now):
            after_publishing(session, [proposal.entry], staff, now)
        return _("Ångrat. Formuleringen väntar igen.")

    return _changed(proposal_id, change)


def _changed(proposal_id: int, change: Change) -> ResponseReturnValue:
    with the_services().database.transaction() as session:
        proposal = _proposal_or_403(session, proposal_id)
        said = change(session, proposal, session.get_one(StaffMember, signed_in().id))
    flash(said)
    return redirect(url_for("phrasings.phrasing_list", vidare="ja"), 303)


def _listed(refused: int = 0, fault: str = "") -> str:
    """The list; `refused` is the proposal whose field could not be taken, and why. `vidare`: go on with the first."""
    staff = signed_in()
    with the_services().database.reading() as session:
        return render_template(
            "phrasings/list.html",
            shown=listing.waiting_list(session, staff, read_page(request.args)),
            decided=listing.decided_last(session, staff),
            onward=request.args.get("vidare") == "ja",
            refused=refused,
            fault=fault,
            longest=listing.LONGEST,
            accepted=Verdict.ACCEPTED,
        )


def _proposal_or_403(session: Session, proposal_id: int) -> ProposedPhrasing:
    """The proposal, held until the transaction ends, for whoever may edit its entry."""
    known = session.get(ProposedPhrasing, proposal_id, with_for_update=True) if proposal_id <= LARGEST_ID else None
    if known is None:
        abort(404)
    return known if may_edit(signed_in(), known.entry) else abort(403)
