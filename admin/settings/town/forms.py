"""The municipality's details as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.settings.forms import Form, Reader

# Days; nobody means a longer time than ten years.
LONGEST_GRACE = 3650
# Working days; whoever measures longer answer times than these has another measure.
LONGEST_LIMIT = 20


def read_town(sent: Mapping[str, str]) -> Form:
    """The details; only the name must be there. No days of grace: an entry's review is waited for without end."""
    reader = Reader(sent)
    reader.line("name", 200, missing=_("Skriv kommunens namn."))
    reader.line("address", 300)
    reader.line("phone", 60)
    reader.email("email")
    reader.web("web")
    reader.number("review_grace_days", 0, LONGEST_GRACE, optional=True)
    shorter, longer = (reader.number(name, 1, LONGEST_LIMIT) for name in ("answer_limit_1", "answer_limit_2"))
    for name in ("survey_by_page", "survey_by_mail"):
        reader.flag(name)
    form = reader.form()
    if shorter is not None and longer is not None and shorter >= longer:
        return form.refused("answer_limit_2", _("Den längre svarstiden ska vara längre än den kortare."))
    return form
