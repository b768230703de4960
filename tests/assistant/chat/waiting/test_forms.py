"""A phone number is taken as people write it, and anything else refused kindly."""

from __future__ import annotations

import pytest

from assistant.cases.call_back import LONGEST_PHONE, CallTime
from assistant.chat.waiting.forms import read_call


@pytest.mark.parametrize(
    "typed", ["070-123 45 67", "0701234567", "+46 (0)70 123 45 67", "0046701234567", "08/123 45 67", " 0980–319 200\n"]
)
def test_a_number_that_can_be_called_is_taken_as_it_was_written(typed: str) -> None:
    """Single spaces, nothing around it, and no complaint."""
    form = read_call({"phone": typed, "wished": "morning"})
    assert (form.phone, form.wished, form.error) == (" ".join(typed.split()), CallTime.MORNING, "")


@pytest.mark.parametrize(
    "typed",
    ["701234567", "08-1234", "0" * 16, "070-123 45 67 " + "-" * 30, "070 ring mig", "<b>0701234567</b>", "٠٧٠١٢٣٤٥٦٧"],
)
def test_what_cannot_be_called_is_kept_with_a_sentence(typed: str) -> None:
    """Without area code, too short, too long, words, tags: it stands in the field again."""
    form = read_call({"phone": typed})
    assert form.error.startswith("Telefonnumret ser inte rätt ut.")
    assert form.phone == typed[: LONGEST_PHONE + 1].strip()


@pytest.mark.parametrize("typed", ["", "  \n", "\x00"])
def test_an_empty_number_has_a_sentence_of_its_own(typed: str) -> None:
    """Nobody is told that nothing looks wrong."""
    assert read_call({"phone": typed}).error == "Skriv det telefonnummer som vi ska ringa."


def test_a_time_that_we_do_not_know_is_any_time() -> None:
    """A form that somebody has changed still leads to a call."""
    assert read_call({"phone": "0701234567", "wished": "nattetid"}).wished is CallTime.ANY
