"""What a process gives back of the memory that it has used."""

from __future__ import annotations

import subprocess
import sys

# A large piece is let go of, which raises glibc's size; then large and small ones are taken in turn, and the large go.
_TAKES_AND_GIVES = """
from pathlib import Path
from knowledge.allocating import give_large_pieces_back
def held():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith("VmRSS"))
{prepared}
bytearray(30_000_000)
before = held()
taken = [(bytearray(200_000), bytearray(1_000)) for _ in range(200)]
small = [one for _, one in taken]
del taken
print(held() - before)
"""


def test_large_pieces_leave_no_holes() -> None:
    """Of 40 MB nearly nothing is left; without the request nearly all is, so the request is what does it."""
    left = [_left(prepared) for prepared in ("give_large_pieces_back()", "")]
    assert left[0] < 10_000 < 30_000 < left[1], left


def _left(prepared: str) -> int:
    code = _TAKES_AND_GIVES.format(prepared=prepared)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return int(done.stdout)
