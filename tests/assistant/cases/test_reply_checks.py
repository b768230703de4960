"""What is said of a reply before it goes: each fault found where it is and nowhere else, and hints for plain words."""

from __future__ import annotations

import pytest

from assistant.cases.office_words import OFFICE_WORDS
from assistant.cases.reply_checks import Checked, Fault, Going, PlainHint, SenderPart, check, greets, links

EVERY_PART = frozenset(SenderPart)
GOOD = "Hej Eva!\n\nDu söker plats i e-tjänsten: https://www.prov.example/sok"


def judged(text: str = GOOD, **facts: object) -> Checked:
    """The text as a mail with a complete sender, but for what is given."""
    given: dict[str, object] = {"greeted": False, "sender": EVERY_PART, **facts}
    return check(Going(text, **given))  # type: ignore[arg-type]


def test_a_good_reply_has_nothing_said_of_it() -> None:
    """No fault and no hint, so that what is said is worth reading."""
    assert judged() == Checked()


@pytest.mark.parametrize(
    ("text", "facts", "fault"),
    [
        (" \n", {}, Fault.EMPTY),
        ("Du söker på https://www.prov.example/sok", {}, Fault.NO_GREETING),
        ("Hej! Du söker i e-tjänsten.", {}, Fault.NO_LINK),
        (f"{GOOD} 811228-9874", {}, Fault.PERSONAL_NUMBER),
        (f"{GOOD} {{namn}}", {}, Fault.UNFILLED_FIELD),
        (GOOD, {"sender": EVERY_PART - {SenderPart.PHONE}}, Fault.INCOMPLETE_SENDER),
        (GOOD, {"dead": frozenset({"https://www.prov.example/sok"})}, Fault.DEAD_LINK),
    ],
)
def test_each_fault_alone(text: str, facts: dict[str, object], fault: Fault) -> None:
    """One thing wrong is one thing said."""
    found = judged(text, **facts)
    assert found.faults == (fault,)
    assert found.codes == {fault.value}


def test_a_number_that_is_no_persons_is_left_alone() -> None:
    """The checksum decides: a case's number or a phone number must not frighten anybody."""
    assert judged(f"{GOOD} 811228-9873, 0980-319 200, 2026-000012").faults == ()


def test_what_is_only_kept_needs_no_greeting_sender_or_link() -> None:
    """After a phone call nothing is sent; a personal number is wrong there too."""
    assert judged("Ringde.", sent=False, sender=frozenset()).faults == ()
    assert judged("Ringde 811228-9874.", sent=False, sender=frozenset()).faults == (Fault.PERSONAL_NUMBER,)


def test_a_greeting_that_is_added_or_not_needed_is_not_asked_for() -> None:
    """The post-room says hello in every mail."""
    assert judged("Se https://www.prov.example/sok", greeted=True).faults == ()


def test_a_secret_sender_is_not_asked_for_title_or_department() -> None:
    """They would tell whose matter it is; the name is still asked for."""
    without_role = EVERY_PART - {SenderPart.ROLE}
    assert judged(sender=without_role, secret=True).faults == ()
    assert judged(sender=without_role).missing == (SenderPart.ROLE,)
    assert judged(sender=without_role - {SenderPart.NAME}, secret=True).missing == (SenderPart.NAME,)


@pytest.mark.parametrize("text", ["Hej!", "hej Eva,", "God morgon", "”Hej”", "Bästa Eva", "Tack för ditt mejl"])
def test_greetings(text: str) -> None:
    """As people begin."""
    assert greets(text)


@pytest.mark.parametrize("text", ["Hejda det", "Du söker", "Tack", "2 kr"])
def test_no_greetings(text: str) -> None:
    """A word that only begins alike is none."""
    assert not greets(text)


def test_links_end_where_the_sentence_does() -> None:
    """Points and brackets around an address are none of it; each is named once."""
    text = "Se (https://a.example/x). Och www.b.example/y, https://a.example/x!"
    assert links(text) == ("https://a.example/x", "www.b.example/y")


def test_a_sentence_of_twenty_five_words_is_the_longest() -> None:
    """Twenty-five pass, twenty-six do not; a link is no word, and a list's lines are sentences of their own."""
    words = " ".join(["ord"] * 25)
    assert judged(f"{GOOD}\n\n{words}.").long_sentences == ()
    assert judged(f"{GOOD}\n\nEtt {words}. Kort.").long_sentences == (f"Ett {words}",)
    assert judged(f"{GOOD}\n\n- {words}\n- {words}").long_sentences == ()


def test_office_words_are_told_with_plain_ones() -> None:
    """Also inflected and as phrases, but not inside other words."""
    found = judged(
        f"{GOOD}\n\nVi har erhållit ansökan, avseende plats, i enlighet med reglerna. Mejla ej."
    ).office_words
    assert set(found) == {
        PlainHint("erhållit", "få"),
        PlainHint("avseende", "om"),
        PlainHint("i enlighet med", "enligt"),
        PlainHint("ej", "inte"),
    }
    assert judged(f"{GOOD} Mejeriet ligger i Ejby.").office_words == ()


def test_every_office_word_has_a_plain_one() -> None:
    """No line of the list is empty, and none stands there twice."""
    assert len({written for written, _ in OFFICE_WORDS}) == len(OFFICE_WORDS) > 40
    assert all(written.strip() and instead.strip() for written, instead in OFFICE_WORDS)
