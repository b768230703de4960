"""The mail benchmark's mails are what it says they are, and what went wrong is counted as it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bench.ground import sample_checklists
from bench.mail_letters import Kind, Letter, Verdict, counted, huge, judge, letters
from mail_gateway.parse import parse
from mail_gateway.reasons import Action
from mail_gateway.screening import ScreeningPolicy, screen

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
OURS = "kontakt@bench.example"
POLICY = ScreeningPolicy(own_addresses=frozenset({OURS}), own_domain_loop_token="vi")
MANY = 400


@pytest.fixture(scope="module")
def batch() -> list[Letter]:
    """A backlog with several of each kind."""
    return letters(sample_checklists(), MANY, NOW)


def test_the_mails_are_as_many_and_as_large_as_the_figures_say(batch: list[Letter]) -> None:
    """The mean is 20 kB within a tenth; one charset is unknown; of every hundred one is of each odd kind."""
    kinds = [letter.kind for letter in batch]
    assert len(batch) == MANY
    assert 18_000 < sum(len(letter.raw) for letter in batch) / MANY < 22_000
    assert kinds.count(Kind.UNKNOWN_CHARSET) == 1
    odd = (Kind.BOUNCE, Kind.VACATION, Kind.LIST, Kind.AGAIN)
    assert [kinds.count(kind) for kind in odd] == [MANY // 100] * len(odd)


def test_no_two_questions_are_the_same(batch: list[Letter]) -> None:
    """Each sender writes once and words of their own, but for the mails that are there again."""
    persons = [letter for letter in batch if not letter.kind.by_machine and letter.kind is not Kind.AGAIN]
    assert len({letter.sender for letter in persons}) == len({parse(one.raw).text for one in persons}) == len(persons)
    again = [place for place, letter in enumerate(batch) if letter.kind is Kind.AGAIN]
    assert again
    assert all(batch[place].raw == batch[place - 1].raw for place in again)


def test_screening_tells_the_machines_from_the_persons(batch: list[Letter]) -> None:
    """Every person's mail may be answered and no machine's may, in the newest form and in the older one."""
    answered = {
        letter.sender: screen(parse(letter.raw), POLICY, NOW, NOW + timedelta(minutes=1)).action is Action.ANSWER
        for letter in batch
    }
    assert set(answered.values()) == {True, False}
    assert {letter.sender for letter in batch if not letter.kind.by_machine} == {
        sender for sender, answer in answered.items() if answer
    }


def test_a_huge_mail_is_fetched_whole() -> None:
    """The mail of the soak's end is nearly, and at most, 30 MB, which is the largest that is fetched with its body."""
    assert 29_500_000 < len(huge(29.9, NOW).raw) <= 30_000_000


def test_every_fault_is_counted_once() -> None:
    """One person lost, one unanswered, one with two cases, one with two mails, one mail to a machine, one all well."""
    persons = ["lost", "silent", "twice", "spammed", "well"]
    batch = [Letter(Kind.QUESTION, f"{name}@a.example", b"") for name in persons]
    batch += [Letter(Kind.AGAIN, "well@a.example", b""), Letter(Kind.BOUNCE, "daemon@b.example", b"")]
    cases = counted(["silent@a.example", "Twice@a.example", "twice@a.example", "spammed@a.example", "well@a.example"])
    replies = counted(["twice@a.example", "spammed@a.example", "spammed@a.example", "well@a.example"])
    replies += counted(["Daemon@b.example", "grupp@kommun.example"])
    assert judge(batch, cases, replies) == Verdict(lost=1, unanswered=1, doubled=2, wrong=1)


def test_what_is_due_has_no_fault() -> None:
    """One case and one mail each, and a machine's case without a mail, is all well."""
    batch = [Letter(Kind.QUESTION, "a@a.example", b""), Letter(Kind.VACATION, "b@b.example", b"")]
    verdict = judge(batch, counted(["a@a.example", "b@b.example"]), counted(["a@a.example"]))
    assert verdict == Verdict(0, 0, 0, 0)
