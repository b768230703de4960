"""Twenty thousand contacts of three years in Provstad, with whatever odd things stored rows can say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from admin.sample_years.rows import Row, Rows
from admin.sample_years.town import SampleTown, read_town
from admin.sample_years.years import LastIds, Years
from knowledge.organisation import Role
from tests.admin.figures.oddities import CALENDAR, NOW, ODDITIES, Odd
from tests.factories import add_department, add_entry, add_staff, group_of, small_town


def write_town(session: Session) -> SampleTown:
    """Provstad with its first line, a department where everything is secret, and people in every group."""
    small_town(session)
    add_department(session, "Överförmyndare", group="Handläggarna", confidential=True)
    guardian = group_of(session, "Överförmyndare").department
    for subject in ("Årsräkning", "God man"):
        add_entry(session, guardian, f"Hur gör jag med {subject.lower()}?", subject=subject)
    for number, subject in enumerate(("Kö", "AVGIFT", "avgift", "Öppettider", "Byte av förskola"), 1):
        department = group_of(session, ("Förskola", "Gator och park")[number % 2]).department
        add_entry(session, department, f"Fråga {number} om {subject}?", number=f"P-{number}", subject=subject)
    desk = add_department(session, "Kontaktcenter", group="Vägledarna").groups[0]
    desk.first_line = True
    add_staff(session, "Vera Vägledare", Role.FIRST_LINE, groups=(desk,))
    for name in ("Förskola", "Individ- och familjeomsorg", "Gator och park", "Överförmyndare"):
        for turn in (1, 2):
            add_staff(session, f"Handläggare {turn} {name}", Role.HANDLER, groups=(group_of(session, name),))
    session.flush()
    return read_town(session)


def odd_years(town: SampleTown, count: int) -> Sequence[Rows]:
    """So many contacts, every eighth of them with something odd."""
    portions = list(Years(town, CALENDAR, NOW).portions(count, LastIds(), size=5_000))
    chance = random.Random(2)  # noqa: S311 - the same contacts each time
    for rows in portions:
        log, events = _by_case(rows.log), _by_case(rows.events)
        for case in rows.cases:
            if chance.random() < 0.12:
                chance.choice(ODDITIES)(Odd(case, log.get(case["id"], []), events[case["id"]], rows), chance)
    _same_again_after_a_fortnight(portions)
    return portions


def _by_case(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["case_id"], []).append(row)
    return found


def _same_again_after_a_fortnight(portions: Sequence[Rows]) -> None:
    """Pairs of mails from one resident about one thing, a second on either side of fourteen days, and just then."""
    mails = [case for rows in portions for case in rows.cases if case["resident_id"] and not case["confidential"]]
    moved = {}
    for place in range(0, 60, 2):
        first, second = mails[place * 20], mails[place * 20 + 1]
        second.update(resident_id=first["resident_id"], subject=first["subject"].swapcase(), merged_into_id=None)
        aside = timedelta(seconds=place // 2 % 3 - 1)
        second["received_at"] = first["received_at"] + timedelta(days=14) + aside
        moved[second["id"]] = second["received_at"]
    for event in (event for rows in portions for event in rows.events if event["case_id"] in moved):
        event["at"] = max(event["at"], moved[event["case_id"]])
