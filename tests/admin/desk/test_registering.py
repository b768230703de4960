"""A contact registered at the desk: solved in one form, handed over in another, once however often it is sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import EventKind, Line, Status
from assistant.cases.message import Author, MessageEntry, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.answer import Channel, Outcome
from knowledge.curation import archive
from knowledge.entries import Entry
from tests.admin.desk.guide import ANSWER, PLACE, Desk, form_fields, form_page, post_form
from tests.admin.workplace import NOW
from tests.fakes import Clock

QUESTION = "Jag vill säga upp platsen, mitt personnummer är 19121212-1212"


def mails(desk: Desk, kind: MailKind) -> list[OutboxMail]:
    """The mails of one kind."""
    with desk.workplace.services.database.reading() as session:
        return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)))


def test_the_form_knows_the_channel_the_subject_and_the_question(gun: FlaskClient, desk: Desk) -> None:
    """By phone, the entry's subject, what was typed without its personal number, and which answer it was."""
    page = form_page(gun, "registrera", fraga=QUESTION, svar=str(desk.entry_id("FSK-01")))
    assert 'value="phone" checked' in page
    assert 'value="Säga upp plats"' in page
    assert "mitt personnummer är [personnummer]" in page
    assert "1212" not in page
    assert PLACE in page
    assert "Vad svarade du?" not in page


def test_a_solved_contact_is_a_closed_case_of_the_first_line_that_figures_count(
    gun: FlaskClient, desk: Desk, clock: Clock
) -> None:
    """Channel, subject, question, the answer with its entry, who wrote it down and how long that took."""
    entry_id = desk.entry_id("FSK-01")
    page = form_page(gun, "registrera", fraga=QUESTION, svar=str(entry_id))
    clock.forward(seconds=7)
    answer = post_form(gun, "", "registrera/lost", page, fraga=QUESTION, amne="Säga upp plats", kanal="visit")
    assert answer.status_code == 303
    (case,) = desk.cases()
    assert (case.status, case.line, case.channel) == (Status.CLOSED, Line.FIRST_LINE, Channel.VISIT)
    assert (case.subject, case.confidential, case.group_id) == ("Säga upp plats", False, desk.first_line)
    assert case.answered_at == case.closed_at == NOW.replace(second=7)
    assert case.registered_by_id == case.handler_id
    asked, said = desk.workplace.messages(case.number)
    assert (asked.author, asked.text) == (
        Author.RESIDENT,
        "Jag vill säga upp platsen, mitt personnummer är [personnummer]",
    )
    assert (said.author, said.kind) == (Author.STAFF, MessageKind.REPLY)
    assert said.text.startswith(ANSWER)
    assert "https://www.prov.example/sag-upp" in said.text
    (row,) = desk.log()
    assert (row.outcome, row.answered, row.line, row.entry_id) == (Outcome.ANSWERED, True, Line.FIRST_LINE, entry_id)
    assert (row.channel, row.working_seconds) == (Channel.VISIT, 0)
    (event,) = desk.events(case.number, EventKind.REGISTERED)
    assert event.detail == {"solved": True, "seconds": 7}
    with desk.workplace.services.database.reading() as session:
        assert session.scalars(select(MessageEntry.entry_id)).all() == [entry_id]
    assert mails(desk, MailKind.REPLY) == []
    assert case.number in gun.get("/svarsstod").text


def test_without_an_entry_the_guide_writes_what_was_said(gun: FlaskClient, desk: Desk) -> None:
    """Nothing is registered before there are words; then they are the answer, without personal numbers."""
    assert "Vad svarade du?" in form_page(gun, "registrera", fraga="Var är toaletten?")
    refused = post_form(gun, "registrera", "registrera/lost", fraga="Var är toaletten?", eget_svar=" ")
    assert refused.status_code == 400
    assert "Skriv vad du svarade." in refused.text
    assert "Var är toaletten?" in refused.text
    assert desk.cases() == []
    said = "Till höger, 19121212-1212."
    assert post_form(gun, "registrera", "registrera/lost", fraga="Var är toaletten?", eget_svar=said).status_code == 303
    (case,) = desk.cases()
    assert case.subject == "Var är toaletten?"
    assert desk.workplace.messages(case.number)[-1].text == "Till höger, [personnummer]."


@pytest.mark.parametrize(("own", "kept"), [("Till höger.", "Till höger."), ("", "Var är toaletten?")])
def test_a_login_that_has_ended_gives_a_guide_s_words_back(
    gun: FlaskClient, desk: Desk, clock: Clock, own: str, kept: str
) -> None:
    """The answer, or else the question: it was typed while somebody was on the phone."""
    page = form_page(gun, "registrera", fraga="Var är toaletten?")
    clock.forward(hours=13)
    met = post_form(gun, "registrera", "registrera/lost", page, fraga="Var är toaletten?", eget_svar=own)
    assert (met.status_code, f"{kept}</textarea>" in met.text) == (401, True)
    assert desk.cases() == []


@pytest.mark.parametrize("wrong", [{"fraga": " "}, {"kanal": "chat"}, {"kanal": "email"}, {"fraga": "å" * 2001}])
def test_a_contact_that_cannot_be_is_not_registered(gun: FlaskClient, desk: Desk, wrong: dict[str, str]) -> None:
    """No question, a far too long one, or a channel that is not a guide's to write down."""
    page = form_page(gun, "registrera", fraga="Plats?", svar=str(desk.entry_id("FSK-01")))
    refused = post_form(gun, "", "registrera/lost", page, **({"fraga": "Plats?"} | wrong))
    assert refused.status_code == 400
    assert "Inget är registrerat än" in refused.text
    assert desk.cases() == []


def test_the_departments_own_answer_cannot_be_registered_as_given(gun: FlaskClient, desk: Desk) -> None:
    """Also by a form that no page of ours has; the page says to hand over."""
    page = form_page(gun, "registrera", fraga="Överklaga", svar=str(desk.entry_id("FSK-03")))
    refused = post_form(gun, "", "registrera/lost", page, fraga="Överklaga")
    assert refused.status_code == 400
    assert "Bara förvaltningen får svara" in refused.text
    assert desk.cases() == []


def test_an_answer_that_was_withdrawn_meanwhile_is_not_said_to_have_been_given(gun: FlaskClient, desk: Desk) -> None:
    """The guide writes what was said instead; the question stands."""
    entry_id = desk.entry_id("FSK-01")
    page = form_page(gun, "registrera", fraga="Säga upp?", svar=str(entry_id))
    with desk.workplace.services.database.transaction() as session:
        archive(session, session.get_one(Entry, entry_id), "Gäller inte", NOW)
    refused = post_form(gun, "", "registrera/lost", page, fraga="Säga upp?")
    assert refused.status_code == 400
    assert "Svaret gäller inte längre." in refused.text
    assert "Säga upp?" in refused.text
    assert desk.cases() == []


@pytest.mark.parametrize("way", ["registrera/lost", "lamna-over/klart"])
def test_a_form_sent_twice_registers_once_and_two_forms_two(gun: FlaskClient, desk: Desk, way: str) -> None:
    """A double click says the same number twice; the next call with the same question is another contact."""
    fields = {"fraga": "Plats?", "grupp": str(desk.placing), "phone": "070-123 45 67", "eget_svar": "Ja."}
    which = way.partition("/")[0]
    page = form_page(gun, which, fraga="Plats?")
    for _ in range(2):
        assert post_form(gun, "", way, page, **fields).status_code == 303
        assert desk.cases()[0].number in gun.get("/svarsstod").text
    assert len(desk.cases()) == 1
    assert len(desk.log()) == 1
    assert post_form(gun, which, way, **fields).status_code == 303
    assert len(desk.cases()) == 2


def test_danger_and_confidential_departments_make_a_solved_contact_confidential(gun: FlaskClient, desk: Desk) -> None:
    """It has no subject, which would stand in lists, and belongs to the contact centre's own group."""
    post_form(gun, "registrera", "registrera/lost", fraga="Min man slår mig", eget_svar="Ring 112.")
    post_form(gun, "registrera", "registrera/lost", fraga="Soc?", amne="Soc", svar=str(desk.entry_id("IFO-01")))
    assert [(case.confidential, case.subject, case.group_id) for case in desk.cases()] == [
        (True, "", desk.first_line),
        (True, "", desk.first_line),
    ]


def test_the_hand_over_form_has_the_right_group_chosen(gun: FlaskClient, desk: Desk) -> None:
    """By the entry that is open; of danger by the group that takes it, whatever entry is open."""
    entry = {"svar": str(desk.entry_id("FSK-01"))}
    assert f'value="{desk.placing}" selected' in form_page(gun, "lamna-over", fraga="Plats?", **entry)
    crisis = desk.workplace.group("Kris", "Individ- och familjeomsorg", sensitive=True)
    assert f'value="{crisis}" selected' in form_page(gun, "lamna-over", fraga="Min man slår mig", **entry)


def test_a_contact_handed_over_runs_as_any_other_case(gun: FlaskClient, desk: Desk) -> None:
    """The group and its promise, the number to call, the notice without it, the receipt, and the log."""
    number = desk.handed_over(
        gun, QUESTION, name="Eva Ekström", email="eva@hemma.example", wished="morning", amne="Byta plats"
    )
    (case,) = desk.cases()
    assert (case.number, case.status, case.group_id) == (number, Status.OPEN, desk.placing)
    assert (case.subject, case.contact_name, case.contact_email) == ("Byta plats", "Eva Ekström", "eva@hemma.example")
    # Friday, two working days after Wednesday with Ascension Day between them, ends on Monday.
    assert case.due_at == datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
    assert case.clock_started_at == case.handed_over_at == NOW
    (row,) = desk.log()
    assert (row.outcome, row.reason, row.answered) == (Outcome.HANDED_OVER, "first_line", False)
    (notice,) = mails(desk, MailKind.NOTICE)
    assert notice.recipient == "placering@provkoping.example"
    assert "070-123" not in notice.body
    assert "1212" not in notice.body
    (receipt,) = mails(desk, MailKind.RECEIPT)
    assert receipt.recipient == "eva@hemma.example"
    assert number in receipt.body
    (event,) = desk.events(number, EventKind.REGISTERED)
    assert event.detail["solved"] is False
    anna = desk.workplace.logged_in(desk.anna).get(f"/arenden/{number}").text
    assert "070-123 45 67" in anna
    assert "helst på förmiddagen" in anna
    said = gun.get("/svarsstod").text
    assert number in said
    assert "Placering" in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "", "email": ""}, "Skriv ett telefonnummer eller en e-postadress"),
        ({"phone": "ring hem"}, "Telefonnumret ser inte rätt ut."),
        ({"email": "eva(at)hemma"}, "E-postadressen ser inte rätt ut."),
        ({"grupp": ""}, "Välj vem som ska ta över."),
        ({"fraga": ""}, "Skriv vad medborgaren frågade om."),
    ],
)
def test_nobody_is_handed_over_who_cannot_be_answered(
    gun: FlaskClient, desk: Desk, wrong: dict[str, str], said: str
) -> None:
    """What was typed is kept beside what is wrong with it."""
    fields = {"grupp": str(desk.placing), "phone": "070-123 45 67", "fraga": "Plats?", "name": "Eva"} | wrong
    refused = post_form(gun, "lamna-over", "lamna-over/klart", **fields)
    assert refused.status_code == 400
    assert said in refused.text
    assert 'value="Eva"' in refused.text
    assert desk.cases() == []


def test_an_address_is_enough_and_a_group_that_is_gone_is_refused(gun: FlaskClient, desk: Desk) -> None:
    """Without a number nobody waits to be called; a group that was removed meanwhile costs no words."""
    desk.handed_over(gun, phone="", email="eva@hemma.example")
    (case,) = desk.cases()
    assert desk.events(case.number, EventKind.CALL_ASKED) == []
    gone = post_form(
        gun, "lamna-over", "lamna-over/klart", fraga="Hej?", grupp="4711", phone="070-123 45 67", name="Eva"
    )
    assert gone.status_code == 400
    assert "Den svarsgruppen finns inte längre." in gone.text
    assert 'value="Eva"' in gone.text
    assert len(desk.cases()) == 1


def test_what_is_handed_to_a_confidential_department_is_gone_from_the_guide_s_sight(
    gun: FlaskClient, desk: Desk
) -> None:
    """No subject, nothing in the notice, and no page of it for the guide, who is only told its number."""
    number = desk.handed_over(gun, grupp=str(desk.support), amne="Bistånd")
    (case,) = desk.cases()
    assert (case.confidential, case.subject) == (True, "")
    assert number in gun.get("/svarsstod").text
    assert gun.get(f"/arenden/{number}").status_code == 404


def test_each_form_leads_to_the_other_with_what_was_typed(gun: FlaskClient, desk: Desk) -> None:
    """The channel and the subject follow along; every form has a key of its own."""
    page = form_page(gun, "registrera", fraga="Plats?", svar=str(desk.entry_id("FSK-01")))
    fields = form_fields(page) | {"fraga": "Plats nu?", "kanal": "social", "amne": "Eget ämne"}
    other = gun.post("/svarsstod/lamna-over", data=fields).text
    assert 'value="social" checked' in other
    assert 'value="Eget ämne"' in other
    assert "Plats nu?" in other
    assert form_fields(other)["token"] != form_fields(page)["token"]
