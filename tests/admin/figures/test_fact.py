"""What a contact counts as: measured from its arrival, by answers alone, told as unknown where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from admin.figures.fact import Contact, LogRow, fact_of, tenths
from admin.figures.sums import Share, Sums, percentile
from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel
from knowledge.worktime import WorkingCalendar

CALENDAR = WorkingCalendar()
HOUR = timedelta(hours=1)
# Wednesday 13 May 2026, 12.00 in Stockholm; the day after is Ascension Day (facts/municipality.md 3).
NOON = datetime(2026, 5, 13, 10, 0, tzinfo=UTC)
MAIL = Contact(1, NOON, 7, Channel.EMAIL, " Förskola ", None, None)


def row(at: datetime, *, answered: bool = False, line: int | None = None, since: datetime = NOON) -> LogRow:
    """A hand-over, or an answer of a person to the question of `since`."""
    worked = round(CALENDAR.between(since, at).total_seconds())
    sender = SenderGrade.COMPLETE if answered else None
    return LogRow(at, answered, not answered, line, since, worked, answered, sender, answered or None)


def test_a_wait_is_counted_from_the_contacts_arrival_not_from_the_latest_message() -> None:
    """The resident's second message, two hours later, shortens nothing; a receipt answers nobody."""
    answer = row(NOON + 4 * HOUR, answered=True, line=2, since=NOON + 2 * HOUR)
    fact = fact_of(MAIL, [row(NOON), answer], CALENDAR)
    assert (fact.first_wait, fact.final_wait, fact.line) == (4 * 3600, 4 * 3600, 2)
    assert (fact.month, fact.weekday, fact.hour, fact.subject) == ("2026-05", 2, 12, "förskola")


def test_the_limits_pass_by_working_days() -> None:
    """A working day after noon on the day before Ascension Day is noon on Friday, two are noon on Monday."""
    fact = fact_of(MAIL, [row(NOON)], CALENDAR)
    assert fact.limit_1_at == datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
    assert fact.limit_2_at == datetime(2026, 5, 18, 10, 0, tzinfo=UTC)
    assert fact.first_wait is None


def test_whoever_was_only_asked_back_expects_no_answer() -> None:
    """A question back is neither an answer nor a hand-over."""
    back = replace(row(NOON), handed_over=False)
    assert not fact_of(MAIL, [back], CALENDAR).expects_answer
    assert fact_of(MAIL, [back, row(NOON)], CALENDAR).expects_answer


def test_the_line_is_who_solved_it() -> None:
    """Handed over after the assistant's answer, it is solved by nobody; a closed case's own line goes before."""
    robot = replace(row(NOON, answered=True, line=0), by_person=False)
    assert fact_of(MAIL, [robot], CALENDAR).line == Line.ASSISTANT
    assert fact_of(MAIL, [robot, row(NOON + HOUR)], CALENDAR).line is None
    department = row(NOON + 2 * HOUR, answered=True, line=2)
    assert fact_of(MAIL, [robot, row(NOON + HOUR), department], CALENDAR).line == Line.DEPARTMENT
    corrected = replace(MAIL, closed_line=1)
    assert fact_of(corrected, [robot, row(NOON + HOUR), department], CALENDAR).line == Line.FIRST_LINE
    assert fact_of(corrected, [row(NOON)], CALENDAR).line is None


def test_a_promise_is_kept_by_an_answer_after_the_hand_over() -> None:
    """The assistant's answer before it keeps none; without a hand-over there is no promise."""
    due = replace(MAIL, due_at=NOON + 5 * HOUR)
    robot = replace(row(NOON, answered=True, line=0), by_person=False)
    fact = fact_of(due, [robot, row(NOON + HOUR)], CALENDAR)
    assert (fact.due_at, fact.promise_answer_at) == (NOON + 5 * HOUR, None)
    late = fact_of(due, [robot, row(NOON + HOUR), row(NOON + 2 * HOUR, answered=True)], CALENDAR)
    assert late.promise_answer_at == NOON + 2 * HOUR
    assert fact_of(due, [robot], CALENDAR).due_at is None


def test_only_a_persons_mail_has_a_sender() -> None:
    """The assistant's answers and the chat's are in no grade; whether more was said is known of all."""
    person = row(NOON + HOUR, answered=True)
    assert fact_of(MAIL, [person], CALENDAR).sender is SenderGrade.COMPLETE
    assert fact_of(replace(MAIL, channel=Channel.CHAT), [person], CALENDAR).sender is None
    robot = fact_of(MAIL, [replace(person, by_person=False)], CALENDAR)
    assert (robot.sender, robot.extra) == (None, True)


def test_a_contact_counts_against_the_share_only_when_its_time_has_passed() -> None:
    """At the limit it is not yet late, a second later it is; after two weeks it is listed by itself."""
    fact = fact_of(MAIL, [row(NOON)], CALENDAR)
    for now, shares, long in (
        (fact.limit_1_at, (Share(0, 0), Share(0, 0)), 0),
        (fact.limit_1_at + timedelta(seconds=1), (Share(0, 1), Share(0, 0)), 0),
        (fact.limit_2_at + timedelta(seconds=1), (Share(0, 1), Share(0, 1)), 0),
        (NOON + timedelta(days=14), (Share(0, 1), Share(0, 1)), 1),
    ):
        sums = Sums()
        sums.count(fact, now, (1, 2))
        assert ((sums.share_1, sums.share_2), sums.unanswered_long) == (shares, long)
    assert Share(0, 0).percent is None


def test_the_buckets_add_up() -> None:
    """Exactly a working day is within it, a second more is not; the five parts are the whole."""
    sums = Sums()
    for seconds in (32_400, 32_401, 64_800, 64_801):
        answer = replace(row(NOON, answered=True, line=2), working_seconds=seconds)
        sums.count(fact_of(MAIL, [answer], CALENDAR), NOON, (1, 2))
    sums.count(fact_of(MAIL, [row(NOON)], CALENDAR), NOON + timedelta(days=20), (1, 2))
    assert {name: (share.part, share.n) for name, share in sums.buckets.items()} == {
        "within_1": (1, 5),
        "within_2": (2, 5),
        "later": (1, 5),
        "unanswered": (0, 5),
        "unanswered_long": (1, 5),
    }
    assert sums.mean_hours == (32_400 + 32_401 + 64_800 + 64_801) / 4 / 3600


def test_median_and_p90_are_nearest_ranks_of_tenths() -> None:
    """Half a tenth is rounded up; of nothing there is no median."""
    assert (tenths(179), tenths(180), tenths(539), tenths(540)) == (0, 1, 1, 2)
    assert percentile({10: 5, 20: 4, 30: 1}, 50) == 1.0
    assert percentile({10: 4, 20: 5, 30: 1}, 50) == 2.0
    assert percentile({10: 4, 20: 5, 30: 1}, 90) == 2.0
    assert percentile({10: 4, 20: 5, 30: 2}, 90) == 3.0
    assert percentile({}, 50) is None
