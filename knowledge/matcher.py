"""What one process needs to match questions with entries: loaded at first use, brought up to date before each one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge.changes import gone_entries, published_entries
from knowledge.confidence import DEFAULT as SHIPPED_CALIBRATION
from knowledge.confidence import Calibration, read_calibration
from knowledge.entries import KnowledgeAge, current_age, is_past
from knowledge.errors import CalibrationUnusable, EmbedderUnavailable, SearchUnavailable
from knowledge.lexical import IndexedText, LexicalIndex
from knowledge.lexicon import Lexicon, read_lexicon
from knowledge.manner import MannerReader, read_manners
from knowledge.ngrams import Floats
from knowledge.published import Published
from knowledge.snapshot import Compared, Snapshot, made_ready
from knowledge.topic_space import PackVectors, TopicSpace
from knowledge.topics import the_topics
from knowledge.vectors import VectorStore

log = logging.getLogger(__name__)
# How long the process goes on without meaning before it tries the embedder again (seconds).
_RETRY = 60.0
Progress = Callable[[int, int], None]


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
    ) -> None:
        """Loads nothing yet: the embedder must not be used before a fork."""
        self.index = index
        self._vectors = vectors
        self._lexicon_file = lexicon_file
        self._calibration_file = calibration_file
        self._snapshot: Snapshot | None = None
        self._building = threading.Lock()
        self._silent_until = 0.0
        self._faults: dict[str, str] = {}

    @cached_property
    def lexicon(self) -> Lexicon:
        """Everyday words and their official ones; faults in the town's own file are logged."""
        lexicon, faults = read_lexicon(self._lexicon_file)
        for fault in faults:
            log.warning("lexicon line %d: %s", fault.line, fault.reason)
        return lexicon

    @cached_property
    def calibration(self) -> Calibration | None:
        """The town's calibration, else the shipped one; None (logged) when neither can be used."""
        for path in (self._calibration_file, SHIPPED_CALIBRATION):
            try:
                if path is not None:
                    return read_calibration(path)
            except CalibrationUnusable as error:
                log.error("no certain answers are possible with this calibration: %s", error)
        return None

    @cached_property
    def manners(self) -> MannerReader | None:
        """The classifier of manners, when it was taught with our embedder."""
        return read_manners(self._vectors.embedder.name) if self._vectors is not None else None

    @cached_property
    def space(self) -> TopicSpace:
        """The pack, with vectors when there is an embedder."""
        topics = the_topics()
        wordings = self._questions([text for topic in topics for text in topic.wordings])
        official = self._passages([topic.official for topic in topics])
        if wordings is None or official is None:
            return TopicSpace(topics, None)
        return TopicSpace(topics, PackVectors(wordings, official))

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is missing, in English, for the log and the health page; nothing when all is well."""
        found = list(self._faults.values())
        if self.calibration is None:
            found.append("no usable calibration: nothing is answered but an entry's own wording")
        return tuple(found)

    def meaning(self, text: str) -> Floats | None:
        """The vector of a resident's text; None without an embedder."""
        return self._tried(lambda store: store.ask(text))

    def snapshot(self, session: Session, progress: Progress | None = None) -> Snapshot:
        """The entries as they are committed now. `progress` hears how many new ones are read, of how many."""
        mark = str(current_age(session))
        held = self._snapshot
        if held is not None and held.mark == mark and not self._is_to_be_retried(held):
            return held
        with self._building, Session(session.get_bind()) as committed:
            self._snapshot = self._brought_up(committed, self._snapshot, progress)
            return self._snapshot

    def refresh(self, session: Session, progress: Progress | None = None) -> None:
        """Bring the snapshot and the word index to the knowledge's age; without a usable index the rest goes on."""
        self.snapshot(session, progress)
        try:
            self._refresh_index(session)
        except SearchUnavailable as error:
            self._faults["index"] = f"the word index is out of order, meaning and letters alone decide: {error}"
            log.error(self._faults["index"])
        else:
            self._faults.pop("index", None)

    def _refresh_index(self, session: Session) -> None:
        if self.index.mark() == str(current_age(session)):
            return
        with self.index.alone() as alone, Session(session.get_bind()) as committed:
            # When another process writes for longer than we wait, what there is has to do.
            if alone:
                _catch_up(committed, self.index, self.lexicon)

    def _is_to_be_retried(self, held: Snapshot) -> bool:
        waiting = self._vectors is not None and bool(held.entries) and not held.has_vectors
        return waiting and time.monotonic() >= self._silent_until

    def _brought_up(self, session: Session, held: Snapshot | None, progress: Progress | None) -> Snapshot:
        goal = current_age(session)
        known: dict[int, Compared] = {}
        since = 0
        if held is not None and is_past(session, KnowledgeAge.parse(held.mark)) and not self._is_to_be_retried(held):
            if held.mark == str(goal):
                return held
            since = KnowledgeAge.parse(held.mark).generation
            known = dict(held.compared)
        for entry_id in gone_entries(session, since):
            known.pop(entry_id, None)
        changed = list(published_entries(session, since))
        for one in self._made_ready(changed, progress):
            known[one.entry.entry_id] = one
        return Snapshot(str(goal), sorted(known.values(), key=lambda one: one.entry.entry_id))

    def _made_ready(self, entries: Sequence[Published], progress: Progress | None) -> Iterable[Compared]:
        passages = self._passages([entry.passage for entry in entries])
        wordings = self._questions([text for entry in entries for text in entry.wordings])
        start = 0
        for place, entry in enumerate(entries):
            end = start + len(entry.wordings)
            asked = wordings[start:end] if wordings is not None and passages is not None else None
            said = passages[place] if wordings is not None and passages is not None else None
            start = end
            yield made_ready(entry, asked, said, self._topics_of(entry, asked, said))
            if progress:
                progress(place + 1, len(entries))

    def _topics_of(self, entry: Published, asked: Floats | None, said: Floats | None) -> Floats:
        """How near each topic is to the entry."""
        return self.space.of_entry(f"{entry.title_words} {entry.subject}", asked, said)

    def _questions(self, texts: Sequence[str]) -> Floats | None:
        return self._tried(lambda store: store.questions(texts)) if texts else None

    def _passages(self, texts: Sequence[str]) -> Floats | None:
        return self._tried(lambda store: store.passages(texts)) if texts else None

    def _tried(self, use: Callable[[VectorStore], Floats]) -> Floats | None:
        """What the embedder says; None without one, and for a minute after it failed."""
        if self._vectors is None or time.monotonic() < self._silent_until:
            return None
        try:
            found = use(self._vectors)
        except EmbedderUnavailable as error:
            self._faults["meaning"] = f"no vectors of meaning, letters and words alone decide: {error}"
            self._silent_until = time.monotonic() + _RETRY
            log.error(self._faults["meaning"])
            return None
        self._faults.pop("meaning", None)
        return found


def word_scores(index: LexicalIndex, text: str, limit: int) -> Mapping[int, float]:
    """Whoosh's BM25F of the best entries, by id; none when the index is out of order, which is logged."""
    try:
        return dict(index.find(text, limit))
    except SearchUnavailable:
        # Told by the refresh before; the index may also have been lost since.
        return {}


def _catch_up(session: Session, index: LexicalIndex, lexicon: Lexicon) -> None:
    mark, goal = index.mark(), current_age(session)
    if mark == str(goal):
        return
    reached = KnowledgeAge.parse(mark) if mark is not None else None
    if reached is None or not is_past(session, reached):
        # There is none, or the database was restored from a copy or made anew: nothing in it can be trusted.
        index.write(str(goal), _indexed(published_entries(session), lexicon))
        return
    changed = published_entries(session, reached.generation)
    index.write(str(goal), _indexed(changed, lexicon), gone_entries(session, reached.generation), since=mark)


def _indexed(entries: Iterable[Published], lexicon: Lexicon) -> Iterator[IndexedText]:
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
