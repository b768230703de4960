"""Guards: every word that a resident can meet is marked for the catalogues, in a way that they can find."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

import assistant
from assistant.languages.extracting import marked_sentences

PACKAGE = Path(assistant.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "phrases_mail" not in path.name)
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
# Attributes that are read aloud or shown.
_SPOKEN = ("aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt")
_CALLS = ("_", "gettext", "ngettext", "marked")


def name(path: Path) -> str:
    """A file by its place in the package."""
    return str(path.relative_to(PACKAGE))


class Words(HTMLParser):
    """What stands in a page without having been filled in: bare words, and those of spoken attributes."""

    def __init__(self) -> None:
        """Nothing is found yet."""
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Bare text."""
        self._look(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes; an icon's own drawing has none of ours."""
        for attribute, value in attrs:
            if attribute in _SPOKEN:
                self._look(value or "")

    def _look(self, text: str) -> None:
        if any(character.isalpha() for character in text):
            self.found.append(" ".join(text.split()))


def bare_words(source: str) -> list[str]:
    """The words of a template that no expression fills in."""
    words = Words()
    words.feed("".join(value for _, token, value in Environment(autoescape=True).lex(source) if token == "data"))
    words.close()
    return words.found


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_says_nothing_that_cannot_be_translated(template: Path) -> None:
    """No bare word stands in it, neither as text nor in an attribute that is read aloud."""
    assert bare_words(template.read_text("utf-8")) == []


def test_bare_words_would_be_found() -> None:
    """The guard above sees text, attributes and text between two expressions, and no number."""
    source = '<p class="x" aria-label="Svar">{{ _("Ja") }}{# bort #}</p>{% if a %}Nej{% endif %} <br> 112'
    assert bare_words(source) == ["Svar", "Nej"]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call that marks or translates a sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            yield node


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_marks_whole_sentences(module: Path) -> None:
    """What is marked is a plain string: out of a variable or an f-string no catalogue could take it."""
    if module.parent.name == "languages":
        return
    tree = ast.parse(module.read_text("utf-8"))
    variables = [call.lineno for call in calls(tree) if not _is_sentence(call)]
    assert variables == []


def _is_sentence(call: ast.Call) -> bool:
    """A plain string; or a look-up in a table whose sentences are marked where they stand."""
    first = call.args[0]
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    return isinstance(first, ast.Constant) or (
        function == "_" and isinstance(first, ast.Call | ast.Subscript | ast.Name)
    )


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_nothing_is_translated_while_a_module_is_imported(module: Path) -> None:
    """No language is chosen yet then, so the sentence would stay Swedish for everybody."""
    tree = ast.parse(module.read_text("utf-8"))
    inside = {id(call) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for call in calls(node)}
    outside = [call.lineno for call in calls(tree) if id(call) not in inside and call.func.id != "marked"]  # type: ignore[attr-defined]
    assert outside == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_sentences_are_translated_by_our_own_gettext(module: Path) -> None:
    """The standard library's knows no language but the machine's."""
    imported = {
        getattr(node, "module", None) or alias.name
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert "gettext" not in imported


def test_sentences_are_found_in_code_and_templates_of_every_room() -> None:
    """A sentence of the engine, one of a table, one of a page, a plural; and none of a mail to staff."""
    marked = marked_sentences()
    for sentence in ("Med vänlig hälsning", "Din fråga går direkt till en person.", "Hoppa till innehållet"):
        assert sentence in marked
    assert any(isinstance(message.id, tuple) for message in marked if message.id)
    assert not [message.id for message in marked if "Postrummet" in str(message.id)]
