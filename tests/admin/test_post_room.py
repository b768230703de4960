"""The post-room's pages: what they show, to whom, and that a mail's content stays with those who may see its case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from assistant.cases.outbox import SendState
from assistant.services import Services
from knowledge.answering import brake_all, stop_all
from knowledge.organisation import ResponseGroup, Role
from knowledge.settings import MailboxSettings, MailSettings
from mail_gateway.fetching.progress import note_fault, note_success
from mail_gateway.inbound import InboundState
from tests.admin.workplace import NOW, Workplace, hidden_fields
from tests.admin.workplace_mail import mail_now, outgoing_mail, stored_mail
from tests.fakes import Clock
from tests.mail_gateway.post_room import write

BOX = MailboxSettings("kontakt", "kontakt@prov.example", "localhost", "kontakt")
PAGE = "/postrummet"
HTML = b"From: eva@hemma.example\r\nSubject: Fr\r\nContent-Type: text/html\r\n\r\n"


@pytest.fixture
def room(services: Services, clock: Clock) -> Workplace:
    """A workplace with one mailbox in its settings."""
    return Workplace(replace(services, settings=replace(services.settings, mail=MailSettings(mailboxes=(BOX,)))), clock)


@pytest.fixture
def admin(room: Workplace) -> FlaskClient:
    """The browser of an administrator who belongs to no group."""
    return room.logged_in(room.staff("Berit", Role.ADMINISTRATOR))


def mails_in(page: str) -> int:
    """How many mails a list shows."""
    return len(re.findall(rf'href="{PAGE}/mejl/[0-9]+"', page))


def test_the_page_tells_how_every_mailbox_stands(room: Workplace, admin: FlaskClient) -> None:
    """Never read; then read, with how long ago; then still, with the server's words and since when."""
    assert "aldrig läst" in admin.get(PAGE).text
    note_success(room.services, BOX)
    room.clock.now += timedelta(minutes=3)
    shown = admin.get(PAGE).text
    assert "kontakt<wbr>@prov.example" in shown
    assert "13 maj 2026 10.00" in shown
    assert ">3 minuter" in shown
    assert "Inget står still." in shown
    note_fault(room.services, BOX, "NO login failed")
    room.clock.now += timedelta(minutes=20)
    shown = admin.get(PAGE).text
    assert "Brevlådan kontakt@prov.example kan inte läsas" in shown
    assert "Sedan 13 maj 2026 10.03, i 20 minuter." in shown
    assert "NO login failed" in shown
    assert "står still" in shown
    assert "Inget står still." not in shown


def test_the_page_tells_of_the_brake_and_of_a_person_s_stop(room: Workplace, admin: FlaskClient) -> None:
    """Each with the way to the switch; they are not the same."""
    with room.services.database.transaction() as session:
        brake_all(session, NOW)
    shown = admin.get(PAGE).text
    assert "Automatiska svar är stoppade: de blev för många" in shown
    assert shown.count('href="/installningar/svar"') == 2
    with room.services.database.transaction() as session:
        stop_all(session, None, NOW)
    assert "Automatiska svar är stoppade" in admin.get(PAGE).text


def test_a_week_is_counted_by_state_and_reason(room: Workplace, admin: FlaskClient) -> None:
    """What came earlier is left out; each reason says what it means and leads to its mails."""
    for _ in range(2):
        stored_mail(room, fetched_at=NOW - timedelta(days=8))
    for _ in range(3):
        stored_mail(room, state=InboundState.IGNORED, reason="auto_submitted", fetched_at=NOW - timedelta(days=6))
    shown = admin.get(PAGE).text
    assert "Märkt som automatiskt mejl" in shown
    assert '<td class="number">3</td>' in shown
    assert "Vanligt mejl" not in shown
    listed = admin.get(f"{PAGE}/mejl?lage=ignored&orsak=auto_submitted").text
    assert "3 mejl" in listed
    assert mails_in(listed) == 3


def test_a_list_is_cut_into_pages_and_keeps_its_filters(room: Workplace, admin: FlaskClient) -> None:
    """Fifty a page, newest first; the way on keeps state, reason and mailbox."""
    for _ in range(51):
        stored_mail(room, state=InboundState.SET_ASIDE, reason="unreadable", fetched_at=NOW - timedelta(days=30))
    stored_mail(room)
    first = admin.get(f"{PAGE}/mejl?lage=set_aside&orsak=unreadable&brevlada=kontakt").text
    assert mails_in(first) == 50
    onward = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    second = admin.get(onward).text
    assert mails_in(second) == 1
    assert "51 mejl" in second
    assert "Sida 2 av 2" in second
    assert admin.get(f"{PAGE}/mejl?lage=finns-inte&sida=x").status_code == 200


def test_a_confidential_sender_is_seen_by_the_group_alone(room: Workplace, admin: FlaskClient) -> None:
    """Administrator and another group's manager: neither sender, case, words nor file. The group's manager: all."""
    group, other = room.group("Mottagning"), room.group("Placering")
    number = room.case("", group, confidential=True)
    mail = stored_mail(room, write("Jag är rädd.", attachments=[b"bild"]), case=number)
    insider = room.logged_in(room.staff("Inga", Role.MANAGER, groups=(group,)))
    outsider = room.logged_in(room.staff("Ulf", Role.MANAGER, groups=(other,)))
    paths = [f"{PAGE}/mejl/{mail}", f"{PAGE}/mejl/{mail}/original", f"{PAGE}/mejl/{mail}/bilaga/1"]
    for client in (admin, outsider):
        listed = client.get(f"{PAGE}/mejl").text
        assert "hemma.example" not in listed
        assert number not in listed
        assert "visas inte" in listed
        shown = client.get(paths[0]).text
        assert "som du inte har tillgång till" in shown
        assert "rädd" not in shown
        assert number not in shown
        assert [client.get(path).status_code for path in paths] == [200, 404, 404]
    assert "eva<wbr>@hemma.example" in insider.get(f"{PAGE}/mejl").text
    assert "Jag är rädd." in insider.get(paths[0]).text
    assert [insider.get(path).status_code for path in paths] == [200, 200, 200]


def test_what_nobody_has_judged_is_shown_to_nobody(room: Workplace, admin: FlaskClient) -> None:
    """A mail that waits may be the most secret of all."""
    mail = stored_mail(room, write("Jag är rädd."), state=InboundState.STORED, reason="", sender="")
    shown = admin.get(f"{PAGE}/mejl/{mail}").text
    assert "Mejlet är inte läst än." in shown
    assert "rädd" not in shown
    assert admin.get(f"{PAGE}/mejl/{mail}/original").status_code == 404


def test_a_robot_s_mail_is_the_administrator_s_to_read(room: Workplace, admin: FlaskClient) -> None:
    """It has no case, so a manager has no business with it."""
    mail = stored_mail(room, write("Jag är på semester."), state=InboundState.IGNORED, reason="auto_submitted")
    assert "Jag är på semester." in admin.get(f"{PAGE}/mejl/{mail}").text
    manager = room.logged_in(room.staff("Mats", Role.MANAGER))
    assert "Bara administratörer får läsa det." in manager.get(f"{PAGE}/mejl/{mail}").text
    assert manager.get(f"{PAGE}/mejl/{mail}/original").status_code == 404
    assert "hemma.example" not in manager.get(f"{PAGE}/mejl").text


def test_a_robot_s_answer_to_a_confidential_case_is_closed_to_the_administrator(
    room: Workplace, admin: FlaskClient
) -> None:
    """An absence message quotes what it answers; the ids or the number that it names tell whose case that is."""
    number = room.case("", room.group("Mottagning"), confidential=True)
    outgoing_mail(room, number, SendState.SENT, message_id="<ours@prov.example>")
    words = "Semester. Du skrev: Vi hörs om skyddat boende."
    by_id, by_number = write(words, In_Reply_To="<ours@prov.example>"), write(words, subject=f"Sv: [#{number}]")
    for raw in (by_id, by_number):
        mail = stored_mail(room, raw, state=InboundState.IGNORED, reason="autoresponder")
        assert "boende" not in admin.get(f"{PAGE}/mejl/{mail}").text
        assert admin.get(f"{PAGE}/mejl/{mail}/original").status_code == 404


def test_files_are_only_ever_downloads(room: Workplace, admin: FlaskClient) -> None:
    """A page as an attachment, the raw mail: no kind that a browser opens, and no guessing; what they are is told."""
    number = room.case("Plats", room.group("Placering"))
    page = b"<!doctype html><script>alert(1)</script>"
    raw = write("Se bilagan.", attachments=[page])
    mail = stored_mail(room, raw, case=number)
    assert "text/html" in admin.get(f"{PAGE}/mejl/{mail}").text
    for path, content in (("original", raw), ("bilaga/1", page)):
        answer = admin.get(f"{PAGE}/mejl/{mail}/{path}")
        assert answer.data == content
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert admin.get(f"{PAGE}/mejl/{mail}/bilaga/2").status_code == 404
    assert admin.get(f"{PAGE}/mejl/{mail}/bilaga/0").status_code == 404


def test_a_large_mail_is_sent_in_pieces(room: Workplace, admin: FlaskClient) -> None:
    """The original never lies whole in the web's memory, and the browser still knows its length; each file is whole."""
    number, large = room.case("Plats", room.group("Placering")), bytes(range(256)) * 8_000
    raw = write("Se bilagorna.", attachments=[b"GIF8", large])
    mail = stored_mail(room, raw, case=number)
    answer = admin.get(f"{PAGE}/mejl/{mail}/original")
    pieces = list(answer.iter_encoded())
    assert (b"".join(pieces), len(pieces) > 1) == (raw, True)
    assert answer.headers["Content-Length"] == str(len(raw))
    assert admin.get(f"{PAGE}/mejl/{mail}/bilaga/1").data == b"GIF8"
    assert admin.get(f"{PAGE}/mejl/{mail}/bilaga/2").data == large


def test_a_hostile_page_cannot_leave_its_frame(room: Workplace, admin: FlaskClient) -> None:
    """Scripts and pictures are gone, quotes cannot end the attribute, and the frame has no rights."""
    number = room.case("Plats", room.group("Placering"))
    hostile = b'<p title="x">Hej "&gt;&lt;script&gt;alert(2)&lt;/script&gt;</p><script>alert(1)</script><img src=//x>'
    shown = admin.get(f"{PAGE}/mejl/{stored_mail(room, HTML + hostile, case=number)}").text
    assert "alert(1)" not in shown
    assert "//x" not in shown
    assert "<script>alert(2)" not in shown
    frame = re.findall(r"<iframe [^>]*>", shown)
    assert len(frame) == 1
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame[0]
    assert "&gt;Hej " in frame[0]


def test_a_mail_that_cannot_be_read_still_has_its_original(room: Workplace, admin: FlaskClient) -> None:
    """Nothing to show, something to fetch."""
    number = room.case("Mejl som inte kunde tolkas", room.group("Placering"))
    mail = stored_mail(room, b"\0\0\0", case=number, state=InboundState.SET_ASIDE, reason="unreadable")
    assert "Mejlet går inte att visa." in admin.get(f"{PAGE}/mejl/{mail}").text
    assert admin.get(f"{PAGE}/mejl/{mail}/original").data == b"\0\0\0"


def test_an_error_s_words_are_closed_with_the_mail(room: Workplace, admin: FlaskClient) -> None:
    """A fault may repeat what the mail said; its kind tells an administrator enough."""
    mail = stored_mail(room, state=InboundState.STORED, reason="", error="ValueError: Jag är rädd")
    shown = admin.get(f"{PAGE}/mejl/{mail}").text
    assert "ValueError" in shown
    assert "rädd" not in shown


def test_an_administrator_lets_a_set_aside_mail_be_tried_again(room: Workplace, admin: FlaskClient) -> None:
    """Asked once more first; then it waits from its first attempt, in its case. A second click changes nothing."""
    number = room.case("Mejl som inte kunde tolkas", room.group("Placering"))
    mail = stored_mail(room, case=number, state=InboundState.SET_ASIDE, reason="unreadable", attempts=4)
    shown = admin.get(f"{PAGE}/mejl/{mail}").text
    assert "Ja, läs mejlet igen" in shown
    path = f"{PAGE}/mejl/{mail}/igen"
    assert admin.post(path).status_code == 400
    assert admin.get(path).status_code == 405
    done = admin.post(path, data=hidden_fields(shown), follow_redirects=True).text
    assert "Postrummet läser mejlet igen." in done
    again = mail_now(room, mail)
    assert (again.state, again.attempts, again.reason) == (InboundState.STORED, 0, "")
    assert again.case_message_id is not None
    assert "Inget är gjort" in admin.post(path, data=hidden_fields(shown), follow_redirects=True).text
    assert "Ja, läs mejlet igen" not in admin.get(f"{PAGE}/mejl/{mail}").text


def test_a_manager_looks_and_does_nothing(room: Workplace) -> None:
    """No button, and none of ours is needed to be refused."""
    group = room.group("Placering")
    number = room.case("Mejl som inte kunde tolkas", group)
    mail = stored_mail(room, case=number, state=InboundState.SET_ASIDE, reason="unreadable")
    manager = room.logged_in(room.staff("Mats", Role.MANAGER, groups=(group,)))
    shown = manager.get(f"{PAGE}/mejl/{mail}").text
    assert "Försök igen" not in shown
    assert manager.post(f"{PAGE}/mejl/{mail}/igen", data=hidden_fields(shown)).status_code == 403
    assert mail_now(room, mail).state is InboundState.SET_ASIDE


def test_the_outbox_leads_to_the_cases_that_one_may_see(room: Workplace, admin: FlaskClient) -> None:
    """Waiting, failed and uncertain, neither recipient nor words; a confidential case's number is not told."""
    group = room.group("Placering")
    number, secret = room.case("Plats", group), room.case("", group, confidential=True)
    for state in (SendState.PENDING, SendState.FAILED, SendState.UNCERTAIN):
        outgoing_mail(room, number, state)
    outgoing_mail(room, secret, SendState.FAILED)
    outgoing_mail(room, "", SendState.FAILED)
    for state, rows in (("pending", 1), ("failed", 3), ("uncertain", 1)):
        shown = admin.get(f"{PAGE}/utkorg?lage={state}").text
        assert shown.count('<th scope="row"') == rows, state
        assert f'href="/arenden/{number}"' in shown
        assert secret not in shown
        assert "eva@hemma.example" not in shown
    overview = admin.get(PAGE).text
    assert re.findall(r"Utgående: kunde inte skickas</a></dt>\s*<dd>3</dd>", overview)


def test_an_alarm_that_did_not_arrive_says_whose_it_was(room: Workplace, admin: FlaskClient) -> None:
    """The colleague's or the group's name: somebody must mend the address. One that waits needs nobody."""
    karin, group = room.staff("Karin", Role.MANAGER), room.group("Placering")
    with room.services.database.transaction() as session:
        session.get_one(ResponseGroup, group).email = "placering@prov.example"
    for recipient in (karin, "placering@prov.example"):
        outgoing_mail(room, "", SendState.FAILED, recipient=recipient)
    outgoing_mail(room, "", SendState.PENDING, recipient=karin)
    failed, waiting = (admin.get(f"{PAGE}/utkorg?lage={state}").text for state in ("failed", "pending"))
    assert re.findall(r"till (\w+)</span>", failed) == ["Karin", "Placering"]
    assert "Rätta adressen under Inställningar." in failed
    assert re.findall(r"till (\w+)</span>", waiting) == ["Karin"]
    assert "Rätta adressen" not in waiting


def test_only_those_who_may_open_it_see_it_in_the_menu(room: Workplace, admin: FlaskClient) -> None:
    """An administrator has the link, a handler has not."""
    handler = room.logged_in(room.staff("Hans", Role.HANDLER))
    assert f'href="{PAGE}"' in admin.get("/arenden").text
    assert f'href="{PAGE}"' not in handler.get("/arenden").text


def test_a_mail_that_is_not_there_is_not_found(admin: FlaskClient) -> None:
    """Nor is a number larger than any database holds."""
    assert [admin.get(f"{PAGE}/mejl/{number}").status_code for number in (1, 2**40)] == [404, 404]
