"""The rules of a row, stated once for every format: what its texts mean and which faults keep it out."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.audience import Audience
from knowledge.checklists.columns import LIST_COLUMNS, Column, folded
from knowledge.checklists.dates import read_date
from knowledge.checklists.links import links_in_prose, read_links, without_links
from knowledge.checklists.raw import RawDocument, RawPair, RawRow
from knowledge.checklists.rows import Checklist, ChecklistHead, ChecklistRow, Fault, FaultyRow, Place
from knowledge.match import LinkText

_AUDIENCES = {
    folded(spelling): audience
    for audience, spellings in {
        Audience.EVERYONE: ("alla", "alla får svara", "assistenten", "automatiskt"),
        Audience.FIRST_LINE: (
            "kundtjänst", "endast kundtjänst", "kontaktcenter", "endast kontaktcenter", "medborgarservice",
            "kundcenter", "servicecenter", "första linjen", "förstalinjen", "kommunvägledare",
        ),
        Audience.DEPARTMENT: (
            "endast förvaltningen", "förvaltningen", "förvaltning", "endast förvaltning", "bara förvaltningen",
            "handläggare", "endast handläggare", "svarsgruppen", "endast svarsgruppen",
        ),
    }.items()
    for spelling in spellings
}  # fmt: skip
# What Excel leaves in a cell whose formula has failed, in English and Swedish.
_FORMULA_ERRORS = frozenset(
    "#REF! #N/A #VALUE! #NAME? #DIV/0! #NULL! #NUM! #REFERENS! #SAKNAS! #VÄRDEFEL! #NAMN? #DIVISION/0! "
    "#SKÄRNING! #OGILTIGT!".split()
)
_NO_END = frozenset({"tillsvidare"})
# Zero-width characters and soft hyphens come along from Word and make equal words differ.
_INVISIBLE = str.maketrans(dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), ""))
_BULLET = re.compile(r"^(?:[-–*•·]|\d+[.)])\s+")
_PHRASING_ENDS = re.compile(r"\n|\s\|\s|(?<=[?!]);\s*")
_STEP_ENDS = re.compile(r"\n")
_NUMBER_ENDS = re.compile(r"[;,\n|]")


@dataclass
class _Cells:
    """A row's texts, and what was found wrong while they were read."""

    texts: dict[Column, str]
    problems: list[str] = field(default_factory=list)

    def block(self, column: Column) -> str:
        return without_links(self.texts.get(column, ""))

    def line(self, column: Column) -> str:
        return " ".join(self.block(column).split())

    def items(self, column: Column, ends: re.Pattern[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.parts(column, ends)))

    def parts(self, column: Column, ends: re.Pattern[str]) -> tuple[str, ...]:
        parts = (_BULLET.sub("", part.strip()).strip() for part in ends.split(self.block(column)))
        return tuple(part for part in parts if part)


def build_checklist(document: str, raw: RawDocument) -> Checklist:
    """Turn what a reader found into a checklist; each fault keeps its own row out, and no other."""
    rows: list[ChecklistRow] = []
    faulty: list[FaultyRow] = []
    faults = list(raw.faults)
    first_seen: dict[str, Place] = {}
    for raw_row in raw.rows:
        texts = {column: _cleaned(text) for column, text in _gathered(raw_row).items()}
        row, found = read_row(texts, raw_row.place)
        if row is None:
            continue
        problems = (*raw_row.problems, *found, *_number_taken(row, first_seen))
        faults.extend(Fault(raw_row.place, problem) for problem in problems)
        if problems:
            faulty.append(FaultyRow(texts, raw_row.place, problems))
        else:
            rows.append(row)
    return Checklist(document, _head(raw.pairs), tuple(rows), tuple(faults), tuple(faulty))


def read_row(texts: Mapping[Column, str], place: Place) -> tuple[ChecklistRow | None, tuple[str, ...]]:
    """Read one row's texts, as written; and in plain Swedish what keeps it from being an entry. None: it is empty."""
    cells = _Cells({column: _cleaned(text) for column, text in texts.items()})
    if not any(cells.texts.values()):
        return None, ()
    row = _row(cells, place)
    return row, tuple(cells.problems)


def _head(pairs: tuple[RawPair, ...]) -> ChecklistHead:
    """The first line of each kind counts: a later one belongs to something else than the document."""
    found: dict[str, str] = {}
    for pair in pairs:
        found.setdefault(pair.field.value, " ".join(without_links(_cleaned(pair.text)).split()))
    return ChecklistHead(**found)


def _gathered(row: RawRow) -> dict[Column, str]:
    texts: dict[Column, str] = {}
    for column, text in row.cells:
        several = column in LIST_COLUMNS and texts.get(column)
        texts[column] = f"{texts[column]}\n{text}" if several else text
    return texts


def _cleaned(text: str) -> str:
    """Take away what a person cannot see; a lone dash is how many write that a cell is empty."""
    plain = unicodedata.normalize("NFC", text.replace("_x000D_", "")).translate(_INVISIBLE)
    lines = re.split(r"\r\n|\r|\n|\v|\u2028|\u2029", plain)
    whole = "\n".join(line.rstrip() for line in lines).strip()
    return "" if whole in {"-", "–", "—"} else whole


def _row(cells: _Cells, place: Place) -> ChecklistRow:
    _check_texts(cells)
    e_service, beside = _e_service(cells)
    row = ChecklistRow(
        number=cells.line(Column.NUMBER),
        subject=cells.line(Column.SUBJECT),
        question=cells.line(Column.QUESTION),
        phrasings=cells.items(Column.PHRASINGS, _PHRASING_ENDS),
        answer=cells.block(Column.ANSWER),
        links=_links(cells, beside),
        keywords=_keywords(cells),
        ask_resident=cells.block(Column.ASK_RESIDENT),
        hand_over_when=cells.block(Column.HAND_OVER_WHEN),
        group=cells.line(Column.GROUP),
        audience=_audience(cells),
        reviewed=_date(cells, Column.REVIEWED),
        review_due=_date(cells, Column.REVIEW_DUE),
        valid_from=_date(cells, Column.VALID_FROM),
        valid_to=_date(cells, Column.VALID_TO),
        internal=cells.block(Column.INTERNAL),
        place=place,
        steps=cells.parts(Column.STEPS, _STEP_ENDS),
        e_service=e_service,
        see_also=cells.items(Column.SEE_ALSO, _NUMBER_ENDS),
        columns=frozenset(cells.texts),
    )
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        cells.problems.append(f"Giltig till ({row.valid_to}) ligger före giltig från ({row.valid_from}).")
    return row


def _check_texts(cells: _Cells) -> None:
    if not cells.line(Column.QUESTION):
        cells.problems.append("Frågan saknas.")
    if not cells.block(Column.ANSWER):
        cells.problems.append("Svaret saknas.")
    for column, text in cells.texts.items():
        if text.upper() in _FORMULA_ERRORS:
            cells.problems.append(f"{column} innehåller ett formelfel: {text}.")


def _number_taken(row: ChecklistRow, first_seen: dict[str, Place]) -> list[str]:
    if not row.number:
        return []
    first = first_seen.setdefault(row.number.casefold(), row.place)
    if first is row.place:
        return []
    return [f"Numret {row.number} används redan i {first.where}."]


def _e_service(cells: _Cells) -> tuple[str, list[LinkText]]:
    """The e-service's address, and what else the cell says: a name for it, or more than one are links as others."""
    found, wrong = read_links(cells.texts.get(Column.E_SERVICE, ""))
    cells.problems.extend(wrong)
    if not found:
        return "", []
    named = [link for link in found if link.label != link.url]
    return found[0].url, found if len(found) > 1 else named


def _links(cells: _Cells, beside: list[LinkText]) -> tuple[LinkText, ...]:
    listed, wrong = read_links(cells.texts.get(Column.LINKS, ""))
    listed += [link for link in beside if link not in listed]
    inline, wrong_inline = links_in_prose(cells.texts.get(Column.ANSWER, ""))
    cells.problems.extend([*wrong, *wrong_inline])
    addresses = {link.url for link in listed}
    return tuple(dict.fromkeys([*listed, *(link for link in inline if link.url not in addresses)]))


def _keywords(cells: _Cells) -> tuple[str, ...]:
    """A comma divides keywords only where the department uses no semicolon."""
    ends = r"[;\n|]" if ";" in cells.block(Column.KEYWORDS) else r"[,\n|]"
    return cells.items(Column.KEYWORDS, re.compile(ends))


def _audience(cells: _Cells) -> Audience:
    text = cells.line(Column.AUDIENCE)
    if not text:
        return Audience.EVERYONE
    audience = _AUDIENCES.get(folded(text))
    if audience is None:
        cells.problems.append(f"Får besvaras av är ”{text}”; det ska vara alla, kundtjänst eller endast förvaltningen.")
        return Audience.DEPARTMENT
    return audience


def _date(cells: _Cells, column: Column) -> date | None:
    text = cells.line(column)
    if not text or folded(text) in _NO_END:
        return None
    try:
        return read_date(text)
    except ValueError:
        cells.problems.append(f"{column} är ”{text}”, som inte går att läsa som datum; skriv som 2026-03-01.")
        return None
