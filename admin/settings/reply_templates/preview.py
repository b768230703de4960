"""A reply template as it looks in a case that nobody has: every field filled in with something made up; pure."""

from __future__ import annotations

from gettext import gettext as _

from assistant.cases.template_fields import TemplateField, fill

# What each field is, and what it becomes in the made-up case.
EXPLAINED: dict[TemplateField, tuple[str, str]] = {
    TemplateField.NAME: (_("medborgarens namn"), _("Kim Exempelsson")),
    TemplateField.NUMBER: (_("ärendets nummer"), "2026-000123"),
    TemplateField.SUBJECT: (_("ärendets ämne"), _("Plats i förskolan")),
    TemplateField.HANDLER: (_("ditt namn"), _("Robin Handläggare")),
    TemplateField.TITLE: (_("din titel"), _("handläggare")),
    TemplateField.DEPARTMENT: (_("förvaltningen som har ärendet"), _("Barn och utbildning")),
    TemplateField.PHONE: (_("ditt telefonnummer, annars förvaltningens"), "010-123 45 67"),
    TemplateField.DUE: (_("när ärendet senast ska vara besvarat"), _("torsdag 14 maj klockan 14.05")),
}


def in_a_made_up_case(text: str) -> str:
    """The text with the made-up case's words in its fields."""
    return fill(text, {field: example for field, (_meaning, example) in EXPLAINED.items()})
