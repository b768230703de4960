"""Plain text becomes safe HTML, and phone numbers become addresses."""

from __future__ import annotations

import pytest

from assistant.chat.web import breakable, linked_paragraphs, paragraphs, phone_link
from tests.one_database import database_url

__all__ = ["database_url"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Ett\ntvå\r\n\r\n\n<b>tre</b>", "<p>Ett<br>två</p>\n<p>&lt;b&gt;tre&lt;/b&gt;</p>"),
        ("Så här:\n- ett\n• <två>", "<p>Så här:</p>\n<ul><li>ett</li><li>&lt;två&gt;</li></ul>"),
        ("-5 grader\n-", "<p>-5 grader<br>-</p>"),
        ("Se https://a.example/x", "<p>Se https://a.example/x</p>"),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(text: str, html: str) -> None:
    """Empty lines part paragraphs, dashes make lists, everything is escaped and nothing is a link."""
    assert str(paragraphs(text)) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Se https://a.example/x.", '<p>Se <a href="https://a.example/x">https://a.example/x</a>.</p>'),
        (
            "(http://a.example/?a=1&b=2) & mer",
            '<p>(<a href="http://a.example/?a=1&amp;b=2">http://a.example/?a=1&amp;b=2</a>) &amp; mer</p>',
        ),
        (
            'https://a.example/"onclick="x',
            '<p><a href="https://a.example/">https://a.example/</a>&#34;onclick=&#34;x</p>',
        ),
        ("javascript:alert(1) www.a.example", "<p>javascript:alert(1) www.a.example</p>"),
        ("- https://a.example", '<ul><li><a href="https://a.example">https://a.example</a></li></ul>'),
    ],
)
def test_full_web_addresses_become_links(text: str, html: str) -> None:
    """Only http and https, without the sentence's own marks, and never out of their attribute."""
    assert str(linked_paragraphs(text)) == html


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("0980-319 200", "tel:0980319200"),
        ("+46 (0)980 319 200", "tel:+46980319200"),
        ("Växel: (0980) 31 92 00, 0980-31 92 01", "tel:0980319200"),
        ("+46 980-319 200", "tel:+46980319200"),
        ("0980-319 200 (växel 2)", "tel:0980319200"),
    ],
)
def test_a_phone_number_can_be_called(phone: str, address: str) -> None:
    """Digits are kept, spaces, hyphens and what stands in brackets are not."""
    assert phone_link(phone) == address


def test_numbered_lines_are_steps_with_their_numbers() -> None:
    """Steps are a numbered list, also when they stand apart; a number inside a line is none."""
    assert paragraphs("Gör så här:\n1. Logga in.\n2) Välj <dag>.") == (
        '<p>Gör så här:</p>\n<ol class="steps" start="1"><li>Logga in.</li><li>Välj &lt;dag&gt;.</li></ol>'
    )
    assert paragraphs("1. Ring.\n\n2. Vänta.") == (
        '<ol class="steps" start="1"><li>Ring.</li></ol>\n<ol class="steps" start="2"><li>Vänta.</li></ol>'
    )
    assert paragraphs("Den 3. mars\n2026. Då?") == "<p>Den 3. mars<br>2026. Då?</p>"


def test_an_address_breaks_before_its_at_sign() -> None:
    """Between name and server, where people read it so; and it is escaped like any other word."""
    assert str(breakable("a<b@c.example")) == "a&lt;b<wbr>@c.example"
