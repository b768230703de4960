"""What one process needs to match questions with entries: loaded at first use, brought up to date before each one."""

from __future__ import annotations

import enum
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from knowledge.changes import gone_entries, published_entries
from knowledge.confidence import DEFAULT as SHIPPED_CALIBRATION
from knowledge.confidence import Calibration, read_calibration
from knowledge.entries import KnowledgeAge, current_age, is_past
from knowledge.errors import CalibrationUnusable, EmbedderUnavailable, SearchUnavailable
from knowledge.indexing import refresh_index, word_scores
from knowledge.lexical import LexicalIndex
from knowledge.manner import MannerReader, manner_reader
from knowledge.ngrams import Floats
from knowledge.owners import Owners
from knowledge.published import Published
from knowledge.ranking import Asked, ask
from knowledge.shown import ShownEntries
from knowledge.snapshot import Compared, Snapshot, empty_snapshot, made_ready
from knowledge.snapshot_file import read_snapshot, write_snapshot
from knowledge.topic_links import corrected
from knowledge.topic_space import PackVectors, TopicSpace, letters_only
from knowledge.topics import the_topics
from knowledge.town_lexicon import TownLexicon
from knowledge.vectors import VectorStore

log = logging.getLogger(__name__)
# How long the process goes on without meaning before it tries the embedder again (seconds).
_RETRY = 60.0
# How long a question waits for another thread that makes new entries ready, before it does with the old (seconds).
_PATIENCE = 0.5
# Entries made ready at a time.
_PORTION = 50
_FIRST_WORDS = "När har receptionen öppet?"
Progress = Callable[[int, int], None]
# An entry's ways of asking and its answer; None without an embedder.
_Vectors = tuple[Floats | None, Floats | None]


class Part(enum.Enum):
    """What the search can be without, and then is more cautious."""

    MEANING = "meaning"
    INDEX = "index"
    CALIBRATION = "calibration"


class Matcher:
    """The word index, the vectors, the pack and the entries' snapshot of one process; threads share it.

    Whatever is missing or broken is left out: without vectors letters and words alone decide, without a sound
    calibration nothing is certain. `troubles` says so for the log and the health page.
    """

    def __init__(
        self,
        index: LexicalIndex,
        vectors: VectorStore | None = None,
        lexicon_file: Path | None = None,
        calibration_file: Path | None = None,
        retry_seconds: float = _RETRY,
        snapshot_file: Path | None = None,
    ) -> None:
        """Loads nothing yet: no embedder before a fork. `snapshot_file`: where `warm` keeps it for the next start."""
        self.index = index
        self.vectors = vectors
        self.shown = ShownEntries()
        self.words = TownLexicon(lexicon_file)
        self._calibration_file = calibration_file
        self._retry_seconds = retry_seconds
        self._snapshot_file = snapshot_file
        self._kept_mark = ""
        self._snapshot: Snapshot | None = None
        self._space: TopicSpace | None = None
        self._owners: tuple[Snapshot, Owners] | None = None
        self._building = threading.Lock()
        self._silent_until = 0.0
        self._faults: dict[Part, str] = {}

    def heard(self, text: str) -> str:
        """What is searched for of a text: all but the town's stop phrases."""
        return self.words.now.stops.without(text)

    def word_scores(self, text: str, limit: int) -> Mapping[int, float]:
        """Whoosh's BM25F of the entries with the most words in common, by id; official words count as said."""
        return word_scores(self.index, self.words.now.lexicon.expanded(text), limit)

    @cached_property
    def calibration(self) -> Calibration | None:
        """The town's calibration, or the shipped one where the town names none; None (logged) when it is unusable.

        A town's broken file is not replaced by the shipped one: what the town had weighed would silently be lost.
        """
        try:
            return read_calibration(self._calibration_file or SHIPPED_CALIBRATION)
        except CalibrationUnusable as error:
            log.error("no certain answers are possible with this calibration: %s", error)
            return None

    @property
    def manners(self) -> MannerReader | None:
        """The classifier of manners, when it was taught with our embedder."""
        try:
            return manner_reader(self.vectors.embedder.name) if self.vectors is not None else None
        except EmbedderUnavailable:
            # Told where the text's vector was missed: without one there is nothing to read.
            return None

    @property
    def space(self) -> TopicSpace:
        """The pack, with vectors when there is an embedder; one that was out of order is tried again."""
        held = self._space
        if held is None or (self.vectors is not None and not held.has_vectors and not self._is_silent()):
            held = self._space = self._made_space() if self.vectors is not None else letters_only()
        return held

    def _made_space(self) -> TopicSpace:
        topics = the_topics()
        wordings = self._questions([text for topic in topics for text in topic.wordings])
        official = self._passages([topic.official for topic in topics])
        if wordings is None or official is None:
            return letters_only()
        return TopicSpace(topics, PackVectors(wordings, official))

    @property
    def troubles(self) -> Mapping[Part, str]:
        """What is missing, with the fault in English, for the health page; nothing when all is well."""
        missing = {Part.CALIBRATION: "no usable calibration: nothing is answered but an entry's own wording"}
        return self._faults | (missing if self.calibration is None else {})

    def meaning(self, text: str) -> Floats | None:
        """The vector of a resident's text; None without an embedder."""
        return self._tried(lambda store: store.ask(text))

    def asked(self, text: str) -> Asked:
        """A text made ready to be compared."""
        return ask(text, self.meaning(text), self.space, self.manners)

    def kept_meaning(self, text: str) -> Floats | None:
        """The same of a text that is no resident's; kept in the database, so that it is computed once."""
        found = self._questions([text])
        return None if found is None else found[0]

    def _snapshot_of(self, age: str, session: Session, progress: Progress | None, patience: float) -> Snapshot:
        """The entries as they are committed, which is `age` or newer; older only while another thread is at it."""
        held = self._snapshot
        if held is not None and held.mark == age and not self._is_to_be_retried(held):
            return held
        # Another thread may be computing a whole checklist's vectors; what there is has to do until it is done.
        if held is None:
            self._building.acquire()
        elif not self._building.acquire(timeout=patience):
            return held
        try:
            with Session(session.get_bind()) as committed:
                self._snapshot = self._brought_up(committed, self._snapshot or self._kept(), progress)
                return self._snapshot
        finally:
            self._building.release()

    def owners(self, snapshot: Snapshot) -> Owners:
        """Whose what is, by these entries."""
        held = self._owners
        if held is None or held[0] is not snapshot:
            held = self._owners = (snapshot, Owners(snapshot, self.space.topics))
        return held[1]

    def refresh(self, session: Session, progress: Progress | None = None, patience: float = _PATIENCE) -> Snapshot:
        """Bring the snapshot and the word index to the knowledge's age; without a usable index the rest goes on.

        Gives the snapshot. `progress` hears how many new entries are read, of how many. `patience` is how long another
        thread that reads them is waited for (seconds), -1 until it is done.
        """
        return self.at(session, current_age(session), progress, patience)

    def at(
        self, session: Session, age: KnowledgeAge, progress: Progress | None = None, patience: float = _PATIENCE
    ) -> Snapshot:
        """The same for whoever has just asked how old the knowledge is."""
        snapshot = self._snapshot_of(str(age), session, progress, patience)
        try:
            self.words.at(session, str(age))
            refresh_index(str(age), session, self.index, self.words)
        except SearchUnavailable as error:
            self._faults[Part.INDEX] = f"the word index is out of order, meaning and letters alone decide: {error}"
            log.error(self._faults[Part.INDEX])
        else:
            self._faults.pop(Part.INDEX, None)
        return snapshot

    def _is_to_be_retried(self, held: Snapshot) -> bool:
        return self.vectors is not None and bool(held.entries) and not held.has_vectors and not self._is_silent()

    def _is_silent(self) -> bool:
        return time.monotonic() < self._silent_until

    def _brought_up(self, session: Session, held: Snapshot | None, progress: Progress | None) -> Snapshot:
        goal = current_age(session)
        before, since = empty_snapshot(str(goal)), 0
        if held is not None and is_past(session, KnowledgeAge.parse(held.mark)) and not self._is_to_be_retried(held):
            if held.mark == str(goal):
                return held
            before, since = held, KnowledgeAge.parse(held.mark).generation
        changed = list(published_entries(session, since))
        return before.changed(str(goal), list(self.made_ready(changed, progress)), gone_entries(session, since))

    def _kept(self) -> Snapshot | None:
        """What an earlier process has kept, when it is of our embedder and pack; it may be of an older age."""
        space = self.space
        if self._snapshot_file is None or self.vectors is None or not space.has_vectors:
            return None
        kept = read_snapshot(self._snapshot_file, self._made_with(self.vectors, space))
        self._kept_mark = kept.mark if kept else ""
        return kept

    def _keep(self, snapshot: Snapshot) -> None:
        """For the next start, when it is not what the file holds."""
        if self._snapshot_file is None or self.vectors is None or snapshot.mark == self._kept_mark:
            return
        if self.space.has_vectors:
            write_snapshot(self._snapshot_file, self._made_with(self.vectors, self.space), snapshot)

    @staticmethod
    def _made_with(vectors: VectorStore, space: TopicSpace) -> str:
        return f"{vectors.embedder.name} {vectors.embedder.dimensions} {space.digest}"

    def warm(self, session: Session) -> None:
        """Load at start what the first question would else wait for: model, pack, dictionaries, entries and index."""
        snapshot = self.refresh(session)
        self._keep(snapshot)
        self.meaning(_FIRST_WORDS)
        # Read for their own sake: each is loaded at its first use.
        self.owners(snapshot)
        _ = snapshot.by_wording
        self.word_scores(_FIRST_WORDS, limit=1)
        if self.calibration is None or self.manners is None:
            log.warning("the search works without calibration or manners")

    def made_ready(self, entries: Sequence[Published], progress: Progress | None = None) -> Iterable[Compared]:
        """Entries to compare with. In portions: all their vectors twice would be the largest thing in memory."""
        for begin in range(0, len(entries), _PORTION):
            yield from self._portion_ready(entries[begin : begin + _PORTION])
            if progress:
                progress(min(begin + _PORTION, len(entries)), len(entries))

    def _portion_ready(self, entries: Sequence[Published]) -> Iterable[Compared]:
        # The pack first: without its vectors the entries shall have none either, so that all is tried again together.
        space = self.space
        passages = self._passages([entry.passage for entry in entries]) if space.has_vectors else None
        wordings = self._questions([text for entry in entries for text in entry.wordings])
        parts: list[_Vectors] = [(None, None)] * len(entries)
        if wordings is not None and passages is not None:
            ends = np.cumsum([len(entry.wordings) for entry in entries])[:-1]
            parts = list(zip(np.split(wordings, ends), passages, strict=True))
        topics = self._topics_of(space, entries, parts)
        for entry, (asked, said), near in zip(entries, parts, topics, strict=True):
            yield made_ready(entry, asked, said, corrected(near, entry.topic_links, space.topics))

    def _topics_of(self, space: TopicSpace, entries: Sequence[Published], parts: Sequence[_Vectors]) -> Floats:
        """How near each topic is to each entry; kept with the vectors, because computing takes some 16 ms an entry."""

        def computed(places: Sequence[int]) -> Floats:
            texts = (f"{entries[place].title_words} {entries[place].subject}" for place in places)
            return np.stack([space.of_entry(text, *parts[place]) for text, place in zip(texts, places, strict=True)])

        if self.vectors is None or any(asked is None for asked, _ in parts):
            return computed(range(len(entries)))
        texts = [repr((entry.wordings, entry.title_words, entry.passage)) for entry in entries]
        return self.vectors.derived(f"topics {space.digest}", texts, len(space.topics), computed)

    def _questions(self, texts: Sequence[str]) -> Floats | None:
        return self._tried(lambda store: store.questions(texts)) if texts else None

    def _passages(self, texts: Sequence[str]) -> Floats | None:
        return self._tried(lambda store: store.passages(texts)) if texts else None

    def _tried(self, use: Callable[[VectorStore], Floats]) -> Floats | None:
        """What the embedder says; None without one, and for a minute after it failed."""
        if self.vectors is None or self._is_silent():
            return None
        try:
            found = use(self.vectors)
        except EmbedderUnavailable as error:
            self._faults[Part.MEANING] = f"no vectors of meaning, letters and words alone decide: {error}"
            self._silent_until = time.monotonic() + self._retry_seconds
            log.error(self._faults[Part.MEANING])
            return None
        self._faults.pop(Part.MEANING, None)
        return found
