"""A document of headings, whatever it came from, becomes head lines and rows: each question a heading of its own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.checklists.columns import LIST_COLUMNS, Column, column_named, folded, head_field_named
from knowledge.checklists.raw import RawDocument, RawPair, RawRow, unknown_column
from knowledge.checklists.rows import Fault, Place

# These hold running text, so a paragraph without a name of its own continues them.
_RUNNING = LIST_COLUMNS | {Column.ANSWER, Column.ASK_RESIDENT, Column.HAND_OVER_WHEN, Column.INTERNAL}
# How a paragraph of an answer can open without being a field: "Obs: ta med legitimation."
_PROSE = frozenset(map(folded, ("obs", "observera", "tänk på", "tips", "viktigt", "exempel", "notera", "ps", "nb")))
_BOLD_LABEL = re.compile(r"\*\*\s*(?P<label>[^*]{1,60}?)\s*(?:(?P<in>:)\s*\*\*|\*\*\s*(?P<out>:)|\*\*\s*$)")
_PLAIN_LABEL = re.compile(r"(?P<label>[^\W\d][^:\n]{0,59}?)\s*:(?=\s|$)")
_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")


@dataclass(frozen=True)
class TextLine:
    """A paragraph or heading; `level` is the heading's, 0 the document's title, None a paragraph.

    A label the author made bold stands as **Label:**; `item` is a list item, without its bullet.
    """

    text: str
    level: int | None = None
    item: bool = False
    problem: str = ""


@dataclass
class _Section:
    heading: TextLine
    lines: list[TextLine] = field(default_factory=list)
    subject: str = ""

    def asks(self) -> bool:
        """Tell whether the section is a question: it has a labelled answer, or text below a question mark."""
        labelled = any(_column(line.text) is Column.ANSWER for line in self.lines)
        return labelled or (self.heading.text.rstrip().endswith("?") and bool(self.lines))


@dataclass
class _Fields:
    """One question's fields while they are read; `current` is the one a nameless paragraph continues."""

    values: dict[Column, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    current: Column | None = Column.ANSWER
    by_item: bool = True


def is_labelled(text: str) -> bool:
    """Tell whether the paragraph opens a field of its own, so that it never continues the one before."""
    label, explicit, _ = _split(text)
    return explicit or column_named(label) is not None or head_field_named(label) is not None


def read_sections(lines: Sequence[TextLine], document: str) -> RawDocument:
    """Read the head lines outside the questions, and each question with its labelled paragraphs."""
    sections = _sections(lines)
    level = _question_level(sections)
    sections = _with_deeper_headings_as_text(sections, level)
    _set_subjects(sections, level)
    questions = [section for section in sections if _is_question(section, level)]
    others = [section for section in sections if not _is_question(section, level)]
    repeated = _repeated_labels(questions)
    rows: list[RawRow] = []
    faults: list[Fault] = []
    for section in questions:
        place = Place(document, f"avsnitt '{section.heading.text}'")
        fields = _fields(section, repeated)
        faults.extend(unknown_column(place, label) for label in fields.unknown)
        rows.append(_row(section, fields, place))
    rows = _with_all_columns(rows)
    pairs = tuple(pair for section in others for pair in _pairs(section))
    return RawDocument(pairs, tuple(rows), tuple(faults), bool(questions))


def _split(text: str) -> tuple[str, bool, str]:
    """Split off a label: its name, whether the author marked it as one, and the value after it."""
    if match := _BOLD_LABEL.match(text):
        has_colon = bool(match["in"] or match["out"])
        if has_colon or column_named(match["label"]):
            explicit = folded(match["label"]) not in _PROSE
            return match["label"], explicit, text[match.end() :].strip()
    if match := _PLAIN_LABEL.match(text):
        return match["label"], False, text[match.end() :].strip()
    return "", False, text


def _column(text: str) -> Column | None:
    return column_named(_split(text)[0])


def _sections(lines: Sequence[TextLine]) -> list[_Section]:
    sections = [_Section(TextLine("", 0))]
    for line in lines:
        if line.level is not None:
            sections.append(_Section(line))
        elif line.text.strip():
            sections[-1].lines.append(line)
    return sections


def _level(section: _Section) -> int:
    return section.heading.level or 0


def _question_level(sections: list[_Section]) -> int:
    """Find the level most questions stand at, 0 if there are none; a document's title is never a question."""
    levels = Counter(_level(section) for section in sections if _level(section) and section.asks())
    return max(levels, key=lambda level: (levels[level], level), default=0)


def _with_deeper_headings_as_text(sections: list[_Section], level: int) -> list[_Section]:
    """A heading below the questions' own level divides an answer, it does not end it."""
    kept: list[_Section] = []
    for section in sections:
        if level and _level(section) > level and kept and _level(kept[-1]) == level:
            kept[-1].lines += [TextLine(section.heading.text), *section.lines]
        else:
            kept.append(section)
    return kept


def _set_subjects(sections: list[_Section], level: int) -> None:
    title = _title(sections, level)
    subject = ""
    for section in sections:
        if _level(section) >= level:
            section.subject = subject
        elif section is not title:
            subject = section.heading.text.strip()


def _title(sections: list[_Section], level: int) -> _Section | None:
    """Find the heading that names the document: alone at its level, with the head or another level below it."""
    headed = [section for section in sections if _level(section)]
    if not headed or len(headed) != len(sections) - 1:  # a title of its own kind has been found
        return None
    first = headed[0]
    alone = sum(_level(section) == _level(first) for section in headed) == 1
    named = folded(first.heading.text).startswith("checklista")
    return first if alone and (named or any(_pairs(first)) or level - _level(first) > 1) else None


def _is_question(section: _Section, level: int) -> bool:
    if not level or not _level(section):
        return False
    if section.asks():
        return True
    return _level(section) == level and not any(_pairs(section))


def _repeated_labels(questions: list[_Section]) -> frozenset[str]:
    """Names at the head of a paragraph in half of the questions are fields, even where the author made none bold."""
    counts = Counter(name for section in questions for name in _unknown_names(section))
    often = {name for name, count in counts.items() if count >= 3 and count * 2 >= len(questions)}
    return frozenset(often - _PROSE)


def _unknown_names(section: _Section) -> set[str]:
    """Give the names that are neither a column nor contact details, which an answer may well end with."""
    labels = {_split(line.text)[0] for line in section.lines}
    return {folded(label) for label in labels if label and not (column_named(label) or head_field_named(label))}


def _fields(section: _Section, repeated: frozenset[str]) -> _Fields:
    fields = _Fields()
    for line in section.lines:
        label, explicit, value = _split(line.text)
        column = column_named(label)
        if column is not None and (explicit or _opens(fields, column, line)):
            _open(fields, column, value)
            fields.by_item = line.item
        elif label and (explicit or folded(label) in repeated):
            fields.unknown.append(label)
            fields.current = None
        else:
            _continue(fields, f"- {line.text}" if line.item else line.text)
    return fields


def _opens(fields: _Fields, column: Column, line: TextLine) -> bool:
    """A plain label opens no field where it can as well be a label within the one above.

    "E-tjänst: Bygglov: https://..." among the links is a link, and a bullet belongs to the paragraph it stands under.
    """
    within_links = column in (Column.LINKS, Column.E_SERVICE) and fields.current is Column.LINKS
    return not within_links and (fields.by_item or not line.item)


def _open(fields: _Fields, column: Column, value: str) -> None:
    if column is Column.ANSWER and any(fields.values.get(column, [])):
        fields.problems.append("Det finns text som svar på två ställen i avsnittet; samla den under ett.")
    elif column in fields.values and column not in LIST_COLUMNS:
        fields.problems.append(f"{column} finns två gånger i avsnittet.")
    fields.values.setdefault(column, []).append(value)
    fields.current = column


def _continue(fields: _Fields, text: str) -> None:
    """Add a nameless paragraph to the field above it; a field of one line takes no more once it is filled."""
    column = fields.current
    if column is None:
        return  # it belongs to a field already reported as unknown
    texts = fields.values.setdefault(column, [])
    if column in _RUNNING or not any(texts):
        texts.append(text)
        return
    fields.problems.append(f"Texten ”{text[:60]}” efter {column} hör inte till något fält.")


def _row(section: _Section, fields: _Fields, place: Place) -> RawRow:
    cells = {column: "\n".join(filter(None, texts)) for column, texts in fields.values.items()}
    cells.setdefault(Column.QUESTION, section.heading.text)
    if section.subject:
        cells.setdefault(Column.SUBJECT, section.subject)
    marked = [line.problem for line in [section.heading, *section.lines] if line.problem]
    plain = tuple((column, _BOLD.sub(r"\1", text)) for column, text in cells.items())
    return RawRow(plain, place, tuple(dict.fromkeys([*marked, *fields.problems])))


def _with_all_columns(rows: list[RawRow]) -> list[RawRow]:
    """A field that other questions of the document have is empty where it is left out, not unknown."""
    columns = dict.fromkeys(column for row in rows for column, _ in row.cells)
    empty = tuple((column, "") for column in columns)
    return [
        replace(row, cells=(*row.cells, *(cell for cell in empty if cell[0] not in dict(row.cells)))) for row in rows
    ]


def _pairs(section: _Section) -> Iterator[RawPair]:
    for line in section.lines:
        label, _, value = _split(line.text)
        known = head_field_named(label)
        if known and value:
            yield RawPair(known, _BOLD.sub(r"\1", value))
