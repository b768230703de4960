"""Which numbered choice a mail's reply picks, and when it picks none."""

from __future__ import annotations

import pytest

from assistant.engine.choosing import picked_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("2.", 2),
        ("(3)", 3),
        ("nr 2", 2),
        ("Nummer 2 tack!", 2),
        ("Alternativ nr 3.", 3),
        ("tvåan", 2),
        ("Den första", 1),
        ("Jag menar 1", 1),
        ("Hej, 2 tack", 2),
        ("2️⃣", 2),
        ("٢", 2),
        ("\n Hej igen!\n\n2\n\nRut Prov\nStorgatan 1, 593 00 Provstad\n0701-23 45 67", 2),
    ],
)
def test_a_number_on_the_first_line_picks(text: str, number: int) -> None:
    """As people write it, with a greeting above and a signature below."""
    assert picked_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "4", "22", "1000", "2.5", "1-3", "1 och 3", "2 eller 3", "2 mars", "Nej", "Två frågor till"),
        "Inget av detta, jag vill ha kontakt",
        "2\nMen jag vill också veta något mer",
        "2\nVad kostar det?",
        "2\n" + "ord " * 13,
        "Det gäller min gata\n2",
    ],
)
def test_anything_else_picks_nothing(text: str) -> None:
    """What is more than a choice is for a person to read."""
    assert picked_number(text) is None
