"""A change that nobody has saved, tried: a search as it would be with it, and nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from knowledge.changes import as_published
from knowledge.confidence import Calibration
from knowledge.content import Content, apply_content, content_of
from knowledge.entries import Entry, EntryStatus, KnowledgeAge
from knowledge.indexing import indexed, word_scores
from knowledge.lexical import LexicalIndex, TriedIndex
from knowledge.match import Match
from knowledge.matcher import Matcher
from knowledge.ngrams import Floats
from knowledge.owners import Owners
from knowledge.published import Published
from knowledge.ranking import Asked, ask
from knowledge.search import Usable
from knowledge.shown import match_of
from knowledge.snapshot import Snapshot
from knowledge.topic_space import TopicSpace
from knowledge.town_lexicon import Spoken
from knowledge.town_words import WordChange, changed_words, touched_entries
from knowledge.translations import swedish_of, usable_translations

# Some 3 kB each.
_MOST_READY = 5_000
_READY: WeakKeyDictionary[Matcher, tuple[TopicSpace, dict[str, Asked]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class TriedEntry:
    """An entry as it would be after a change: for the search, and as residents would be shown it."""

    published: Published
    match: Match


def tried_entry(session: Session, entry: Entry, content: Content) -> TriedEntry:
    """The entry as this content would make it; the entry's own row is left alone. Raises UnknownOwner."""
    made = _made(session, entry.id, {**content_of(entry), **content})
    with session.no_autoflush:
        published = as_published(session, made)
        # A translation stays for as long as what it translates.
        foreign = usable_translations(entry) if swedish_of(made) == swedish_of(entry) else {}
    questions = tuple(one.question for one in foreign.values())
    match = replace(match_of(made), translations=foreign)
    return TriedEntry(replace(published, phrasings=(*published.phrasings, *questions)), match)


def tried_new(session: Session, passing_id: int, content: Content) -> TriedEntry:
    """An entry that there is not yet, under an id that no entry has. Raises UnknownOwner."""
    made = _made(session, passing_id, content)
    with session.no_autoflush:
        return TriedEntry(as_published(session, made), match_of(made))


def _made(session: Session, entry_id: int, content: Content) -> Entry:
    """A row that is never added to the session."""
    made = Entry(id=entry_id, status=EntryStatus.PUBLISHED, steps=[], see_also=[], keywords=[])
    with session.no_autoflush:
        apply_content(session, made, content)
        made.department_id = made.department.id
        made.group_id = made.group.id if made.group else None
    return made


class _Shown:
    """Entries' texts with the tried ones among them; each is asked for once, of the knowledge as it was then."""

    def __init__(self, matcher: Matcher, entries: Collection[TriedEntry] = (), gone: Collection[int] = ()) -> None:
        self._matcher = matcher
        self._tried: dict[int, TriedEntry | None] = dict.fromkeys(gone)
        self._tried |= {one.published.entry_id: one for one in entries}
        self._known: dict[tuple[int, date], Match | None] = {}

    def usable(
        self, session: Session, ids: Collection[int], day: date, age: KnowledgeAge | None = None
    ) -> dict[int, Match]:
        """As `ShownEntries.usable`."""
        missing = [one for one in ids if (one, day) not in self._known]
        if missing:
            found = self._matcher.shown.usable(session, [one for one in missing if one not in self._tried], day, age)
            for entry_id in missing:
                self._known[entry_id, day] = self._own(entry_id, day) or found.get(entry_id)
        return {entry_id: match for entry_id in ids if (match := self._known[entry_id, day]) is not None}

    def _own(self, entry_id: int, day: date) -> Match | None:
        tried = self._tried.get(entry_id)
        return tried.match if tried is not None and _holds_on(tried.published, day) else None


@dataclass(frozen=True)
class Trial:
    """What a search stands on, with changes in it; of the knowledge as it was when it was made, and for one thread.

    `read` gives a text's vector; `ready` are the texts that have been read.
    """

    matcher: Matcher
    snapshot: Snapshot
    spoken: Spoken
    index: LexicalIndex | TriedIndex
    shown: Usable
    read: Callable[[str], Floats | None]
    ready: dict[str, Asked] = field(default_factory=dict)

    def with_entries(self, entries: Sequence[TriedEntry], gone: Collection[int] = ()) -> Trial:
        """The same with these entries in place of those with their ids, and without some. Raises SearchUnavailable."""
        published = [one.published for one in entries]
        snapshot = self.snapshot.changed("tried", list(self.matcher.made_ready(published)), gone)
        index = self.matcher.index.tried(indexed(published, self.spoken.lexicon), gone)
        return replace(self, snapshot=snapshot, index=index, shown=_Shown(self.matcher, entries, gone))

    def with_words(self, session: Session, change: WordChange) -> Trial:
        """The same with a change of the town's words. Raises SearchUnavailable."""
        spoken = self.matcher.words.spoken(changed_words(self.spoken.words, change))
        places = [self.snapshot.place[one] for one in touched_entries(session, change) if one in self.snapshot.place]
        touched = [self.snapshot.entries[place] for place in places]
        index = self.matcher.index.tried(indexed(touched, spoken.lexicon)) if touched else self.index
        return replace(self, spoken=spoken, index=index)

    @property
    def calibration(self) -> Calibration | None:
        """The process's."""
        return self.matcher.calibration

    @property
    def space(self) -> TopicSpace:
        """The process's."""
        return self.matcher.space

    def at(self, _session: Session, _age: KnowledgeAge) -> Snapshot:
        """The entries with the change; what is committed meanwhile is not seen."""
        return self.snapshot

    def owners(self, _snapshot: Snapshot) -> Owners:
        """Whose what would be."""
        return self._owners

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self.snapshot, self.space.topics)

    def asked(self, text: str) -> Asked:
        """A text made ready to be compared, once for all that the same trial has become."""
        found = self.ready.get(text)
        if found is None:
            found = self.ready[text] = ask(text, self.read(text), self.space, self.matcher.manners)
        return found

    def heard(self, text: str) -> str:
        """The text without what would be a stop phrase."""
        return self.spoken.stops.without(text)

    def word_scores(self, text: str, limit: int) -> Mapping[int, float]:
        """The word index's scores with the change."""
        return word_scores(self.index, self.spoken.lexicon.expanded(text), limit)


def trial_of(matcher: Matcher, session: Session) -> Trial:
    """The knowledge as it is now, without any change yet, for texts that are no resident's: their vectors are kept.

    Entries that another thread is reading are waited for: what is found of the old ones would be taken for true.
    """
    snapshot = matcher.refresh(session, patience=-1)
    ready = _ready_texts(matcher)
    return Trial(matcher, snapshot, matcher.words.now, matcher.index, _Shown(matcher), matcher.kept_meaning, ready)


def forgetting(trials: Sequence[Trial]) -> list[Trial]:
    """The same for residents' own words: they are read once for all of these, and nothing of them is kept."""
    ready: dict[str, Asked] = {}
    return [replace(trial, read=trial.matcher.meaning, ready=ready) for trial in trials]


def _ready_texts(matcher: Matcher) -> dict[str, Asked]:
    """What this process has made ready of the test questions: the next change is tried on the same ones."""
    space, texts = _READY.get(matcher, (None, {}))
    if space is not matcher.space or len(texts) > _MOST_READY or any(one.vector is None for one in texts.values()):
        texts = {}
    _READY[matcher] = matcher.space, texts
    return texts


def _holds_on(entry: Published, day: date) -> bool:
    return (entry.valid_from is None or entry.valid_from <= day) and (entry.valid_to is None or day <= entry.valid_to)
