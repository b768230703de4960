"""Nystad's labelled messages: every label names something that the sample checklists have."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from knowledge.checklists.reading import read_checklist_file

SAMPLES = Path(__file__).parents[2] / "knowledge" / "samples" / "nystad"
LANGUAGES = {"sv", "en", "fi", "ar", "so", "pl"}
LEAST = {
    "answerable": 140,
    "multi": 10,
    "personal_case": 15,
    "sensitive": 10,
    "complaint": 10,
    "records_request": 5,
    "uncovered": 10,
    "out_of_scope": 6,
    "small_talk": 5,
}
# Only these have an answer among the entries; the rest is a person's, or nobody's.
ANSWERED = {"answerable", "multi"}


class Message(BaseModel):
    """One line of the file: what a resident wrote, and what is right to do with it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    channel: str
    subject: str
    text: str
    language: str
    kind: str
    gold: list[str]
    department: str


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    """Every line, parsed."""
    lines = (SAMPLES / "messages.jsonl").read_text("utf-8").splitlines()
    return [Message.model_validate(json.loads(line)) for line in lines]


@pytest.fixture(scope="module")
def owners() -> dict[str, str]:
    """Each entry's number with the department that owns it."""
    checklists = [read_checklist_file(document) for document in SAMPLES.glob("Checklista *")]
    return {row.number: checklist.head.department for checklist in checklists for row in checklist.rows}


def test_ids_are_unique_and_tell_the_channel(messages: list[Message]) -> None:
    """No id or text occurs twice, and a chat message has no subject while a mail has one."""
    assert len({message.id for message in messages}) == len({message.text for message in messages}) == len(messages)
    for message in messages:
        assert message.id.startswith({"chat": "N-C-", "email": "N-E-"}[message.channel])
        assert bool(message.subject) == (message.channel == "email")
        assert message.text.strip()
        assert message.language in LANGUAGES


def test_gold_and_departments_exist(messages: list[Message], owners: dict[str, str]) -> None:
    """Gold numbers are entries, and the department is the one that owns the best of them."""
    for message in messages:
        assert bool(message.gold) == (message.kind in ANSWERED), message.id
        assert set(message.gold) <= owners.keys(), message.id
        assert len(message.gold) == 2 or message.kind != "multi", message.id
        assert message.department in {"", *owners.values()}, message.id
        if message.gold:
            assert message.department == owners[message.gold[0]], message.id


def test_there_are_enough_of_each_kind(messages: list[Message], owners: dict[str, str]) -> None:
    """At least 200 messages in all, enough of every kind, and answerable ones for every department."""
    assert len(messages) >= 200
    counts = Counter(message.kind for message in messages)
    assert counts.keys() == LEAST.keys()
    assert all(counts[kind] >= least for kind, least in LEAST.items()), counts
    answerable = [message for message in messages if message.kind == "answerable"]
    assert {message.department for message in answerable} == set(owners.values())
    assert len({number for message in answerable for number in message.gold}) >= 90
