"""Merging, linking, secrecy and the word of a delay, from the case's page: asked first, told of, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.inbox.words import day
from assistant.cases.case import EventKind, Status
from assistant.cases.outbox import MailKind
from assistant.engine.answer import Channel
from knowledge.organisation import Role, StaffMember
from tests.admin.inbox.case.told import events, posted
from tests.admin.workplace import NOW, Workplace, send


@pytest.fixture
def kept(workplace: Workplace, group: int) -> str:
    """Another case of Eva's in the same group."""
    return workplace.case("Förskoleplats", group, email="eva@hem.example", name="Eva Ek", text="Fick ni mitt mejl?")


def test_a_double_is_merged_after_a_question(workplace: Workplace, number: str, kept: str, anna: FlaskClient) -> None:
    """It is closed and leads on; its messages are read from the kept one; one press takes it back."""
    asked = send(anna, number, "sla-ihop", other=f" {kept} ")
    assert f"Slå ihop {number} med {kept}?" in asked.text
    assert "Medborgarna är inte desamma" not in asked.text
    assert workplace.stored(number).status is Status.OPEN
    assert send(anna, number, "sla-ihop", page=asked.text, other=kept, confirmed="yes").status_code == 303
    page = anna.get(f"/arenden/{number}").text
    assert f"Öppna ärende {kept}" in page
    assert 'id="reply-form"' not in page
    assert "Öppna ärendet igen" not in page
    assert number in anna.get(f"/arenden/{kept}").text.split("Sammanslagna hit")[1]
    assert send(anna, number, "oppna").status_code == 409
    merged = anna.get(f"/arenden/{number}").text
    undone = [send(anna, number, "angra-sammanslagning", page=merged).status_code for _ in range(2)]
    assert undone == [303, 303]
    assert workplace.stored(number).status is Status.OPEN
    assert "Sammanslagna hit" not in anna.get(f"/arenden/{kept}").text


@pytest.mark.parametrize(("other", "said"), [("2026-999999", "Det finns inget ärende"), ("x'--", "Det finns inget")])
def test_an_unknown_case_is_neither_merged_nor_linked(
    workplace: Workplace, number: str, anna: FlaskClient, other: str, said: str
) -> None:
    """It is said in words, and nothing has happened."""
    before = len(events(workplace, number))
    refused = send(anna, number, "sla-ihop", other=other)
    assert refused.status_code == 400
    assert said in refused.text
    send(anna, number, "lanka", other=other)
    assert "Inget är gjort: det finns inget ärende" in anna.get(f"/arenden/{number}").text
    assert len(events(workplace, number)) == before


def test_a_case_that_one_may_not_see_does_not_exist_here_either(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """Its number is as unknown as one that never was; a link to it is not shown."""
    secret = workplace.case("", other, confidential=True)
    assert "Det finns inget ärende" in send(anna, number, "sla-ihop", other=secret).text
    with workplace.services.database.transaction() as session:
        session.merge(workplace.stored(number)).linked_case_id = workplace.stored(secret).id
    assert secret not in anna.get(f"/arenden/{number}").text


def test_different_residents_are_warned_of_and_chats_refused(
    workplace: Workplace, group: int, number: str, anna: FlaskClient
) -> None:
    """Answers go to one of them; whoever sits in the chat would see none."""
    pers = workplace.case("Plats", group, email="per@hem.example")
    assert "Medborgarna är inte desamma: eva@hem.example här" in send(anna, number, "sla-ihop", other=pers).text
    chat = workplace.case("Plats", group, channel=Channel.CHAT)
    assert "chatten" in send(anna, chat, "sla-ihop", other=number).text
    assert "Det är samma ärende" in send(anna, number, "sla-ihop", other=number).text


def test_a_related_case_is_linked_and_unlinked(workplace: Workplace, number: str, kept: str, anna: FlaskClient) -> None:
    """Both pages show the other."""
    assert send(anna, number, "lanka", other=kept).status_code == 303
    assert kept in anna.get(f"/arenden/{number}").text.split("Hör kanske ihop med")[1]
    assert number in anna.get(f"/arenden/{kept}").text.split("Hör kanske ihop med")[1]
    send(anna, number, "ta-bort-lank", other=kept)
    assert "Hör kanske ihop med" not in anna.get(f"/arenden/{kept}").text
    assert EventKind.UNLINKED in {one.kind for one in events(workplace, kept)}


def test_secrecy_is_asked_for_with_what_it_means(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """An administrator outside the group then sees nothing; the group takes it back, and the subject is there again."""
    boss = workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
    assert boss.get(f"/arenden/{number}").status_code == 200
    asked = send(anna, number, "satt-sekretess")
    assert "Bara medlemmarna i Placering ser" in asked.text
    assert not workplace.stored(number).confidential
    send(anna, number, "satt-sekretess", page=asked.text, confirmed="yes")
    assert boss.get(f"/arenden/{number}").status_code == 404
    assert (workplace.stored(number).confidential, workplace.stored(number).subject) == (True, "")
    asked = send(anna, number, "ta-bort-sekretess")
    assert "administratörer ser ärendet" in asked.text
    send(anna, number, "ta-bort-sekretess", page=asked.text, confirmed="yes")
    assert boss.get(f"/arenden/{number}").status_code == 200
    assert workplace.stored(number).subject == "Plats"


def test_whoever_locks_themselves_out_is_told(workplace: Workplace, number: str) -> None:
    """An administrator outside the group sets secrecy: the list says that the case is not theirs to see now."""
    boss = workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
    asked = send(boss, number, "satt-sekretess").text
    done = send(boss, number, "satt-sekretess", page=asked, confirmed="yes")
    assert (done.status_code, done.location) == (303, "/arenden")
    assert f"Du ser inte ärende {number} längre" in boss.get("/arenden").text


def test_secrecy_reaches_the_doubles(workplace: Workplace, number: str, kept: str, anna: FlaskClient) -> None:
    """They hold the same words: a manager who saw both finds neither any more, and the group still both."""
    boss = workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
    send(anna, number, "sla-ihop", other=kept, confirmed="yes")
    assert [boss.get(f"/arenden/{one}").status_code for one in (number, kept)] == [200, 200]
    assert send(anna, kept, "satt-sekretess", confirmed="yes").status_code == 303
    assert [boss.get(f"/arenden/{one}").status_code for one in (number, kept)] == [404, 404]
    assert [anna.get(f"/arenden/{one}").status_code for one in (number, kept)] == [200, 200]
    assert workplace.stored(number).subject == ""


def test_whoever_answers_the_kept_case_can_read_the_double(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """It goes to the kept case's group with all that it says, and back to its own when the merge is undone."""
    boss = workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
    bo = workplace.logged_in(workplace.staff("Bo", Role.HANDLER, groups=(other,)))
    road = workplace.case("Väg", other, email="eva@hem.example", name="Eva Ek")
    asked = send(boss, number, "sla-ihop", other=road).text
    assert f"{number} lämnas till Gatudriften." in asked
    send(boss, number, "sla-ihop", page=asked, other=road, confirmed="yes")
    assert number in bo.get(f"/arenden/{road}").text.split("Sammanslagna hit")[1]
    assert "Hur söker jag plats i förskolan?" in bo.get(f"/arenden/{number}").text
    assert anna.get(f"/arenden/{number}").status_code == 404
    send(boss, number, "angra-sammanslagning")
    assert [who.get(f"/arenden/{number}").status_code for who in (anna, bo)] == [200, 404]
    assert workplace.stored(number).department_id != workplace.stored(road).department_id


def test_what_became_secret_while_merged_stays_where_it_is_known(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """Undoing a merge shows nobody what only one group may see."""
    bo = workplace.logged_in(workplace.staff("Bo", Role.HANDLER, Role.ADMINISTRATOR, groups=(other,)))
    road = workplace.case("Väg", other, email="eva@hem.example", name="Eva Ek")
    send(bo, number, "sla-ihop", other=road, confirmed="yes")
    send(bo, road, "satt-sekretess", confirmed="yes")
    assert send(bo, number, "angra-sammanslagning").status_code == 303
    assert [who.get(f"/arenden/{number}").status_code for who in (anna, bo)] == [404, 200]


def test_one_press_tells_of_a_delay(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The page shows what will be said; the due time stands, the new date is shown, and the mail goes."""
    due, page = workplace.stored(number).due_at, anna.get(f"/arenden/{number}").text
    assert "Anna, Barn och utbildning ansvarar för ditt ärende." in page
    shown = page.split('name="until" type="date" required value="')[1][:10]
    assert send(anna, number, "forsening", until=shown).status_code == 303
    case = workplace.stored(number)
    assert (case.delayed_to, case.due_at, case.answered_at) == (date.fromisoformat(shown), due, None)
    [mail] = posted(workplace, number)
    assert (mail.kind, mail.recipient) == (MailKind.DELAY, "eva@hem.example")
    assert f"Nytt besked: {day(date.fromisoformat(shown))}" in anna.get("/arenden?lista=gruppernas").text
    page = anna.get(f"/arenden/{number}").text
    assert "meddelade att svaret dröjer" in page
    assert "förseningsbesked skickat" in page
    resident = workplace.visitor().get(f"/arende/{case.code}").text
    assert "Du får svar senast" in resident


def test_a_delay_is_told_once(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """A double click sends one letter and alarms nobody; another day, on the page as it is then, is another letter."""
    opened = anna.get(f"/arenden/{number}").text
    sent = [send(anna, number, "forsening", page=opened, until="2026-05-20").status_code for _ in range(2)]
    assert sent == [303, 303]
    assert "Det är redan gjort." in anna.get(f"/arenden/{number}").text
    assert len(posted(workplace, number)) == 1
    again = anna.get(f"/arenden/{number}").text.split('name="until" type="date" required value="')[1][:10]
    assert again > "2026-05-20", "a new day is never before the one that was told"
    send(anna, number, "forsening", until=again)
    assert len(posted(workplace, number)) == 2


def test_a_delay_names_nobody_who_is_away(workplace: Workplace, group: int, number: str, anna: FlaskClient) -> None:
    """Anna has the case and is ill: the resident is told to turn to Bo, who stands in and tells them."""
    bo = workplace.staff("Bo", Role.HANDLER, groups=(group,))
    send(anna, number, "ta")
    with workplace.services.database.transaction() as session:
        people = {one.name: one for one in session.scalars(select(StaffMember))}
        people["Anna"].absent_from, people["Anna"].substitute = NOW.date(), people["Bo"]
    assert "Bo, Barn och utbildning ansvarar" in workplace.logged_in(bo).get(f"/arenden/{number}").text
    send(workplace.logged_in(bo), number, "forsening", until="2026-05-20")
    [mail] = posted(workplace, number)
    assert mail.body.count("Bo, ") == 1
    assert "Anna" not in mail.body


def test_where_nothing_can_be_sent_somebody_must_tell_of_the_delay(
    workplace: Workplace, group: int, anna: FlaskClient
) -> None:
    """After a call or a visit there is no letter, and the page never says that the resident knows."""
    call = workplace.case("Samtal", group, due=NOW, channel=Channel.PHONE, name="Eva Ek")
    page = anna.get(f"/arenden/{call}").text
    assert "Säg det här till medborgaren" in page
    assert "Det här får medborgaren" not in page
    send(anna, call, "forsening", until="2026-05-20")
    told = anna.get(f"/arenden/{call}").text
    assert "Säg till medborgaren att svaret kommer senast 20 maj 2026." in told
    assert "Medborgaren har fått besked" not in told
    assert posted(workplace, call) == []


def test_a_date_that_has_been_is_not_promised(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Nor one that is more than a year away, or none at all; an answered case has no delay to tell of."""
    for typed in ("2026-05-13", "2028-05-20", "9999-12-31", "i morgon"):
        send(anna, number, "forsening", until=typed)
        assert "det nya datumet måste vara efter i dag och inom ett år" in anna.get(f"/arenden/{number}").text
    assert workplace.stored(number).delayed_to is None
    assert posted(workplace, number) == []
    send(anna, number, "svara", text="Ja.")
    assert send(anna, number, "forsening", until="2026-06-01").status_code == 409
    assert "Skicka förseningsbesked" not in anna.get(f"/arenden/{number}").text
