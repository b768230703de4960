"""Word: what is special to it, such as hyperlinks, line breaks, merged cells and tracked changes."""

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from knowledge.checklists.reading import read_checklist
from knowledge.checklists.rows import Checklist
from knowledge.match import LinkText
from tests.knowledge.checklists import sample


def read(word: WordDocument) -> Checklist:
    """Read the document as lista.docx."""
    return read_checklist("lista.docx", sample.saved(word))


def question(word: WordDocument, text: str = "Hur?", answer: str = "Svar: Så.") -> None:
    """Add a question under a heading with its answer."""
    word.add_heading(text, 2)
    word.add_paragraph(answer)


def add_hyperlink(paragraph: Paragraph, label: str, url: str) -> None:
    """Add a hyperlink as Word writes it; python-docx can only read them."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relation = paragraph.part.relate_to(url, kind, is_external=True)
    paragraph._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}">'
            f'<w:r><w:t xml:space="preserve">{label}</w:t></w:r></w:hyperlink>'
        )
    )


def add_raw(paragraph: Paragraph, xml: str) -> None:
    """Add something python-docx cannot write."""
    paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def test_hyperlinks_are_read_with_their_labels() -> None:
    """A link glued to the next by a line break is its own; one that Word has split in two is one."""
    word = Document()
    question(word)
    paragraph = word.add_paragraph("Länkar: ")
    add_hyperlink(paragraph, "Altan", "https://a.se/x")
    paragraph.add_run().add_break()
    paragraph.add_run("Bygg: ")
    add_hyperlink(paragraph, "https://b.se", "https://b.se")
    paragraph.add_run().add_break()
    add_hyperlink(paragraph, "Tom", "https://c.se")
    add_hyperlink(paragraph, "ten", "https://c.se")
    checklist = read(word)
    assert checklist.faults == ()
    assert checklist.rows[0].links == (
        LinkText("Altan", "https://a.se/x"),
        LinkText("Bygg", "https://b.se"),
        LinkText("Tomten", "https://c.se"),
    )


def test_a_dangerous_hyperlink_keeps_its_row_out() -> None:
    """A hyperlink to a script in the answer is a fault of its question, and of no other."""
    word = Document()
    question(word, "Farlig?", "Svar: Läs ")
    add_hyperlink(word.paragraphs[-1], "här", "javascript:alert(1)")
    question(word, "Trygg?")
    checklist = read(word)
    assert [row.question for row in checklist.rows] == ["Trygg?"]
    assert [fault.place.where for fault in checklist.faults] == ["avsnitt 'Farlig?'"]


def test_fields_divided_by_line_breaks_are_fields() -> None:
    """One paragraph with line breaks is read as several."""
    word = Document()
    question(word, answer="Nr: 7\nSvar: Så.\nOch så.\nNyckelord: a; b")
    (row,) = read(word).rows
    assert (row.number, row.answer, row.keywords) == ("7", "Så.\nOch så.", ("a", "b"))


def test_bold_labels_are_labels_even_when_unknown() -> None:
    """A bold label nobody knows is told of and its text is not part of the answer."""
    word = Document()
    word.add_heading("Hur?", 2)
    for label, value in [("Svar", ": Så."), ("Färg:", " röd"), ("Nyckelord", ": a")]:
        paragraph = word.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(value)
    checklist = read(word)
    (row,) = checklist.rows
    assert (row.answer, row.keywords) == ("Så.", ("a",))
    assert [fault.reason for fault in checklist.faults] == ["Kolumnen ”Färg” känns inte igen och läses inte in."]
    assert checklist.faults[0].place.where == "avsnitt 'Hur?'"


def test_a_bold_label_of_its_own_opens_the_text_below() -> None:
    """A label without colon on a line of its own is known when its name is."""
    word = Document()
    word.add_heading("Hur?", 2)
    word.add_paragraph().add_run("Svar").bold = True
    word.add_paragraph("Så.")
    word.add_paragraph("Ett", style="List Bullet")
    assert [row.answer for row in read(word).rows] == ["Så.\n- Ett"]


def test_tracked_changes_keep_a_question_out() -> None:
    """Text that nobody has approved yet is neither published nor silently lost, in headings and in tables."""
    word = Document()
    question(word, "Ändrad?", "Svar: Ja, ")
    add_raw(word.paragraphs[-1], '<w:ins w:id="1" w:author="a"><w:r><w:t>kanske</w:t></w:r></w:ins>')
    question(word, "Godkänd?")
    sample.add_table(word, [("Fråga", "Svar"), ("F1", "S1"), ("F2", "S2")])
    cell = word.tables[0].cell(1, 1).paragraphs[0]
    add_raw(cell, '<w:del w:id="2" w:author="a"><w:r><w:delText>bort</w:delText></w:r></w:del>')
    checklist = read(word)
    assert [row.question for row in checklist.rows] == ["F2", "Godkänd?"]
    assert [fault.place.where for fault in checklist.faults] == ["tabell 1, rad 2", "avsnitt 'Ändrad?'"]
    assert all("spårade ändringar" in fault.reason for fault in checklist.faults)


def test_text_in_content_controls_is_read() -> None:
    """python-docx passes over content controls, which forms are full of; here nothing is lost."""
    word = Document()
    question(word, answer="Svar: Ring ")
    add_raw(word.paragraphs[-1], "<w:sdt><w:sdtContent><w:r><w:t>oss</w:t></w:r></w:sdtContent></w:sdt>")
    block = word.add_paragraph("Nyckelord: a")._p
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    block.addprevious(control)
    control[0].append(block)
    (row,) = read(word).rows
    assert (row.answer, row.keywords) == ("Ring oss", ("a",))


def test_merged_cells_hold_for_every_row_they_cover() -> None:
    """A subject merged downwards goes for each row; a line merged across is the subject below it."""
    word = Document()
    lines = [("Ämne", "Fråga", "Svar"), ("Lov", "F1", "S1"), ("", "F2", "S2"), ("", "", ""), ("", "F3", "S3")]
    sample.add_table(word, lines)
    table = word.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 2)).text = "Avgifter"
    checklist = read(word)
    assert [(row.subject, row.question) for row in checklist.rows] == [
        ("Lov", "F1"),
        ("Lov", "F2"),
        ("Avgifter", "F3"),
    ]
    assert checklist.faults == ()


def test_the_heading_above_a_table_is_its_subject() -> None:
    """Tables without a subject column are about the heading they stand under."""
    word = Document()
    word.add_heading("Checklista Bygglov", 1)
    for subject in ("Lov", "Tomt"):
        word.add_heading(subject, 2)
        sample.add_table(word, [("Fråga", "Svar"), (f"{subject}?", "Ja.")])
    assert [(row.subject, row.place.where) for row in read(word).rows] == [
        ("Lov", "tabell 1, rad 2"),
        ("Tomt", "tabell 2, rad 2"),
    ]


def test_bullets_in_a_cell_are_phrasings_and_stay_in_answers() -> None:
    """A list in a cell divides phrasings, and keeps its shape in an answer."""
    word = Document()
    sample.add_table(word, [("Fråga", "Andra formuleringar", "Svar"), ("F", "", "Ta med:")])
    for column in (1, 2):
        for text in ("ett", "två"):
            word.tables[0].cell(1, column).add_paragraph(text, style="List Bullet")
    (row,) = read(word).rows
    assert (row.phrasings, row.answer) == (("ett", "två"), "Ta med:\n- ett\n- två")


def test_a_table_for_each_question_is_read() -> None:
    """Labels in the first column and values in the second, one table a question."""
    word = Document()
    for number in ("1", "2"):
        sample.add_table(word, [("Nr", number), ("Fråga", f"F{number}"), ("Svar", f"S{number}")])
        word.add_paragraph()
    assert [(row.number, row.question, row.answer) for row in read(word).rows] == [
        ("1", "F1", "S1"),
        ("2", "F2", "S2"),
    ]


def test_a_title_of_its_own_leaves_two_levels() -> None:
    """With Word's title above, heading 1 is the subject and heading 2 the question."""
    word = Document()
    word.add_heading("Checklista", 0)
    word.add_paragraph("Förvaltning: Bygg")
    word.add_heading("Lov", 1)
    question(word)
    checklist = read(word)
    assert [(row.subject, row.question) for row in checklist.rows] == [("Lov", "Hur?")]
    assert checklist.head.department == "Bygg"
