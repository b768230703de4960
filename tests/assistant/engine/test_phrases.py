"""The sentences residents and groups meet: dates, numbers, and what may never stand in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.engine import phrases, phrases_answer
from assistant.engine.answer import Reason, Remark
from tests.assistant.engine.fake_search import found

DUE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 5, 14, 12, 0, tzinfo=UTC), "torsdag 14 maj"),
        # Summer: 22.00 UTC is midnight in Stockholm. Winter: 23.00 UTC.
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), "onsdag 1 juli"),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), "torsdag 2 juli"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "torsdag 31 december"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "fredag 1 januari"),
    ],
)
def test_a_day_is_said_in_swedish_as_it_is_in_stockholm(moment: datetime, day: str) -> None:
    """The day of the wall calendar, on both sides of midnight and of summer time."""
    assert phrases.day(moment) == day


def test_a_moment_is_said_with_the_clock_of_stockholm() -> None:
    """Staff see when it is due to the minute."""
    assert phrases.moment(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "torsdag 2 juli kl. 00.05"


def test_it_says_first_that_it_is_an_automatic_assistant() -> None:
    """AI Act art. 50; also in a town that has not yet given its name."""
    assert "Provstads kommuns automatiska assistent" in phrases.introduction("Provstads kommun")
    assert "kommunens automatiska assistent" in phrases.introduction("")
    for name in ("Höganäs", "Växjö Lux", "Schweiz"):
        assert f"Jag är {name} automatiska assistent" in phrases.introduction(name)


def test_an_answer_is_the_approved_text_with_its_links_written_out() -> None:
    """Label and whole address, so that it reads the same in a mail; without links only the text."""
    said = phrases_answer.answer(found(1, 0.9))
    assert said.startswith("Svar 1.")
    assert "E-tjänst: https://www.prov.example/e" in said
    assert phrases_answer.approved("Svar.", ()) == "Svar."


@pytest.mark.parametrize("reason", list(Reason))
def test_every_hand_over_says_why_number_who_and_when(reason: Reason) -> None:
    """There is a sentence for every reason, and the four facts in each text."""
    text = phrases.handed_over(reason, "2026-000123", DUE, "Placering")
    assert phrases.why_handed_over(reason) in text
    assert phrases.why_handed_over(reason).endswith((".", "!"))
    for fact in ("2026-000123", "Placering svarar senast", "fredag 20 november"):
        assert fact in text


def test_danger_is_met_with_112_and_the_on_call_number_where_there_is_one() -> None:
    """Without a number the sentence about it is left out."""
    assert "112" in phrases.danger("0980-319 999")
    assert "0980-319 999" in phrases.danger("0980-319 999")
    assert "Socialjouren" not in phrases.danger("")


def test_a_receipt_says_number_date_responsible_and_what_becomes_public() -> None:
    """Everything of facts/municipality.md 5, and 112 also where no phone is known."""
    text = phrases.receipt("2026-000123", DUE, "Placering", "0980-319 210")
    for fact in ("2026-000123", "Placering svarar dig senast fredag 20 november", "allmän handling", "personnummer"):
        assert fact in text
    assert "0980-319 210" in text
    assert "112" in text
    assert "112" in phrases.receipt("2026-000123", DUE, "Placering", "")


def test_a_notice_holds_the_question_only_when_it_is_given() -> None:
    """Without a question there is not even the heading above it."""
    open_case = phrases.notice("2026-000123", DUE, "https://prov.example/arenden/2026-000123", "Frågan lyder så?")
    hidden = phrases.notice("2026-000123", DUE, "https://prov.example/arenden/2026-000123", "")
    assert "Frågan lyder så?" in open_case
    assert "Frågan" not in hidden
    for text in (open_case, hidden):
        assert "https://prov.example/arenden/2026-000123" in text
        assert "fredag 20 november kl. 10.00" in text


def test_declining_differs_for_a_greeting_and_for_no_words() -> None:
    """A greeting is greeted back."""
    assert phrases.declined(Reason.SMALL_TALK).startswith("Hej!")
    assert "förstod inte" in phrases.declined(Reason.NO_WORDS)


@pytest.mark.parametrize("remark", list(Remark))
def test_every_remark_has_a_sentence(remark: Remark) -> None:
    """The match over remarks is complete."""
    assert phrases.remark(remark).endswith(".")


def test_added_words_promise_no_answer() -> None:
    """After a thank-you nobody is woken, so nobody is said to answer."""
    assert "svarar" in phrases.still_with_person("2026-000123")
    assert "svarar" not in phrases.added("2026-000123")
