"""A reply template as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.settings.forms import Form, Reader
from assistant.cases.template_fields import unknown_fields

# Half of the longest reply (admin.inbox.case): a text to begin with leaves room for what is the resident's own.
LONGEST_TEXT = 10_000
EVERYBODY = ""
EMPTY = Form({"name": "", "department_id": EVERYBODY, "text": ""})


def read_template(sent: Mapping[str, str], departments: Mapping[str, str]) -> Form:
    """The template; `departments` are the names by id as text, which the form may choose among."""
    reader = Reader(sent)
    reader.line("name", 200, missing=_("Skriv ett namn som handläggarna känner igen."))
    text = reader.text("text", LONGEST_TEXT, missing=_("Skriv mallens text."))
    chosen = reader.line("department_id", 20)
    if chosen != EVERYBODY and chosen not in departments:
        reader.errors["department_id"] = _("Välj en förvaltning i listan.")
    unknown = unknown_fields(text)
    if unknown and "text" not in reader.errors:
        said = _("Det finns inget fält som heter {names}. Välj bland fälten nedanför.")
        reader.errors["text"] = said.format(names=", ".join("{" + word + "}" for word in unknown))
    return reader.form()
