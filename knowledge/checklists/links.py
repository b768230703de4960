"""The links of a cell: "Label: https://...", [Label](https://...), bare addresses, one or several to a line."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from knowledge.match import LinkText

_SCHEMES = r"(?:https?://|mailto:|tel:)"
_MARKED = (
    r"\[(?P<label>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*<?(?P<target>(?:[^()\s<>]|\([^()\s]*\))*)>?(?:\s+\"[^\"]*\")?\s*\)"
)
# An address ends at a space; a comma or semicolon ends it only where another address or a space follows.
_BARE = rf"(?P<bare>{_SCHEMES}[^\s<>|]*?(?=[,;]?(?:\s|$|[<>|])|[,;]\s*{_SCHEMES}))"
_LINK = re.compile(f"{_MARKED}|{_BARE}", re.IGNORECASE)
_MARKED_LINK = re.compile(_MARKED)
_ADDRESS = re.compile(rf"{_SCHEMES}\S+", re.IGNORECASE)
_LOOKS_LIKE_ADDRESS = re.compile(r"\w:\S|\bwww\.|//|@", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–*•·]|\d+[.)])\s+")
_LONGEST_LABEL = 120


@dataclass
class _Found:
    """What has been found so far; `waiting` is a label on a line of its own, whose address comes on the next."""

    links: list[LinkText] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waiting: str = ""

    def take_waiting(self) -> str:
        waiting, self.waiting = self.waiting, ""
        return waiting

    def give_up_waiting(self) -> None:
        if self.waiting:
            self.problems.append(f"Länken ”{self.waiting}” har ingen adress som börjar med https://.")
        self.waiting = ""


def as_link(label: str, url: str) -> str:
    """Write a hyperlink into running text as [label](url); a label too long to be one is put beside its address."""
    shown = " ".join(label.split())
    address = url.strip().replace(" ", "%20")
    if not _MARKED_LINK.fullmatch(f"[{shown}]({address})"):
        address = address.replace("(", "%28").replace(")", "%29")
        shown = shown.replace("[", "(").replace("]", ")")
    if len(shown) > _LONGEST_LABEL:
        return f"{label} [{address}]({address})"
    return f"[{shown}]({address})"


def without_links(text: str) -> str:
    """Give the text as it is read by a person: each [label](url) becomes its label."""
    return _MARKED_LINK.sub(lambda match: match["label"] or match["target"], text)


def read_links(text: str) -> tuple[list[LinkText], list[str]]:
    """Read a link cell into links and, in plain Swedish, what is wrong with it."""
    found = _Found()
    for line in text.splitlines():
        _read_line(_BULLET.sub("", line), found)
    found.give_up_waiting()
    return found.links, found.problems


def links_in_prose(text: str) -> tuple[list[LinkText], list[str]]:
    """Read the hyperlinks of a running text; addresses written out in it stay where they are."""
    found = _Found()
    for match in _MARKED_LINK.finditer(text):
        if not match["target"].startswith("#"):  # a jump within the document leads nowhere outside it
            _add(found, match["label"], match["target"])
    return found.links, found.problems


def _read_line(line: str, found: _Found) -> None:
    matches = list(_LINK.finditer(line))
    if not matches:
        _no_address(line, found)
        return
    label_after = _text_after(line[matches[-1].end() :])
    end = 0
    for match in matches:
        label = _label(line[end : match.start()] + (match["label"] or "")) or found.take_waiting()
        found.give_up_waiting()
        if not label and len(matches) == 1:
            label, label_after = label_after, ""
        _add(found, label, match["target"] if match["bare"] is None else match["bare"])
        end = match.end()
    if label_after:
        found.problems.append(f"Texten ”{label_after}” efter länken har ingen egen adress.")


def _no_address(line: str, found: _Found) -> None:
    found.give_up_waiting()
    found.waiting = _label(line)
    if _LOOKS_LIKE_ADDRESS.search(line):
        found.give_up_waiting()


def _label(text: str) -> str:
    """Strip what only joins a label to its address; an address inside the label says nothing more."""
    return " ".join(_ADDRESS.sub("", text).split()).strip(",;:|–-•*· ").rstrip("(<").strip(",;:|–- ")


def _text_after(text: str) -> str:
    return text.lstrip(")>.").strip(",;:|–-•*·(). ")


def _add(found: _Found, label: str, target: str) -> None:
    url = _trimmed(target)
    if not _is_allowed(url):
        shown = url or label or "utan text"
        found.problems.append(
            f"Länken ”{shown}” går inte att använda; adressen ska börja med https://, mailto: eller tel:."
        )
        return
    found.links.append(LinkText(_label(label) or url, url))


def _trimmed(url: str) -> str:
    trimmed = url.rstrip(".,;")
    while trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
        trimmed = trimmed[:-1]
    return trimmed


def _is_allowed(url: str) -> bool:
    """Only addresses a resident can follow safely: never javascript:, data: or a file on somebody's disk."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    match parts.scheme:
        case "http" | "https":
            return "." in host.strip(".")
        case "mailto":
            return "@" in parts.path.strip("@")
        case "tel":
            return sum(character.isdigit() for character in parts.path) >= 3
        case _:
            return False
