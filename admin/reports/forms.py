"""What the reports' addresses and forms carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping

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
    shown = {
        "background": texts.background,
        "strengths": "\n".join(texts.strengths),
        "deviations": "\n".join(texts.deviations),
    }
    return FormPage(Form(shown), stored, mark(stored))
