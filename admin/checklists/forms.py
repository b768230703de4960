"""What the checklists' forms send: dropped documents, ticked rows, a row put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import PurePath

from werkzeug.datastructures import FileStorage, MultiDict

from admin.entries.act_forms import LONGEST_REASON
from admin.inbox.forms import read_page
from admin.settings.forms import read_id
from assistant.chat.forms import without_controls
from knowledge.checklists.archive import MAX_BYTES
from knowledge.checklists.columns import Column
from knowledge.importing.comparing import Change

MOST_DOCUMENTS = 12
LARGEST_DROP = 3 * MAX_BYTES
"""The largest body with documents in it (bytes)."""

_LONGEST_CELL = 20_000


@dataclass(frozen=True)
class Dropped:
    """A document as it was sent."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Ticked:
    """Which of the rows that the page showed are ticked, and whether the document is approved as it stands, and why."""

    shown: tuple[int, ...]
    taken: frozenset[int]
    publish: bool
    reason: str = ""


NOTHING_TICKED = Ticked((), frozenset(), publish=False)


def read_dropped(files: Sequence[FileStorage]) -> tuple[list[Dropped], str]:
    """The documents, or a sentence about what is wrong."""
    given = [file for file in files if file.filename]
    if not given:
        return [], _("Välj minst ett dokument.")
    if len(given) > MOST_DOCUMENTS:
        return [], _("Högst {most} dokument åt gången.").format(most=MOST_DOCUMENTS)
    # A browser may send a path, of either kind.
    return [Dropped(PurePath((file.filename or "").replace("\\", "/")).name, file.read()) for file in given], ""


def read_ticked(form: MultiDict[str, str]) -> Ticked:
    """The rows by their ids; what is no id is left out."""
    shown = [read_id(value) for value in form.getlist("visad")]
    taken = [read_id(value) for value in form.getlist("ta")]
    return Ticked(
        tuple(one for one in shown if one is not None),
        frozenset(one for one in taken if one is not None),
        form.get("publicera") == "ja",
        without_controls(form.get("reason", "")).strip()[:LONGEST_REASON],
    )


def read_kind(arguments: Mapping[str, str]) -> tuple[Change | None, int]:
    """Which kind of rows the address asks for, and which page."""
    kind = next((one for one in Change if one.value == arguments.get("slag")), None)
    return kind, read_page(arguments)


def read_cells(form: Mapping[str, str], columns: Sequence[Column]) -> dict[Column, str]:
    """A row's texts as they were typed."""
    return {
        column: without_controls(form[column.name.lower()].replace("\r\n", "\n"))[:_LONGEST_CELL]
        for column in columns
        if column.name.lower() in form
    }
