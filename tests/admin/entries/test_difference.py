"""What differs between two texts, in pieces that together are the whole of each side."""

from __future__ import annotations

from admin.entries.difference import Piece, differences


def test_a_changed_word_is_marked_on_both_sides_and_the_rest_is_not() -> None:
    """The pieces tell the words that differ, and put together they are the two texts."""
    (found,) = differences({"answer": "Ring på tisdag.", "number": "1"}, {"answer": "Ring på onsdag.", "number": "1"})
    assert found.name == "answer"
    assert found.before == (Piece("Ring på ", False), Piece("tisdag", True), Piece(".", False))
    assert found.after == (Piece("Ring på ", False), Piece("onsdag", True), Piece(".", False))


def test_lists_and_links_are_compared_as_lines_and_what_an_older_text_lacks_is_empty() -> None:
    """A new phrasing is the only thing that is marked; a field that an older revision does not have has no before."""
    before = {"phrasings": ["Köa"], "links": [["Ansök", "https://a.example"]]}
    after = {"phrasings": ["Köa", "Få plats"], "links": [["Ansök", "https://a.example"]], "e_service": "https://b"}
    phrasings, service = differences(before, after)
    assert phrasings.before == (Piece("Köa", False),)
    assert phrasings.after == (Piece("Köa", False), Piece("\nFå plats", True))
    assert (service.name, service.before) == ("e_service", ())


def test_a_very_long_text_is_compared_line_by_line() -> None:
    """Ten thousand words with one line changed: that line alone is marked."""
    lines = [f"Rad nummer {number} i texten\n" for number in range(2500)]
    (found,) = differences({"answer": "".join(lines)}, {"answer": "".join([*lines[:9], "Ny rad\n", *lines[10:]])})
    assert [piece.text for piece in found.after if piece.changed] == ["Ny rad\n"]
