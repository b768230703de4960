"""The test questions as a file: out, and in again or from another town."""

from __future__ import annotations

from gettext import gettext as _
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.auth import signed_in
from admin.proof.access import may_keep_proof
from admin.proof.exchange import Taken, file_of, take_in
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember

# Some thousands of questions (bytes).
_LARGEST_FILE = 5 * 1024 * 1024


def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A file of test questions is larger than any form; nobody but those who keep them may send so much."""
    if endpoint == "proof.take_file" and may_keep_proof():
        request.max_content_length = _LARGEST_FILE


def file() -> ResponseReturnValue:
    """All active test questions, one JSON object a line."""
    with the_services().database.reading() as session:
        content = "".join(file_of(session))
    headers = {"Content-Disposition": 'attachment; filename="provfragor.jsonl"'}
    return Response(content, mimetype="application/jsonl", headers=headers)


def file_page() -> ResponseReturnValue:
    """Where a file is chosen."""
    return _page(None)


def take_file() -> ResponseReturnValue:
    """Add the file's test questions; what could not be read is told line by line, and the rest is kept."""
    services, sent = the_services(), request.files.get("fil")
    content = sent.read() if sent is not None else b""
    if not content:
        return _page(None, _("Välj en fil som inte är tom.")), 400
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, signed_in().id)
        taken = take_in(session, content, services.clock(), staff)
    if taken.faults:
        return _page(taken), 400 if not taken.added + taken.known else 200
    told = _("{added} nya provfrågor är med. {known} fanns redan.")
    flash(told.format(added=taken.added, known=taken.known))
    return redirect(url_for("proof.question_list"), 303)


def _page(taken: Taken | None, error: str = "") -> str:
    return render_template("proof/file.html", taken=taken, error=error)
