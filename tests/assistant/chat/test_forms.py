"""What residents type is cleaned, measured and checked before anything is stored."""

from __future__ import annotations

import pytest

from assistant.chat.forms import MOST_LETTERS, kept_text, question_text, read_contact, source_key, without_controls
from assistant.errors import QuestionRefused


def test_unwanted_characters_go_and_the_rest_stays() -> None:
    """Controls, lone surrogates and direction marks are removed; letters, emoji and line breaks stay."""
    typed = "a\x00b\x9fc\ud800d\u202ee\r\nf\rg\th 👩\u200d🔧 åäö"
    assert without_controls(typed) == "abcde\nf\ng h 👩\u200d🔧 åäö"


@pytest.mark.parametrize("typed", ["", " \n\t ", "\x00", "\u200b\u200d", "x" * (MOST_LETTERS + 1)])
def test_what_is_no_question_is_refused_with_a_sentence(typed: str) -> None:
    """Nothing to read, or too much of it."""
    with pytest.raises(QuestionRefused) as refused:
        question_text(typed)
    assert refused.value.sentence.endswith(".")


def test_a_question_is_taken_up_to_the_limit() -> None:
    """Space around it is not counted; what is kept after a refusal can be sent as it is."""
    assert question_text(f"  {'å' * MOST_LETTERS}\n") == "å" * MOST_LETTERS
    assert question_text(kept_text("ö" * 60_000)) == "ö" * MOST_LETTERS


def test_the_name_of_a_form_depends_on_visit_token_and_words() -> None:
    """The same form has the same name, any difference another, and it fits its column."""
    names = {source_key(*parts) for parts in [("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x")]}
    assert len(names) == 4
    assert source_key("a", "b", "c") == source_key("a", "b", "c")
    assert max(map(len, names)) <= 100


def test_an_address_is_stored_as_mail_servers_take_it() -> None:
    """A domain with Swedish letters becomes its ASCII form; spaces are the phone's keyboard, not the address."""
    assert read_contact({"email": " eva@åre.example "}).email == "eva@xn--re-xia.example"
    assert read_contact({"email": "eva@b.example", "name": " Eva\n Ek "}).name == "Eva Ek"


@pytest.mark.parametrize("typed", ["eva", "eva@", "@b.example", "eva@b", "åsa@b.example", "eva@b.example\nBcc: x@y.se"])
def test_an_address_that_cannot_be_used_keeps_what_was_typed(typed: str) -> None:
    """There is a sentence, and the field can be filled in again."""
    form = read_contact({"email": typed, "name": "Eva"})
    assert form.email_error
    assert form.email == "".join(typed.split())
    assert form.name == "Eva"
