"""What a resident says about an entry: once, kept with nothing about whom, and sent to the entry's owner."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from knowledge.curation import archive
from knowledge.entries import Entry
from knowledge.remarks import MOST_LETTERS, RemarkKind
from tests.assistant.chat.faq.reader import PRESCHOOL, PUBLIC, Faq, Reader
from tests.factories import THEN, group_of

HELPED, FAULT = "/fragor/FSK-01/hjalpte", "/fragor/FSK-01/fel"


def test_a_yes_is_kept_and_thanked_for(faq: Faq, rut: Reader) -> None:
    """The page that comes says thank you and asks no more, also after a reload."""
    rut.open(PRESCHOOL)
    answer = rut.send(HELPED, hjalpte="ja")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PRESCHOOL}#hjalp")
    for _ in range(2):
        assert "Tack! Vad bra att svaret hjälpte." in rut.open(PRESCHOOL)
        assert "Hjälpte svaret?" not in rut.read()
    (remark,) = faq.remarks()
    assert (remark.kind, remark.text, remark.handled_at) == (RemarkKind.HELPED, "", None)
    assert remark.entry_id == faq.entry("FSK-01").id
    assert remark.created_at == faq.services.clock()


def test_a_no_shows_the_ways_on(faq: Faq, rut: Reader) -> None:
    """The chat with the question in its field, another search, a person."""
    rut.open(PRESCHOOL)
    rut.send(HELPED, hjalpte="nej")
    assert 'href="/?text=Hur+s%C3%A4ger+jag+upp+en+f%C3%B6rskoleplats?"' in rut.page
    assert "Sök med andra ord" in rut.read()
    assert "0980-319 200" in rut.read()
    assert [remark.kind for remark in faq.remarks()] == [RemarkKind.DID_NOT_HELP]
    assert faq.mails() == []


def test_a_visit_says_it_once_for_each_entry(faq: Faq, rut: Reader) -> None:
    """Pressed twice, changed by the back button or sent from two tabs: the first word stands."""
    rut.open(PRESCHOOL)
    page = rut.page
    for word in ("ja", "ja", "nej"):
        assert rut.send(HELPED, page, hjalpte=word).status_code == 303
    rut.open("/fragor/FSK-02/vad-kostar-en-forskoleplats")
    rut.send("/fragor/FSK-02/hjalpte", hjalpte="nej")
    other = faq.reader()
    other.open(PRESCHOOL)
    other.send(HELPED, hjalpte="nej")
    kinds = [remark.kind for remark in faq.remarks()]
    assert kinds == [RemarkKind.HELPED, RemarkKind.DID_NOT_HELP, RemarkKind.DID_NOT_HELP]


@pytest.mark.parametrize("word", ["", "kanske", "JA"])
def test_another_word_is_refused(faq: Faq, rut: Reader, word: str) -> None:
    """What no button of ours sends is told so and kept nowhere."""
    rut.open(PRESCHOOL)
    assert rut.send(HELPED, hjalpte=word).status_code == 400
    assert faq.remarks() == []


@pytest.mark.parametrize("address", [HELPED, FAULT])
def test_a_form_of_another_site_is_refused(faq: Faq, address: str) -> None:
    """Without the page's own token nothing is stored."""
    assert faq.reader().client.post(address, data={"hjalpte": "ja", "text": "Fel!"}).status_code == 400
    assert faq.remarks() == []


def test_a_fault_reaches_the_entrys_group(faq: Faq, rut: Reader) -> None:
    """The remark is kept, and the mailbox of the group gets number, question, address and words, in Swedish."""
    rut.open(PRESCHOOL, lang="en")
    answer = rut.send(FAULT, text="Länken går fel.\r\n\tDen ska gå till sidan B.")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PRESCHOOL}#sagt")
    assert 'id="sagt" role="status"' in rut.page
    (remark,) = faq.remarks()
    assert (remark.kind, remark.text) == (RemarkKind.FAULT, "Länken går fel.\n Den ska gå till sidan B.")
    (mail,) = faq.mails()
    assert (mail.recipient, mail.case_id) == ("forskola.svar@prov.example", None)
    assert mail.subject == "Synpunkt på svaret FSK-01"
    assert "Hur säger jag upp en förskoleplats?" in mail.body
    assert PUBLIC + PRESCHOOL in mail.body
    assert "Länken går fel.\n Den ska gå till sidan B." in mail.body


def test_thanks_are_said_once(rut: Reader) -> None:
    """After a reload the page no longer says that something was sent."""
    rut.open(PRESCHOOL)
    rut.send(FAULT, text="Fel pris.")
    assert "Det du skrev går till dem som ansvarar för svaret." in rut.read()
    assert "Det du skrev går" not in rut.open(PRESCHOOL)


def test_the_same_form_is_stored_once(faq: Faq, rut: Reader) -> None:
    """Reloaded or pressed twice: one remark, one mail. Other words in it, or a new form, are another."""
    rut.open(PRESCHOOL)
    page = rut.page
    for text in ("Fel pris.", "Fel pris.", "Fel datum."):
        assert rut.send(FAULT, page, text=text).status_code == 303
    assert [remark.text for remark in faq.remarks()] == ["Fel pris.", "Fel datum."]
    assert len(faq.mails()) == 2
    rut.open(PRESCHOOL)
    rut.send(FAULT, text="Fel pris.")
    assert len(faq.remarks()) == 3


def test_the_same_form_at_the_same_time_is_stored_once(faq: Faq, rut: Reader) -> None:
    """Two requests that do not see each other's row: the database lets one in, and both get the thanks."""
    rut.open(PRESCHOOL)
    page, together = rut.page, Barrier(2)
    cookie = rut.client.get_cookie("forstalinjen")
    assert cookie is not None
    codes: list[int] = []

    def press() -> None:
        tab = faq.reader()
        tab.client.set_cookie("forstalinjen", cookie.value)
        together.wait()
        codes.append(tab.send(FAULT, page, text="Fel pris.").status_code)

    tabs = [Thread(target=press) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert codes == [303, 303]
    assert (len(faq.remarks()), len(faq.mails())) == (1, 1)


@pytest.mark.parametrize(
    ("text", "sentence", "kept"),
    [
        ("", "Skriv vad som är fel", ""),
        (" \r\n\x00 ?!", "Skriv vad som är fel", "?!"),
        ("å" * (MOST_LETTERS + 1), "Texten var längre än 2\xa0000 tecken", "å" * MOST_LETTERS),
    ],
)
def test_a_remark_that_cannot_be_taken_is_kept_in_its_field(
    faq: Faq, rut: Reader, text: str, sentence: str, kept: str
) -> None:
    """422, the reason beside the open form, the words still there, nothing stored."""
    rut.open(PRESCHOOL)
    answer = rut.send(FAULT, text=text)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f"\n{kept}</textarea>" in answer.text
    assert '<details class="no-print" id="fel" open>' in answer.text
    assert faq.remarks() == []


def test_personal_numbers_are_masked(faq: Faq, rut: Reader) -> None:
    """Neither the remark nor its mail repeats one."""
    rut.open(PRESCHOOL)
    rut.send(FAULT, text="Jag heter Rut, 640823-3234, och priset är fel.")
    assert [remark.text for remark in faq.remarks()] == ["Jag heter Rut, [personnummer], och priset är fel."]
    assert "640823" not in faq.mails()[0].body


def test_no_mail_repeats_what_somebody_writes_to_a_confidential_department(faq: Faq, rut: Reader) -> None:
    """The remark is kept for its editors; the mail only says that there is one."""
    with faq.services.database.transaction() as session:
        group_of(session, "Individ- och familjeomsorg").department.confidential = True
    address = rut.client.get("/fragor/IFO-01").headers["Location"]
    rut.open(address)
    rut.send("/fragor/IFO-01/fel", text="Ni skrev fel om mitt bistånd.")
    (mail,) = faq.mails()
    assert "bistånd." not in mail.body
    assert "skickas inte med e-post" in mail.body
    assert faq.remarks()[0].text == "Ni skrev fel om mitt bistånd."


def test_danger_in_a_remark_is_told_whom_to_call(faq: Faq, rut: Reader) -> None:
    """Nobody reads a remark at once, and the page says so, with 112 and the town's on-call number."""
    rut.open(PRESCHOOL)
    rut.send(FAULT, text="Min man misshandlar mig och barnen")
    page = rut.read()
    assert "Ring 112. Socialjouren når du på 0980-319 999." in page
    assert "läses inte genast" in page
    assert "misshandlar" not in faq.mails()[0].body


def test_a_department_without_a_mailbox_gets_no_mail(faq: Faq, rut: Reader) -> None:
    """The remark is kept all the same, for the editors' list."""
    with faq.services.database.transaction() as session:
        group_of(session, "Förskola").email = ""
    rut.open(PRESCHOOL)
    assert rut.send(FAULT, text="Fel pris.").status_code == 303
    assert (len(faq.remarks()), faq.mails()) == (1, [])


@pytest.mark.parametrize(("address", "fields"), [(HELPED, {"hjalpte": "ja"}), (FAULT, {"text": "Fel"})])
def test_a_page_that_was_withdrawn_meanwhile_takes_nothing(
    faq: Faq, rut: Reader, address: str, fields: dict[str, str]
) -> None:
    """The form of an old page is told that the answer is gone."""
    rut.open(PRESCHOOL)
    with faq.services.database.transaction() as session:
        archive(session, session.get_one(Entry, faq.entry("FSK-01").id), "borta", THEN)
    assert rut.send(address, **fields).status_code == 410
    assert faq.remarks() == []


def test_remarks_have_a_limit_of_their_own(faq: Faq, rut: Reader) -> None:
    """Each is a mail to people who work: the eleventh of an hour has to wait, and saying that it helped does not."""
    rut.open(PRESCHOOL)
    page = rut.page
    codes = [rut.send(FAULT, page, text=f"Fel {place}.").status_code for place in range(11)]
    assert codes == [303] * 10 + [429]
    assert rut.send(HELPED, page, hjalpte="ja").status_code == 303
    assert len(faq.mails()) == 10
