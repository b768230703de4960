"""Markdown: what a reader of the page would see as lines, items and headings."""

from knowledge.checklists.reading import read_checklist
from knowledge.checklists.rows import Checklist
from knowledge.match import LinkText


def read(text: str) -> Checklist:
    """Read the text as lista.md."""
    return read_checklist("lista.md", text.encode())


def answer(text: str) -> str:
    """Read the answer of a question with this text under it."""
    checklist = read(f"## Hur?\n\n{text}\n")
    assert checklist.faults == ()
    return checklist.rows[0].answer


def test_lines_are_joined_as_on_the_page() -> None:
    """A soft line end is a space; two spaces, a backslash or an empty line make a new line."""
    assert answer("**Svar:** ett\ntvå  \ntre\\\nfyra\n\nfem") == "ett två\ntre\nfyra\nfem"


def test_lists_keep_their_shape() -> None:
    """Items are lines of their own, whichever mark they have."""
    assert answer("**Svar:** Ta med\n\n* ett\n+ två\n1. tre\n2. fyra") == "Ta med\n- ett\n- två\n1. tre\n2. fyra"


def test_marks_are_taken_away() -> None:
    """Bold, escapes and comments are for the writer."""
    assert answer("**Svar:** Ring **före** kl 9 \\* alltid<!-- internt\n-->.") == "Ring före kl 9 * alltid."


def test_fields_without_hard_breaks_are_fields() -> None:
    """Known labels start a line of their own, bold or not, in a list or not."""
    for text in (
        "**Nr:** 7\n**Svar:** S\n**Nyckelord:** a",
        "Nr: 7\nSvar: S\nNyckelord: a",
        "- **Nr:** 7\n- **Svar:** S\n- **Nyckelord**: a",
    ):
        (row,) = read(f"## Hur?\n{text}\n").rows
        assert (row.number, row.answer, row.keywords) == ("7", "S", ("a",))


def test_links_on_lines_and_in_the_answer_are_read() -> None:
    """Links may be items or stand in the answer."""
    (row,) = read(
        "## Hur?\n**Svar:** Läs [här](https://c.se).\n**Länkar:**\n\n- [A](https://a.se)\n- B: <https://b.se>\n"
    ).rows
    assert row.answer == "Läs här."
    assert row.links == (
        LinkText("A", "https://a.se"),
        LinkText("B", "https://b.se"),
        LinkText("här", "https://c.se"),
    )


def test_windows_line_ends_and_bom_are_no_matter() -> None:
    """A file from Notepad is read as any other."""
    data = "\ufeff# Checklista\r\n\r\n## Hur?\r\n\r\n**Svar:** Så.\r\n".encode()
    assert [row.answer for row in read_checklist("lista.md", data).rows] == ["Så."]


def test_a_heading_is_read_without_its_marks() -> None:
    """Closing number signs and bold are for the writer."""
    assert [row.question for row in read("# Checklista\n## **Hur?** ##\nSvar: Så.\n").rows] == ["Hur?"]


def test_a_comment_never_closed_hides_nothing() -> None:
    """Half a comment mark does not make the rest of the document disappear."""
    assert answer("**Svar:** Så <!-- och så.") == "Så <!-- och så."
