"""A test question is there once, whoever else adds the same words, and has a mark that no other has."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from assistant.services import Services
from knowledge.channel import Channel
from knowledge.labelled_question import Kind, LabelledQuestion, Source, Wanted, add_question, relabel
from tests.waiting import held_up


def asked(text: str, *gold: str) -> Wanted:
    """A question of the chat that these entries answer."""
    return Wanted(Channel.CHAT, "", text, Kind.ANSWERABLE, gold)


def test_the_same_words_at_the_same_moment_are_one_question(town: Services) -> None:
    """Whoever comes second gives the first one's question their label, and is told of no fault."""

    def second() -> None:
        with town.database.transaction() as session:
            add_question(session, asked("När plogas gatan?", "GAT-02"), Source.LEARNT, town.clock())

    with ThreadPoolExecutor(1) as pool:
        with town.database.transaction() as session:
            first = add_question(session, asked("När plogas gatan?", "GAT-01"), Source.HAND, town.clock()).id
            added = pool.submit(second)
            held_up(town.database, 1)
        added.result()
    with town.database.reading() as session:
        [kept] = session.scalars(select(LabelledQuestion)).all()
        assert (kept.id, kept.mark, kept.source, kept.gold) == (first, f"P-{first}", Source.HAND, ["GAT-02"])


def test_a_mark_that_a_file_has_brought_along_is_not_taken_twice(town: Services) -> None:
    """Another town's P-2 came first: the second question here keeps a mark of its own."""
    with town.database.transaction() as session:
        add_question(session, asked("När plogas gatan?", "GAT-01"), Source.FILE, town.clock(), mark="P-2")
        second = add_question(session, asked("Vem sandar trappan?", "GAT-01"), Source.HAND, town.clock())
        assert second.id == 2
        assert second.mark not in ("", "P-2")


def test_a_question_is_not_given_the_words_of_another(town: Services) -> None:
    """Whoever looked before a colleague saved is refused by the table itself, and the question stays what it was."""
    with town.database.transaction() as session:
        add_question(session, asked("När plogas gatan?"), Source.HAND, town.clock())
        other = add_question(session, asked("Vem sandar trappan?", "GAT-01"), Source.HAND, town.clock())
        assert not relabel(session, other, asked("NÄR  plogas gatan?"), town.clock(), None)
        assert (other.text, other.gold) == ("Vem sandar trappan?", ["GAT-01"])
        assert relabel(session, other, asked("Vem sandar stigen?"), town.clock(), None)
