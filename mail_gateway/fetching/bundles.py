"""Which mails are fetched together: neighbours, as long as they are small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# As many and as large as are committed together (fetch.py).
MOST_TOGETHER = 20
MOST_BYTES_TOGETHER = 1_000_000


def bundles(sizes: Mapping[int, int], most_bytes: int) -> Iterator[list[int]]:
    """The UIDs in their order, in groups of at most so many bytes; a larger mail, or one of unknown size (0), alone."""
    group, held = list[int](), 0
    for uid, size in sizes.items():
        alone = not 0 < size <= most_bytes
        if group and (alone or held + size > most_bytes):
            yield group
            group, held = [], 0
        group, held = [*group, uid], held + size
        if alone:
            yield group
            group, held = [], 0
    if group:
        yield group
