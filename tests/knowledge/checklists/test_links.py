"""The links of a cell, in every way they are written."""

import pytest

from knowledge.checklists.links import as_link, links_in_prose, read_links, without_links
from knowledge.match import LinkText

A = LinkText("Altan", "https://a.se/x")
B = LinkText("Bygg", "https://b.se")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        ("Altan: https://a.se/x", [A]),
        ("Altan - https://a.se/x.", [A]),
        ("Altan (https://a.se/x)", [A]),
        ("Altan <https://a.se/x>", [A]),
        ("https://a.se/x Altan", [A]),
        ("https://a.se/x (Altan)", [A]),
        ("Altan\nhttps://a.se/x", [A]),
        ("Altan: https://a.se/x\nBygg: https://b.se", [A, B]),
        ("- Altan: https://a.se/x\n\n• Bygg: https://b.se", [A, B]),
        ("Altan: https://a.se/x; Bygg: https://b.se", [A, B]),
        ("Altan: https://a.se/x | Bygg: https://b.se", [A, B]),
        ("[Altan](https://a.se/x), [Bygg](https://b.se)", [A, B]),
        ('[Altan](https://a.se/x "titel")', [A]),
        ("Altan: [https://a.se/x](https://a.se/x)", [A]),
        ("[Altan: https://a.se/x](https://a.se/x)", [A]),
        ("E-tjänst: [Ansök](https://a.se)", [LinkText("E-tjänst: Ansök", "https://a.se")]),
        ("E-tjänst: Ansök: https://a.se", [LinkText("E-tjänst: Ansök", "https://a.se")]),
        ("https://a.se/x", [LinkText("https://a.se/x", "https://a.se/x")]),
        ("[](https://a.se/x)", [LinkText("https://a.se/x", "https://a.se/x")]),
        ("https://a.se,https://b.se", [LinkText("https://a.se", "https://a.se"), LinkText(B.url, B.url)]),
        ("Val (allmänna): https://a.se", [LinkText("Val (allmänna)", "https://a.se")]),
        ("Vad gäller?: https://a.se", [LinkText("Vad gäller?", "https://a.se")]),
        ("Sida: https://a.se/b_(c)?d=e,f&g=1;h", [LinkText("Sida", "https://a.se/b_(c)?d=e,f&g=1;h")]),
        ("[Sida [1]](https://a.se/b_(c))", [LinkText("Sida [1]", "https://a.se/b_(c)")]),
        ("Mejl: mailto:a@b.se", [LinkText("Mejl", "mailto:a@b.se")]),
        ("Ring: tel:+46123456", [LinkText("Ring", "tel:+46123456")]),
        ("Å: https://å.se/väg", [LinkText("Å", "https://å.se/väg")]),
    ],
)
def test_links_are_read_in_every_form(text: str, links: list[LinkText]) -> None:
    """Labels and addresses are found whichever way they are put together."""
    assert read_links(text) == (links, [])


@pytest.mark.parametrize(
    "text",
    [
        "Se webben", "www.a.se", "a@b.se", "Altan: javascript:alert(1)", "[Altan](javascript:alert(1))",
        "[Altan](JavaScript:alert(1))", "[Altan](data:text/html,x)", "[Altan](file:///c:/a.doc)",
        "[Altan](//a.se)", "[Altan]()", "https://", "http://lokal", "https://[a", "mailto:ingen", "tel:1",
    ],
)  # fmt: skip
def test_what_no_resident_can_follow_is_refused(text: str) -> None:
    """Anything but http, https, mailto and tel with a sensible address is one problem and no link."""
    links, problems = read_links(text)
    assert links == []
    assert len(problems) == 1


def test_a_bad_link_does_not_hide_a_good_one() -> None:
    """A label without address is told of also when a link follows it."""
    links, problems = read_links("Karta\nAltan: https://a.se/x\nBygg: https://b.se Mer")
    assert links == [A, B]
    assert ["Karta" in problems[0], "Mer" in problems[1]] == [True, True]


def test_a_hyperlink_written_into_text_is_read_back() -> None:
    """What as_link writes, the other functions understand, whatever brackets it holds."""
    odd = as_link("Se [1", "https://a.se/b(c d")
    assert read_links(odd) == ([LinkText("Se (1", "https://a.se/b%28c%20d")], [])
    assert without_links(f"Läs {as_link('här', 'https://a.se')}.") == "Läs här."
    assert links_in_prose(f"Läs {as_link('här', 'https://a.se')}.") == ([LinkText("här", "https://a.se")], [])


def test_a_whole_answer_is_no_label() -> None:
    """A hyperlink on a long text leaves the text as it is and stands after it under its address."""
    text = "Ett långt svar. " * 20
    written = as_link(text, "https://a.se")
    assert without_links(written).startswith(text)
    assert links_in_prose(written) == ([LinkText("https://a.se", "https://a.se")], [])


def test_an_address_in_running_text_stays_there() -> None:
    """Only hyperlinks are taken from prose, and a jump within the document is none."""
    assert links_in_prose("Se https://a.se och [kapitel 2](#kap2).") == ([], [])
