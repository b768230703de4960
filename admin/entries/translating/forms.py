"""A translation as it was typed, read with the editor's own eyes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from admin.entries.editor.forms import EditorForm, form_of, read_form
from admin.entries.editor.judging import judged_text
from admin.entries.editor.page import EMPTY
from admin.settings.forms import mark
from knowledge.entries import Translation
from knowledge.match import LinkText, Translated

Text = Mapping[str, Any]
_NOTHING: Text = {"question": "", "answer": "", "steps": [], "links": []}


def read_translation(sent: MultiDict[str, str]) -> EditorForm:
    """The form with everything that is wrong with it."""
    return judged_text(read_form(sent))


def form_with(text: Text) -> EditorForm:
    """The form with a text in its fields."""
    return form_of({**EMPTY, **text}, 0)


def working_text(translation: Translation | None) -> Text:
    """What one goes on writing: the draft, else what is approved, else nothing."""
    return (translation.draft or translation.approved or _NOTHING) if translation is not None else _NOTHING


def text_in(form: EditorForm) -> Translated:
    """What the form says."""
    return Translated(
        question=form.values["question"],
        answer=form.values["answer"],
        steps=tuple(form.lines("steps")),
        links=tuple(LinkText(label, url) for label, url in form.links),
    )


def as_kept(text: Translated) -> Text:
    """The same as it stands in the table."""
    links = [[link.label, link.url] for link in text.links]
    return {"question": text.question, "answer": text.answer, "steps": list(text.steps), "links": links}


def seen_mark(translation: Translation | None) -> str:
    """A word that is another one as soon as anybody has saved or approved something."""
    if translation is None:
        return mark({})
    approved = translation.approved_at.isoformat() if translation.approved_at else ""
    waits = translation.draft is not None
    return mark({"changed": translation.changed_at.isoformat(), "waits": waits, "approved": approved})
