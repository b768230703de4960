"""What the page's table of modes carries, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.channel import ANSWERING_CHANNELS, Channel
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department


@dataclass(frozen=True)
class Choice:
    """One cell that somebody changed: this department gets this mode on this channel."""

    department: Department
    channel: Channel
    mode: AnsweringMode


def cell(department: Department, channel: Channel) -> str:
    """The name of a cell's field."""
    return f"{department.id}-{channel.value}"


def read_choices(form: Mapping[str, str], departments: Iterable[Department]) -> list[Choice]:
    """The cells whose value differs from what the page showed; a word that we do not know changes nothing.

    Only those: somebody else may have saved other cells since the page was opened.
    """
    choices = []
    for department in departments:
        for channel in ANSWERING_CHANNELS:
            name = cell(department, channel)
            mode = _mode(form.get(name))
            if mode is not None and mode is not _mode(form.get(f"was-{name}")):
                choices.append(Choice(department, channel, mode))
    return choices


def _mode(word: str | None) -> AnsweringMode | None:
    return next((mode for mode in AnsweringMode if mode.value == word), None)
