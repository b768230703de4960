"""The HTML of a mail becomes lines: hidden things gone, quoted things marked, hostile pages bounded."""

import pytest

from mail_gateway.parts.html_text import MAX_HTML, html_to_text
from mail_gateway.quoting import split


def test_blocks_become_lines_and_entities_letters() -> None:
    """The question as the writer saw it."""
    page = (
        "<html><head><title>T</title><style>p {}</style></head><body><p>Hej&nbsp;p&aring;\n er</p><!-- k -->"
        "<div>När <b>häm</b>tas<br>soporna?<br><br>Tack</div><ul><li>ett<li>två</ul>"
        "<table><tr><td>a</td><td>b</td></tr></table><pre>x\n  y</pre></body></html>"
    )
    assert html_to_text(page).text.split("\n") == [
        "Hej på er",
        "När hämtas",
        "soporna?",
        "",
        "Tack",
        "ett",
        "två",
        "a b",
        "x",
        "y",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>GÖMT</script>",
        "<style>GÖMT</style>",
        "<div style='display: none'>GÖMT</div>",
        "<span style='font-size:0px;color:red'>GÖMT</span>",
        "<p style='VISIBILITY:hidden'>GÖMT<b>GÖMT</b></p>",
        "<div style='max-height:0;overflow:hidden'>GÖMT</div>",
        "<div hidden>GÖMT</div>",
        "<template>GÖMT</template>",
        "<!-- GÖMT -->",
    ],
)
def test_section_5_what_nobody_sees_is_not_read(hidden: str) -> None:
    """Scripts, styles and hidden elements are stripped; what stands beside them is kept."""
    assert html_to_text(f"<p>Fråga</p>{hidden}<p>Slut</p>").text == "Fråga\nSlut"


def test_small_text_is_not_hidden_text() -> None:
    """font-size:0.9em is a size."""
    assert html_to_text("<p style='font-size:0.9em;opacity:0.5'>Fråga</p>").text == "Fråga"


@pytest.mark.parametrize(
    "quote",
    [
        "<div class='gmail_quote'><div class=gmail_attr>Anna skrev:</div><blockquote>GAMMALT</blockquote></div>",
        "<blockquote type='cite'><p>Anna skrev:</p>GAMMALT</blockquote>",
        "<div class='moz-cite-prefix'>Anna skrev:</div><blockquote type=cite>GAMMALT</blockquote>",
        "<div id='ydp1' class='x yahoo_quoted'>Anna skrev: GAMMALT</div>",
        "<div class='protonmail_quote'>Anna skrev: GAMMALT</div>",
        "<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'>Anna skrev:</div><div>GAMMALT</div>",
        "<div><div id='divRplyFwdMsg'>Anna skrev:</div></div><p>GAMMALT</p>",
    ],
)
def test_section_5_quoted_structure_is_marked_and_never_new(quote: str) -> None:
    """The quoted part is kept as "> " lines, which splitting takes for quoted."""
    result = split(html_to_text(f"<p>Ny fråga?</p>{quote}").text)
    assert result.new == "Ny fråga?"
    assert "GAMMALT" in result.quoted
    assert "Anna skrev:" in result.quoted


def test_text_after_a_closed_quote_is_new() -> None:
    """Answers under a quote are the writer's own."""
    page = "<blockquote type=cite>GAMMALT</blockquote><p>Svar under</p>"
    assert split(html_to_text(page).text).new == "Svar under"


def test_a_forward_in_gmails_quote_is_no_quote() -> None:
    """Gmail gives replies and forwards the same class; the marker tells."""
    page = "<div class='gmail_quote'><div>---------- Forwarded message ---------<br></div><p>Vad kostar det?</p></div>"
    result = split(html_to_text(page).text)
    assert result.forwarded
    assert result.new == "Vad kostar det?"


def test_quotes_are_kept_as_text_when_the_subject_says_forward() -> None:
    """Outlook's forward has the structure of its reply."""
    page = "<p>FYI</p><div id='divRplyFwdMsg'>Från: A</div><p>Vad kostar det?</p>"
    assert html_to_text(page, keep_quotes=True).text == "FYI\nFrån: A\nVad kostar det?"


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("<div>" * 20_000 + "SIST", "SIST"),
        ("<div>" * 4_000 + "SIST" + "</div>" * 4_000, "SIST"),
        ("<b id=1><i><a>" * 5_000 + "<p>SIST", "SIST"),
        ("".join(f"<b id={n}>" for n in range(1000)) + "<p>x</p>" * 20_000 + "SIST", "SIST"),
        ("<select>" + "<option>x" * 50_000 + "SIST", "SIST"),
        ("<div " + " ".join(f"a{n}" for n in range(100_000)) + ">SIST", "SIST"),
        ("".join(f"<html a{n}=1>" for n in range(20_000)) + "SIST", "SIST"),
        ("<table>" * 10_000 + "SIST", "SIST"),
        (" " * 100_000 + "SIST", "SIST"),
        ("<" * 100_000 + "<p>SIST", "SIST"),
        ("&#" + "9" * 6000 + ";" + "<div>" * 20_000 + "SIST", "SIST"),
        ("<div", ""),
        ("", ""),
    ],
)
def test_hostile_pages_give_their_text(page: str, word: str) -> None:
    """Measured: the bare parser takes minutes for some of these."""
    assert html_to_text(page).text.endswith(word)


def test_a_page_that_is_too_deep_or_too_long_says_so() -> None:
    """So that a person reads it."""
    assert html_to_text("<div>" * 20_000 + "x").simplified
    assert html_to_text("x" * (MAX_HTML + 1)).simplified
    assert not html_to_text("<div>" * 1_000 + "x").simplified
