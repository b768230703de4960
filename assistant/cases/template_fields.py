"""The fields that may stand in a reply template, and the text with them filled in; pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

_FIELD = re.compile(r"\{([^{}\n]{0,60})\}")


# Another name that people give a field.
_ALSO = {"ärendenummer": "nummer"}


class TemplateField(enum.StrEnum):
    """What is filled in when a template is inserted; the value is the word between the braces ("{namn}")."""

    NAME = "namn"
    NUMBER = "nummer"
    SUBJECT = "ämne"
    HANDLER = "handläggare"
    TITLE = "titel"
    DEPARTMENT = "förvaltning"
    PHONE = "telefon"
    DUE = "svar senast"


def fill(text: str, values: Mapping[TemplateField, str]) -> str:
    """The text with its fields filled in.

    A field without a value stays as it is written, so that the handler sees that something is missing; so does a word
    between braces that is no field of ours. What is filled in is never read for fields again.
    """

    def filled(found: re.Match[str]) -> str:
        field = _field(found.group(1))
        return (values.get(field, "") if field is not None else "") or found.group()

    return _FIELD.sub(filled, text)


def unknown_fields(text: str) -> tuple[str, ...]:
    """The words between braces that are no fields, in their order and each once: most are typing errors."""
    words = (found.group(1) for found in _FIELD.finditer(text))
    return tuple(dict.fromkeys(word.strip() for word in words if _field(word) is None))


def unfilled_fields(text: str) -> tuple[TemplateField, ...]:
    """The fields that still stand in a text, in their order and each once: nobody wants to send those."""
    fields = (_field(found.group(1)) for found in _FIELD.finditer(text))
    return tuple(dict.fromkeys(field for field in fields if field is not None))


def _field(word: str) -> TemplateField | None:
    """The field that a word names, whatever the case of its letters."""
    wanted = word.strip().casefold()
    wanted = _ALSO.get(wanted, wanted)
    return next((field for field in TemplateField if field.value == wanted), None)
