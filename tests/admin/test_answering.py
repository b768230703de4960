"""The page of automatic answers: the table of modes, the switch with its confirmation, and the log."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.answering import ChangeKind, brake_all, is_stopped, latest_changes, modes_on, set_mode
from knowledge.channel import Channel
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department, Role, department_named
from tests.admin.workplace import Workplace, hidden_fields

PAGE = "/installningar/svar"


@pytest.fixture
def boss(workplace: Workplace) -> FlaskClient:
    """The browser of a manager in a town of three departments."""
    for name in ("Översikten", "Ängar", "Åar"):
        workplace.group("Svar", name)
    return workplace.logged_in(workplace.staff("Bodil", Role.MANAGER))


def named(session: Session, name: str) -> Department:
    """The department of this name."""
    found = department_named(session, name)
    assert found is not None
    return found


def stopped(workplace: Workplace) -> bool:
    """Whether the database says stop."""
    with workplace.services.database.reading() as session:
        return is_stopped(session)


def modes(services: Services) -> dict[tuple[str, str], str]:
    """Everything that is not automatic, by department and channel."""
    with services.database.reading() as session:
        names = {department.id: department.name for department in session.scalars(select(Department))}
        return {
            (names[department_id], channel.value): mode.value
            for channel in (Channel.CHAT, Channel.EMAIL)
            for department_id, mode in modes_on(session, channel).items()
        }


def cell_of(workplace: Workplace, name: str, channel: str) -> str:
    """The name of one cell's field."""
    with workplace.services.database.reading() as session:
        return f"{named(session, name).id}-{channel}"


def test_the_table_has_every_department_in_swedish_order(boss: FlaskClient) -> None:
    """Three choices in each cell, automatic where nobody has chosen, each with a name of its own."""
    page = boss.get(PAGE).text
    assert re.findall(r'<th scope="row" role="rowheader">(.+?)</th>', page) == ["Åar", "Ängar", "Översikten"]
    assert page.count("<select") == 6
    assert page.count('<option value="auto" selected>Svara automatiskt</option>') == 6
    assert page.count(">Föreslå för handläggaren</option>") == page.count(">Svara inte</option>") == 6
    assert 'aria-label="Ängar, e-post"' in page


def test_saving_changes_the_chosen_cells_alone(workplace: Workplace, boss: FlaskClient) -> None:
    """The page then shows them, and the log says who chose what."""
    chosen = {cell_of(workplace, "Ängar", "chat"): "suggest", cell_of(workplace, "Åar", "email"): "off"}
    saved = boss.post(PAGE, data=hidden_fields(boss.get(PAGE).text) | chosen, follow_redirects=True).text
    assert "Sparat: 2 ändringar." in saved
    assert modes(workplace.services) == {("Ängar", "chat"): "suggest", ("Åar", "email"): "off"}
    assert saved.count('<option value="suggest" selected>') == saved.count('<option value="off" selected>') == 1
    assert "Ängar, chatt: Föreslå för handläggaren (Bodil)" in saved


def test_an_old_page_does_not_undo_what_somebody_else_saved(workplace: Workplace, boss: FlaskClient) -> None:
    """Only cells that its own reader changed are saved; a word that is no mode changes nothing."""
    fields = hidden_fields(boss.get(PAGE).text)
    shown = {name.removeprefix("was-"): value for name, value in fields.items() if name.startswith("was-")}
    with workplace.services.database.transaction() as session:
        off, now = AnsweringMode.OFF, workplace.clock()
        set_mode(session, named(session, "Åar"), Channel.CHAT, off, None, now)
    mine = {cell_of(workplace, "Ängar", "chat"): "off", cell_of(workplace, "Ängar", "email"): "kanske"}
    boss.post(PAGE, data=fields | shown | mine)
    assert modes(workplace.services) == {("Åar", "chat"): "off", ("Ängar", "chat"): "off"}


def test_an_empty_form_changes_nothing(workplace: Workplace, boss: FlaskClient) -> None:
    """What is missing is no choice."""
    cell = cell_of(workplace, "Åar", "chat")
    boss.post(PAGE, data=hidden_fields(boss.get(PAGE).text) | {cell: "off"})
    saved = boss.post(PAGE, data=hidden_fields(boss.get(PAGE).text), follow_redirects=True).text
    assert "Sparat: 0 ändringar." in saved
    assert modes(workplace.services) == {("Åar", "chat"): "off"}


def test_stop_and_start_from_the_page(workplace: Workplace, boss: FlaskClient) -> None:
    """Each asks to be confirmed, says who did it and when, and leaves the table as it was."""
    page = boss.get(PAGE).text
    assert "Automatiska svar är igång" in page
    assert "Ja, stoppa alla automatiska svar" in page.split("<details>")[1]
    after = boss.post(f"{PAGE}/stoppa", data=hidden_fields(page), follow_redirects=True).text
    assert stopped(workplace)
    assert "Stoppade 13 maj 2026 10.00 av Bodil." in after
    assert "Ja, stoppa alla automatiska svar" not in after
    again = boss.post(f"{PAGE}/starta", data=hidden_fields(after), follow_redirects=True).text
    assert not stopped(workplace)
    assert "Automatiska svar är igång" in again
    with workplace.services.database.reading() as session:
        kinds = [change.kind for change in latest_changes(session, 10)]
    assert kinds == [ChangeKind.RESUMED, ChangeKind.STOPPED]


def test_the_page_tells_that_the_program_stopped_them_itself(workplace: Workplace, boss: FlaskClient) -> None:
    """Neither whoever looks after the system nor anybody else did it; the button that starts them is there."""
    with workplace.services.database.transaction() as session:
        brake_all(session, workplace.services.clock())
    page = boss.get(PAGE).text
    assert "Programmet stoppade dem" in page
    assert "de blev för många (programmet självt)" in page
    assert "den som sköter systemet" not in page
    assert "Ja, starta automatiska svar" in page


def test_stopping_what_is_stopped_is_no_error(workplace: Workplace, boss: FlaskClient) -> None:
    """Two people press at once: both are told that it is stopped, and the log has one stop."""
    fields = hidden_fields(boss.get(PAGE).text)
    assert [boss.post(f"{PAGE}/stoppa", data=fields).status_code for _ in range(2)] == [303, 303]
    with workplace.services.database.reading() as session:
        assert len(latest_changes(session, 10)) == 1


@pytest.mark.parametrize("path", ["", "/stoppa", "/starta"])
def test_nothing_is_done_without_the_forms_own_token(workplace: Workplace, boss: FlaskClient, path: str) -> None:
    """No page elsewhere can stop, start or change anything."""
    cell = cell_of(workplace, "Ängar", "chat")
    assert boss.post(PAGE + path, data={cell: "off"}).status_code == 400
    assert (stopped(workplace), modes(workplace.services)) == (False, {})


def test_no_address_alone_stops_anything(workplace: Workplace, boss: FlaskClient) -> None:
    """A link or a picture elsewhere is a GET."""
    assert [boss.get(f"{PAGE}/{word}").status_code for word in ("stoppa", "starta")] == [405, 405]
    assert not stopped(workplace)


def test_only_those_who_may_open_it_see_it_in_the_menu(workplace: Workplace, boss: FlaskClient) -> None:
    """A manager has the link, a handler has not."""
    handler = workplace.logged_in(workplace.staff("Hans", Role.HANDLER))
    assert f'href="{PAGE}"' in boss.get("/arenden").text
    assert f'href="{PAGE}"' not in handler.get("/arenden").text
