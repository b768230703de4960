"""The made-up cases that the inbox is measured with: the same ones each time, spread as a town's are."""

from __future__ import annotations

from collections import Counter

from assistant.cases.case import Status
from assistant.cases.message import Author
from assistant.engine.answer import Channel
from bench.many_people import Group, People
from bench.many_rows import NOW, Maker, Portion

COUNT = 1_500
PEOPLE = People(
    groups=(Group(2, 2, 5.0, False, (3, 4)), Group(3, 3, 1.0, True, (5,))),
    first_line=Group(1, 1, 0.0, False, (1, 2)),
    emails={},
    administrator=6,
    managers=(7,),
)


def made() -> Portion:
    """All cases of a small town."""
    portion, maker = Portion(), Maker(PEOPLE, COUNT)
    for number in range(1, COUNT + 1):
        maker.add(number, portion)
    return portion


def test_the_same_cases_are_made_each_time() -> None:
    """Two runs are compared row by row: figures of another day are figures of the same town."""
    first, second = made(), made()
    assert (first.cases, first.messages, first.events, first.words) == (
        second.cases,
        second.messages,
        second.events,
        second.words,
    )


def test_the_spread_is_a_towns() -> None:
    """Most is closed, every channel is used, the large group has most, and nothing came in after now."""
    cases = made().cases
    status, groups = (Counter(case[name] for case in cases) for name in ("status", "group_id"))
    assert status[Status.CLOSED] > COUNT / 2
    assert status[Status.OPEN] > 0
    assert {case["channel"] for case in cases} == set(Channel)
    assert groups[2] > groups[3] > 0
    assert max(case["received_at"] for case in cases) < NOW
    assert all(case["confidential"] for case in cases if case["group_id"] == 3)


def test_what_is_open_waits_and_what_is_answered_has_an_answer() -> None:
    """A case's row, its messages and its times say the same."""
    portion = made()
    answers = Counter(said["case_id"] for said in portion.messages if said["author"] is not Author.RESIDENT)
    for case in portion.cases:
        assert (case["status"] is Status.OPEN) == (case["answered_at"] is None), case
        if case["status"] is Status.OPEN:
            assert case["due_at"] > case["received_at"]
        else:
            assert answers[case["id"]] >= 1
    assert len(portion.words) == COUNT
