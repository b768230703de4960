"""The measurement's pages: a draft, a round, its figures, the grades and the bank."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook

from admin.measurement.bank import shipped
from admin.measurement.round import RoundState
from admin.post_room.standing import standing_of
from assistant.cases.outbox import OutboxMail, SendState
from knowledge.organisation import Role
from knowledge.worktime import WorkingCalendar
from tests.admin.measurement.rounds import a_round, asked, spring
from tests.admin.measurement.sending import draft, log_of_rounds, mails, post, questions, rounds
from tests.admin.workplace import NOW, Workplace, hidden_fields
from tests.factories import group_of


def test_a_draft_becomes_a_round(ada: FlaskClient, workplace: Workplace) -> None:
    """Six questions of its own area to each department, changed by hand; started once, each mail has its moment."""
    made = draft(ada, workplace)
    assert (made.status_code, made.location) == (303, "/servicematning/1")
    assert draft(ada, workplace).status_code == 400, "the same form twice makes one round"
    page = ada.get("/servicematning/1").text
    keys = {one.subject: one.area for one in shipped()}
    assert sum(subject in page for subject in keys) == 12

    place = re.findall(r'href="(/servicematning/1/forvaltning/\d+)"', page)[0]
    shown = ada.get(place).text
    fields = dict(re.findall(r'<input id="([^"]+)" name="[^"]+" type="[^"]+" value="([^"]*)"', shown))
    texts = dict(re.findall(r'<textarea id="([^"]+)"[^>]*>\n?([^<]*)</textarea>', shown))
    typed = {**fields, **texts, "area": "forskola", "counted": "ja", "subject-1": "", "text-1": "", "subject-2": "Eget"}
    assert post(ada, place, **{**typed, "text-3": ""}).status_code == 400, "a subject without a mail"
    assert post(ada, place, **typed).status_code == 303
    again = ada.post(place, data={**hidden_fields(shown), **typed, "subject-3": "Annat"})
    assert again.status_code == 409, "the page was older than what is stored"

    assert post(ada, "/servicematning/1/starta", "/servicematning/1").status_code == 303
    post(ada, "/servicematning/1/starta", "/servicematning/1")
    sent = mails(workplace)
    calendar = WorkingCalendar()
    assert len(sent) == 11
    assert {mail.recipient for mail in sent} == {"forskola@prov.example", "gator-och-park@prov.example"}
    assert all(calendar.is_working_moment(mail.next_attempt_at) for mail in sent)
    assert all(mail.from_name == "Karin Ek" and mail.body.endswith("\nKarin Ek") for mail in sent)
    assert "Eget" in {mail.subject for mail in sent}
    assert ada.get(place).status_code == 409, "what is asked is not changed any more"
    assert "inte skickad" in ada.get("/servicematning/1/fragor").text
    assert "Ingen fråga har skickats än." in ada.get("/servicematning/1").text


def test_other_questions_are_drawn_once_and_only_in_place_of_what_was_read(
    ada: FlaskClient, workplace: Workplace
) -> None:
    """A press that is sent twice draws once; what somebody has written meanwhile is not thrown away unread."""
    draft(ada, workplace)
    place = re.findall(r'href="(/servicematning/1/forvaltning/\d+)"', ada.get("/servicematning/1").text)[0]
    shown, drawn = hidden_fields(ada.get(place).text), [texts_of(workplace)]
    for _press in range(2):
        assert ada.post(f"{place}/dra", data=shown).status_code == 303
        drawn.append(texts_of(workplace))
    assert drawn[0] != drawn[1] == drawn[2]
    assert "Frågorna är andra än när du öppnade sidan." in ada.get(place).text


def texts_of(workplace: Workplace) -> list[str]:
    """Every question's text."""
    return [one.text for one in questions(workplace)]


def test_a_round_is_stopped_and_goes_on_and_a_draft_comes_back(ada: FlaskClient, workplace: Workplace) -> None:
    """Nothing is lost by a press: the stop can be undone within the period, a draft that was taken away too."""
    draft(ada, workplace)
    post(ada, "/servicematning/1/ta-bort", "/servicematning/1")
    assert ada.get("/servicematning/1").status_code == 404
    assert post(ada, "/servicematning/1/tillbaka", "/servicematning?borttagen=1").status_code == 303
    post(ada, "/servicematning/1/starta", "/servicematning/1")
    post(ada, "/servicematning/1/stoppa", "/servicematning/1")
    assert (rounds(workplace)[0].state, mails(workplace)) == (RoundState.STOPPED, [])
    post(ada, "/servicematning/1/starta", "/servicematning/1")
    assert (rounds(workplace)[0].state, len(mails(workplace))) == (RoundState.STARTED, 12)
    post(ada, "/servicematning/1/ta-bort", "/servicematning/1")
    assert rounds(workplace)[0].removed_at is None, "only a draft can be taken away"
    assert len(log_of_rounds(workplace)) == 6


def test_managers_do_not_read_in_the_log_who_will_ask(ada: FlaskClient, workplace: Workplace) -> None:
    """Whoever knows the sender's name knows the questions as they come; what is done with the bank all may read."""
    draft(ada, workplace)
    post(ada, "/servicematning/fragor/fsk-allergi", subject="Nötter", text="Hej!", area="forskola", active="ja")
    log = "/installningar/logg?slag=measurement"
    manager = workplace.logged_in(workplace.staff("Mats", Role.MANAGER))
    assert [("Karin Ek" in page, "Nötter" in page) for page in (ada.get(log).text, manager.get(log).text)] == [
        (True, True),
        (False, True),
    ]
    assert "Karin Ek" not in manager.get("/installningar/logg").text


def test_a_round_that_cannot_start_says_why(ada: FlaskClient, workplace: Workplace) -> None:
    """A period that has passed, and one that ends before it begins."""
    assert draft(ada, workplace, last_day="2026-05-17").status_code == 400
    draft(ada, workplace, first_day="2026-04-01", last_day="2026-04-30")
    assert "har redan gått" in ada.get("/servicematning/1").text
    post(ada, "/servicematning/1/starta", "/servicematning/1")
    assert (rounds(workplace)[0].state, mails(workplace)) == (RoundState.DRAFT, [])


def test_questions_that_wait_are_no_trouble_of_the_post_room(ada: FlaskClient, workplace: Workplace) -> None:
    """They wait for weeks and over nights: no alarm, and no figure that tells who is measured. Whoever runs the round
    reads that one should have gone."""
    draft(ada, workplace)
    post(ada, "/servicematning/1/starta", "/servicematning/1")
    assert "skulle redan ha gått" not in ada.get("/servicematning/1").text
    workplace.clock.now = max(mail.next_attempt_at for mail in mails(workplace)) + timedelta(days=4)
    with workplace.services.database.transaction() as session:
        session.get_one(OutboxMail, mails(workplace)[0].id).state = SendState.FAILED
    with workplace.services.database.reading() as session:
        outbox = standing_of(session, workplace.services).outbox
    assert (outbox.overdue, outbox.waiting, set(outbox.counts.values())) == (None, None, {0})
    later = workplace.logged_in(workplace.staff("Bo", Role.ADMINISTRATOR))
    assert "11 frågor skulle redan ha gått" in later.get("/servicematning/1").text


def test_the_figures_are_the_national_table(ada: FlaskClient, workplace: Workplace) -> None:
    """In total and by department, the same on the page and in the file; the unanswered one by one."""
    with workplace.services.database.transaction() as session:
        number = spring(session, workplace.clock)
    page = ada.get(f"/servicematning/{number}").text
    cells = re.findall(r'<th scope="row">([^<]+)</th>((?:<td class="number unbroken">[^<]*</td>)+)', page)
    table = {name: re.findall(r">([^<]+)<", row) for name, row in reversed(cells[:3])}
    assert table["Totalt"] == [
        "3",
        "33 % (1 av 3)",
        "67 % (2 av 3)",
        "9,0 tim",
        "50 % (1 av 2)",
        "50 % (1 av 2)",
        "33 % (1 av 3)",
        "33 % (1 av 3)",
    ]
    assert table["Förskola"][1] == "100 % (1 av 1)"
    assert "Hål i gatan" in page
    assert ada.get(f"/servicematning/{number}/bild.svg").data.startswith(b"<?xml")
    book = load_workbook(BytesIO(ada.get(f"/servicematning/{number}/fil?form=xlsx").data))
    assert [cell.value for cell in book["Resultat per förvaltning"][2]][:5] == ["Totalt", 3, 33.3, 1, 3]
    assert [cell.value for cell in book["Obesvarade"][2]][:2] == ["Gator och park", "Hål i gatan"]
    assert "Resultat per förvaltning" in ada.get(f"/servicematning/{number}/fil?form=csv").get_data(True)


def test_a_manager_reads_their_department_when_it_is_over(workplace: Workplace) -> None:
    """Before that there is no round for them, and never another's department, a total or the questions' answers."""
    with workplace.services.database.transaction() as session:
        number = spring(session, workplace.clock)
        running = a_round(session, NOW - timedelta(days=1), "Förskola").id
        preschool = group_of(session, "Förskola").id
    manager = workplace.logged_in(workplace.staff("Mats", Role.MANAGER, leads=(preschool,)))
    assert manager.get(f"/servicematning/{running}").status_code == 404
    listed = manager.get("/servicematning").text
    assert (f'/servicematning/{number}"' in listed, f'/servicematning/{running}"' in listed) == (True, False)
    page = manager.get(f"/servicematning/{number}").text
    assert "Förskola" in page
    assert "Gator och park" not in page
    assert "Totalt" not in page
    assert "Gator och park" not in manager.get(f"/servicematning/{number}/fil?form=csv").get_data(True)
    assert manager.get(f"/servicematning/{number}/bedom").status_code == 403
    elsewhere = workplace.logged_in(workplace.staff("Nina", Role.MANAGER)).get(f"/servicematning/{number}").text
    assert "Omgången har inga frågor till dina förvaltningar." in elsewhere


def test_nothing_is_said_before_there_is_something_to_say(ada: FlaskClient, workplace: Workplace) -> None:
    """Not "ingen uppgift av frågorna": of a question that has just gone nobody knows how fast it is answered."""
    with workplace.services.database.transaction() as session:
        asked(session, a_round(session, NOW, "Förskola"), "Förskola", "Söka plats", NOW)
    page = ada.get("/servicematning/1").text
    assert "Totalt: det är för tidigt att säga hur snabbt frågorna besvaras." in page
    assert "1 fråga väntar fortfarande på svar." in page
    assert "Medeltiden" not in page


def test_the_bank_has_the_towns_own_wording(workplace: Workplace, ada: FlaskClient) -> None:
    """A manager rewords one and writes one; a new round draws them."""
    manager = workplace.logged_in(workplace.staff("Mats", Role.MANAGER))
    mine = {"area": "forskola", "text": "Hej!\n\nFinns det plats?\n\nMvh", "active": "ja"}
    page = "/servicematning/fragor/ny?omrade=forskola"
    for _twice in range(2):
        assert post(manager, page, page, subject="Finns plats", **mine).status_code == 303
    reworded = {**mine, "subject": "Allergi", "text": "Hej!\n\nNötter?\n\nMvh"}
    assert post(manager, "/servicematning/fragor/fsk-allergi", **reworded).status_code == 303
    listed = manager.get("/servicematning/fragor?omrade=forskola").text
    assert (listed.count("Finns plats"), "Specialkost" in listed) == (2, False)
    draft(ada, workplace, questions="20")
    assert {"Finns plats", "Allergi"} <= {one.subject for one in questions(workplace)}
