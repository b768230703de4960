"""The catalogues are whole: every sentence that is marked is translated, with the same places to fill in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner

from assistant.languages.__main__ import main
from assistant.languages.catalogue import catalogue_file, load, read_catalogue, save
from assistant.languages.extracting import marked_sentences, update
from assistant.languages.faults import faults

TRANSLATED = ("en", "fi")


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_has_no_fault(code: str) -> None:
    """Nothing is missing, empty, fuzzy or left over; no place to fill in, space or line end differs.

    When this fails: `python -m assistant.languages update`, then translate what it lists.
    """
    marked = marked_sentences()
    assert len(marked) > 100
    assert faults(load(code), marked) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_read_is_what_is_written(code: str) -> None:
    """Each sentence is said as the file has it, and plurals by the language's own rule."""
    read = read_catalogue(code)
    for message in load(code):
        if isinstance(message.id, str) and message.id:
            assert read.gettext(message.id) == message.string
        elif message.id:
            one, many = message.id
            assert [read.ngettext(one, many, number) for number in (1, 2)] == list(message.string)


def test_each_place_of_a_plural_is_counted_once() -> None:
    """The two forms differ, or one of them would be wrong: "1 kysymys", "2 kysymystä"."""
    plurals = [message for code in TRANSLATED for message in load(code) if isinstance(message.id, tuple)]
    assert plurals
    for message in plurals:
        assert len(set(message.string)) == len(message.string), message.id


def broken(change: Callable[[Catalog], object]) -> list[str]:
    """The faults of a small catalogue after this change."""
    marked, said = Catalog(), Catalog(locale="fi")
    for one in (marked, said):
        one.add("Hej {name}", "" if one is marked else "Hei {name}")
        one.add(
            ("%(num)s fråga", "%(num)s frågor"), ("", "") if one is marked else ("%(num)s kysymys", "%(num)s kysymystä")
        )
    assert faults(said, marked) == []
    change(said)
    return faults(said, marked)


def set_string(identity: str, string: str | tuple[str, ...]) -> Callable[[Catalog], object]:
    """Say this sentence otherwise."""

    def change(said: Catalog) -> None:
        message = said.get(identity)
        assert message is not None
        message.string = string

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda said: said.delete("Hej {name}"), "missing"),
        (lambda said: said.add("Hej då", "Hei hei"), "nobody says it any more"),
        (set_string("Hej {name}", ""), "not translated"),
        (set_string("Hej {name}", "Hei"), "other places to fill in"),
        (set_string("Hej {name}", "Hei {nimi}"), "other places to fill in"),
        (set_string("Hej {name}", "Hei {name} {name}"), "other places to fill in"),
        (set_string("Hej {name}", "Hei {name} "), "other spaces"),
        (set_string("%(num)s fråga", ("%(num)s kysymys", "")), "not translated"),
        (set_string("%(num)s fråga", ("%(num)s kysymys", "kysymystä")), "other places to fill in"),
        (set_string("%(num)s fråga", ("%(n)s kysymys", "%(num)s kysymystä")), "other places to fill in"),
        (set_string("%(num)s fråga", ("%(num)s kysymystä",)), "1 forms for 2"),
        (lambda said: said.get("Hej {name}").flags.add("fuzzy"), "fuzzy"),
    ],
)
def test_each_fault_is_found(change: Callable[[Catalog], object], fault: str) -> None:
    """A good catalogue has none; spoiled in one way, exactly that is said of it."""
    found = broken(change)
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_a_singular_may_say_one_in_words() -> None:
    """ "En fråga" needs no number to fill in; its plural does."""
    assert broken(set_string("%(num)s fråga", ("yksi kysymys", "%(num)s kysymystä"))) == []


def package(tmp_path: Path) -> Path:
    """A package with one module, one template and one file of mail."""
    for path, text in (
        ("room.py", 'def hello(): return _("Hej")\nTABLE = {1: marked("Ett")}\n'),
        ("room/templates/page.html", '{{ _("Sidan %(name)s", name=x) }}{{ ngettext("dag", "dagar", n) }}'),
        ("engine/phrases_mail.py", '_("Mejl")'),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def test_marked_sentences_are_taken_from_code_and_templates_but_not_from_mail(tmp_path: Path) -> None:
    """The four ways of marking, each with the file that says it."""
    found = {message.id: message.locations[0][0] for message in marked_sentences(package(tmp_path)) if message.id}
    page = "room/templates/page.html"
    assert found == {"Hej": "room.py", "Ett": "room.py", "Sidan %(name)s": page, ("dag", "dagar"): page}


def test_a_template_that_cannot_be_read_is_no_template_without_words(tmp_path: Path) -> None:
    """Its sentences would fall out of the catalogues in silence."""
    (package(tmp_path) / "room/templates/page.html").write_text("{% if %}", "utf-8")
    with pytest.raises(Exception, match="Expected an expression"):
        marked_sentences(tmp_path)


def test_an_update_adds_drops_and_keeps(tmp_path: Path) -> None:
    """New sentences come in untranslated, what nobody says goes, translations stay; a second time changes nothing."""
    code, folder = package(tmp_path / "package"), tmp_path / "translations"
    old = Catalog(locale="fi", fuzzy=False)
    old.add("Hej", "Hei")
    old.add("Borta", "Poissa")
    save("fi", old, folder)
    update("fi", code, folder)
    said = load("fi", folder)
    assert (said["Hej"].string, said["Ett"].string, "Borta" in said) == ("Hei", "", False)
    before = catalogue_file("fi", folder).read_bytes()
    update("fi", code, folder)
    assert catalogue_file("fi", folder).read_bytes() == before


def test_the_command_says_that_all_is_well() -> None:
    """`python -m assistant.languages check` counts the sentences and ends well."""
    told = CliRunner().invoke(main, ["check"])
    assert told.output.endswith(" 0 faults\n")
    assert told.exit_code == 0
