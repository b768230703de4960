"""What the benchmarks share: a fresh installation in a temporary folder, made-up entries, and how figures are said."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from admin import schema
from admin.demo import SAMPLES
from assistant.services import Services, open_services
from knowledge.checklists.reading import read_checklist_file
from knowledge.checklists.rows import Checklist
from knowledge.importing.carrying import carry_out
from knowledge.importing.planning import plan
from knowledge.organisation_file import read_organisation, write_organisation
from knowledge.settings import Secrets, Settings

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
_KEY = "benchmark" * 8


@contextmanager
def installation(settings: Settings | None = None) -> Iterator[Services]:
    """Services on an empty, migrated SQLite database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="forstalinjen-bench-") as folder:
        chosen = replace(settings or Settings(data=Path()), data=Path(folder), secrets=Secrets(key=_KEY))
        services = open_services(chosen)
        schema.upgrade(services.database.engine)
        yield services
        services.database.close()


def fill(services: Services) -> None:
    """Bring the sample town into an empty database, and make its index."""
    schema.upgrade(services.database.engine)
    with services.database.transaction() as session:
        write_organisation(session, read_organisation(SAMPLES / "organisation.toml"), NOW)
        import_all(session, sample_checklists())
    with services.database.reading() as session:
        services.matcher.refresh(session)


def sample_checklists(folder: Path = SAMPLES) -> list[Checklist]:
    """The checklists of a town; Nystad's unless another folder is given."""
    return [read_checklist_file(path) for path in sorted(folder.glob("Checklista *"))]


def import_all(session: Session, checklists: Sequence[Checklist]) -> int:
    """Import and publish them; how many rows there were."""
    for checklist in checklists:
        carry_out(session, plan(session, checklist), NOW, publish=True)
    return sum(len(checklist.rows) for checklist in checklists)


def grown(checklists: Sequence[Checklist], entries: int) -> list[Checklist]:
    """The same checklists until there are this many rows: copies whose words are shuffled among the originals.

    Shuffled words keep the language's frequencies, which is what the index's speed depends on.
    """
    chance = random.Random(1)  # noqa: S311 - the same words every time, no secret
    words = [word for checklist in checklists for row in checklist.rows for word in row.answer.split()]
    made: list[Checklist] = []
    count = 0
    for turn in range(1_000):
        for checklist in checklists:
            rows = checklist.rows[: max(0, entries - count)]
            if turn:
                rows = tuple(
                    replace(
                        row,
                        number=f"{row.number}-{turn}",
                        question=" ".join(chance.sample(words, 7)),
                        phrasings=(" ".join(chance.sample(words, 5)),),
                        answer=" ".join(chance.sample(words, 60)),
                    )
                    for row in rows
                )
            count += len(rows)
            made.append(replace(checklist, document=f"{turn} {checklist.document}", rows=rows))
            if count >= entries:
                return made
    return made


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share (0..1) of the values lies at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def peak_memory() -> float:
    """The process's largest memory so far, MB.

    proc(5) VmHWM rather than getrusage: a started process inherits ru_maxrss from whoever started it.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [high_water] = [line for line in lines if line.startswith("VmHWM:")]
    return int(high_water.split()[1]) / 1024


def say(name: str, value: float, unit: str) -> None:
    """One figure on one line."""
    print(f"{name:52} {value:10.2f} {unit}")
