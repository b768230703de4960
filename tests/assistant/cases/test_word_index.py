"""The words that cases are found by follow what they are taken from, in the same transaction, on both databases."""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from assistant.cases.case import Case, open_case
from assistant.cases.emptying import empty
from assistant.cases.finding_words import asked_for
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident, find_or_add
from assistant.cases.word_index import CaseWords
from assistant.engine.answer import Channel
from assistant.services import Services
from tests.factories import THEN


def add_case(session: Session, subject: str, *texts: str, email: str = "") -> Case:
    """A case with these messages of the resident's."""
    resident = find_or_add(session, email, "Eva Ekström", THEN) if email else None
    case = open_case(session, Channel.EMAIL, resident, subject, THEN)
    for words in texts:
        case.messages.append(Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text=words, at=THEN))
    return case


def found(services: Services, asked: str) -> list[int]:
    """The ids of the cases with all these words, read as the inbox reads them."""
    words = asked_for(asked).words
    assert words
    with services.database.reading() as session:
        if services.database.engine.dialect.name == "sqlite":
            query = " AND ".join(f'"{word}"' for word in words)
            fts = text("SELECT rowid FROM case_words_fts WHERE case_words_fts MATCH :query ORDER BY rowid")
            return list(session.scalars(fts, {"query": query}))
        query = " & ".join(f"'{word}'" for word in words)
        rows = text("SELECT case_id FROM case_words WHERE words @@ CAST(:query AS tsquery) ORDER BY case_id")
        return list(session.scalars(rows, {"query": query}))


def test_what_is_written_is_found_at_the_commit(services: Services) -> None:
    """Subject, words, name and address of a new case, and of none that did not come to be."""
    with services.database.transaction() as session:
        case_id = add_case(session, "Plats i förskola", "När får vi besked?", email="eva@hem.example").id
    for asked in ("förskolan", "besked", "Ekström", "eva@hem.example", "platser eva"):
        assert found(services, asked) == [case_id], asked
    assert found(services, "bygglov") == []
    with services.database.reading() as session:
        add_case(session, "Bygglov")
        session.flush()
        session.rollback()
    assert found(services, "bygglov") == []


def test_later_words_and_changes_follow(services: Services) -> None:
    """Another message, another subject, and a resident who says their name only the second time."""
    with services.database.transaction() as session:
        case_id = add_case(session, "Plats", "Hej", email="eva@hem.example").id
        session.get_one(Resident, 1).name = ""
    assert found(services, "Ekström") == []
    with services.database.transaction() as session:
        case = session.get_one(Case, case_id)
        case.subject = "Avgift"
        reply = Message(author=Author.STAFF, kind=MessageKind.REPLY, text="Taxan är densamma", at=THEN)
        case.messages.append(reply)
        find_or_add(session, "eva@hem.example", "Eva Ekström", THEN)
    assert found(services, "avgifter taxa Ekström") == [case_id]
    assert found(services, "plats") == []


def test_what_the_assistant_says_of_itself_finds_nothing(services: Services) -> None:
    """Its answers are found; its receipts, which say the same in every case, are not."""
    with services.database.transaction() as session:
        case = add_case(session, "Plats", "Hej")
        for kind, words in ((MessageKind.ANSWER, "Sök i e-tjänsten"), (MessageKind.HAND_OVER, "Handläggaren läser")):
            case.messages.append(Message(author=Author.ASSISTANT, kind=kind, text=words, at=THEN))
    assert found(services, "e-tjänst") == [1]
    assert found(services, "handläggare") == []


def test_what_is_removed_is_found_no_more(services: Services) -> None:
    """An emptied chat, and a case that is gone, by the session or past it."""
    with services.database.transaction() as session:
        for words in ("zebra", "giraff", "leopard"):
            add_case(session, "", words)
    with services.database.transaction() as session:
        first, second = session.get_one(Case, 1), session.get_one(Case, 2)
        empty(session, first, THEN)
        session.delete(second)
        session.flush()
        session.execute(delete(Message).where(Message.case_id == 3))
        session.execute(text("DELETE FROM case_event WHERE case_id = 3"))
        session.execute(text('DELETE FROM "case" WHERE id = 3'))
    assert [found(services, words) for words in ("zebra", "giraff", "leopard")] == [[], [], []]
    with services.database.reading() as session:
        assert list(session.scalars(select(CaseWords.case_id))) == [1]


def test_a_savepoint_that_fails_leaves_the_words_right(services: Services) -> None:
    """What was undone inside a transaction is not found, what stayed is."""
    with services.database.transaction() as session:
        add_case(session, "Stannar")
        undone = session.begin_nested()
        add_case(session, "Försvinner")
        session.flush()
        undone.rollback()
    assert found(services, "stannar") == [1]
    assert found(services, "försvinner") == []
