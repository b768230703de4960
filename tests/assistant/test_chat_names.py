"""What a chat's case is called: after its question, and after the one that people have to answer."""

from __future__ import annotations

from sqlalchemy import update

from assistant.services import Services
from knowledge.entries import Entry
from tests.assistant.talk import UNKNOWN, finds, mail, say

_APPEAL = "Jag vill överklaga mitt beslut om försörjningsstöd"


def test_a_chat_that_is_handed_over_later_is_named_after_that_question(town: Services) -> None:
    """The handler's list says what they are to answer, not what the assistant answered before."""
    with town.database.transaction() as session:
        session.execute(update(Entry).where(Entry.number == "IFO-01").values(subject="Försörjningsstöd"))
        case = say(session, town, "Säga upp platsen?", search=finds(session, "FSK-01")).case
        assert case.subject == "Plats"
        say(session, town, _APPEAL, case, search=finds(session, "IFO-01"))
        assert case.subject == "Försörjningsstöd"


def test_a_mail_keeps_the_subject_that_its_writer_gave(town: Services) -> None:
    """Their own subject is what they look for among their mails."""
    with town.database.transaction() as session:
        case = mail(session, town, _APPEAL, subject="Mitt beslut", search=finds(session, "IFO-01")).case
        assert case.subject == "Mitt beslut"


def test_a_chat_is_not_named_after_an_entry_that_is_far_away(town: Services) -> None:
    """A chance match would mislead the handler and stand in the receipt's subject; its own words do not."""
    with town.database.transaction() as session:
        assert say(session, town, UNKNOWN, search=finds(session, "GAT-01", confidence=0.1)).case.subject == UNKNOWN
        near = say(session, town, "Min ansökan om plats?", search=finds(session, "FSK-01", confidence=0.6))
        assert near.case.subject == "Plats"
