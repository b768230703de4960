"""Which words a case is found by, and what somebody's search asks for."""

from __future__ import annotations

from assistant.cases.finding_words import Findable, asked_for, words_of

CASE = Findable(
    "2026-000123", "Plats i förskolan", ("Eva Ekström", "eva@hem.example"), ("Min son 811228-9874 väntar.",), 7, 9
)


def test_a_case_is_found_by_subject_people_texts_and_number() -> None:
    """Every word's stem stands there, with the number's own part and not the year, which all cases have."""
    words = words_of(CASE)
    for asked in ("platserna", "förskola", "Ekström", "eva@hem.example", "väntade", "000123"):
        assert set(asked_for(asked).words) <= set(words), asked
    assert "2026" not in words


def test_no_personal_number_is_kept_or_asked_for() -> None:
    """Neither whole nor in parts; the search says that one was asked for, and goes on with the other words."""
    assert not any(part in word for word in words_of(CASE) for part in ("811228", "9874"))
    asked = asked_for("son 811228-9874")
    assert asked.personal_number
    assert asked.words == asked_for("son").words
    assert asked.words
    assert not asked_for("son 2026-000123").personal_number


def test_group_handler_and_subject_are_marked() -> None:
    """The marks narrow a search; a case that nobody has is marked as that, and a word cannot pass for a mark."""
    words = words_of(CASE)
    assert {"g_7", "h_9"} <= set(words)
    assert {f"s_{word}" for word in asked_for("förskola plats").words} <= set(words)
    free = words_of(Findable("2026-000001", "", (), ("g_7 h_9 s_plats",), None, None))
    assert "g_0" in free
    assert not {"g_7", "h_9", "s_plats"} & set(free)


def test_words_that_say_nothing_ask_for_nothing() -> None:
    """Stop words, signs and an empty search find no case instead of all."""
    for nothing in ("", "  ", "och att", "?!"):
        assert not asked_for(nothing)
    assert asked_for("", "förskola").in_subject


def test_an_endless_search_is_cut() -> None:
    """A search of a thousand words costs no more than one of a dozen."""
    assert len(asked_for(" ".join(f"ord{number}" for number in range(1_000))).words) == 12
    assert max(map(len, asked_for("x" * 500).words)) == 60
