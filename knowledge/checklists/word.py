"""A Word document opened once: its blocks, its paragraphs' text with hyperlinks, and what its styles mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from knowledge.checklists.links import as_link
from knowledge.checklists.raw import UnreadableDocumentError

# What python-docx raises for a damaged document; SyntaxError is the base of the XML library's errors.
_DAMAGE = (OpcError, BadZipFile, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError)
_CHANGES = [qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo")]
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
# Containers whose text is the paragraph's own; anything else (deleted text, field codes, drawings) is not read.
_CONTAINERS = frozenset(
    qn(f"w:{name}") for name in ("r", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
)
_WRAPPERS = frozenset(qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_HEADING = re.compile(r"(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"(?:list|lista|punktlista|numrerad lista)\b", re.IGNORECASE)
_SPLIT_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]+)\)\[([^\[\]]*)\]\(\2\)")
_LONGEST_LABEL = 60
_LONGEST_STYLE_CHAIN = 10  # a damaged document may hold a style that builds on itself


@dataclass(frozen=True)
class Word:
    """What is needed of a document, fetched when it is opened.

    `targets` is where its hyperlinks lead, by relation; `styles` each style's name and those it builds on.
    """

    blocks: list[BaseOxmlElement]
    targets: dict[str, str]
    styles: dict[str, list[str]]

    def text(self, element: BaseOxmlElement) -> str:
        """Give the element's text as Word shows it, hyperlinks as [label](address), line breaks as such."""
        parts = []
        for child in element:
            if child.tag == qn("w:t"):
                parts.append(child.text or "")
            elif child.tag == qn("w:hyperlink"):
                parts.append(self._hyperlink(child))
            elif child.tag in _CONTAINERS:
                parts.append(self.text(child))
            else:
                parts.append(_BREAKS.get(child.tag, ""))
        return _SPLIT_LINK.sub(r"[\1\3](\2)", "".join(parts))

    def heading_level(self, paragraph: BaseOxmlElement) -> int | None:
        """Find the heading's level, 0 for a title, by the style or one it builds on; Swedish templates say Rubrik."""
        for name in self._style(paragraph):
            if match := _HEADING.fullmatch(name):
                return int(match[1])
            if name.casefold() in {"title", "rubrik"}:
                return 0
        return None

    def is_item(self, paragraph: BaseOxmlElement) -> bool:
        """Tell whether the paragraph is a list item, by its style or by its own numbering."""
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        return numbered or any(map(_LIST.match, self._style(paragraph)))

    def _style(self, paragraph: BaseOxmlElement) -> list[str]:
        return self.styles.get(value(paragraph, "w:pPr", "w:pStyle"), [])

    def _hyperlink(self, element: BaseOxmlElement) -> str:
        text = "".join(self.text(child) for child in element if child.tag in _CONTAINERS)
        target = self.targets.get(element.get(qn("r:id"), ""))
        label = text.strip()
        if not target or not label:
            return text  # a jump within the document
        anchor = element.get(qn("w:anchor"))
        return text.replace(label, as_link(label, f"{target}#{anchor}" if anchor else target), 1)


def opened(data: bytes) -> Word:
    """Open the document and fetch all that python-docx reads late, so that damage shows here and nowhere else.

    Raises UnreadableDocumentError.
    """
    try:
        document = Document(BytesIO(data))
        relations = document.part.rels.items()
        return Word(
            blocks=list(inside(document.element.body, "w:p", "w:tbl")),
            targets={key: relation.target_ref for key, relation in relations if relation.is_external},
            styles=_styles(document.styles.element),
        )
    except _DAMAGE as damage:
        raise UnreadableDocumentError("Worddokumentet är skadat och går inte att öppna.") from damage


def inside(parent: BaseOxmlElement, *names: str) -> Iterator[BaseOxmlElement]:
    """Give the elements of these names, also those in content controls, which python-docx passes over."""
    tags = set(map(qn, names))
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, *names)


def value(element: BaseOxmlElement, *path: str) -> str:
    """Give the w:val of an element below this one, "" where either is missing."""
    found = element.find("/".join(map(qn, path)))
    return found.get(qn("w:val"), "") if found is not None else ""


def has_tracked_changes(element: BaseOxmlElement) -> bool:
    """Tell whether something in the element has been written, taken away or moved without being approved."""
    return any(True for _ in element.iter(*_CHANGES))


def with_bold_label(paragraph: BaseOxmlElement, text: str) -> str:
    """Mark a label the author made bold as **Label:**, so that it is known as one even when its name is not."""
    bold = _bold_start(paragraph)
    rest = text.removeprefix(bold)
    colon = bold.rstrip().endswith(":") or rest.lstrip().startswith(":")
    label = bold.strip().removesuffix(":").strip()
    is_label = bool(label) and len(label) <= _LONGEST_LABEL and "\n" not in label
    if not is_label or not text.startswith(bold) or not (colon or not rest.strip()):
        return text
    return f"**{label}{':' if colon else ''}** {rest.lstrip().removeprefix(':').lstrip()}"


def _bold_start(paragraph: BaseOxmlElement) -> str:
    start = ""
    for run in paragraph.iterchildren(qn("w:r")):
        if not _is_bold(run):
            break
        start += "".join((child.text or "") if child.tag == qn("w:t") else _BREAKS.get(child.tag, "") for child in run)
    return start


def _is_bold(run: BaseOxmlElement) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return mark is not None and mark.get(qn("w:val"), "true") not in {"0", "false", "off"}


def _styles(styles: BaseOxmlElement) -> dict[str, list[str]]:
    own = {style.get(qn("w:styleId"), ""): style for style in styles.iter(qn("w:style"))}
    return {key: list(_style_names(own, key)) for key in own}


def _style_names(own: dict[str, BaseOxmlElement], key: str) -> Iterator[str]:
    for _ in range(_LONGEST_STYLE_CHAIN):
        if key not in own:
            return
        yield value(own[key], "w:name").strip()
        key = value(own[key], "w:basedOn")
