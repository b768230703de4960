"""Residents' words meet the municipality's own, and a town's word list is read line by line with its faults told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.lexicon import Lexicon, LexiconFault, read_lexicon

Town = Callable[[str], tuple[Lexicon, tuple[LexiconFault, ...]]]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Reads a town's word list of the given text over ours."""

    def read(text: str) -> tuple[Lexicon, tuple[LexiconFault, ...]]:
        path = tmp_path / "ordlista.txt"
        path.write_text(text, encoding="utf-8")
        return read_lexicon(path)

    return read


def test_our_own_lists_are_without_fault(town: Town) -> None:
    """What we ship is read by the rules a town's file is read by."""
    pack = Path(__file__).parents[2] / "knowledge" / "pack"
    for name in ("lexicon.txt", "foreign_words.txt"):
        assert town((pack / name).read_text(encoding="utf-8"))[1] == ()


@pytest.mark.parametrize("text", ["dagis", "Vårt DAGIS stänger", "dagiset", "fritt dagis?"])
def test_an_everyday_word_gives_the_official_one(text: str) -> None:
    """As a whole word, in any case and any form."""
    assert "förskola" in read_lexicon()[0].official(text)


def test_a_compound_is_met_by_its_parts(town: Town) -> None:
    """dagisplatsen meets dagis, and an everyday word that no dictionary has is met too."""
    lexicon, faults = town("knattis -> förskola\n")
    assert faults == ()
    assert lexicon.official("knattisplatsen") == ("förskola",)
    assert "förskola" in lexicon.official("dagispedagogerna")


def test_a_word_is_not_met_inside_another() -> None:
    """ "soc" is not in "socker", and free time is no after-school centre."""
    assert read_lexicon()[0].official("socker på min fritid") == ()


def test_the_longest_phrase_wins_and_its_words_are_used_up(town: Town) -> None:
    """ "byta blipp" is one thing said; "blipp" inside it is not another."""
    lexicon, _ = town("blipp -> avgift\nbyta blipp -> omplacering, byte\nbyta blipp nu -> genast\n")
    assert lexicon.official("Jag vill byta blipp, min blipp") == ("omplacering", "byte", "avgift")
    assert lexicon.official("byta blipp nu") == ("genast",)
    assert lexicon.official("byta") == ()


def test_words_in_other_languages_give_swedish_ones() -> None:
    """The headings of the foreign list are languages, and no word under them is lost."""
    lexicon = read_lexicon()[0]
    assert lexicon.official("after school club for my son") == ("fritidshem",)
    assert "förskola" in lexicon.official("kindergarten")


def test_the_text_is_kept_and_followed_by_the_new_words(town: Town) -> None:
    """Nothing the resident wrote is lost, and what is there already is not said twice."""
    lexicon, _ = town("blipp -> förskola, plats i förskola\n")
    assert lexicon.expanded("Vår blipp, en förskola") == "Vår blipp, en förskola plats i förskola"
    assert lexicon.expanded("Hej!") == "Hej!"
    assert lexicon.expanded("") == ""


def test_a_towns_line_takes_the_place_of_ours(town: Town) -> None:
    """A town knows its own words best, and the rest of ours still holds."""
    lexicon, faults = town("\ufeff# Vår ordlista\n\ndagis → barnens hus\n")
    assert faults == ()
    assert lexicon.official("dagis") == ("barnens hus",)
    assert lexicon.official("fritis") == ("fritidshem",)


def test_faults_are_told_by_line_and_sound_lines_are_used(town: Town) -> None:
    """One bad line costs the town that line only."""
    lexicon, faults = town(
        "blipp -> avgift\nblopp avgift\n-> avgift\nblapp ->\nblupp -> a -> b\nBLIPP -> taxa\n"
        "[xx]\nblarr -> avgift\n[en]\nblerr -> taxa\n"
    )
    assert [fault.line for fault in faults] == [2, 3, 4, 5, 6, 7]
    assert [fault.reason for fault in faults] == [
        "Pilen -> mellan vardagsord och kommunens ord saknas.",
        "Det står inget ord till vänster om pilen.",
        "Det står inget ord till höger om pilen.",
        "Det står mer än en pil på raden.",
        "Samma uttryck står redan på rad 1.",
        "Språket [xx] finns inte; raderna under det läses inte.",
    ]
    assert lexicon.official("blipp blarr blerr") == ("avgift", "taxa")


def test_a_file_that_cannot_be_read_is_one_fault_and_ours_still_holds(tmp_path: Path) -> None:
    """A missing file and one in another character set stop nothing."""
    latin = tmp_path / "latin.txt"
    latin.write_bytes("dagis -> förskola".encode("latin-1"))
    for path, reason in ((latin, "Filen är inte sparad som UTF-8."), (tmp_path / "x", "Filen x går inte att läsa.")):
        lexicon, faults = read_lexicon(path)
        assert faults == (LexiconFault(0, reason),)
        assert lexicon.official("fritis") == ("fritidshem",)
