"""What stands in one line: plain words, bold and slanted ones, and links; everything else is the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from knowledge.rich_text.addresses import leads_somewhere

_ADDRESS = re.compile(r"://[^\s<>\"]+")
_WHOLE_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# What ends a sentence, a bracket or bold words around an address, and is no part of it.
_AFTER_ADDRESS = ".,;:!?'»”)]*"
# Lines that a process has read; an answer is shown again and again.
_KEPT = 20_000


@dataclass(frozen=True)
class Run:
    """Words of one kind. `address` is where they lead, "" for nowhere; `bare`: they are that address themselves."""

    text: str
    bold: bool = False
    slanted: bool = False
    address: str = ""
    bare: bool = False


class _Subset(MarkdownIt):
    """Of CommonMark's inline marks only emphasis, links and the backslash; no HTML, no pictures, no code."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(["emphasis", "link", "escape"])
        self.inline.ruler.before("emphasis", "address", _address)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Whether the link may be one; where not, its Markdown is shown as it was written."""
        return leads_somewhere(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        """The address as it was written: it is read in letters, too."""
        return url


def _address(state: StateInline, silent: bool) -> bool:
    """A full web address in the words; its underscores and stars are no marks."""
    scheme = "https" if state.pending.endswith("https") else "http"
    found = _ADDRESS.match(state.src, state.pos) if state.pending.endswith(scheme) and not state.linkLevel else None
    address = scheme + found.group().rstrip(_AFTER_ADDRESS) if found else ""
    if silent or not leads_somewhere(address):
        return False
    state.pending = state.pending[: -len(scheme)]
    link = state.push("link_open", "a", 1)
    link.attrs, link.info = {"href": address}, "auto"
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += len(address) - len(scheme)
    return True


_SUBSET = _Subset()


@lru_cache(_KEPT)
def runs(line: str) -> tuple[Run, ...]:
    """The line's words by their kind, in order; linear in the line's length."""
    (inline,) = _SUBSET.parseInline(line)
    return tuple(_told(inline.children or []))


def addressed(line: str) -> Iterator[Run]:
    """A line of plain text, in which nothing but whole web addresses leads anywhere, whatever it looks like."""
    end = 0
    for found in _WHOLE_ADDRESS.finditer(line):
        address = found.group().rstrip(_AFTER_ADDRESS)
        if leads_somewhere(address):
            yield Run(line[end : found.start()])
            yield Run(address, address=address, bare=True)
            end = found.start() + len(address)
    yield Run(line[end:])


def _told(tokens: Sequence[Token]) -> list[Run]:
    told: list[Run] = []
    bold = slanted = 0
    link: Token | None = None
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                slanted += token.nesting
            case "link_open":
                link = token
            case "link_close":
                link = None
            case _ if token.content:
                _add(told, _run(token.content, bold > 0, slanted > 0, link))
    return told


def _run(text: str, bold: bool, slanted: bool, link: Token | None) -> Run:
    if link is None:
        return Run(text, bold, slanted)
    return Run(text, bold, slanted, str(link.attrs["href"]), link.info == "auto")


def _add(told: list[Run], run: Run) -> None:
    """A link is one link, whatever is bold in its words."""
    last = told[-1] if told else None
    if last is not None and last.address and last.address == run.address and not run.bare:
        told[-1] = Run(last.text + run.text, last.bold, last.slanted, last.address)
    else:
        told.append(run)
