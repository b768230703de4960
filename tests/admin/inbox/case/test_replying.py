"""Writing a reply: what is inserted, what is said of it beside the text, and sending it all the same."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient

from assistant.cases.case import EventKind
from assistant.engine.answer import Channel
from knowledge.audience import Audience
from knowledge.entries import Entry
from knowledge.organisation import Role, StaffMember
from tests.admin.inbox.case.conftest import LINK
from tests.admin.inbox.case.told import events, posted
from tests.admin.workplace import Workplace, send


def field(page: str) -> str:
    """What stands in the reply's field."""
    return html.unescape(page.split('id="text"')[1].split(">\n", 1)[1].split("</textarea>")[0])


def test_an_answer_goes_in_with_its_links_after_what_is_written(number: str, entry: int, anna: FlaskClient) -> None:
    """By one press and without any script; nothing is sent or stored by it."""
    page = send(anna, number, "infoga", text="Hej Eva!", entry=str(entry))
    assert page.status_code == 200
    answer = f"Sök i e-tjänsten.\n\nLäs mer och gör ditt ärende:\nE-tjänst: {LINK}"
    assert field(page.text) == f"Hej Eva!\n\n{answer}"
    assert field(anna.get(f"/arenden/{number}").text) == ""


def test_a_template_goes_in_with_its_fields_filled(number: str, template: int, anna: FlaskClient) -> None:
    """What nobody knows stays as it is written, and is told of: a field that is sent looks careless."""
    page = send(anna, number, "infoga", template=str(template)).text
    assert field(page) == f"Hej Eva Ek! Ärende {number}. Mvh Anna {{titel}}"
    assert "Ett fält från mallen är inte ifyllt" in page


def test_strange_things_insert_nothing(workplace: Workplace, number: str, entry: int, anna: FlaskClient) -> None:
    """Unknown numbers and words, an archived entry, and one that only another department may say."""
    for given in ({"entry": "999"}, {"entry": "x"}, {"template": "7"}, {}):
        assert field(send(anna, number, "infoga", text="Hej", **given).text) == "Hej"
    with workplace.services.database.transaction() as session:
        session.get_one(Entry, entry).audience = Audience.DEPARTMENT
    assert "Sök i e-tjänsten" in field(send(anna, number, "infoga", entry=str(entry)).text)
    guide = workplace.logged_in(workplace.staff("Gun", Role.FIRST_LINE, Role.ADMINISTRATOR))
    assert field(send(guide, number, "infoga", text="Hej", entry=str(entry)).text) == "Hej"


def test_an_answer_is_looked_for_without_losing_the_text(number: str, entry: int, anna: FlaskClient) -> None:
    """The search's result stands below with a button each; words that find nothing say so."""
    assert entry
    page = send(anna, number, "infoga", text="Hej Eva!", find="yes", asked="hur söker jag plats").text
    assert field(page) == "Hej Eva!"
    assert "Hur söker jag plats?" in page
    assert f'name="entry" value="{entry}"' in page
    nothing = send(anna, number, "infoga", find="yes", asked="kvantmekanik och strängteori").text
    assert "Inget godkänt svar ligger nära" in nothing


def test_what_is_wrong_is_said_before_it_is_sent(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Nothing goes with a fault that the page has not shown; pressed again it goes, and what was known is kept."""
    first = send(anna, number, "svara", text="Ja, 811228-9874.", faults="")
    assert first.status_code == 422
    assert posted(workplace, number) == []
    for words in ("Inget har skickats än", "personnummer", "Det finns ingen länk", "Skicka ändå", "telefonnummer"):
        assert words in first.text
    assert field(first.text) == "Ja, 811228-9874."
    again = send(anna, number, "svara", page=first.text, text="Ja, 811228-9874.", faults="incomplete_sender,no_link")
    assert again.status_code == 422
    known = "incomplete_sender,no_link,personal_number"
    assert f'name="faults" value="{known}"' in first.text
    sent = send(anna, number, "svara", page=first.text, text="Ja, 811228-9874.", faults=known)
    assert sent.status_code == 303
    [told] = [one for one in events(workplace, number) if one.kind is EventKind.SENT_DESPITE_CHECKS]
    assert told.detail == {"faults": known}
    assert "Skickades trots anmärkningar, Avsändaren är inte komplett" in anna.get(f"/arenden/{number}").text


def test_a_good_reply_goes_at_once_and_nothing_is_written_down(
    workplace: Workplace, number: str, anna: FlaskClient
) -> None:
    """A complete sender, a link and no number: one press."""
    with workplace.services.database.transaction() as session:
        session.query(StaffMember).one().phone = "0980-319 211"
    assert send(anna, number, "svara", text=f"Sök här: {LINK}", faults="").status_code == 303
    assert EventKind.SENT_DESPITE_CHECKS not in {one.kind for one in events(workplace, number)}


def test_the_text_is_judged_while_it_is_written(number: str, anna: FlaskClient) -> None:
    """The place beside it gets faults and hints, and the buttons say that one sends all the same."""
    part = send(anna, number, "granska", text="Vi har erhållit det.").text
    assert "<html" not in part
    for words in ("Det finns ingen länk", "Skriv hellre ”få” än ”erhållit”", "Skicka ändå", 'hx-swap-oob="true"'):
        assert words in part
    empty = send(anna, number, "granska", text="  ").text
    assert "Kontrollera" not in empty
    assert "Skicka svar" in empty


@pytest.mark.parametrize(("channel", "faults"), [(Channel.CHAT, "no_greeting,no_link"), (Channel.PHONE, "")])
def test_each_way_of_reply_is_judged_by_what_the_resident_meets(
    workplace: Workplace, group: int, anna: FlaskClient, channel: Channel, faults: str
) -> None:
    """A chat has no greeting of its own; what is only kept needs nothing. Names and numbers are the town's."""
    with workplace.services.database.transaction() as session:
        session.query(StaffMember).one().phone = "0980-319 211"
    number = workplace.case("Plats", group, channel=channel)
    assert f'name="faults" value="{faults}"' in send(anna, number, "granska", text="Ja.").text


def test_a_stale_reply_is_told_of_before_its_faults(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """What came meanwhile is never hidden behind remarks about the text."""
    opened = anna.get(f"/arenden/{number}").text
    workplace.more_from_resident(number, "Vi har flyttat.")
    assert send(anna, number, "svara", page=opened, text="Ja.", faults="").status_code == 409


def test_whoever_wrote_in_a_case_that_has_left_them_gets_the_words_back(
    workplace: Workplace, group: int, other: int, number: str, anna: FlaskClient
) -> None:
    """A colleague passed it on meanwhile: nothing of the case is told, nothing is sent, and the text is not lost."""
    bo = workplace.logged_in(workplace.staff("Bo", Role.HANDLER, groups=(group,)))
    opened = anna.get(f"/arenden/{number}").text
    send(bo, number, "lamna-over", group=str(other), reason="Vägen", confirmed="yes")
    for action, name, said in (
        ("svara", "text", "Ditt svar är inte skickat."),
        ("anteckna", "note", "Din anteckning är inte sparad."),
        ("lamna-over", "reason", "Du ser inte det här ärendet"),
    ):
        met = send(anna, number, action, page=opened, **{name: "Mitt <långa> svar"})
        assert (met.status_code, said in met.text) == (404, True)
        assert "Mitt &lt;långa&gt; svar</textarea>" in met.text
        assert "Gatudriften" not in met.text
    assert send(anna, "2026-999999", "svara", page=opened, text="Mitt").status_code == 404
    assert all(mail.recipient == "gata@prov.example" for mail in posted(workplace, number))


def test_a_reply_to_a_closed_case_offers_to_open_it(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The text is kept, and comes back into its field when the case is opened; nothing goes before that."""
    opened = anna.get(f"/arenden/{number}").text
    send(anna, number, "stang")
    met = send(anna, number, "svara", page=opened, text="Mitt långa svar")
    assert met.status_code == 409
    assert "Öppna ärendet och fortsätt med svaret" in met.text
    assert posted(workplace, number) == []
    page = send(anna, number, "oppna", page=met.text, text="Mitt långa svar")
    assert page.status_code == 200
    assert field(page.text) == "Mitt långa svar"
    assert send(anna, number, "svara", page=page.text, text="Mitt långa svar").status_code == 303
    assert [mail.body for mail in posted(workplace, number)] == ["Mitt långa svar"]
