"""What follows a question: choices, a person, an address, a handler's reply, the end."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, EventKind, Line, Status
from assistant.cases.handling import close
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail
from knowledge.curation import archive
from knowledge.entries import Entry
from knowledge.organisation import Role
from tests.assistant.chat.site import ANSWER, CHOICES, CLEAR, DANGER, OWN_CASE, UNCLEAR, Site, Visitor
from tests.factories import add_staff


def test_an_unclear_question_is_asked_back_and_a_choice_answered(site: Site, eva: Visitor) -> None:
    """The choices are buttons; the one that is pressed is answered as its card."""
    eva.ask(UNCLEAR)
    choices = re.findall(r'name="svar" value="(\d+)">([^<]+)</button>', eva.page)
    assert {question for _, question in choices} == set(CHOICES)
    answer = eva.send("/val", svar=choices[1][0])
    assert answer.status_code == 303
    assert f"<h2>{choices[1][1]}</h2>" in eva.page
    assert 'name="svar"' not in eva.page
    assert site.only_case().line == Line.ASSISTANT


def test_a_choice_pressed_twice_is_one_answer(site: Site, eva: Visitor) -> None:
    """The same button on the same page counts once."""
    eva.ask(UNCLEAR)
    page, chosen = eva.page, str(site.entry_id(CHOICES[0]))
    eva.send("/val", page, svar=chosen)
    eva.send("/val", page, svar=chosen)
    assert site.count(Message) == 4


@pytest.mark.parametrize("svar", ["999999", "abc", ""])
def test_only_what_was_offered_can_be_chosen(site: Site, eva: Visitor, svar: str) -> None:
    """A made-up choice changes nothing."""
    eva.ask(UNCLEAR)
    assert eva.send("/val", svar=svar).status_code == 400
    assert site.count(Message) == 2


def test_an_entry_that_was_not_offered_cannot_be_chosen(site: Site, eva: Visitor) -> None:
    """A real entry that this chat was never asked about is refused too."""
    eva.ask(UNCLEAR)
    assert eva.send("/val", svar=str(site.entry_id(CLEAR))).status_code == 400
    assert site.count(Message) == 2


def test_a_choice_withdrawn_meanwhile_goes_to_a_person(site: Site, eva: Visitor) -> None:
    """An entry archived between the question back and the choice is never said."""
    eva.ask(UNCLEAR)
    chosen = site.entry_id(CHOICES[0])
    with site.services.database.transaction() as session:
        archive(session, session.get_one(Entry, chosen), "fel", site.services.clock())
    eva.send("/val", svar=str(chosen))
    assert "Ditt ärende har nummer 2026-" in eva.read()
    assert site.only_case().status is Status.OPEN


def test_none_of_the_choices_leads_to_a_person_once(site: Site, eva: Visitor) -> None:
    """ "Inget av detta" hands over; pressed again on an old page it does nothing more."""
    eva.ask(UNCLEAR)
    page = eva.page
    assert "Inget av detta" in page
    eva.send("/person", page)
    eva.send("/person", page)
    eva.send("/person")
    case = site.only_case()
    assert case.status is Status.OPEN
    assert case.number in eva.read()
    assert len(site.events(EventKind.HANDED_OVER)) == 1
    assert len(site.mails(MailKind.NOTICE)) == 1


def test_a_choice_on_an_old_page_does_not_close_a_person_s_case(site: Site, eva: Visitor) -> None:
    """In another tab a person has taken over: the late choice is added to the case, which stays open."""
    eva.ask(UNCLEAR)
    old, chosen = eva.page, str(site.entry_id(CHOICES[0]))
    eva.send("/person")
    eva.send("/val", old, svar=chosen)
    case = site.only_case()
    assert (case.status, case.answered_at) == (Status.OPEN, None)


def test_what_nobody_knows_is_handed_over_with_number_day_and_name(site: Site, eva: Visitor) -> None:
    """A hand-over shows the case number, the latest day of an answer and who is responsible."""
    page = eva.ask(OWN_CASE)
    case = site.only_case()
    assert case.due_at is not None
    assert f"Ärendenummer {case.number}" in page
    assert "Svar senast fredag 20 november" in page
    assert "Ansvarig Ekonomiskt bistånd" in page
    assert f"<title>Ditt ärende {case.number} – Provstads kommun</title>" in eva.page
    assert 'name="email"' in eva.page


def test_more_words_are_added_to_a_person_s_case(site: Site, eva: Visitor) -> None:
    """The assistant keeps out of a case that a person has, even when it knows the answer."""
    eva.ask(OWN_CASE)
    page = eva.ask(CLEAR)
    assert "jag har lagt till det du skrev" in page
    assert ANSWER not in page
    assert site.count(Case) == 1


def test_an_address_gets_a_receipt(site: Site, eva: Visitor) -> None:
    """Name and address are kept on the case, a receipt is posted, and the form gives way to a sentence."""
    eva.ask(OWN_CASE)
    answer = eva.send("/kontakt", name=" Eva \x00 Ek ", email=" Eva@B.example ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#arende")
    assert "skickas till eva@b.example" in eva.read()
    assert 'name="email"' not in eva.page
    assert site.mails(MailKind.RECEIPT) == ["eva@b.example"]
    with site.services.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.contact_name, case.contact_email, case.resident) == ("Eva Ek", "eva@b.example", None)


def test_a_page_promises_no_receipt_and_does_not_tell_whether_one_was_held_back(site: Site) -> None:
    """The fourth chat that names an address has its receipt, the fifth has none (facts/mail.md 1.11): the same words.

    Whoever types another's address must not learn from the page whether that person has had mail from us.
    """
    pages = []
    for _ in range(5):
        visitor = site.visitor()
        visitor.ask(OWN_CASE)
        visitor.send("/kontakt", name="Eva", email="eva@b.example")
        pages.append(visitor.read())
    assert site.mails(MailKind.RECEIPT) == ["eva@b.example"] * 4
    told = [re.findall(r"Svaret skickas till eva@b.example\.[^.]*\.", page) for page in pages]
    assert told == [["Svaret skickas till eva@b.example. Oftast får du också ett kvitto dit redan nu."]] * 5


def test_the_address_form_twice_is_one_receipt(site: Site, eva: Visitor) -> None:
    """Sent again, also with another address, the first one stands."""
    eva.ask(OWN_CASE)
    page = eva.page
    eva.send("/kontakt", page, name="Eva", email="eva@b.example")
    assert eva.send("/kontakt", page, name="Eva", email="annan@b.example").status_code == 303
    assert site.mails(MailKind.RECEIPT) == ["eva@b.example"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv din e-postadress, eller hoppa över det här"),
        ("eva@", "E-postadressen ser inte rätt ut"),
        ('"><script>@b.example', "E-postadressen ser inte rätt ut"),
        ("eva@b.example,annan@b.example", "E-postadressen ser inte rätt ut"),
        ("a" * 300 + "@b.example", "E-postadressen ser inte rätt ut"),
    ],
)
def test_an_impossible_address_is_explained_beside_its_field(
    site: Site, eva: Visitor, typed: str, sentence: str
) -> None:
    """The page comes back with the sentence, the name and what was typed; nothing is stored or sent."""
    eva.ask(OWN_CASE)
    answer = eva.send("/kontakt", name="Eva Ek", email=typed)
    assert answer.status_code == 422
    assert sentence in eva.read()
    assert 'value="Eva Ek"' in eva.page
    value = re.search(r'name="email"[^>]*value="([^"]*)" aria-invalid="true"', eva.page)
    assert value is not None
    assert unescape(value[1]) == typed[:255]
    assert site.mails(MailKind.RECEIPT) == []


def test_an_address_without_a_case_is_forgotten(site: Site, eva: Visitor) -> None:
    """The contact form means nothing before a person has the question."""
    assert eva.send("/kontakt", name="Eva", email="eva@b.example").status_code == 303
    eva.ask(CLEAR)
    eva.send("/kontakt", name="Eva", email="eva@b.example")
    assert site.count(OutboxMail) == 0


def test_danger_comes_first_and_names_no_department(site: Site, eva: Visitor) -> None:
    """Danger is met with 112 and the on-call number before all else; the case is confidential."""
    page = eva.ask(DANGER)
    said = page[page.rindex("Assistenten automatiskt svar") :]
    assert said.index("Är någon i fara just nu? Ring 112.") < said.index("Ditt ärende har nummer")
    assert "0980-319 999" in said
    assert "Ansvarig En medarbetare på kommunen" in page
    assert site.only_case().confidential


def test_ending_the_chat_forgets_it_in_this_browser(site: Site, eva: Visitor) -> None:
    """After "Avsluta chatten" nothing of the conversation is shown, not even by an old form; the case stays."""
    old = eva.page
    eva.ask(DANGER)
    eva.send("/avsluta")
    assert "Chatten är avslutad" in eva.read()
    assert DANGER not in eva.read()
    assert "Chatten är avslutad" not in eva.see_again()
    eva.send("/fraga", old, text=DANGER)
    with site.services.database.reading() as session:
        first, second = session.scalars(select(Case).order_by(Case.id))
    assert first.number not in eva.read()
    assert second.number in eva.read()


def test_a_person_s_reply_is_in_the_chat_with_name_and_title(site: Site, eva: Visitor) -> None:
    """A handler's words stand in the log under their name; the page no longer waits."""
    eva.ask(OWN_CASE)
    site.answer_as_staff("Du överklagar till oss inom tre veckor.\n\nSe https://www.prov.example/overklaga.")
    page = eva.see_again()
    assert "Anna Lind Handläggare onsdag 18 november" in page
    assert "Du överklagar till oss inom tre veckor." in page
    assert '<a href="https://www.prov.example/overklaga">' in eva.page
    assert "Du har fått svar här ovanför." in page
    assert "Svar senast" not in page


def test_a_closed_case_says_so_and_opens_again(site: Site, eva: Visitor) -> None:
    """Closed without an answer, it promises none; whoever writes again is told that it opens, and it does."""
    eva.ask(OWN_CASE)
    with site.services.database.transaction() as session:
        close(session.scalars(select(Case)).one(), add_staff(session, "Bo Ek", Role.HANDLER), site.services.clock())
    page = eva.see_again()
    assert "Ärendet avslutades utan svar. Skriv igen" in page
    assert "Svar senast" not in page
    eva.ask("Jag undrar en sak till om mitt beslut")
    assert site.only_case().status is Status.OPEN
