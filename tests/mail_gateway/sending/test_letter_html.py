"""Plain text as simple HTML: paragraphs, lists and links as they stand, and nothing else."""

from __future__ import annotations

import pytest

from mail_gateway.sending.letter_html import as_html


def body(*parts: str) -> str:
    """What stands in the letter's body."""
    return as_html(parts, "Ämne", "sv").partition("<body>\n")[2].partition("\n</body>")[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ett.\n\nTvå.", "<p>Ett.</p>\n<p>Två.</p>"),
        ("Rad ett\nrad två", "<p>Rad ett<br>\nrad två</p>"),
        ("Ta med:\n- kvitto\n- legitimation", "<p>Ta med:</p>\n<ul><li>kvitto</li><li>legitimation</li></ul>"),
        ("1. Ja\n3. Nej", '<ol><li value="1">Ja</li><li value="3">Nej</li></ol>'),
        ("2026 var året\n-40 grader", "<p>2026 var året<br>\n-40 grader</p>"),
        ("- ", "<p>-</p>"),
        ("a < b & \"c\" > 'd'", "<p>a &lt; b &amp; &quot;c&quot; &gt; &#x27;d&#x27;</p>"),
        ("<img src=http://x.se/a.png>", '<p>&lt;img src=<a href="http://x.se/a.png">http://x.se/a.png</a>&gt;</p>'),
        (
            "Se https://x.se/a?b=1&c=2.",
            '<p>Se <a href="https://x.se/a?b=1&amp;c=2">https://x.se/a?b=1&amp;c=2</a>.</p>',
        ),
        (
            "(https://x.se/a), javascript:alert(1)",
            '<p>(<a href="https://x.se/a">https://x.se/a</a>), javascript:alert(1)</p>',
        ),
        ("", ""),
    ],
)
def test_text_as_html(text: str, shown: str) -> None:
    """Every kind of line; an address is shown whole, and is a link only where it is one of the web."""
    assert body(text) == shown


def test_the_page_around_it() -> None:
    """Language and title are the mail's own, escaped; parts stand below each other."""
    page = as_html(("Hej!", "Svar."), "<Fråga>", 'sv"')
    assert page.startswith('<!DOCTYPE html>\n<html lang="sv&quot;">')
    assert "<title>&lt;Fråga&gt;</title>" in page
    assert "<p>Hej!</p>\n<p>Svar.</p>" in page
