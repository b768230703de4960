"""In a large town every list, filter, counter and search is read by an index, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Select, Table, insert, select, text
from sqlalchemy.orm import Session

from admin.inbox.lists.forms import Wanted
from admin.inbox.lists.fresh import has_news, newest_event
from admin.inbox.lists.listing import case_list
from admin.inbox.lists.reach import Reach
from admin.inbox.lists.tabs import Moments, Tab
from admin.inbox.visible import case_seen
from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident
from assistant.cases.word_index import statement_for
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import Department, ResponseGroup, Role, StaffMember, StaffRole
from tests.assistant.chat.faq.test_indexes import Look, plans_of

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
MOMENTS = Moments(NOW, NOW + timedelta(days=1))
CASES, GROUPS = 20_000, 40
ANYTHING = Wanted(None, "", "", None, None, None, None, 1)
# The tables that grow with the town; those of departments and staff may be read from end to end.
GROWING = {"case", "case_words", "case_event", "message", "resident"}


@pytest.fixture
def large(services: Services) -> Services:
    """20,000 cases in forty groups, nine of ten closed, each with a message, an event and its words."""
    with services.database.transaction() as session:
        session.add_all(Department(id=number, name=f"Förvaltning {number}") for number in range(1, 11))
        session.flush()
        groups = range(1, GROUPS + 1)
        session.add_all(ResponseGroup(id=number, department_id=number % 10 + 1, name=f"G{number}") for number in groups)
        session.add_all(StaffMember(id=number, name=f"S{number}", email=f"{number}@prov.example") for number in groups)
        session.flush()
        # The superior of two, whose cases they see where no group has a manager.
        for number in (2, 7):
            session.get_one(StaffMember, number).superior_id = 1
        session.flush()
        for table, row in ((Resident, resident), (Case, case), (Message, message), (CaseEvent, happening)):
            core = table.__table__
            assert isinstance(core, Table)
            session.execute(insert(core), [row(number) for number in range(1, CASES + 1)])
        session.execute(
            statement_for(services.database.engine.dialect),
            [
                {"case_id": number, "words": f"g_{number % GROUPS + 1} faktur ord{number % 500} s_ämne{number % 7}"}
                for number in range(1, CASES + 1)
            ],
        )
    # As the databases' own upkeep does it now and then; SQLite's must do without.
    if services.database.engine.dialect.name == "postgresql":
        with services.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return services


def case(number: int) -> dict[str, object]:
    """One row; the newest thousand are open, and every third of them has no handler."""
    received = NOW - timedelta(minutes=10 * (CASES - number))
    is_open = number > CASES - 1_000
    status = Status.OPEN if is_open else Status.WAITING if number % 10 == 0 else Status.CLOSED
    return {
        "id": number,
        "number": f"2026-{number:06d}",
        "code": f"kod{number}",
        "channel": list(Channel)[number % 6],
        "status": status,
        "confidential": number % 20 == 0,
        "department_id": number % 10 + 1,
        "group_id": number % GROUPS + 1 if number % 3 else None,
        "handler_id": number % GROUPS + 1 if number % 3 else None,
        "received_at": received,
        "due_at": received + timedelta(days=2),
        "answered_at": None if is_open else received,
        "resident_id": number,
        "version": 1,
    }


def resident(number: int) -> dict[str, object]:
    """Somebody who writes once."""
    return {"id": number, "name": f"R{number}", "email": f"r{number}@hem.example", "phone": "", "created_at": NOW}


def message(number: int) -> dict[str, object]:
    """The question of a case."""
    asked = {"author": Author.RESIDENT, "kind": MessageKind.QUESTION, "text": "Hej", "at": NOW}
    return {"id": number, "case_id": number, **asked}


def happening(number: int) -> dict[str, object]:
    """That a case came in."""
    return {"id": number, "case_id": number, "at": NOW, "kind": EventKind.RECEIVED, "detail": {}}


def somebody(*roles: Role, groups: tuple[int, ...] = (), who: int = 1) -> StaffMember:
    """A staff member as the login hands them over."""
    member = StaffMember(id=who, name=f"S{who}", email="")
    member.role_rows = [StaffRole(role=role) for role in roles]
    member.groups = [ResponseGroup(id=group) for group in groups]
    return member


PEOPLE: dict[str, Callable[[], StaffMember]] = {
    "handler": lambda: somebody(Role.HANDLER, groups=(3, 4)),
    "guide": lambda: somebody(Role.FIRST_LINE, groups=(5,)),
    "manager": lambda: somebody(Role.MANAGER),
    "administrator": lambda: somebody(Role.ADMINISTRATOR, groups=(6,)),
}
WANTED = {
    **{tab.value: replace(ANYTHING, tab=tab) for tab in Tab},
    "by department": replace(ANYTHING, tab=Tab.CLOSED, department=3),
    "by channel": replace(ANYTHING, tab=Tab.CLOSED, channel=Channel.PHONE),
    "by dates": replace(ANYTHING, tab=Tab.CLOSED, first=date(2026, 3, 1), last=date(2026, 3, 2)),
    "by subject": replace(ANYTHING, tab=Tab.CLOSED, subject="ämne3"),
    "words": replace(ANYTHING, query="faktura ord77"),
    "a word's beginning": replace(ANYTHING, query="ord7", beginnings=True),
    "a number": replace(ANYTHING, query="2026-000077"),
}


def test_a_large_town_is_read_by_index(large: Services) -> None:
    """No plan of any list or search reads a table of cases, words, messages or events from end to end."""
    for kind, member in PEOPLE.items():
        for name, look in looks_of(member()).items():
            plans = plans_of(large, look)
            assert plans, (kind, name)
            for plan in plans:
                assert read_whole(plan) == [], f"{kind}, {name}:\n{plan}"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_reads_lists_and_searches_for_their_values(large: Services) -> None:
    """It knows which groups have secrets, reads a word's beginning by the words, and plans no list for all values."""
    reach = Reach(everything=False, ungrouped=False, own=frozenset({1}), led=frozenset(), people=frozenset())
    with large.database.reading() as session:
        plain, secret = (estimated(session, select(Case.id).where(way.rule)) for way in reach.of_groups)
    # All of group 1's 333 cases are confidential; taken for one of twenty, the walk for the others has no end.
    assert plain < 10 < 200 < secret

    plans = plans_of(large, looks_of(somebody(Role.ADMINISTRATOR))["a word's beginning"])
    assert any("ix_case_words_words" in plan for plan in plans), plans
    assert not any("using pk_case_words" in plan for plan in plans), plans

    with large.database.reading() as session:
        for _ in range(12):
            case_list(session, somebody(Role.HANDLER, groups=(1,)), WANTED["by subject"], MOMENTS)
        chosen = text("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%response_group%case%'")
        generic = session.scalars(chosen).all()
    assert generic
    assert set(generic) == {0}


def test_frequent_and_rare_words_are_found_the_newest_first(large: Services) -> None:
    """In every case, in forty, in none: PostgreSQL reads them in different ways, to the same end."""
    seen = [number for number in range(CASES, 0, -1) if number % 20 or number % 3 == 0]
    expected = {
        "faktura": seen[:50],
        "ord77": [number for number in seen if number % 500 == 77],
        "zebra": [],
    }
    with large.database.reading() as session:
        for words, numbers in expected.items():
            shown = case_list(session, somebody(Role.ADMINISTRATOR), replace(ANYTHING, query=words), MOMENTS)
            assert [case.id for case in shown.cases] == numbers, words


def looks_of(staff: StaffMember) -> dict[str, Look]:
    """All that this person can ask of the inbox, by what it is called here."""
    looks: dict[str, Look] = {
        name: lambda session, wanted=wanted: case_list(session, staff, wanted, MOMENTS)
        for name, wanted in WANTED.items()
    }
    looks["whether there is news"] = lambda session: has_news(session, staff, CASES - 5, NOW)
    looks["the mark"] = newest_event
    looks["one case"] = lambda session: case_seen(session, staff, "2026-000077", NOW)
    return looks


def estimated(session: Session, chosen: Select[tuple[int]]) -> int:
    """How many rows PostgreSQL expects."""
    asked = chosen.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return int(re.findall(r"rows=([0-9]+)", session.scalars(text(f"EXPLAIN {asked}")).all()[0])[0])


def read_whole(plan: str) -> list[str]:
    """The growing tables that a plan reads from end to end."""
    # PostgreSQL reads the words so far as to have found enough, where it knows that every few cases have them.
    plan = re.sub(r"^Limit .*\n *->  Seq Scan on case_words .*\n", "", plan)
    scanned = re.findall(r"^ *SCAN (\w+)(?! VIRTUAL)\b", plan, re.MULTILINE)
    scanned += re.findall(r"Seq Scan on \"?(\w+)\"?", plan)
    # A table that is read twice in a query has a name with a number the second time.
    return [name for name in (re.sub(r"_[0-9]+$", "", one) for one in scanned) if name in GROWING]


def test_a_plan_that_reads_a_table_whole_is_noticed() -> None:
    """What the test above looks for is what the databases write."""
    assert read_whole("SCAN case\n") == ["case"]
    assert read_whole('  ->  Seq Scan on "case"  (cost=0.00..1)\n') == ["case"]
    assert read_whole("SCAN case USING INDEX ix_case_due\n") == ["case"]
    assert read_whole("Limit  (cost=0..1)\n  ->  Seq Scan on case_words  (cost=0..1)\n        Filter: (words)\n") == []
    assert read_whole("Sort  (cost=0..1)\n  ->  Seq Scan on case_words  (cost=0..1)\n") == ["case_words"]
    assert read_whole("SCAN case_words_fts VIRTUAL TABLE INDEX 0:M1\nSEARCH case USING INTEGER PRIMARY KEY\n") == []
