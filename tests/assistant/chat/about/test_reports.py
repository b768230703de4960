"""The report that something cannot be used: a case for the first line, stored once, with a way to follow it."""

from __future__ import annotations

from assistant.cases.case import Case, Status
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind
from tests.assistant.chat.site import CLEAR, DANGER, Site, Visitor

FAULT = "Jag kan inte läsa knappen Säg upp en förskoleplats med min skärmläsare."


def report(eva: Visitor, **fields: str) -> str:
    """Open the page and send its form; where it leads."""
    page = eva.client.get("/tillganglighet").text
    answer = eva.send("/tillganglighet", page, **fields)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_report_becomes_a_case_for_the_first_line(site: Site, eva: Visitor) -> None:
    """Whatever its words are near to: named for what it is, waiting for an answer, and on its own page."""
    address = report(eva, text=FAULT)
    with site.services.database.reading() as session:
        case = session.query(Case).one()
        assert case.group is not None
        assert (case.group.name, case.status) == ("Kommunvägledarna", Status.OPEN)
        assert case.subject == "Brist i webbplatsens tillgänglighet"
        assert case.due_at is not None
        assert address == f"/arende/{case.code}"
    page = eva.client.get(address).text
    assert FAULT in page
    assert "Tack, det du skrev finns nu i ärendet." in page
    assert site.mails(MailKind.NOTICE) == ["kontaktcenter.svar@prov.example"]


def test_an_address_gets_a_receipt(site: Site, eva: Visitor) -> None:
    """Whoever leaves one is answered there."""
    report(eva, text=FAULT, email="Eva@B.example")
    assert site.mails(MailKind.RECEIPT) == ["eva@b.example"]
    assert site.only_case().contact_email == "eva@b.example"


def test_a_report_has_nothing_to_do_with_the_chat(site: Site, eva: Visitor) -> None:
    """The conversation in the same browser is another case, and goes on."""
    eva.ask(CLEAR)
    report(eva, text=FAULT)
    assert site.count(Case) == 2
    assert FAULT not in eva.see_again()


def test_the_same_form_is_stored_once(site: Site, eva: Visitor) -> None:
    """Sent twice, or again after the back button, it leads to the same case."""
    page = eva.client.get("/tillganglighet").text
    first, again = (eva.send("/tillganglighet", page, text=FAULT, email="eva@b.example").location for _ in range(2))
    assert first == again
    assert site.count(Case) == 1
    assert len(site.mails(MailKind.RECEIPT)) == 1


def test_what_cannot_be_taken_is_told_and_kept(site: Site, eva: Visitor) -> None:
    """Nothing written, too much written, an address that is none: a sentence beside the field, and nothing stored."""
    page = eva.client.get("/tillganglighet").text
    empty = eva.send("/tillganglighet", page, text=" … ")
    assert empty.status_code == 422
    assert "Skriv vad som inte fungerar innan du skickar." in empty.text
    long = eva.send("/tillganglighet", page, text="å" * 2001)
    assert "Vi har behållit början av den." in long.text
    assert "å" * 2000 in long.text
    wrong = eva.send("/tillganglighet", page, text=FAULT, email="eva")
    assert "E-postadressen ser inte rätt ut." in wrong.text
    assert FAULT in wrong.text
    assert 'value="eva"' in wrong.text
    assert site.count(Message) == 0


def test_danger_is_heard_here_too(site: Site, eva: Visitor) -> None:
    """Whoever writes of danger is told at once whom to call, and the case is confidential."""
    page = eva.client.get(report(eva, text=DANGER)).text
    assert "Ring 112" in page
    assert site.only_case().confidential
