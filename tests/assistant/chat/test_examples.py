"""The examples on the first page: what people ask most, then a question from each other department."""

from __future__ import annotations

from tests.assistant.chat.site import CHOICES, CLEAR, Site, Visitor

SUPPORT = "Hur ansöker jag om försörjningsstöd?"


def examples(visitor: Visitor) -> list[str]:
    """The questions that a new visitor may press, in order."""
    page = visitor.client.get("/").text
    found = page.split('name="text" value="')[1:]
    return [part.split('"')[0] for part in found]


def test_before_anything_is_asked_every_department_shows_one(eva: Visitor) -> None:
    """The first question of each."""
    assert examples(eva) == [CLEAR, SUPPORT]


def test_what_is_asked_most_comes_first(site: Site, eva: Visitor) -> None:
    """Then a question of the departments that are not there yet."""
    eva.ask(CHOICES[0])
    eva.ask(CHOICES[1])
    eva.ask(CHOICES[1])
    assert examples(site.visitor()) == [CHOICES[1], CHOICES[0], SUPPORT]


def test_an_example_can_be_pressed(eva: Visitor) -> None:
    """It is asked as if it had been written."""
    eva.ask(SUPPORT)
    assert f"<h2>{SUPPORT}</h2>" in eva.page
