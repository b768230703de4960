"""What tells who wrote is taken out of a text; what it is about stays."""

from __future__ import annotations

import pytest

from assistant.cases.masking import masked


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Jag heter Eva Å, eva@prov.se", "Jag heter [namn] Å, [e-post]"),
        ("Ring 070-174 06 11 eller +46 70 174 06 11!", "Ring [telefon] eller [telefon]!"),
        ("Mitt nummer: 19811218-9876", "Mitt nummer: [personnummer]"),
        ("Evas barn, EVA LIND", "[namn] barn, [namn] [namn]"),
        (
            "Den 2026-11-22 kl 08.00 betalade jag 1 250 kr för 4 kap.",
            "Den 2026-11-22 kl 08.00 betalade jag 1 250 kr för 4 kap.",
        ),
        ("Evaluering och linden", "Evaluering och linden"),
        (
            "Följ på https://prov.se/arende/aB3_dE6-gH9jK2mN5pQ8sT, sa ni",
            "Följ på https://prov.se/arende/[bara för medborgaren], sa ni",
        ),
    ],
)
def test_a_text_is_masked(text: str, rest: str) -> None:
    """Numbers, addresses and the name in any case; dates, sums and other words stay."""
    assert masked(text, "Eva Lind") == rest


def test_without_a_name_the_rest_is_masked() -> None:
    """Nobody need be known."""
    assert masked("Eva, 08-123 45 67") == "Eva, [telefon]"
