"""The inbox's pages: lists, one case, and everything a handler does with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent, EventKind, Line, Status
from assistant.cases.message import Author, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Channel
from knowledge.organisation import Role
from tests.admin.workplace import NOW, Workplace, hidden_fields, send

HOUR = timedelta(hours=1)


@pytest.fixture
def number(workplace: Workplace, group: int) -> str:
    """A mailed question that waits for the group."""
    return workplace.case("Plats", group, due=NOW + HOUR, email="eva@hem.example", name="Eva Ek")


def mails(workplace: Workplace, number: str) -> list[OutboxMail]:
    """The mails of a case."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(OutboxMail).join(Case).where(Case.number == number)))


def happened(workplace: Workplace, number: str) -> list[EventKind]:
    """What has happened to a case, oldest first."""
    with workplace.services.database.reading() as session:
        chosen = select(CaseEvent.kind).join(Case).where(Case.number == number).order_by(CaseEvent.id)
        return list(session.scalars(chosen))


@contextmanager
def someone_saves_at_the_same_moment(case_id: int) -> Iterator[None]:
    """Another save of the case's row slips in between our look at it and our own save."""

    def slip_in(session: Session, *_: object) -> None:
        if session.dirty:
            session.connection().execute(
                text('UPDATE "case" SET version = version + 1 WHERE id = :id'), {"id": case_id}
            )

    event.listen(Session, "before_flush", slip_in)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", slip_in)


def test_the_list_says_what_is_late_and_whose_it_is(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """Number, subject, department, group, channel, due time, and the badge on the late one alone."""
    workplace.case("Sen", group, due=NOW - HOUR, channel=Channel.CHAT)
    workplace.case("I tid", group, due=NOW + 28 * HOUR)
    page = anna.get("/arenden").text
    assert "<title>Öppna ärenden i mina grupper – Provköping</title>" in page
    late, in_time = page.split("<tbody")[1].split("</tr>")[:2]
    assert "försenat" in late
    assert "försenat" not in in_time
    for words in (
        "I tid",
        "torsdag 14 maj kl. 14.00",
        "Barn och utbildning",
        "Placering",
        "e-post",
        "12 maj 2026 10.00",
    ):
        assert words in in_time
    assert anna.get("/arenden?lista=alla").status_code == 404


def test_an_empty_list_says_so(anna: FlaskClient) -> None:
    """Each list without cases is a sentence and no table."""
    for tab in ("mina", "gruppernas", "lediga", "snart", "forsenade", "vantar", "forslag", "stangda"):
        page = anna.get(f"/arenden?lista={tab}").text
        assert "<table" not in page
        assert 'aria-current="page"' in page


def test_pages_of_a_list_lead_to_each_other(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """The first page leads forward, the last one back, and their titles differ."""
    for count in range(51):
        workplace.case(f"Ärende {count}", group, due=NOW)
    first, second = anna.get("/arenden").text, anna.get("/arenden?lista=gruppernas&sida=2").text
    assert "Sida 1<" in first
    assert "lista=gruppernas&amp;sida=2" in first
    assert "Föregående" not in first
    assert "Nästa sida" not in second
    assert "<title>Öppna ärenden i mina grupper, sida 2 – Provköping</title>" in second


def test_the_case_page_shows_head_clock_and_words(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Status, due time and what is left, the resident, the responsible, and the way the reply goes."""
    page = anna.get(f"/arenden/{number}").text
    assert f"<title>Ärende {number}, Plats – Provköping</title>" in page
    for words in (
        "onsdag 13 maj kl. 11.00, 1 arbetstimme kvar",
        "Eva Ek<br>eva<wbr>@hem.example",
        "Barn och utbildning, Placering",
        "Ingen har tagit ärendet",
        "Hur söker jag plats i förskolan?",
        "Svaret skickas till eva@hem.example.",
        "Lämnades till en person, inget svar låg nära",
    ):
        assert words in page
    workplace.clock.now = NOW + 3 * HOUR
    assert "försenat med 2 arbetstimmar" in anna.get(f"/arenden/{number}").text


def test_a_resident_s_signs_stay_text(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """Markup in words, name and subject is shown, never run."""
    evil = "<script>alert(1)</script>"
    number = workplace.case(evil, group, email="x@hem.example", name=evil, text=evil)
    for path in (f"/arenden/{number}", "/arenden"):
        page = anna.get(path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, path
        assert evil not in page, path


def test_one_takes_a_case_once(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The case gets its handler, the event is written, and the button is gone."""
    answer = send(anna, number, "ta")
    assert (answer.status_code, answer.location) == (303, f"/arenden/{number}")
    page = anna.get(f"/arenden/{number}").text
    assert "Ärendet är ditt nu." in page
    assert "Ta ärendet" not in page
    assert happened(workplace, number)[-1] is EventKind.TAKEN


def test_a_reply_goes_by_mail_and_waits_for_the_resident(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """One mail of a person's, one message, the answer's time and line, and the case waits."""
    answer = send(anna, number, "svara", text="Hej Eva!\r\n\r\nSök i e-tjänsten.", then="wait")
    assert answer.status_code == 303
    [mail] = mails(workplace, number)
    assert (mail.kind, mail.recipient, mail.state) == (MailKind.REPLY, "eva@hem.example", SendState.PENDING)
    assert mail.body == "Hej Eva!\n\nSök i e-tjänsten."
    said = workplace.messages(number)[-1]
    assert (said.author, said.kind, said.text) == (Author.STAFF, MessageKind.REPLY, mail.body)
    case = workplace.stored(number)
    assert (case.status, case.answered_at, case.line) == (Status.WAITING, NOW, Line.DEPARTMENT)
    page = anna.get(f"/arenden/{number}").text
    assert "Svaret skickas till eva@hem.example." in page
    assert "väntar på att skickas" in page
    with workplace.services.database.reading() as session:
        assert session.scalars(select(ResponseLog)).one().answered


def test_reply_and_close_is_one_step(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The second button answers and closes; a closed case has no reply box and can be opened again."""
    send(anna, number, "svara", text="Hej!", then="close")
    assert happened(workplace, number)[-3:] == [EventKind.TAKEN, EventKind.REPLIED, EventKind.CLOSED]
    page = anna.get(f"/arenden/{number}").text
    assert '<textarea id="text"' not in page
    assert number in anna.get("/arenden?lista=stangda").text
    assert send(anna, number, "oppna").status_code == 303
    assert workplace.stored(number).status is Status.OPEN
    assert '<textarea id="text"' in anna.get(f"/arenden/{number}").text


def test_a_chat_without_address_is_answered_in_the_chat(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """Nothing is mailed, the page says where the reply shows; after a phone call nothing is sent at all."""
    chat = workplace.case("Chatt", group, channel=Channel.CHAT)
    call = workplace.case("Samtal", group, channel=Channel.PHONE)
    assert "Svaret visas i chatten." in anna.get(f"/arenden/{chat}").text
    assert "skickas inte" in anna.get(f"/arenden/{call}").text
    assert send(anna, chat, "svara", text="Hej!").status_code == 303
    assert mails(workplace, chat) == []
    assert workplace.messages(chat)[-1].text == "Hej!"


def test_an_empty_or_endless_reply_is_kept_and_not_sent(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The error stands at the field and in the title, the text stays in the box, nothing is stored."""
    empty = send(anna, number, "svara", text=" ")
    assert empty.status_code == 400
    assert f"<title>Fel: Ärende {number}" in empty.text
    assert 'aria-describedby="text-hint text-error" aria-invalid="true"' in empty.text
    long = send(anna, number, "svara", text="börjar så" + "å" * 20_000)
    assert long.status_code == 400
    assert "börjar så" in long.text
    assert len(workplace.messages(number)) == 1


def test_a_stale_reply_shows_what_came_and_keeps_the_text(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The resident has written meanwhile: nothing is sent, both texts are on the page, and a second press sends."""
    opened = anna.get(f"/arenden/{number}").text
    workplace.more_from_resident(number, "Förresten, vi har flyttat.")
    answer = send(anna, number, "svara", page=opened, text="Mitt långa svar")
    assert answer.status_code == 409
    assert f"<title>Inget är gjort: Ärende {number}" in answer.text
    for words in ("Förresten, vi har flyttat.", "Mitt långa svar</textarea>", ">nytt<"):
        assert words in answer.text
    assert mails(workplace, number) == []
    assert workplace.stored(number).handler_id is None
    again = send(anna, number, "svara", page=answer.text, text="Mitt långa svar")
    assert again.status_code == 303
    assert len(mails(workplace, number)) == 1


def test_two_handlers_never_both_reply(workplace: Workplace, group: int, number: str, anna: FlaskClient) -> None:
    """The second one's reply is not sent; the first one's is shown, also when the case is closed by now."""
    bo = workplace.logged_in(workplace.staff("Bo", Role.HANDLER, groups=(group,)))
    opened = bo.get(f"/arenden/{number}").text
    send(anna, number, "svara", text="Annas svar", then="close")
    answer = send(bo, number, "svara", page=opened, text="Bos svar")
    assert answer.status_code == 409
    for words in ("Annas svar", "Bos svar</textarea>", "Stängdes (Anna)"):
        assert words in answer.text
    assert [mail.body for mail in mails(workplace, number)] == ["Annas svar"]
    closed = send(bo, number, "svara", page=answer.text, text="Bos svar")
    assert closed.status_code == 409
    assert len(mails(workplace, number)) == 1


@pytest.mark.parametrize("action", ["ta", "stang", "oppna", "svara"])
def test_no_action_is_done_on_a_page_from_before(
    workplace: Workplace, group: int, anna: FlaskClient, action: str
) -> None:
    """Take, close, reopen and reply all meet the same page when the case has moved, and do nothing."""
    number = workplace.case("Plats", group, status=Status.WAITING, email="eva@hem.example")
    opened = anna.get(f"/arenden/{number}").text
    workplace.more_from_resident(number, "Mer")
    before = happened(workplace, number)
    answer = send(anna, number, action, page=opened, text="Hej")
    assert answer.status_code == 409
    assert "ändrats sedan du öppnade det" in answer.text
    assert happened(workplace, number) == before


def test_saves_at_the_very_same_moment_meet_the_same_page(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """What slips in after our look is caught by the row's version: nothing is sent, the text stays."""
    opened = anna.get(f"/arenden/{number}").text
    with someone_saves_at_the_same_moment(workplace.stored(number).id):
        answer = send(anna, number, "svara", page=opened, text="Mitt svar")
    assert answer.status_code == 409
    assert "Mitt svar</textarea>" in answer.text
    assert mails(workplace, number) == []
    assert len(workplace.messages(number)) == 1


def test_a_double_click_sends_once(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The same form twice is one reply, and the second press says nothing wrong."""
    opened = anna.get(f"/arenden/{number}").text
    answers = [send(anna, number, "svara", page=opened, text="Hej!", then="close") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(mails(workplace, number)) == 1


def test_nobody_acts_on_a_case_they_may_not_see(workplace: Workplace, number: str) -> None:
    """For others the case does not exist: page and every action are 404, and nothing happens."""
    stranger = workplace.logged_in(workplace.staff("Ute", Role.HANDLER))
    fields = hidden_fields(stranger.get("/arenden").text) | {"version": "1", "message": "1", "text": "Hej"}
    assert stranger.get(f"/arenden/{number}").status_code == 404
    codes = {
        stranger.post(f"/arenden/{number}/{action}", data=fields).status_code
        for action in ("ta", "stang", "oppna", "svara")
    }
    assert codes == {404}
    assert happened(workplace, number) == [EventKind.RECEIVED, EventKind.HANDED_OVER]
    for strange in ("2026-999999", "2026-1%00", "x' OR 1=1", "9" * 300):
        assert stranger.get(f"/arenden/{strange}").status_code == 404


def test_a_failed_mail_and_quoted_words_show(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """What the mail server said stands in the case; older mail text is there but folded."""
    send(anna, number, "svara", text="Hej!")
    with workplace.services.database.transaction() as session:
        mail = session.scalars(select(OutboxMail)).one()
        mail.state, mail.server_reply = SendState.FAILED, "550 no such user"
        session.scalars(select(Case).where(Case.number == number)).one().messages[0].quoted = "Den 3 maj skrev ni:"
    page = anna.get(f"/arenden/{number}").text
    assert "kunde inte skickas" in page
    assert "550 no such user" in page
    assert "Den 3 maj skrev ni:" in page.split("<summary>Visa tidigare text i mejlet</summary>")[1]
