"""For whoever changes a sentence: `python -m assistant.languages update` and `check`."""

from __future__ import annotations

import sys

import click

from assistant.languages.catalogue import load
from assistant.languages.extracting import marked_sentences, update
from assistant.languages.faults import faults
from assistant.languages.speaking import PageLanguage

_TRANSLATED = [language.value for language in PageLanguage if language is not PageLanguage.SWEDISH]


@click.group()
def main() -> None:
    """Keep the catalogues in step with the sentences that the code and the templates mark."""


@main.command("update")
def update_all() -> None:
    """Bring every catalogue up to the code: new sentences come in untranslated, old ones go."""
    for code in _TRANSLATED:
        update(code)
    _report()


@main.command()
def check() -> None:
    """Say what is missing or wrong in the catalogues; exit code 1 when something is."""
    sys.exit(1 if _report() else 0)


def _report() -> bool:
    """One line a fault; whether there was any."""
    marked = marked_sentences()
    found = [f"{code}: {fault}" for code in _TRANSLATED for fault in faults(load(code), marked)]
    for line in found:
        click.echo(line)
    click.echo(f"{len(marked)} sentences, {len(found)} faults")
    return bool(found)


if __name__ == "__main__":
    main()
