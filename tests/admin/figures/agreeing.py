"""The product's sums and the oracle's count in the same words, to be compared; and what is selected to compare them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from admin.figures.measures import Dimension, Selection
from admin.figures.sums import Sums
from assistant.engine.answer import Channel
from tests.admin.figures.oracle import Told
from tests.admin.figures.oracle_counting import Count, Share, mean, percentile

KEYS: Mapping[Dimension, Callable[[Told], object]] = {
    Dimension.MONTH: lambda one: month_of(one),
    Dimension.DEPARTMENT: lambda one: one.department,
    Dimension.CHANNEL: lambda one: Channel(one.channel),
    Dimension.LINE: lambda one: one.line,
}
SELECTIONS = (
    Selection("2023-01", "2026-12"),
    Selection("2025-01", "2025-12"),
    Selection("2026-10", "2026-11", department_ids=(None,)),
    Selection("2024-03", "2026-11", department_ids=(1, 3)),
    Selection("2025-07", "2026-06", department_ids=(2, None), channel=Channel.EMAIL),
    Selection("2026-01", "2026-11", channel=Channel.CHAT),
    Selection("2024-01", "2026-11", channel=Channel.PHONE, line=1),
    Selection("2024-01", "2026-11", department_ids=(1,), line=2),
    Selection("2024-01", "2026-11", line=0),
    Selection("2024-01", "2026-11", subject="Avgift"),
    Selection("2025-02", "2026-10", department_ids=(3,), channel=Channel.EMAIL, subject="KÖ"),
    Selection("2026-11", "2026-11", line=2, subject="plats"),
)


def month_of(one: Told) -> str:
    """The month as selections write it."""
    return f"{one.month:%Y-%m}"


def is_in(selection: Selection, one: Told) -> bool:
    """Whether the selection means this contact."""
    chosen = (
        selection.first <= month_of(one) <= selection.last,
        not selection.department_ids or one.department in selection.department_ids,
        selection.channel is None or one.channel == selection.channel.value,
        selection.line is None or one.line == selection.line,
        not selection.subject or one.subject == selection.subject.casefold(),
    )
    return all(chosen)


def counts(sums: Sums) -> dict[str, Any]:
    """Everything the product has added up, by its names."""
    return {one.name: getattr(sums, one.name) for one in fields(Sums)}


def expected_counts(count: Count) -> dict[str, Any]:
    """What it should be, by the same names."""
    shorter, longer = count.within
    return {
        "contacts": count.contacts,
        "expecting": count.expecting,
        "answered": len(count.first),
        "within_1": shorter.part,
        "within_2": longer.part,
        "late_1": shorter.of - len(count.first),
        "late_2": longer.of - len(count.first),
        "unanswered_long": count.buckets.unanswered_two_weeks,
        "waits_seconds": sum(count.first),
        "finals_seconds": sum(count.final),
        "sender_complete": count.senders["complete"],
        "sender_name_phone": count.senders["name_phone"],
        "sender_name_department": count.senders["name_department"],
        "sender_other": count.senders["other"],
        "extra": count.extra.part,
        "extra_known": count.extra.of,
        "by_assistant": count.lines[0],
        "by_first_line": count.lines[1],
        "by_department": count.lines[2],
        "promise_kept": count.promise.part,
        "promise_broken": count.promise.of - count.promise.part,
        "repeats": count.repeat.part,
        "repeat_known": count.repeat.of,
        "helped": count.helped.part,
        "not_helped": count.helped.of - count.helped.part,
        "waits": _in_tenths(count.first),
        "finals": _in_tenths(count.final),
    }


def read(sums: Sums) -> dict[str, Any]:
    """The shares and times that are shown."""
    return {
        "within": [_share(sums.share_1), _share(sums.share_2)],
        "buckets": [_share(share) for share in sums.buckets.values()],
        "senders": {grade.value: _share(share) for grade, share in sums.senders.items()},
        "lines": {int(line): _share(share) for line, share in sums.lines.items()},
        "others": [
            _share(share)
            for share in (
                *(sums.extra_share, sums.promise_share, sums.repeat_share),
                *(sums.helped_share, sums.first_line_share),
            )
        ],
        "hours": [sums.mean_hours, sums.final_mean_hours, sums.median_hours, sums.p90_hours],
        "not due": sums.not_due,
    }


def expected_read(count: Count) -> dict[str, Any]:
    """What they should be."""
    mailed, solved, due = sum(count.senders.values()), sum(count.lines.values()), count.within[1].of
    buckets, grades = count.buckets, ("complete", "name_phone", "name_department", "other")
    return {
        "within": [*count.within],
        "buckets": [
            Share(part, due)
            for part in (
                *(buckets.within_shorter, buckets.within_longer, buckets.later),
                *(buckets.unanswered, buckets.unanswered_two_weeks),
            )
        ],
        "senders": {grade: Share(count.senders[grade], mailed) for grade in grades},
        "lines": {line: Share(count.lines[line], solved) for line in (0, 1, 2)},
        "others": [
            *(count.extra, count.promise, count.repeat, count.helped),
            Share(count.lines[0] + count.lines[1], solved),
        ],
        "hours": [mean(count.first), mean(count.final), percentile(count.first, 5), percentile(count.first, 9)],
        "not due": count.expecting - due,
    }


def _share(share: Any) -> Share:
    return Share(share.part, share.n)


def _in_tenths(waits: Iterable[int]) -> Counter[int]:
    return Counter((wait + 180) // 360 for wait in waits)
