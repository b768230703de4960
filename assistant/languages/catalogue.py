"""Reads a language's catalogue: the .po file itself, so that no compiled copy of it can grow old."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

FOLDER = Path(__file__).parent.parent / "translations"
# As wide as the code; a longer sentence is broken.
_WIDTH = 120


def catalogue_file(code: str, folder: Path = FOLDER) -> Path:
    """Where the catalogue of the language with this code lies."""
    return folder / code / "LC_MESSAGES" / "messages.po"


@cache
def read_catalogue(code: str) -> Translations:
    """The sentences of this language, read once a process (some 10 ms).

    Raises OSError for a missing file and babel's PoFileError for a broken one: at start, where `install_languages`
    asks for them all, never before a resident.
    """
    compiled = BytesIO()
    write_mo(compiled, load(code))
    compiled.seek(0)
    return Translations(compiled)


def load(code: str, folder: Path = FOLDER) -> Catalog:
    """The catalogue as translators see it. Errors as for `read_catalogue`."""
    with catalogue_file(code, folder).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def save(code: str, catalogue: Catalog, folder: Path = FOLDER) -> None:
    """Write it in the order of the sentences, which changes least between versions, with the files they come from."""
    path = catalogue_file(code, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=_WIDTH, sort_output=True, include_lineno=False, ignore_obsolete=True)
