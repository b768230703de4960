"""Brings the word index to the age of the knowledge, and asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from knowledge.changes import gone_entries, published_entries
from knowledge.entries import KnowledgeAge, current_age, is_past
from knowledge.errors import SearchUnavailable
from knowledge.lexical import IndexedText, LexicalIndex, TriedIndex
from knowledge.lexicon import Lexicon
from knowledge.published import Published
from knowledge.town_lexicon import TownLexicon


def refresh_index(age: str, session: Session, index: LexicalIndex, words: TownLexicon) -> None:
    """Bring the index to what is committed, which is `age` or newer. Raises SearchUnavailable.

    When another process writes for longer than we wait, what there is has to do.
    """
    if index.mark() == age:
        return
    with index.alone() as alone, Session(session.get_bind()) as committed:
        if alone:
            _catch_up(committed, index, words)


def _catch_up(session: Session, index: LexicalIndex, words: TownLexicon) -> None:
    mark, goal = index.mark(), current_age(session)
    if mark == str(goal):
        return
    # The entries' official words are those of the age that the index will say it has.
    lexicon = words.at(session, str(goal)).lexicon
    reached = KnowledgeAge.parse(mark) if mark is not None else None
    if reached is None or not is_past(session, reached):
        # There is none, or the database was restored from a copy or made anew: nothing in it can be trusted.
        index.write(str(goal), indexed(published_entries(session), lexicon))
        return
    changed = published_entries(session, reached.generation)
    index.write(str(goal), indexed(changed, lexicon), gone_entries(session, reached.generation), since=mark)


def indexed(entries: Iterable[Published], lexicon: Lexicon) -> Iterator[IndexedText]:
    """The entries' words for the word index; an editor's everyday words also stand there in official form."""
    for entry in entries:
        yield IndexedText(
            entry_id=entry.entry_id,
            question=lexicon.expanded(entry.question),
            phrasings=lexicon.expanded("\n".join(entry.phrasings)),
            keywords=" ".join(entry.keywords),
            subject=f"{entry.subject} {entry.department}",
            answer=entry.answer,
        )


def word_scores(index: LexicalIndex | TriedIndex, text: str, limit: int) -> Mapping[int, float]:
    """Whoosh's BM25F of the best entries, by id; none when the index is out of order, which is logged."""
    try:
        return dict(index.find(text, limit))
    except SearchUnavailable:
        # Told by the refresh before; the index may also have been lost since.
        return {}
