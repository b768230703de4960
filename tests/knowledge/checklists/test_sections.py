"""Headings and labelled paragraphs: what is a question, what is its subject and what belongs to which field."""

from knowledge.checklists.columns import Column
from knowledge.checklists.raw import RawDocument
from knowledge.checklists.sections import TextLine, read_sections


def read(text: str) -> RawDocument:
    """Read lines where # marks headings and - items."""
    lines = []
    for line in text.strip().split("\n"):
        body = line.lstrip("#")
        level = len(line) - len(body)
        item = body.startswith("- ")
        lines.append(TextLine(body[2:] if item else body.strip(), level or None, item))
    return read_sections(lines, "d")


def cells(raw: RawDocument) -> list[dict[Column, str]]:
    """Give the rows' cells."""
    return [dict(row.cells) for row in raw.rows]


def problems(raw: RawDocument) -> list[tuple[str, ...]]:
    """Give the rows' problems."""
    return [row.problems for row in raw.rows]


def test_subjects_stand_above_questions() -> None:
    """The nearest heading above is the subject, the document's own title never is."""
    raw = read("# Checklista\nChef: Eva\n## A\n### F1\nSvar: S1\n### F2\nSvar: S2\n## B\n### F3\nSvar: S3")
    assert [(row[Column.SUBJECT], row[Column.QUESTION]) for row in cells(raw)] == [
        ("A", "F1"),
        ("A", "F2"),
        ("B", "F3"),
    ]
    assert [pair.text for pair in raw.pairs] == ["Eva"]


def test_questions_straight_under_the_title_have_no_subject() -> None:
    """A title that names the document or holds the head is no subject; a single subject is one."""
    assert Column.SUBJECT not in cells(read("# Checklista Bygg\n## F?\nSvar: S"))[0]
    assert Column.SUBJECT not in cells(read("# Bygg\nChef: Eva\n## F?\nSvar: S"))[0]
    assert cells(read("# Avgifter\n## F?\nSvar: S"))[0][Column.SUBJECT] == "Avgifter"


def test_text_below_a_question_is_its_answer() -> None:
    """A question mark and text are enough; a heading within the answer is part of it."""
    raw = read("# A\n## Hur?\nSå.\n- ett\n### Obs\nInte så.\n## Var?\nDär.")
    assert [row[Column.ANSWER] for row in cells(raw)] == ["Så.\n- ett\nObs\nInte så.", "Där."]


def test_a_question_without_answer_is_a_row_to_report() -> None:
    """A heading among the questions without any text becomes a row without answer, not nothing."""
    raw = read("# A\n## F1?\nSvar: S\n## F2?")
    assert [row.get(Column.ANSWER, "") for row in cells(raw)] == ["S", ""]


def test_only_known_labels_divide_an_answer() -> None:
    """Words with a colon, contact details and a time are part of the answer; a known label is not."""
    raw = read("## F?\nSvar: S\nTänk på: lås\nTelefon: 1\nÖppet 10:30\n**Obs:** kallt\nLänk: https://a.se")
    assert cells(raw)[0][Column.ANSWER] == "S\nTänk på: lås\nTelefon: 1\nÖppet 10:30\nObs: kallt"
    assert cells(raw)[0][Column.LINKS] == "https://a.se"


def test_a_bullet_belongs_to_the_paragraph_it_stands_under() -> None:
    """A label in a bullet opens a field only where the fields are bullets themselves."""
    under = read("## F?\nSvar: Ta med\n- Nr: på kvittot\nLänkar:\n- E-tjänst: A: https://a.se")
    assert cells(under)[0][Column.ANSWER] == "Ta med\n- Nr: på kvittot"
    assert cells(under)[0][Column.LINKS] == "- E-tjänst: A: https://a.se"
    fields = read("## F?\n- Nr: 7\n- Svar: S")
    assert (cells(fields)[0][Column.NUMBER], cells(fields)[0][Column.ANSWER]) == ("7", "S")


def test_a_link_may_open_with_a_name_we_know() -> None:
    """E-tjänst among the links is part of a label."""
    raw = read("## F?\nSvar: S\nLänkar: A: https://a.se\nE-tjänst: B: https://b.se")
    assert cells(raw)[0][Column.LINKS] == "A: https://a.se\nE-tjänst: B: https://b.se"


def test_an_unknown_field_is_named_for_each_place() -> None:
    """A bold label, or one that comes again in question after question, is a field, and told of."""
    bold = read("## F?\n**Svar:** S\n**Färg:** röd\nmörk")
    assert [(fault.place.where, "Färg" in fault.reason) for fault in bold.faults] == [("avsnitt 'F?'", True)]
    assert cells(bold)[0][Column.ANSWER] == "S"
    again = read("\n".join(f"## F{n}?\nSvar: S\nHandläggarens stöd: hemligt" for n in range(3)))
    assert [row[Column.ANSWER] for row in cells(again)] == ["S", "S", "S"]
    assert len(again.faults) == 3


def test_text_that_belongs_nowhere_is_a_problem() -> None:
    """A field of one line takes no paragraph after it, lest half an answer be lost."""
    raw = read("## F?\nSvar: S\nGranskad: 2026-01-01\nOch en sak till.")
    assert len(problems(raw)[0]) == 1
    assert "Och en sak till." in problems(raw)[0][0]


def test_a_value_may_stand_below_its_label() -> None:
    """A field of one line is filled by the paragraph below it."""
    raw = read("## F?\nSvar:\nS\nGranskad:\n2026-01-01")
    assert cells(raw)[0][Column.REVIEWED] == "2026-01-01"
    assert problems(raw) == [()]


def test_a_field_given_twice_is_a_problem() -> None:
    """Two answers, two dates or text before the answer cannot both be right."""
    for text in ("Svar: S\nSvar: S2", "Text\nSvar: S", "Svar: S\nNr: 1\nNr: 2"):
        assert len(problems(read(f"## F?\n{text}"))[0]) == 1


def test_a_labelled_question_goes_before_the_heading() -> None:
    """Where the section says its question, the heading is only a name for the place."""
    raw = read("## Nummer 1\nFråga: Hur?\nSvar: Så.")
    assert cells(raw)[0][Column.QUESTION] == "Hur?"
    assert raw.rows[0].place.where == "avsnitt 'Nummer 1'"


def test_a_text_without_questions_gives_none() -> None:
    """Headings and paragraphs alone are no checklist."""
    raw = read("# Rapport\nText.\n## Bakgrund\nMer text.")
    assert raw == RawDocument()
