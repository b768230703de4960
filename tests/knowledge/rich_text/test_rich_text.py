"""An answer's Markdown: plain text stays as it is, marks become elements or good plain text, and nothing ever runs."""

from __future__ import annotations

from pathlib import Path

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.checklists.reading import read_checklist_file
from knowledge.rich_text.addresses import leads_somewhere, on_the_web
from knowledge.rich_text.faults import REFUSED, TextFault, faults_in
from knowledge.rich_text.html import as_html, plain_as_html
from knowledge.rich_text.plain import plain

SAMPLES = Path(__file__).parents[3] / "knowledge" / "samples" / "nystad"


def test_what_the_sample_departments_have_written_in_plain_text_stays_letter_by_letter() -> None:
    """In the letter and on the page: nothing that is approved today changes by being read as Markdown."""
    answers = [row.answer for path in SAMPLES.glob("Checklista *") for row in read_checklist_file(path).rows]
    assert len(answers) > 200
    for answer in answers:
        assert plain(answer) == answer
        assert as_html(answer) == plain_as_html(answer, links=True)
        assert not faults_in(answer)


@pytest.mark.parametrize(
    ("text", "letter", "page"),
    [
        ("**Viktigt** *nu*", "Viktigt nu", "<p><strong>Viktigt</strong> <em>nu</em></p>"),
        ("## Så gör du\nRing.", "Så gör du\nRing.", "<h3>Så gör du</h3>\n<p>Ring.</p>"),
        (
            "Se [om **bygglov**](https://a.example/b_(c)).",
            "Se om bygglov (https://a.example/b_(c)).",
            '<p>Se <a href="https://a.example/b_(c)">om bygglov</a>.</p>',
        ),
        (
            "[Skriv](mailto:a@b.example) eller [ring](tel:0980-319200)",
            "Skriv (a@b.example) eller ring (0980-319200)",
            '<p><a href="mailto:a@b.example">Skriv</a> eller <a href="tel:0980-319200">ring</a></p>',
        ),
        (
            "**https://a.example/_x_/y** 2 * 3 * 4",
            "https://a.example/_x_/y 2 * 3 * 4",
            '<p><a href="https://a.example/_x_/y"><strong>https://a.example/_x_/y</strong></a> 2 * 3 * 4</p>',
        ),
        ("- **a**\n- b\nSlut", "- a\n- b\nSlut", "<ul><li><strong>a</strong></li><li>b</li></ul>\n<p>Slut</p>"),
        (r"\*inte lutande\*", "*inte lutande*", "<p>*inte lutande*</p>"),
    ],
)
def test_marks_become_elements_on_the_page_and_good_plain_text_in_a_letter(text: str, letter: str, page: str) -> None:
    """A link in a letter says where it leads; an address' own underscores are no marks."""
    assert plain(text) == letter
    assert as_html(text) == page


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("Hej\n<script>alert(1)</script>", TextFault.HTML, 2),
        ('<img src=x onerror="alert(1)">', TextFault.HTML, 1),
        ("[klicka](javascript:alert(1))", TextFault.REFUSED_LINK, 1),
        ("[klicka](JaVaScRiPt:alert(1))", TextFault.REFUSED_LINK, 1),
        ("Öppna data:text/html;base64,PHM+", TextFault.REFUSED_LINK, 1),
        ("ett\ntvå\n[klicka](/intern)", TextFault.REFUSED_LINK, 3),
        ("![logga](https://a.example/x.png)", TextFault.PICTURE, 1),
        ("| a | b |", TextFault.UNKNOWN_MARK, 1),
        ("**fet utan slut", TextFault.UNCLOSED, 1),
    ],
)
def test_what_is_refused_is_told_with_its_line_and_neutral_wherever_it_came_from(
    text: str, fault: TextFault, line: int
) -> None:
    """An import cannot be asked to mend its text: shown, it is the very words and nothing more."""
    found = faults_in(text)
    assert (fault, line) in [(one.fault, one.line) for one in found]
    shown = as_html(text)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown.lower()


def test_an_address_in_words_is_no_html() -> None:
    """Angle brackets around an address, less-than signs, and a word before a colon are ordinary writing."""
    text = "Se <https://a.example>, om 3 < 4 och 5 > 2. Vi behöver dina data: namn, och metadata:ja."
    assert not [one for one in faults_in(text) if one.fault in REFUSED]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//a.example", "data:text/html,x", "https:///x", "ftp://a.b"]
)
def test_only_whole_addresses_lead_anywhere(address: str) -> None:
    """Neither in a text nor as a link of its own."""
    assert not leads_somewhere(address)
    assert not on_the_web(address)
    assert on_the_web("https://a.example?x=1")


@given(st.text("ab *_[]()<>\\\"'&:/#-1.\n!javascript https", max_size=80))
def test_no_text_becomes_more_than_the_few_elements(text: str) -> None:
    """Whatever is written, a sanitiser that allows only these elements finds nothing to take away."""
    shown = str(as_html(text))
    allowed = {"p", "br", "ul", "ol", "li", "strong", "em", "h3", "a"}
    kept = nh3.clean(
        shown, tags=allowed, attributes={"a": {"href"}, "ol": {"class", "start"}}, link_rel=None, url_relative="deny"
    )
    assert nh3.clean_text(nh3.clean(kept, tags=set())) == nh3.clean_text(nh3.clean(shown, tags=set()))
    assert kept.count("<") == shown.count("<")
