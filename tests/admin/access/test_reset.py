"""A forgotten password: a mailed link that works once, for an hour, and tells nobody who works here."""

from __future__ import annotations

import email
import email.policy
import re

import pytest
from sqlalchemy import select

from assistant.cases.outbox import MailKind, OutboxMail, mails_of
from knowledge.organisation import Role, the_municipality
from mail_gateway.compose import render
from mail_gateway.sending.letters import letter_for
from tests.admin.access.people import NEW, ask_for_link, audits, change, choose, link_in, mails, stored
from tests.admin.workplace import PASSWORD, Workplace, log_in
from tests.fakes import Clock


@pytest.fixture
def anna(workplace: Workplace) -> str:
    """A handler's address."""
    return workplace.staff("Anna", Role.HANDLER)


def test_the_page_answers_alike_whoever_has_the_address(workplace: Workplace, anna: str) -> None:
    """A colleague, somebody who left, nobody: the same page; only the colleague gets a mail."""
    left = workplace.staff("Bo", Role.HANDLER)
    change(workplace, left, active=False)
    pages = set()
    for address in (anna, left, "ingen@provkoping.example"):
        answer = ask_for_link(workplace, address)
        assert answer.status_code == 200
        pages.add(answer.text.replace(address, ""))
    assert len(pages) == 1
    assert "Finns det en medarbetare med adressen" in pages.pop()
    assert [mail.recipient for mail in mails(workplace)] == [anna]


def test_nothing_is_sent_without_an_address(workplace: Workplace) -> None:
    """An empty field is told so, at the field; strange signs are only an address that nobody has."""
    assert "Skriv din e-postadress." in ask_for_link(workplace, " ").text
    assert ask_for_link(workplace, "a\0'b").status_code == 200
    assert mails(workplace) == []


def test_the_link_sets_a_password_and_logs_in_here_and_out_elsewhere(workplace: Workplace, anna: str) -> None:
    """The old password and the old sessions are of no use; it is written down, without any password."""
    elsewhere, here = workplace.logged_in(anna), workplace.visitor()
    ask_for_link(workplace, anna.upper())
    answer = choose(here, link_in(mails(workplace)[0]))
    assert (answer.status_code, answer.location) == (303, "/arenden")
    assert "Ditt nya lösenord är sparat" in here.get("/arenden").text
    assert elsewhere.get("/arenden").status_code == 302
    assert log_in(workplace.visitor(), anna, PASSWORD).status_code == 400
    assert log_in(workplace.visitor(), anna, NEW).status_code == 303
    (entry,) = audits(workplace)
    assert (entry.what, entry.after, entry.staff_id) == ("staff", {"password_set": True}, stored(workplace, anna).id)


def test_a_link_works_once(workplace: Workplace, anna: str) -> None:
    """The second time it says so, and changes nothing; the form sent twice leads its sender to the same place."""
    ask_for_link(workplace, anna)
    link, browser = link_in(mails(workplace)[0]), workplace.visitor()
    assert choose(browser, link).status_code == 303
    assert browser.get(link).status_code == 410
    stranger = workplace.visitor().get(link)
    assert stranger.status_code == 410
    assert "Länken gäller inte längre" in stranger.text
    hashed = stored(workplace, anna).password_hash
    workplace.app.config["WTF_CSRF_ENABLED"] = False
    assert browser.post(link, data={"new": "något annat än nyss", "again": "något annat än nyss"}).status_code == 303
    assert workplace.visitor().post(link, data={"new": NEW, "again": NEW}).status_code == 410
    assert stored(workplace, anna).password_hash == hashed


def test_a_link_works_for_an_hour(workplace: Workplace, clock: Clock, anna: str) -> None:
    """Just before the hour it opens, at the hour it does not, and a filled-in form is of no use either."""
    ask_for_link(workplace, anna)
    link = link_in(mails(workplace)[0])
    clock.forward(minutes=59, seconds=59)
    page = workplace.visitor()
    assert page.get(link).status_code == 200
    clock.forward(seconds=1)
    assert page.get(link).status_code == 410
    workplace.app.config["WTF_CSRF_ENABLED"] = False
    assert page.post(link, data={"new": NEW, "again": NEW}).status_code == 410
    assert log_in(workplace.visitor(), anna).status_code == 303


def test_looking_at_a_link_does_not_use_it_up(workplace: Workplace, anna: str) -> None:
    """A program that opens every address in a mail leaves the link to its reader."""
    ask_for_link(workplace, anna)
    link = link_in(mails(workplace)[0])
    assert [workplace.visitor().get(link).status_code for _ in range(3)] == [200] * 3
    assert choose(workplace.visitor(), link).status_code == 303


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("elva tecken", "elva tecken", "minst 12 tecken"),
        (NEW, NEW + "!", "Lösenorden är inte lika"),
        ("a" * 1001, "a" * 1001, "högst 1000 tecken"),
    ],
)
def test_a_password_that_will_not_do_leaves_the_link(
    workplace: Workplace, anna: str, new: str, again: str, said: str
) -> None:
    """Too short, endless, or written differently the second time: it is said, and one may try again."""
    ask_for_link(workplace, anna)
    link, browser = link_in(mails(workplace)[0]), workplace.visitor()
    refused = choose(browser, link, new, again)
    assert refused.status_code == 400
    assert said in refused.text
    assert log_in(workplace.visitor(), anna).status_code == 303
    assert choose(browser, link).status_code == 303


def test_at_most_one_link_a_quarter_of_an_hour(workplace: Workplace, clock: Clock, anna: str) -> None:
    """Nobody's mailbox is filled in their name, and the page does not tell; both links work while they are young."""
    for _ in range(4):
        assert ask_for_link(workplace, anna).status_code == 200
    assert len(mails(workplace)) == 1
    clock.forward(minutes=15)
    ask_for_link(workplace, anna)
    first, second = (link_in(mail) for mail in mails(workplace))
    assert workplace.visitor().get(first).status_code == 200
    assert choose(workplace.visitor(), second).status_code == 303
    assert workplace.visitor().get(first).status_code == 410


def test_whoever_leaves_has_no_use_of_a_link(workplace: Workplace, anna: str) -> None:
    """Also of one that was mailed before."""
    ask_for_link(workplace, anna)
    change(workplace, anna, active=False)
    assert workplace.visitor().get(link_in(mails(workplace)[0])).status_code == 410


@pytest.mark.parametrize("link", ["ny", "ny.1.1." + "a" * 64, "%00", "ny.999999999.99999999999." + "0" * 64])
def test_what_is_no_link_of_ours_has_ended(workplace: Workplace, link: str) -> None:
    """Guesses and torn links meet the page that leads to a new one."""
    answer = workplace.visitor().get(f"/valj-losenord/{link}")
    assert answer.status_code == 410
    assert 'href="/glomt-losenord"' in answer.text


def test_the_gateway_writes_the_mail_with_its_link_whole(workplace: Workplace, anna: str) -> None:
    """To the colleague alone: plain text, marked as automatic, no greeting for residents, and no host but our own."""
    client = workplace.visitor()
    page = client.get("/glomt-losenord", headers={"Host": "ond.example"})
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    client.post("/glomt-losenord", data={"csrf_token": token[1], "email": anna}, headers={"Host": "ond.example"})
    with workplace.services.database.reading() as session:
        mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.ACCESS)).one()
        town = the_municipality(session)
        town.email = "kommun@provkoping.example"
        outgoing = letter_for(session, mail, town, workplace.services.settings, workplace.clock.now)
        sent = email.message_from_bytes(render(outgoing), policy=email.policy.default)
    assert (sent["To"], sent["Subject"]) == (anna, "Välj ett nytt lösenord")
    assert sent["Auto-Submitted"] == "auto-generated"
    text = sent.get_content()
    assert "ond.example" not in text
    assert f"http://127.0.0.1:8000{link_in(mail)}" in text.splitlines()
    assert text.startswith("Hej Anna!")
    assert "onsdag 13 maj kl. 11.00" in text
    assert "Med vänlig hälsning" not in text


def test_the_mail_is_shown_nowhere(workplace: Workplace, anna: str) -> None:
    """Not in a case with the same address, and in the post-room's list without its text: the link is a key."""
    group = workplace.group("Placering")
    number = workplace.case("Plats", group, email=anna, name="Anna")
    ask_for_link(workplace, anna)
    secret = link_in(mails(workplace)[0]).rpartition("/")[2]
    with workplace.services.database.reading() as session:
        assert mails_of(session, workplace.stored(number)) == []
        assert session.scalars(select(OutboxMail.case_id).where(OutboxMail.kind == MailKind.ACCESS)).all() == [None]
    eva = workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR, groups=(group,)))
    waiting = "/postrummet/utkorg?lage=pending"
    for page in (f"/arenden/{number}", "/postrummet", waiting):
        shown = eva.get(page)
        assert shown.status_code == 200
        assert secret not in shown.text
    assert "Länk för att välja lösenord" in eva.get(waiting).text
