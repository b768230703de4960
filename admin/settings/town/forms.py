"""The municipality's details as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.settings.forms import Form, Reader


def read_town(sent: Mapping[str, str]) -> Form:
    """The details; only the name must be there."""
    reader = Reader(sent)
    reader.line("name", 200, missing=_("Skriv kommunens namn."))
    reader.line("address", 300)
    reader.line("phone", 60)
    reader.email("email")
    reader.web("web")
    return reader.form()
