"""The municipality's details as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.settings.forms import Form, Reader

# Days; nobody means a longer time than ten years.
LONGEST_GRACE = 3650


def read_town(sent: Mapping[str, str]) -> Form:
    """The details; only the name must be there. No days of grace: an entry's review is waited for without end."""
    reader = Reader(sent)
    reader.line("name", 200, missing=_("Skriv kommunens namn."))
    reader.line("address", 300)
    reader.line("phone", 60)
    reader.email("email")
    reader.web("web")
    reader.number("review_grace_days", 0, LONGEST_GRACE, optional=True)
    return reader.form()
