"""The checklists' pages: documents are dropped, a plan is chosen from, carried out and undone; and exports."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from admin.auth import current_staff, needs_role, signed_in
from admin.checklists import words
from admin.checklists.access import import_or_404
from admin.checklists.doing import carry_out, choose, discard, drop, try_again, undo
from admin.checklists.forms import LARGEST_DROP
from admin.checklists.listing import exportable, import_list
from admin.checklists.pages import import_response
from admin.checklists.publishing import tried_part, try_plan
from admin.checklists.row_views import row_page, save_row
from admin.entries.access import EDIT_ROLES, may_edit_in
from admin.inbox.forms import read_page
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.checklists.writing.forms import KINDS as FILE_KINDS
from knowledge.checklists.writing.forms import Form, write_checklist
from knowledge.exporting import written_checklist
from knowledge.organisation import Department

_IMPORT = "/<int:import_id>"
_ROW = f"{_IMPORT}/rader/<int:row_id>"


def checklists_blueprint() -> Blueprint:
    """The pages, for editors and administrators."""
    blueprint = Blueprint("checklists", __name__, template_folder="templates", url_prefix="/checklistor")
    edit, watch = needs_role(*EDIT_ROLES), needs_role(*EDIT_ROLES, at_work=False)
    blueprint.add_url_rule("", "import_list", edit(list_page))
    blueprint.add_url_rule("", "drop", edit(dropping), methods=["POST"])
    blueprint.add_url_rule(_IMPORT, "import_page", watch(page))
    blueprint.add_url_rule(f"{_IMPORT}/verkan", "tried_part", watch(tried_part))
    blueprint.add_url_rule(_ROW, "row", edit(row_page))
    blueprint.add_url_rule(_ROW, "save_row", edit(save_row), methods=["POST"])
    blueprint.add_url_rule("/ut/<int:department_id>", "export", edit(export))
    for rule, name, act in (
        ("val", "choose", choose),
        ("genomfor", "carry_out", carry_out),
        ("angra", "undo", undo),
        ("kasta", "discard", discard),
        ("igen", "try_again", try_again),
        ("prova", "try_plan", try_plan),
    ):
        blueprint.add_url_rule(f"{_IMPORT}/{rule}", name, edit(act), methods=["POST"])
    # Before any form is read, which a limit of another size would refuse.
    blueprint.url_value_preprocessor(_let_documents_in)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def list_page() -> ResponseReturnValue:
    """Where documents are dropped, what has been imported, and what can be exported."""
    return _list_page("")


def dropping() -> ResponseReturnValue:
    """Keep the dropped documents; the background reads them."""
    answer, wrong = drop()
    return answer if answer is not None else (_list_page(wrong), 400)


def page(import_id: int) -> ResponseReturnValue:
    """One import: how far it is read, its plan, or its receipt."""
    with the_services().database.reading() as session:
        return import_response(session, import_or_404(session, import_id))


def export(department_id: int) -> ResponseReturnValue:
    """The department's checklist as a file."""
    form = next((one for one in Form if one.value == request.args.get("form", "xlsx")), None)
    with the_services().database.reading() as session:
        department = session.get(Department, department_id) if department_id < 2**31 else None
        if department is None or form is None:
            abort(404)
        if not may_edit_in(signed_in(), department.id):
            abort(403)
        written = written_checklist(session, department)
    response = Response(write_checklist(written, form), content_type=FILE_KINDS[form])
    response.headers.set("Content-Disposition", "attachment", filename=f"{written.title}.{form.value}")
    # No browser may open it here, under our address.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _list_page(wrong: str) -> str:
    staff = signed_in()
    with the_services().database.reading() as session:
        return render_template(
            "checklists/list.html",
            listed=import_list(session, staff, read_page(request.args)),
            departments=exportable(session, staff),
            forms=Form,
            wrong=wrong,
            words=words,
        )


def _let_documents_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """An editor's documents are larger than any other form; nobody else may send so much."""
    member = current_staff()
    if endpoint == "checklists.drop" and member is not None and not member.roles.isdisjoint(EDIT_ROLES):
        request.max_content_length = LARGEST_DROP
