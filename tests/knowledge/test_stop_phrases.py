"""Stop phrases are left out of a text in any case, and never leave it without words."""

from __future__ import annotations

import pytest

from knowledge.stop_phrases import StopPhrases, stop_phrases

PHRASES = stop_phrases(["skickat från min Iphone", "från min", "hälsningar  från", "?!"])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("När plogas gatan? Skickat från min iPhone", "När plogas gatan?"),
        ("SKICKAT  från\nmin: iphone när plogas gatan", "när plogas gatan"),
        ("Pengar från min mormor", "Pengar mormor"),
        ("Vad betyder påskickat från minan", "Vad betyder påskickat från minan"),
        ("hälsningar från", "hälsningar från"),
        ("?!", "?!"),
        ("", ""),
    ],
)
def test_a_phrase_is_left_out_where_something_else_is_said(text: str, rest: str) -> None:
    """The longest phrase first, whole words only; a message of nothing else stays as it is."""
    assert PHRASES.without(text) == rest


def test_without_phrases_a_text_is_itself() -> None:
    """Also its line breaks, and nothing is compiled for phrases without words."""
    assert stop_phrases([" ", "!"]) == StopPhrases()
    assert StopPhrases().without("a\n b") == "a\n b"
