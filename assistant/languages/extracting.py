"""Finds every sentence that is marked in the code and the templates, and brings the catalogues up to it."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from assistant.languages.catalogue import FOLDER, load, save

_PACKAGE = Path(__file__).parent.parent
# In order; the first that fits. Mail is in Swedish whoever gets it: docs/decisions/0015-languages.md.
_METHODS = [
    ("engine/phrases_deadlines.py", "ignore"),
    ("engine/phrases_reviews.py", "ignore"),
    ("engine/phrases_mail.py", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
]
# Without this the reader of templates passes over one that it cannot read.
_OPTIONS = {"**/templates/**.html": {"silent": "false"}}
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "marked": None, "ngettext": (1, 2)}


def marked_sentences(package: Path = _PACKAGE) -> Catalog:
    """Every sentence to translate in this package, with the files that say it."""
    template = Catalog(project="Förstalinjen", charset="utf-8", fuzzy=False)
    for file, line, message, comments, context in extract_from_dir(package, _METHODS, _OPTIONS, _KEYWORDS):
        template.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return template


def update(code: str, package: Path = _PACKAGE, folder: Path = FOLDER) -> None:
    """Add new sentences, untranslated, to the catalogue of this language, and drop those that nobody says any more.

    Nothing is guessed from a likeness: a sentence that was reworded is translated anew.
    """
    catalogue, template = load(code, folder), marked_sentences(package)
    # The time of the last look is no news: without a new sentence the file stays as it was.
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.fuzzy = False
    save(code, catalogue, folder)
