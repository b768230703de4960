"""What somebody wrote at length in a form that could not be taken: shown once more, since its page is gone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

# The fields that one writes in for long; of a form with several the first that is not empty.
_FIELDS = ("text", "note", "reason", "eget_svar", "fraga")


@dataclass(frozen=True)
class Written:
    """The words, and the field that they stood in."""

    field: str
    words: str


def written() -> Written | None:
    """What stands in the form that was sent; None where nobody has written at length."""
    for field in _FIELDS:
        words = request.form.get(field, "").strip()
        if words:
            return Written(field, words)
    return None


def shown_again(kept: Written, heading: str, why: str, onward: tuple[str, str], code: int) -> Response:
    """The words on a page of their own, to be copied; `onward` is an address and what its link says."""
    address, says = onward
    page = render_template("written.html", heading=heading, why=why, words=kept.words, address=address, says=says)
    return make_response(page, code)
