"""Turn the HTML of a mail into plain lines: what is hidden is left out, what is quoted is marked with ">"."""

import html
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mail_gateway.quoting import is_forward_marker

MAX_HTML: Final = 1_000_000  # characters
# The parser's time grows with the sum of the depths of all tags (measured: 200,000 nested divs took 135 s, a sum
# of 2e10); ordinary mail stays under 1e6. Above this, tags are simply removed.
_MAX_DEPTH_SUM = 10_000_000
_BLOCKS = frozenset(
    "address article aside blockquote br center dd div dl dt fieldset footer h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_NOT_SHOWN = frozenset({"head", "script", "style", "title", "template"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Neither html nor body: the parser merges the attributes of each into the first, in quadratic time.
_KEPT_NAMES = _BLOCKS | _CELLS | _NOT_SHOWN | _VOID
_NOT_NESTING = _VOID | _CELLS | frozenset("p li tr dd dt thead tbody tfoot".split())
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# A tag with thousands of attributes takes the parser minutes (measured: 100,000 attributes, 38 s).
_LONG_ATTRIBUTES = re.compile(r"(<[a-zA-Z][^\s/<>]{0,60})[^<>]{4000,}")
_ANY_TAG = re.compile(r"<[^<>]*>")
_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?:font-size|max-height|opacity):0(?:\.0+)?(?:px|pt|em|%)?(?:;|!|$)"
)
_SPACES = re.compile(r"\s+")
_QUOTE_CLASSES = frozenset(
    {"gmail_quote", "gmail_quote_container", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote"}
)
# Outlook marks only where the quote begins; everything behind is quoted.
_QUOTE_OPENS = frozenset(
    {
        "divrplyfwdmsg",
        "x_divrplyfwdmsg",
        "appendonsend",
        "mail-editor-reference-message-container",
        "ms-outlook-mobile-reference-message",
    }
)


@dataclass(frozen=True)
class HtmlText:
    """The text of a page; `simplified` when it was too large or too deep, and only its tags were taken away."""

    text: str
    simplified: bool


def html_to_text(page: str, *, keep_quotes: bool = False) -> HtmlText:
    """Read a page as lines of text, with quoted structure (facts/mail.md section 5) as "> " lines.

    Marked, not removed: `quoting.split` then tells new from quoted in the same way for every mail, and nothing is
    lost. With `keep_quotes` (a forward) nothing is marked; a block that opens with a forward marker never is.
    """
    bounded = page[:MAX_HTML]
    plain = _plain(bounded)
    if _depth_sum(plain) > _MAX_DEPTH_SUM:
        return HtmlText(_without_tags(bounded), True)
    root = LexborHTMLParser(plain).root
    walk = _Walk(keep_quotes)
    if root is not None:
        walk.run(root)
    return HtmlText(walk.text(), len(page) > MAX_HTML)


def is_too_deep(page: str) -> bool:
    """Tell whether a page is nested so that a parser's time would grow without bound."""
    return _depth_sum(_plain(page)) > _MAX_DEPTH_SUM


def _plain(page: str) -> str:
    return _LONG_ATTRIBUTES.sub(r"\1", _TAG.sub(_plain_tag, page))


def _plain_tag(match: re.Match[str]) -> str:
    """Make every tag we do not look at a span: unclosed <b>, <a>, <select> multiply in the parser's tree."""
    name = match[2].lower()
    return f"<{match[1]}{name if name in _KEPT_NAMES else 'span'}"


def _depth_sum(page: str) -> int:
    opened: dict[str, int] = {}
    depth = total = 0
    for closing, name in _TAG.findall(page):  # after _plain_tag: few names, in lower case
        if name in _NOT_NESTING:
            total += depth
        elif not closing:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            total += depth
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
    return total


def _without_tags(page: str) -> str:
    text = _ANY_TAG.sub(" ", page)
    with suppress(ValueError):  # a numeric entity of thousands of digits
        text = html.unescape(text)
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


@dataclass
class _Walk:
    """One walk through the tree, without recursion: mail nests thousands of elements."""

    keep_quotes: bool
    lines: list[tuple[int, str]] = field(default_factory=list)  # the number of the quote (0: none) and the text
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    quote: int = 0
    quote_depth: int | None = None
    pre_depth: int | None = None

    def run(self, root: LexborNode) -> None:
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            child = node.child if self._enter(node, depth) else None
            if child is not None:
                node, depth = child, depth + 1
                continue
            self._leave(node, depth)
            while node.next is None:
                parent = node.parent
                if parent is None or depth == 0:
                    self._end_line()
                    return
                node, depth = parent, depth - 1
                self._leave(node, depth)
            node = node.next

    def text(self) -> str:
        """Join the lines, quotes marked, and at most one empty line in a row."""
        forwards = self._forwards()
        marked = [f"> {line}" if quote and quote not in forwards else line for quote, line in self.lines]
        kept = [line for at, line in enumerate(marked) if line or (at and marked[at - 1])]
        return "\n".join(kept).strip("\n")

    def _enter(self, node: LexborNode, depth: int) -> bool:
        tag = node.tag
        if tag == "-text":
            self._add(node.text_content or "")
            return False
        if tag is None or tag.startswith("-") or tag in _NOT_SHOWN:
            return False
        attributes = node.attributes
        if _is_hidden(attributes):
            return False
        self._break(tag, opening=True)
        if tag == "pre" and self.pre_depth is None:
            self.pre_depth = depth
        self._open_quote(tag, attributes, depth)
        return True

    def _leave(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if tag != "br" and tag not in _NOT_SHOWN:
            self._break(tag, opening=False)
        if depth == self.pre_depth:
            self.pre_depth = None
        if depth == self.quote_depth:
            self._end_line()
            self.quote, self.quote_depth = 0, None

    def _break(self, tag: str, *, opening: bool) -> None:
        if tag in _CELLS:
            self.line.append(" ")
        elif tag == "br" and opening:
            self._end_line(empty=True)
        elif tag in _BLOCKS:
            self._end_line()

    def _open_quote(self, tag: str, attributes: dict[str, str | None], depth: int) -> None:
        if self.quote or self.keep_quotes:
            return
        opens_rest = (attributes.get("id") or "").lower() in _QUOTE_OPENS
        if opens_rest or _is_quote(tag, attributes):
            self._end_line()
            self.quotes += 1
            self.quote = self.quotes
            self.quote_depth = None if opens_rest else depth

    def _add(self, text: str) -> None:
        if self.pre_depth is None:
            self.line.append(_SPACES.sub(" ", text))
            return
        first, *rest = text.splitlines() or [""]
        self.line.append(first)
        for line in rest:
            self._end_line(empty=True)
            self.line.append(line)

    def _end_line(self, *, empty: bool = False) -> None:
        text = " ".join("".join(self.line).split())
        self.line.clear()
        if text or empty:
            self.lines.append((self.quote, text))

    def _forwards(self) -> set[int]:
        """Return the quotes that are a forwarded mail: Gmail gives both the same class."""
        first: dict[int, str] = {}
        for quote, line in self.lines:
            if line:
                first.setdefault(quote, line)
        return {quote for quote, line in first.items() if is_forward_marker(line)}


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style") or ""
    return "hidden" in attributes or _HIDDEN_STYLE.search("".join(style[:4000].lower().split())) is not None


def _is_quote(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "blockquote" and (attributes.get("type") or "").lower() == "cite":
        return True
    return not _QUOTE_CLASSES.isdisjoint((attributes.get("class") or "").lower().split())
