"""What the reports' addresses and forms carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from admin.reports.report_text import LONGEST_TEXT, ReportText
from admin.reports.year import Texts
from admin.settings.forms import Form, FormPage, Reader, mark
from knowledge.audit import Values


def read_texts(sent: Mapping[str, str]) -> Form:
    """The three texts; an empty one lets the draft stand."""
    reader = Reader(sent)
    for name in ("background", "strengths", "deviations"):
        reader.text(name, LONGEST_TEXT)
        # A browser sends its own line ends, and a text must not look changed by them.
        reader.values[name] = str(reader.values[name]).replace("\r\n", "\n")
    return reader.form()


def values_of(row: ReportText | None) -> Values:
    """The texts as they are stored."""
    if row is None:
        return {"background": "", "strengths": "", "deviations": ""}
    return {"background": row.background, "strengths": row.strengths, "deviations": row.deviations}


def first_page(texts: Texts) -> FormPage:
    """The form as it is opened: what stands in the report, drafts where nobody has written."""
    stored = values_of(texts.saved)
    return FormPage(Form(_shown(texts)), stored, mark(stored))


def without_drafts(form: Form, drafts: Texts) -> Form:
    """The form with nothing where a draft was left as it stood: only what somebody writes is kept.

    Kept with the rest, a draft of March would still stand in the report when the year is over.
    """
    untouched = _shown(drafts)
    kept = {name: "" if written == untouched[name] else written for name, written in form.values.items()}
    return replace(form, values=kept)


def _shown(texts: Texts) -> Values:
    """The texts as the form's fields have them, a line a sentence."""
    return {
        "background": texts.background,
        "strengths": "\n".join(texts.strengths),
        "deviations": "\n".join(texts.deviations),
    }
