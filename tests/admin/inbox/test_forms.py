"""What the inbox's forms and addresses make of anything that is sent to them."""

from __future__ import annotations

import pytest

from admin.inbox.forms import LONGEST_REPLY, ReplyForm, Seen, read_page, read_reply, read_seen
from assistant.cases.case import Case


def test_a_reply_keeps_its_text_and_loses_control_signs() -> None:
    """Line ends become one kind, NUL and escape signs go, a tab is a space, letters stay."""
    form = read_reply({"text": "Hej\r\n\tÅsa!\0\x1b\x7f\rHälsningar", "then": "close"})
    assert form == ReplyForm("Hej\n Åsa!\nHälsningar", then_close=True, error="")
    assert not read_reply({"text": "Hej", "then": "wait"}).then_close


@pytest.mark.parametrize("text", ["", "  \r\n\t ", "\0\0"])
def test_a_reply_without_words_is_refused(text: str) -> None:
    """Nothing, blanks or control signs only: said in Swedish."""
    assert read_reply({"text": text}).error == "Skriv ett svar innan du skickar."
    assert read_reply({}).error != ""


def test_the_longest_reply_fits_and_one_sign_more_does_not() -> None:
    """Both limits, with the text kept and the lengths said."""
    assert read_reply({"text": "å" * LONGEST_REPLY}).error == ""
    long = read_reply({"text": "å" * (LONGEST_REPLY + 1)})
    assert long.error == "Svaret är för långt: 20001 tecken. Högst 20000 får plats."
    assert len(long.text) == LONGEST_REPLY + 1


def test_hidden_fields_that_lie_count_as_nothing_seen() -> None:
    """Missing, negative, worded, foreign digits and far too large ones never become a fault."""
    assert read_seen({"version": "3", "message": "7", "event": "9"}) == Seen(3, 7, 9)
    assert read_seen({"version": "-3", "message": "tre", "event": "٣"}) == Seen(0, 0, 0)
    assert read_seen({}) == Seen(0, 0, 0)
    assert read_seen({"version": "9" * 10, "message": "9" * 400}) == Seen(2**31 - 1, 0, 0)


def test_a_form_is_behind_when_the_row_or_the_words_have_moved() -> None:
    """Another version or a newer message: either is enough."""
    case = Case(version=3)
    assert not Seen(3, 7, 0).is_behind(case, 7)
    assert Seen(2, 7, 0).is_behind(case, 7)
    assert Seen(3, 7, 0).is_behind(case, 8)


def test_the_address_names_a_page() -> None:
    """Without words the first one."""
    assert [read_page(given) for given in ({}, {"sida": "3"}, {"sida": "sista"}, {"sida": "-1"})] == [1, 3, 1, 1]
