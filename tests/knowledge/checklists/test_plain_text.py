"""The encodings of text files, and the ways they go wrong."""

import pytest

from knowledge.checklists.plain_text import decoded
from knowledge.checklists.raw import UnreadableDocumentError

TEXT = "Fråga;Svar\r\nVad är en å?;Ett vattendrag – litet.\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_gives_the_same_text(encoding: str) -> None:
    """UTF-8 with and without BOM, cp1252 and Excel's Unicode text are told apart."""
    assert decoded(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (TEXT.encode().decode("cp1252").encode(), "rad 1"),
        ("Svar\r\nbl\ufffd\r\n".encode(), "rad 2"),
        ("Fråga;Svar".encode("cp850"), "rad 1"),
        (b"\xff\xfe\x00\xd8x", "hela dokumentet"),
        (b"Fr\xe5ga \x81", "hela dokumentet"),
        (b"a\nb\x00", "rad 2"),
        (b"\x89PNG\r\n\x1a\n", "rad 2"),
    ],
)
def test_lost_letters_are_told_with_their_line(data: bytes, where: str) -> None:
    """A file whose letters are lost, or that is no text, is refused with the first line that shows it."""
    with pytest.raises(UnreadableDocumentError) as refusal:
        decoded(data)
    assert refusal.value.where == where
