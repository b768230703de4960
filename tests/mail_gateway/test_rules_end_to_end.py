"""Rules of facts/mail.md 1 to 3 over a mail's whole way, from its bytes to the case, not in one function alone."""

from __future__ import annotations

from assistant.cases.outbox import MailKind
from assistant.services import Services
from mail_gateway.deliver import deliver_waiting
from mail_gateway.inbound import InboundState
from mail_gateway.reasons import Reason
from tests.mail_gateway.post_room import BO, DIFFICULT, OURS, RUT, SIMPLE, case_of, outbox, read, take_in, write
from tests.mail_gateway.raw_mail import multipart, part
from tests.servers.smtp import CapturingSmtp


def test_rule_03_an_invitation_is_never_answered(town: Services) -> None:
    """The calendar's bytes stay with the raw mail; what they say comes along to the screening."""
    event = part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR")
    raw = multipart(
        "multipart/mixed", part("text/plain; charset=utf-8", SIMPLE), event, headers={"To": OURS, "Date": None}
    )
    row = take_in(town, raw)
    assert (row.state, row.reason) == (InboundState.HANDLED, Reason.CALENDAR.value)
    assert {mail.kind for mail in outbox(town)} == {MailKind.NOTICE}


def test_section_2_an_answer_goes_to_the_sender_alone_and_echoes_no_file(town: Services, smtp: CapturingSmtp) -> None:
    """Never reply-all, never the resident's own attachments."""
    take_in(town, write(Cc=BO, attachments=[b"\xff\xd8\xff\xe0 bild"]))
    deliver_waiting(town)
    (sent,) = [read(mail.raw) for mail in smtp.mails if RUT in mail.recipients]
    assert (sent["To"], sent["Cc"], sent["Reply-To"]) == (RUT, None, None)
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not any(BO in mail.recipients for mail in smtp.mails)


def test_section_3_an_outlook_thread_index_leads_nowhere(town: Services) -> None:
    """The same one on a mail of somebody else, without our ids: a case of its own, with no link."""
    index = "AQHcVQd0uZ9m0kqmQ0mDq1n5mJ2hHw=="
    first = take_in(town, write(Thread_Index=index))
    second = take_in(town, write(DIFFICULT, sender=BO, message_id="<q2@bo.example>", Thread_Index=index))
    with town.database.reading() as session:
        assert case_of(session, second).id != case_of(session, first).id
        assert case_of(session, second).linked_case_id is None
