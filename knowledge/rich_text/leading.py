"""Where an answer's text leads: every web address in it, once each."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.rich_text.addresses import on_the_web
from knowledge.rich_text.blocks import line_of
from knowledge.rich_text.inline import runs


def web_addresses(text: str) -> Iterator[str]:
    """The web addresses that the text links to, in its order; a mailbox or a phone is none."""
    if "://" not in text:
        # Most answers link to nothing in their own text, and there are thousands of them.
        return
    for line in text.split("\n"):
        yield from (run.address for run in runs(line_of(line).text) if on_the_web(run.address))
