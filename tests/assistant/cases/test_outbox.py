"""Mail to be sent: what a row holds, and that nothing is answered twice."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.cases.case import Case, open_case
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.outbox import MailKind, SendState, mails_of, post
from assistant.engine.answer import Channel
from assistant.services import Services
from tests.assistant.engine.fake_search import NOW
from tests.assistant.talk import ANNA


def _case(session: object, subject: str = "Avgift") -> Case:
    case = open_case(session, Channel.EMAIL, None, subject, NOW)  # type: ignore[arg-type]
    case.messages.append(Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text="Vad kostar det?", at=NOW))
    return case


def test_a_posted_mail_waits_to_be_sent_at_once(services: Services) -> None:
    """Pending, due now, never tried, with nothing decided that belongs to the first attempt."""
    with services.database.transaction() as session:
        case = _case(session)
        row = post(session, case, MailKind.NOTICE, "Grupp@Prov.Example", "Text", NOW, subject="Nytt ärende")
        assert (row.state, row.attempts, row.created_at, row.next_attempt_at) == (SendState.PENDING, 0, NOW, NOW)
        assert (row.recipient, row.recipient_domain) == ("Grupp@Prov.Example", "prov.example")
        assert (row.subject, row.body, row.message_id, row.rendered) == ("Nytt ärende", "Text", None, None)


def test_without_its_own_subject_a_mail_has_the_cases(services: Services) -> None:
    """Cut to what a subject line holds."""
    with services.database.transaction() as session:
        case = _case(session)
        assert post(session, case, MailKind.REPLY, ANNA, "Text", NOW).subject == "Avgift"
        assert len(post(session, case, MailKind.REPLY, ANNA, "Text", NOW, subject="Ä" * 400).subject) == 300


@pytest.mark.parametrize("kind", list(MailKind))
def test_no_message_is_answered_twice_by_the_same_kind_of_mail(services: Services, kind: MailKind) -> None:
    """The second worker is stopped by the table itself, on both databases."""
    with services.database.reading() as session:
        case = _case(session)
        session.flush()
        post(session, case, kind, ANNA, "Text", NOW, answers=case.messages[0])
        with pytest.raises(IntegrityError):
            post(session, case, kind, ANNA, "Text", NOW, answers=case.messages[0])


def test_different_kinds_and_different_messages_are_different_mails(services: Services) -> None:
    """A receipt and an answer to one message are two things; so are mails that answer none."""
    with services.database.transaction() as session:
        case = _case(session)
        session.flush()
        for kind in MailKind:
            post(session, case, kind, ANNA, kind.value, NOW, answers=case.messages[0])
        for text in ("a", "b"):
            post(session, case, MailKind.REPLY, ANNA, text, NOW)
        other = _case(session)
        assert [row.body for row in mails_of(session, case)] == [*(kind.value for kind in MailKind), "a", "b"]
        assert mails_of(session, other) == []
