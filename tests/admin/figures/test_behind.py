"""Every figure opens its contacts: as many as it counts, but those alone that somebody may know of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from admin.figures.behind import ContactsPage, contacts_behind
from admin.figures.measures import Selection, figures
from admin.figures.open_now import open_now
from admin.figures.rules import Measure, parts_of
from admin.figures.sums import Sums
from assistant.cases.case import EventKind, Line, Status
from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel
from knowledge.organisation import Role, StaffMember
from tests.admin.figures.history import History, at
from tests.factories import add_staff, group_of

NOW = "2026-06-30T12:00"
YEAR = Selection("2026-01", "2026-12")


@pytest.fixture
def varied(history: History) -> History:
    """Contacts of which every part of every measure has its own number."""
    number = 0
    for answered, how_many in (("05-04T12:00", 4), ("05-05T13:00", 3), ("05-08T10:00", 2), ("", 1)):
        for _ in range(how_many):
            number += 1
            channel = Channel.EMAIL if number % 4 else Channel.CHAT
            asked = history.contact(
                "2026-05-04T10:00", "Plats", channel=channel, due="2026-05-06T10:00", email=f"{number // 3}@a.example"
            )
            if number != 1:
                history.handed_over(asked, "2026-05-04T10:00")
            if answered:
                line, grade = number % 3, list(SenderGrade)[{2: 1, 5: 2, 7: 3}.get(number, 0)]
                history.answered(asked, f"2026-{answered}", line, sender=grade, extra=number % 4 == 0, entry_id=1)
            if number % 5 == 0:
                history.happened(asked, "2026-05-09T10:00", (EventKind.HELPED, EventKind.NOT_HELPED)[number % 2])
    for day in (29, 29, 25, 24):
        history.handed_over(history.contact(f"2026-06-{day}T15:00", due="2026-07-01T10:00"), f"2026-06-{day}T15:00")
    history.contact("2026-06-29T09:00", status=Status.TALKING)
    history.refresh(NOW)
    return history


def expected(sums: Sums) -> Mapping[tuple[Measure, str], int]:
    """What the sums say of each part."""
    buckets = {(Measure.BUCKETS, name): share.part for name, share in sums.buckets.items()}
    senders = {(Measure.SENDER, grade.value): share.part for grade, share in sums.senders.items()}
    lines = sums.lines
    return {
        **buckets,
        **senders,
        (Measure.CONTACTS, "all"): sums.contacts,
        (Measure.CONTACTS, "not_expecting"): sums.contacts - sums.expecting,
        (Measure.CONTACTS, "answered"): sums.answered,
        (Measure.CONTACTS, "not_due"): sums.not_due,
        (Measure.WITHIN_1, "yes"): sums.share_1.part,
        (Measure.WITHIN_1, "no"): sums.share_1.n - sums.share_1.part,
        (Measure.WITHIN_2, "yes"): sums.share_2.part,
        (Measure.WITHIN_2, "no"): sums.share_2.n - sums.share_2.part,
        (Measure.EXTRA, "yes"): sums.extra_share.part,
        (Measure.EXTRA, "no"): sums.extra_share.n - sums.extra_share.part,
        (Measure.LINE, "assistant"): lines[Line.ASSISTANT].part,
        (Measure.LINE, "first_line"): lines[Line.FIRST_LINE].part,
        (Measure.LINE, "department"): lines[Line.DEPARTMENT].part,
        (Measure.LINE, "without_department"): sums.first_line_share.part,
        (Measure.LINE, "unsolved"): sums.contacts - sums.first_line_share.n,
        (Measure.PROMISE, "kept"): sums.promise_share.part,
        (Measure.PROMISE, "broken"): sums.promise_share.n - sums.promise_share.part,
        (Measure.PROMISE, "not_due"): 4,
        (Measure.REPEAT, "yes"): sums.repeat_share.part,
        (Measure.REPEAT, "no"): sums.repeat_share.n - sums.repeat_share.part,
        (Measure.HELPED, "yes"): sums.helped,
        (Measure.HELPED, "no"): sums.not_helped,
    }


def opened(session: Session, staff: StaffMember, measure: Measure, part: str, page: int = 1) -> ContactsPage:
    """A page of what this person sees behind a figure of the year."""
    found = contacts_behind(session, staff, at(NOW), YEAR, measure, part, page)
    assert found is not None
    return found


def test_behind_each_part_are_as_many_as_it_counts(varied: History) -> None:
    """Every part of every measure that has named parts, by an administrator who sees all of it; none is empty."""
    with varied.services.database.transaction() as session:
        boss = add_staff(session, "Eva Strand", Role.ADMINISTRATOR)
        numbers = expected(figures(session, YEAR, at(NOW)))
        named = {(measure, part) for measure in Measure for part in parts_of(measure, at(NOW), (1, 2))}
        assert named == set(numbers)
        assert all(numbers.values()), [one for one, number in numbers.items() if not number]
        assert {one: len(opened(session, boss, *one).cases) for one in named} == numbers


def test_an_hour_and_an_entry_are_named_by_their_numbers(varied: History) -> None:
    """Nonsense opens nothing; the selection's subject, channel and line hold here too."""
    with varied.services.database.transaction() as session:
        boss = add_staff(session, "Eva Strand", Role.ADMINISTRATOR)
        assert len(opened(session, boss, Measure.HOUR, "0-10").cases) == 10
        assert len(opened(session, boss, Measure.HOUR, "0-15").cases) == 2
        assert len(opened(session, boss, Measure.ENTRY, "1").cases) == 9
        assert len(opened(session, boss, Measure.ENTRY, "2").cases) == 0
        for measure, part in (
            (Measure.HOUR, "7-10"),
            (Measure.HOUR, "x"),
            (Measure.HOUR, "9999999999-1"),
            (Measure.HOUR, "0009-5"),
            (Measure.HOUR, "000" + "9" * 30 + "-5"),
            (Measure.HOUR, "0-24"),
            (Measure.ENTRY, "x"),
            (Measure.ENTRY, "9" * 30),
            (Measure.BUCKETS, "påhittat"),
        ):
            assert contacts_behind(session, boss, at(NOW), YEAR, measure, part, 1) is None
        chosen = Selection("2026-05", "2026-05", channel=Channel.EMAIL, line=2, subject="PLATS")
        found = contacts_behind(session, boss, at(NOW), chosen, Measure.CONTACTS, "all", 1)
        assert found is not None
        assert {(case.channel, case.subject) for case in found.cases} == {(Channel.EMAIL, "Plats")}
        assert len(found.cases) == figures(session, chosen, at(NOW)).contacts > 0


def test_what_is_open_now_opens_whenever_it_came(varied: History) -> None:
    """As many as the section counts, of a department, a channel or a subject; nothing else has such a part."""
    chosen = [
        YEAR,
        Selection("2020-01", "2020-01"),
        replace(YEAR, channel=Channel.CHAT),
        replace(YEAR, subject="plats"),
    ]
    chosen.append(replace(YEAR, department_ids=(None,)))
    varied.contact("2026-06-29T09:00", department=None, due="2026-06-30T11:00")
    with varied.services.database.transaction() as session:
        boss = add_staff(session, "Eva Strand", Role.ADMINISTRATOR)
        for one in chosen:
            counts = open_now(session, at(NOW), one.department_ids, one.channel, one.subject).values()
            expected = {"open": sum(each.open for each in counts), "overdue": sum(each.overdue for each in counts)}
            assert expected["overdue"], one
            for part, number in expected.items():
                found = contacts_behind(session, boss, at(NOW), one, Measure.OPEN, part, 1)
                assert found is not None
                assert len(found.cases) == number, (one, part)
        assert contacts_behind(session, boss, at(NOW), YEAR, Measure.OPEN, "all", 1) is None


def test_a_confidential_contact_is_counted_and_listed_for_its_group_alone(history: History) -> None:
    """The administrator's list is empty, the member's is not; the figure is the same for both."""
    with history.services.database.transaction() as session:
        group = group_of(session, "Förskola")
        member = add_staff(session, "Maja Lindgren", Role.HANDLER, groups=(group,)).id
        boss = add_staff(session, "Eva Strand", Role.ADMINISTRATOR).id
        group_id = group.id
    history.contact("2026-05-04T10:00", confidential=True, group_id=group_id)
    history.refresh(NOW)
    with history.services.database.reading() as session:
        assert figures(session, YEAR, at(NOW)).contacts == 1
        seen = {
            one: len(opened(session, session.get_one(StaffMember, one), Measure.CONTACTS, "all").cases)
            for one in (member, boss)
        }
    assert seen == {member: 1, boss: 0}


def test_the_list_pages(history: History) -> None:
    """Fifty a page, the latest month first; a page before the first is the first."""
    for number in range(51):
        history.contact(f"2026-0{1 + number % 2}-05T10:00")
    history.refresh(NOW)
    with history.services.database.transaction() as session:
        boss = add_staff(session, "Eva Strand", Role.ADMINISTRATOR)
        first, second = (opened(session, boss, Measure.CONTACTS, "all", page) for page in (0, 2))
    assert (len(first.cases), first.page, first.more, first.is_cut) == (50, 1, True, False)
    assert (len(second.cases), second.page, second.more) == (1, 2, False)
    assert [case.received_at.month for case in first.cases] == [2] * 25 + [1] * 25
