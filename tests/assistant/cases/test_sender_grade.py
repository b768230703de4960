"""The four grades of a sender, and what is more than the bare answer (facts/municipality.md 2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.cases.sender_grade import SenderGrade, Signature, says_more, sender_grade

ALL = Signature("Britt Berg", "Handläggare", "Förskola", "Provköping", "0980-100 00")


@pytest.mark.parametrize(
    ("missing", "grade"),
    [
        ({}, SenderGrade.COMPLETE),
        ({"title": ""}, SenderGrade.COMPLETE),
        ({"department": ""}, SenderGrade.COMPLETE),
        ({"title": "", "department": ""}, SenderGrade.NAME_PHONE),
        ({"municipality": ""}, SenderGrade.NAME_PHONE),
        ({"phone": ""}, SenderGrade.NAME_DEPARTMENT),
        ({"phone": "", "title": "", "department": ""}, SenderGrade.OTHER),
        ({"person": ""}, SenderGrade.OTHER),
    ],
)
def test_a_sender_is_graded_by_what_is_there(missing: dict[str, str], grade: SenderGrade) -> None:
    """Name, title or department, municipality and phone make it complete; without a name it is another sender."""
    assert sender_grade(replace(ALL, **missing)) is grade


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Ja, det går bra.", False),
        ("Ansökan ska vara inne senast 2026-05-13.", False),
        ("Avgiften är 1 425 kronor.", False),
        ("Läs mer på https://prov.example/plats.", True),
        ("Se www.prov.example", True),
        ("Skriv till forskola@prov.example", True),
        ("Ring 0980-319 210.", True),
        ("Ring +46 980 31 92 10.", True),
    ],
)
def test_a_link_an_address_or_a_number_is_more(text: str, more: bool) -> None:
    """A date and an amount are not."""
    assert says_more(text) is more
