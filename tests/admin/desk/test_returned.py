"""Back to the first line: which closed cases a guide hears of, and what is done with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from admin.desk.returned import Part, returned_list
from assistant.cases.case import Case, EventKind, record
from assistant.cases.handling import reopen
from assistant.cases.proposal import EntryProposal
from assistant.escalation.delay import Delay, tell_delay
from knowledge.organisation import Role, StaffMember
from tests.admin.desk.guide import Desk, post_form
from tests.admin.workplace import hidden_fields
from tests.fakes import Clock
from tests.one_database import on_sqlite

SAID = "Ja, ni får byta plats en gång om året."


def step(client: FlaskClient, number: str, what: str) -> TestResponse:
    """Press one of a case's buttons."""
    fields = hidden_fields(client.get("/svarsstod").text)
    return client.post("/svarsstod/tillbaka", data=fields | {"arende": number, "gor": what})


def proposals(desk: Desk) -> list[EntryProposal]:
    """What has been proposed."""
    with desk.workplace.services.database.reading() as session:
        return list(session.scalars(select(EntryProposal)))


@pytest.fixture
def number(desk: Desk, gun: FlaskClient, clock: Clock) -> str:
    """A call that Gun handed over, and that Anna has answered and closed."""
    number = desk.handed_over(gun)
    clock.forward(hours=3)
    desk.answered_by_department(number, SAID)
    return number


def test_an_answer_comes_back_when_the_department_has_closed_the_case(
    gun: FlaskClient, desk: Desk, clock: Clock
) -> None:
    """Not before; with what was asked, what was answered, and the count on the desk."""
    number = desk.handed_over(gun)
    assert f"arende-{number}" not in gun.get("/svarsstod/tillbaka").text
    clock.forward(hours=3)
    desk.answered_by_department(number, SAID)
    page = gun.get("/svarsstod/tillbaka").text
    for shown in (number, "Får vi byta plats?", SAID, "Anna", "Barn och utbildning"):
        assert shown in page, shown
    assert "1 ärende har kommit tillbaka med svar" in gun.get("/svarsstod").text


def test_a_case_closed_without_an_answer_says_so_and_proposes_nothing(gun: FlaskClient, desk: Desk) -> None:
    """There is nothing to make an entry of."""
    number = desk.handed_over(gun)
    desk.answered_by_department(number, "")
    page = gun.get("/svarsstod/tillbaka").text
    assert number in page
    assert "stängdes utan svar" in page
    assert "Ja, föreslå ett svar" not in page


def test_a_word_of_a_delay_is_no_answer(gun: FlaskClient, desk: Desk, clock: Clock) -> None:
    """The department asked for more time, and closed the case without a word: nothing was answered to learn from."""
    number = desk.handed_over(gun)
    with desk.workplace.services.database.transaction() as session:
        case, staff = desk.workplace.stored(number), session.scalars(select(StaffMember)).first()
        assert staff is not None
        tell_delay(session, session.merge(case), staff, Delay("Det dröjer.", clock().date()), clock())
    desk.answered_by_department(number, "")
    page = gun.get("/svarsstod/tillbaka").text
    assert "stängdes utan svar" in page
    assert "Det dröjer." not in page


def test_what_the_guide_solved_and_what_others_handed_over_does_not_come_back(desk: Desk, number: str) -> None:
    """Only one's own, and only what somebody else answered."""
    siv = desk.workplace.logged_in(desk.workplace.staff("Siv", Role.FIRST_LINE, groups=(desk.first_line,)))
    assert post_form(siv, "registrera", "registrera/lost", fraga="Hej?", eget_svar="Hej!").status_code == 303
    page = siv.get("/svarsstod/tillbaka").text
    assert "Inget nytt har kommit tillbaka." in page
    assert number not in page
    assert step(siv, number, "sett").status_code == 404


def test_a_case_that_the_guide_passed_on_in_the_inbox_comes_back_too(gun: FlaskClient, desk: Desk) -> None:
    """It was a mail to the contact centre, not a call."""
    number = desk.workplace.case("Plats", desk.placing, text="Hur byter vi plats?")
    with desk.workplace.services.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        member = session.scalars(select(StaffMember).where(StaffMember.email == desk.gun)).one()
        record(case, EventKind.PASSED_ON, desk.workplace.clock(), member)
    desk.answered_by_department(number, SAID)
    assert number in gun.get("/svarsstod/tillbaka").text


def test_what_became_of_a_confidential_case_is_not_told(gun: FlaskClient, desk: Desk) -> None:
    """Neither listed nor counted, and no button works on it."""
    number = desk.handed_over(gun, grupp=str(desk.support))
    desk.answered_by_department(number, "Du kan söka.")
    page = gun.get("/svarsstod/tillbaka").text
    assert f"arende-{number}" not in page
    assert "Du kan söka." not in page
    assert "har kommit tillbaka med svar" not in gun.get("/svarsstod").text
    for what in ("sett", "foresla", "angra"):
        assert step(gun, number, what).status_code == 404


def test_what_is_seen_moves_and_is_news_again_when_it_is_closed_anew(
    gun: FlaskClient, desk: Desk, clock: Clock, number: str
) -> None:
    """Pressed twice it is seen once; nothing is lost."""
    for _ in range(2):
        assert step(gun, number, "sett").status_code == 303
    assert len(desk.events(number, EventKind.FEEDBACK_SEEN)) == 1
    assert SAID not in gun.get("/svarsstod/tillbaka").text
    assert SAID in gun.get("/svarsstod/tillbaka?lista=sedda").text
    clock.forward(hours=1)
    with desk.workplace.services.database.transaction() as session:
        reopen(session.scalars(select(Case)).one(), clock())
    assert SAID not in gun.get("/svarsstod/tillbaka?lista=sedda").text
    clock.forward(hours=1)
    desk.answered_by_department(number, "Det gäller från augusti.")
    assert "Det gäller från augusti." in gun.get("/svarsstod/tillbaka").text


def test_an_entry_is_proposed_once_and_can_be_taken_back(gun: FlaskClient, desk: Desk, number: str) -> None:
    """Twice pressed is once proposed; undone twice is undone; then it can be proposed again."""
    for _ in range(2):
        assert step(gun, number, "foresla").status_code == 303
    assert len(proposals(desk)) == 1
    assert "Du har föreslagit det här" in gun.get("/svarsstod/tillbaka").text
    for _ in range(2):
        assert step(gun, number, "angra").status_code == 303
    assert proposals(desk) == []
    step(gun, number, "foresla")
    assert len(proposals(desk)) == 1


def test_what_an_editor_has_dealt_with_is_not_taken_back(
    gun: FlaskClient, desk: Desk, clock: Clock, number: str
) -> None:
    """The guide is told so."""
    step(gun, number, "foresla")
    with desk.workplace.services.database.transaction() as session:
        session.scalars(select(EntryProposal)).one().handled_at = clock()
    step(gun, number, "angra")
    page = gun.get("/svarsstod/tillbaka").text
    assert "En redaktör har redan tagit hand om förslaget" in page
    assert "Ångra förslaget" not in page
    assert len(proposals(desk)) == 1


def test_old_cases_are_no_news(desk: Desk, clock: Clock, number: str) -> None:
    """After some months what came back has been heard elsewhere."""
    for days, shown in ((0, True), (121, False)):
        clock.now += timedelta(days=days)
        assert (number in desk.workplace.logged_in(desk.gun).get("/svarsstod/tillbaka").text) is shown


@on_sqlite
def test_the_list_pages(gun: FlaskClient, desk: Desk) -> None:
    """Fifty a page, the latest closed first, and every case on one of them."""
    numbers = [desk.handed_over(gun, f"Fråga {count}?") for count in range(52)]
    for number in numbers:
        desk.answered_by_department(number, SAID)
    first, second = (gun.get(f"/svarsstod/tillbaka?sida={page}").text for page in (1, 2))
    assert [number for number in numbers if f"arende-{number}" in second] == numbers[:2]
    assert [number for number in numbers if f"arende-{number}" in first] == numbers[2:]
    assert f"arende-{numbers[0]}" in gun.get("/svarsstod/tillbaka?sida=99").text


@pytest.mark.parametrize(("what", "status"), [("", 400), ("gissa", 400)])
def test_a_button_that_no_page_has_does_nothing(gun: FlaskClient, number: str, what: str, status: int) -> None:
    """Nor does a list that does not exist."""
    assert step(gun, number, what).status_code == status
    assert gun.get("/svarsstod/tillbaka?lista=alla").status_code == 404
    assert step(gun, "1999-000001", "sett").status_code == 404


# PostgreSQL reads a table of three rows whole, whatever index there is.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_reads_the_whole_table(desk: Desk) -> None:
    """SQLite's own plan: cases by their ids and by who registered them, events by index."""
    engine = desk.workplace.services.database.engine
    asked = list[tuple[str, object]]()
    with desk.workplace.services.database.reading() as session:
        gun = session.scalars(select(StaffMember).where(StaffMember.email == desk.gun)).one()
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        returned_list(session, gun, Part.NEW, 1, desk.workplace.clock())
    counted = [(statement, values) for statement, values in asked if "registered_by_id" in statement]
    assert len(counted) >= 2
    with engine.connect() as connection:
        for statement, values in counted:
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert any(str(step[3]).startswith("SEARCH case") for step in steps)
            assert not [step[3] for step in steps if str(step[3]).startswith("SCAN case")]
