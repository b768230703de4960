"""Giving a case away, waiting, noting and closing, from the case's page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import EventKind, Line, Status
from assistant.cases.note import CaseNote
from assistant.cases.outbox import MailKind
from knowledge.organisation import ResponseGroup, Role, StaffMember
from tests.admin.inbox.case.told import events, posted
from tests.admin.workplace import NOW, Workplace, hidden_fields, send


def staff_id(workplace: Workplace, name: str) -> int:
    """The id of somebody who works here."""
    with workplace.services.database.reading() as session:
        return session.scalars(select(StaffMember.id).where(StaffMember.name == name)).one()


def test_a_note_stands_in_the_timeline_and_nowhere_else(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Also on a page that is behind: it only adds. Empty or endless is no note and stays in its field; twice is one."""
    opened = anna.get(f"/arenden/{number}").text
    workplace.more_from_resident(number, "Mer")
    for _ in range(2):
        assert send(anna, number, "anteckna", page=opened, note="Ring <skolan> först.").status_code == 303
    page = anna.get(f"/arenden/{number}").text
    assert page.count("Ring &lt;skolan&gt; först.") == 1
    assert "intern anteckning" in page
    for refused, said in ((" ", "Skriv en anteckning"), ("börjar så" + "å" * 20_000, "Anteckningen är för lång")):
        answer = send(anna, number, "anteckna", note=refused)
        assert answer.status_code == 400
        assert f"{refused.strip()}</textarea>" in answer.text
        assert said in answer.text
    with workplace.services.database.reading() as session:
        assert len(session.scalars(select(CaseNote)).all()) == 1
    resident = workplace.visitor().get(f"/arende/{workplace.stored(number).code}").text
    assert "Hur söker jag plats" in resident
    assert "Ring &lt;" not in resident


def test_a_colleague_gets_the_case_and_a_mail(workplace: Workplace, group: int, number: str, anna: FlaskClient) -> None:
    """Only the group's own people can be chosen; anybody else is nobody."""
    workplace.staff("Bo", Role.HANDLER, groups=(group,))
    workplace.staff("Ute", Role.HANDLER)
    page = anna.get(f"/arenden/{number}").text
    assert ">Bo</option>" in page
    assert ">Ute</option>" not in page
    assert send(anna, number, "tilldela", handler=str(staff_id(workplace, "Bo"))).status_code == 303
    assert "Tilldelades en handläggare, Bo (Anna)" in anna.get(f"/arenden/{number}").text
    assert [mail.recipient for mail in posted(workplace, number)] == ["bo@provkoping.example"]
    assert send(anna, number, "tilldela", handler=str(staff_id(workplace, "Ute"))).status_code == 409
    assert workplace.stored(number).handler_id == staff_id(workplace, "Bo")


def test_a_double_click_is_told_calmly_that_it_is_done(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Taken, set to wait, opened, closed once each; but what the resident has written meanwhile is shown first."""
    for action in ("ta", "vanta", "oppna", "stang"):
        opened = anna.get(f"/arenden/{number}").text
        assert [send(anna, number, action, page=opened).status_code for _ in range(2)] == [303, 303]
        assert "Det är redan gjort." in anna.get(f"/arenden/{number}").text
    assert workplace.stored(number).status is Status.CLOSED
    kinds = [event.kind for event in events(workplace, number)]
    assert [kinds.count(one) for one in (EventKind.TAKEN, EventKind.WAITS_FOR_RESIDENT, EventKind.CLOSED)] == [1, 1, 1]
    other = workplace.case("Bad", workplace.stored(number).group_id)
    opened = anna.get(f"/arenden/{other}").text
    assert send(anna, other, "ta", page=opened).status_code == 303
    workplace.more_from_resident(other, "Nej, det gäller skolan.")
    met = send(anna, other, "ta", page=opened)
    assert (met.status_code, "Nej, det gäller skolan." in met.text) == (409, True)


def test_a_double_click_gives_a_case_away_once(
    workplace: Workplace, group: int, number: str, other: int, anna: FlaskClient
) -> None:
    """To a colleague, and to a group that its giver belongs to as well: one mail each, and nobody is alarmed."""
    bo = workplace.staff("Bo", Role.HANDLER, groups=(group, other))
    with workplace.services.database.transaction() as session:
        giver = session.scalars(select(StaffMember).where(StaffMember.name == "Anna")).one()
        giver.groups.append(session.get_one(ResponseGroup, other))
    steps = (
        ("tilldela", {"handler": str(staff_id(workplace, "Bo"))}),
        ("lamna-over", {"group": str(other), "reason": "Det gäller vägen.", "confirmed": "yes"}),
        ("satt-sekretess", {"confirmed": "yes"}),
        ("ta-bort-sekretess", {"confirmed": "yes"}),
    )
    for action, fields in steps:
        opened = anna.get(f"/arenden/{number}").text
        assert [send(anna, number, action, page=opened, **fields).status_code for _ in range(2)] == [303, 303], action
        assert "Det är redan gjort." in anna.get(f"/arenden/{number}").text, action
    assert [mail.recipient for mail in posted(workplace, number)] == [bo, "gata@prov.example"]


def test_a_secret_case_without_a_group_is_given_to_those_who_see_it(workplace: Workplace) -> None:
    """The first line does not, so nobody there gets a case, and a mail of it, that they cannot open."""
    ada = workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
    workplace.staff("Kim", Role.FIRST_LINE)
    secret, open_to_all = workplace.case("", None, confidential=True), workplace.case("Bad", None)
    pages = [ada.get(f"/arenden/{number}").text for number in (secret, open_to_all)]
    assert [">Kim</option>" in page for page in pages] == [False, True]
    assert send(ada, secret, "tilldela", handler=str(staff_id(workplace, "Kim"))).status_code == 409


def test_what_goes_along_is_shown_before_a_case_is_passed_on(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """The first press shows the mail, the warning of an empty group and what follows; the second does it."""
    fields = {"group": str(other), "reason": "Det gäller vägen."}
    asked = send(anna, number, "lamna-over", **fields)
    assert asked.status_code == 200
    for words in ("Gatudriften", "Det gäller vägen.", f"Överlämnat ärende {number}", "Ingen medarbetare finns"):
        assert words in asked.text
    assert events(workplace, number)[-1].kind is EventKind.HANDED_OVER
    done = send(anna, number, "lamna-over", page=asked.text, confirmed="yes", **fields)
    assert (done.status_code, done.location) == (303, "/arenden")
    assert f"Du ser inte ärende {number} längre" in anna.get("/arenden").text
    assert anna.get(f"/arenden/{number}").status_code == 404
    case = workplace.stored(number)
    assert (case.group_id, case.handler_id, case.status) == (other, None, Status.OPEN)
    [mail] = posted(workplace, number)
    assert (mail.kind, mail.recipient) == (MailKind.NOTICE, "gata@prov.example")


def test_passing_on_needs_a_group_and_a_reason(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """What is missing is said, what was written stays, and the group that has the case is no choice."""
    own = workplace.stored(number).group_id
    for given, said in (
        ({"group": str(other), "reason": " "}, "Skriv varför"),
        ({"group": "", "reason": "Vägen"}, "Välj en svarsgrupp"),
        ({"group": str(own), "reason": "Vägen"}, "Välj en svarsgrupp"),
    ):
        answer = send(anna, number, "lamna-over", confirmed="", **given)
        assert answer.status_code == 400
        assert said in answer.text
    assert "Vägen</textarea>" in answer.text
    assert workplace.stored(number).group_id == own


def test_a_stale_handing_over_keeps_the_reason(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """The resident wrote while the preview was read: nothing is passed on, and the reason need not be written again."""
    fields = {"group": str(other), "reason": "Det gäller vägen."}
    asked = send(anna, number, "lamna-over", **fields).text
    workplace.more_from_resident(number, "Nej, det gäller skolan.")
    met = send(anna, number, "lamna-over", page=asked, confirmed="yes", **fields)
    assert met.status_code == 409
    assert "Det gäller vägen.</textarea>" in met.text
    assert "Nej, det gäller skolan." in met.text


def test_a_question_in_between_hides_nothing_that_came(
    workplace: Workplace, number: str, other: int, anna: FlaskClient
) -> None:
    """What the resident wrote before the preview was opened stands on neither page: the yes shows it first."""
    opened, fields = anna.get(f"/arenden/{number}").text, {"group": str(other), "reason": "Det gäller vägen."}
    workplace.more_from_resident(number, "Nej, det gäller skolan.")
    asked = send(anna, number, "lamna-over", page=opened, **fields).text
    met = send(anna, number, "lamna-over", page=asked, confirmed="yes", **fields)
    assert (met.status_code, "Nej, det gäller skolan." in met.text) == (409, True)


def test_waiting_keeps_the_promise(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The status changes, the due time does not, and the page says so."""
    send(anna, number, "vanta")
    page = anna.get(f"/arenden/{number}").text
    assert "Löftet om ett första svar gäller ändå" in page
    assert "väntar på medborgaren" in page
    case = workplace.stored(number)
    assert (case.status, case.answered_at, case.due_at) == (Status.WAITING, None, workplace.stored(number).due_at)


def test_a_case_is_closed_with_subject_and_line(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Both stand in the form as they are known; strange values change nothing."""
    page = anna.get(f"/arenden/{number}").text
    assert 'name="subject" maxlength="300" value="Plats"' in page
    assert 'name="line" value="2" checked' in page
    send(anna, number, "stang", subject=" Plats i\r\nförskola ", line="1")
    case = workplace.stored(number)
    assert (case.status, case.subject, case.line) == (Status.CLOSED, "Plats i förskola", Line.FIRST_LINE)
    assert "Ämnet ändrades, Plats i förskola" in anna.get(f"/arenden/{number}").text


@pytest.mark.parametrize("line", ["7", "x", ""])
def test_a_strange_line_closes_without_one(workplace: Workplace, number: str, anna: FlaskClient, line: str) -> None:
    """Nobody's figures are spoiled by a form that somebody made up."""
    send(anna, number, "stang", line=line)
    case = workplace.stored(number)
    assert (case.status, case.line) == (Status.CLOSED, None)


def test_who_else_is_there_is_told(workplace: Workplace, group: int, number: str, anna: FlaskClient) -> None:
    """Opening the page is enough; writing is told too, and the case stays as it was for everybody's save."""
    bo = workplace.logged_in(workplace.staff("Bo", Role.HANDLER, groups=(group,)))
    opened = bo.get(f"/arenden/{number}").text
    assert "har ärendet öppet" not in opened
    assert "Bo har ärendet öppet" in anna.get(f"/arenden/{number}").text
    fields = hidden_fields(opened)
    with workplace.services.database.transaction() as session:
        bo_row = session.scalars(select(StaffMember).where(StaffMember.name == "Bo")).one()
        bo_row.seen_at = None
    part = bo.post(f"/arenden/{number}/narvaro", data=fields | {"writing": "yes"})
    assert "Anna har ärendet öppet" in part.text
    assert "Bo skriver i ärendet just nu" in anna.get(f"/arenden/{number}").text
    with workplace.services.database.reading() as session:
        # An open page that asks by itself is nobody at work: residents are told who is there.
        assert session.scalars(select(StaffMember.seen_at).where(StaffMember.name == "Bo")).one() is None
    assert send(bo, number, "ta", page=opened).status_code == 303


def test_a_group_without_a_mailbox_is_told_of(workplace: Workplace, number: str, other: int, anna: FlaskClient) -> None:
    """Nobody would hear of the case there."""
    with workplace.services.database.transaction() as session:
        session.get_one(ResponseGroup, other).email = ""
    asked = send(anna, number, "lamna-over", group=str(other), reason="Vägen")
    assert "Gruppen har ingen brevlåda" in asked.text
    assert "Det här får svarsgruppen" not in asked.text
    assert workplace.clock.now == NOW
