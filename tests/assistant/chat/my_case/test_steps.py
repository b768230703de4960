"""What one can do with one's own case: write more, take a copy, go on in the chat, take a chat back."""

from __future__ import annotations

import logging
import re

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.cases.response_log import ResponseLog
from assistant.services import Services
from tests.assistant.chat.my_case.owner import Owner, asked, owner_of_only_case
from tests.assistant.chat.site import ANSWER, CLEAR, DANGER, OWN_CASE, Site, Visitor

MORE = "Jag har ett nytt telefonnummer."


def test_more_words_go_to_the_same_case(site: Site) -> None:
    """Through the one way in: added, told, on the page; the person's case keeps its clock."""
    owner = asked(site, OWN_CASE)
    due = site.only_case().due_at
    assert owner.send("skriv", text=MORE).status_code == 303
    page = owner.read()
    assert "Tack, det du skrev finns nu i ärendet." in page
    assert MORE in page
    assert site.only_case().due_at == due


def test_the_same_form_twice_is_one_message(site: Site) -> None:
    """A double click or the back button stores nothing twice."""
    owner = asked(site, OWN_CASE)
    page, before = owner.page, site.count(Message)
    owner.send("skriv", page, text=MORE)
    owner.send("skriv", page, text=MORE)
    assert site.count(Message) == before + 2


def test_a_question_to_the_assistant_is_answered_here_too(site: Site) -> None:
    """A chat that nobody has goes on where it is opened."""
    owner = asked(site, "Hej!")
    owner.send("skriv", text=CLEAR)
    assert ANSWER in owner.read()


@pytest.mark.parametrize("text", ["", "   ", "å" * 2001])
def test_what_is_no_message_is_refused_beside_the_field(site: Site, text: str) -> None:
    """The page comes back with the sentence and what was typed; nothing is stored."""
    owner = asked(site, OWN_CASE)
    before = site.count(Message)
    assert owner.send("skriv", text=text).status_code == 422
    assert 'id="text-fel"' in owner.page
    assert re.search(r'<textarea id="text"[^>]*aria-invalid="true"', owner.page)
    assert site.count(Message) == before


def test_danger_written_here_is_met_with_whom_to_call(site: Site) -> None:
    """The case becomes confidential at once: its words are gone from the page, and 112 is said all the same."""
    owner = asked(site, OWN_CASE)
    owner.send("skriv", text=DANGER)
    page = owner.read()
    assert "Är någon i fara just nu? Ring 112. Socialjouren når du på 0980-319 999." in page
    assert DANGER not in page
    assert OWN_CASE not in page


def test_a_copy_as_a_file_has_everything_that_was_said(site: Site) -> None:
    """Plain text in UTF-8 with who and when, under the case's number."""
    owner = asked(site, OWN_CASE)
    site.answer_as_staff("Du överklagar till oss.\n\nSenast om tre veckor.")
    file = owner.client.get(f"{owner.address}/samtal.txt")
    number = site.only_case().number
    assert file.content_type == "text/plain; charset=utf-8"
    assert file.headers["Content-Disposition"] == f'attachment; filename="arende-{number}.txt"'
    blocks = file.text.split("\n\n")
    assert blocks[0] == f"Meddelanden i ärende {number}, Provstads kommun"
    assert blocks[1] == f"Du, 18 november 2026 kl. 10.00:\n{OWN_CASE}"
    assert blocks[2].startswith("Assistenten (automatiskt svar), 18 november 2026 kl. 10.00:\n")
    assert blocks[-2:] == ["Anna Lind, 18 november 2026 kl. 10.00:\nDu överklagar till oss.", "Senast om tre veckor.\n"]


def left_address(site: Site, eva: Visitor) -> Owner:
    """A case whose answer goes to eva@b.example."""
    eva.ask(OWN_CASE)
    eva.send("/kontakt", email="eva@b.example")
    return owner_of_only_case(site)


def test_a_copy_goes_by_mail_to_the_address_that_was_left_once_an_hour(site: Site, eva: Visitor) -> None:
    """Through the outbox; a second one within the hour is refused kindly, after it there is another."""
    owner = left_address(site, eva)
    assert owner.send("kopia").status_code == 303
    assert "En kopia skickas till den e-postadress som du har lämnat." in owner.read()
    owner.send("kopia")
    assert "En kopia har redan skickats nyligen." in owner.read()
    assert site.mails(MailKind.TRANSCRIPT) == ["eva@b.example"]
    with site.services.database.reading() as session:
        body = session.scalars(select(OutboxMail.body).where(OutboxMail.kind == MailKind.TRANSCRIPT)).one()
    assert OWN_CASE in body
    site.services.clock.forward(hours=1)  # type: ignore[attr-defined]
    owner.send("kopia")
    assert len(site.mails(MailKind.TRANSCRIPT)) == 2


def test_an_address_that_has_had_enough_gets_no_copy_and_nobody_learns_it(site: Site, eva: Visitor) -> None:
    """The same words as always: else anybody could learn by a stranger's address what mail that person has had."""
    owner = left_address(site, eva)
    for _ in range(5):
        owner.send("kopia")
        site.services.clock.forward(hours=1)  # type: ignore[attr-defined]
        assert "En kopia skickas till den e-postadress" in owner.read()
    # The receipt was the first of the day's four.
    assert len(site.mails(MailKind.TRANSCRIPT)) == 3


def test_no_copy_is_mailed_where_none_can_be(site: Site) -> None:
    """Without an address, and of a confidential case: refused, and nothing posted."""
    owner = asked(site, OWN_CASE)
    page = owner.page
    assert "kopia med e-post" not in page
    assert owner.send("kopia", page).status_code == 404
    owner.send("skriv", page, text=DANGER)
    assert owner.send("kopia", page).status_code == 404
    assert site.mails(MailKind.TRANSCRIPT) == []


def test_an_installation_without_mail_offers_no_copy(services: Services) -> None:
    """Nor does it take the form from elsewhere."""
    site = Site(services, smtp="")
    owner = asked(site, OWN_CASE)
    assert "kopia med e-post" not in owner.page
    assert owner.send("kopia").status_code == 400


def test_the_chat_goes_on_in_another_browser(site: Site) -> None:
    """There a live answer is seen at once."""
    owner = asked(site, OWN_CASE)
    answer = owner.send("fortsatt")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#senaste")
    assert OWN_CASE in owner.client.get("/").text


def test_a_chat_is_taken_back_after_a_question(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Every word and the address are gone; that it was there, and what was decided, stays without content."""
    eva = site.visitor()
    eva.ask(CLEAR)
    owner = owner_of_only_case(site)
    number = site.only_case().number
    assert "Ta bort samtalet" in owner.page
    assert "Vill du ta bort samtalet?" in owner.client.get(f"{owner.address}/ta-bort").text
    with caplog.at_level(logging.INFO):
        answer = owner.send("ta-bort")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Samtalet är borttaget. Ingen kan läsa det längre." in owner.client.get("/").text
    assert owner.client.get(owner.address).status_code == 404
    assert ANSWER not in eva.see_again()
    assert site.count(Message) == 0
    case = site.only_case()
    assert (case.number, case.status, case.subject, case.contact_email) == (number, Status.CLOSED, "", "")
    assert len(site.events(EventKind.EMPTIED)) == 1
    with site.services.database.reading() as session:
        assert [(row.answered, row.question_id) for row in session.scalars(select(ResponseLog))] == [(True, None)]
    assert [record.getMessage() for record in caplog.records if "emptied" in record.getMessage()] == [
        f"case {number}: emptied at the resident's wish"
    ]


def test_what_a_person_has_cannot_be_taken_back(site: Site) -> None:
    """It is a public document: no link, and a form from elsewhere or from before the hand-over changes nothing."""
    eva = site.visitor()
    eva.ask(CLEAR)
    owner = owner_of_only_case(site)
    old = owner.page
    eva.send("/person")
    before = site.count(Message)
    assert owner.client.get(f"{owner.address}/ta-bort").status_code == 303
    assert owner.send("ta-bort", old).status_code == 303
    assert "Därför är den en allmän handling" in owner.read()
    assert site.count(Message) == before
    assert site.events(EventKind.EMPTIED) == []


@pytest.mark.parametrize("step", ["skriv", "kopia", "fortsatt", "ta-bort"])
def test_a_form_from_nowhere_is_refused(site: Site, step: str) -> None:
    """Without the page's secret field nothing is done."""
    owner = asked(site, CLEAR)
    before = site.count(Message)
    assert owner.client.post(f"{owner.address}/{step}", data={"text": MORE}).status_code == 400
    assert site.count(Message) == before
    assert owner.client.get(owner.address).status_code == 200


def test_two_cases_do_not_see_each_other(site: Site) -> None:
    """A code opens its own case and no other."""
    for question in (OWN_CASE, CLEAR):
        site.visitor().ask(question)
    with site.services.database.reading() as session:
        first, second = session.scalars(select(Case).order_by(Case.id))
    assert OWN_CASE in Owner(site, first.code).page
    assert OWN_CASE not in Owner(site, second.code).page
