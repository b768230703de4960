"""A mail's subject is kept with its message, and a chat is named by its own words where nothing else does."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.assistant.talk import DANGER, UNKNOWN, crisis_group, mail, say


def test_the_first_subject_outlives_a_later_danger(town: Services) -> None:
    """The case's own is cleared; the message's stands."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, UNKNOWN, subject="Ansökan om båtplats").case
        mail(session, town, DANGER, case, subject="Sv: Ansökan om båtplats")
        assert case.subject == ""
        written = [message.subject for message in case.messages if message.source_key]
        assert written == ["Ansökan om båtplats", ""]


@pytest.mark.parametrize(
    "subject",
    ["Sv: Båtplats", "RE: SV: båtplats [{number}]", "Sv: Din fråga till kommunen (ärende {number})", "", "Sv:"],
)
def test_a_repeated_subject_is_not_kept_again(town: Services, subject: str) -> None:
    """What programs put around it says nothing new."""
    with town.database.transaction() as session:
        case = mail(session, town, UNKNOWN, subject="Båtplats").case
        said = mail(session, town, "En sak till", case, subject=subject.format(number=case.number))
        assert said.question.subject == ""


def test_another_subject_is_kept_and_screened(town: Services) -> None:
    """Danger in the subject of a later mail is danger, also behind the words of the first."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        case = mail(session, town, UNKNOWN, subject="Båtplats").case
        subject = f"Sv: Båtplats. {DANGER}"
        said = mail(session, town, "Vad gör jag?", case, subject=subject)
        assert said.question.subject == subject
        assert (case.confidential, case.group, case.subject) == (True, group, "")


def test_a_chat_with_no_entry_near_is_named_by_its_question(town: Services) -> None:
    """Whole words, no personal number, about sixty letters; nothing where there is danger."""
    long = "Jag heter Eva, 811228-9874, och undrar\nvar man numera kan hyra kanot om somrarna här i trakten"
    with town.database.transaction() as session:
        assert say(session, town, UNKNOWN).case.subject == UNKNOWN
        name = say(session, town, long).case.subject
        assert name == "Jag heter Eva, [personnummer], och undrar var man numera kan…"
        assert say(session, town, DANGER).case.subject == ""
        assert say(session, town, "Hej!").case.subject == ""
