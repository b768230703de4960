"""Seconds to read and import a town's checklists, the first time and again.

python -m bench.importing [FOLDER_OF_CHECKLISTS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.ground import SAMPLES, import_all, installation, peak_memory, sample_checklists, say


def main() -> None:
    """Documents to published entries, in one process."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    with installation() as services:
        for turn in ("first", "second"):
            started = time.perf_counter()
            checklists = sample_checklists(folder)
            read = time.perf_counter() - started
            with services.database.transaction() as session:
                rows = import_all(session, checklists)
            seconds = time.perf_counter() - started
            say(f"{turn} import of {rows} rows (reading {read:.2f} s of it)", seconds, "s")
            say(f"{turn} import, scaled to 220 rows", seconds * 220 / rows, "s")
    say("peak memory", peak_memory(), "MB")


if __name__ == "__main__":
    main()
