"""An unclear mail through the whole post-room: asked back, picked by number, answered; marked, threaded and braked."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy.orm import Session

from assistant.cases.case import Status
from assistant.cases.message import MessageKind
from assistant.cases.outbox import MailKind
from assistant.services import Services
from knowledge.match import Search
from mail_gateway.deliver import deliver_waiting
from mail_gateway.guards.brakes import automatic_mail_for
from tests.assistant.engine.fake_search import FakeSearch
from tests.assistant.talk import finds
from tests.mail_gateway.post_room import RUT, body, case_of, outbox, read, take_in, to_resident, write
from tests.servers.smtp import CapturingSmtp


@dataclass(frozen=True)
class Unsure(Services):
    """A process whose search finds two likely entries whatever is asked."""

    found: FakeSearch = field(default_factory=FakeSearch)

    def search(self, session: Session) -> Search:
        """The two."""
        return self.found


@pytest.fixture
def unsure(town: Services) -> Services:
    """Provstad with a search that is never sure."""
    with town.database.reading() as session:
        return Unsure(**vars(town), found=finds(session, "FSK-01", "FSK-02", confidence=0.5))


def test_a_reply_with_a_digit_is_answered(unsure: Services, smtp: CapturingSmtp) -> None:
    """The question back and the answer are automatic mails in the resident's thread; no department signs the first."""
    first = take_in(unsure, write("Platsen då?"))
    deliver_waiting(unsure)
    asked = read(smtp.mails[0].raw)
    assert (asked["Auto-Submitted"], asked["In-Reply-To"]) == ("auto-replied", "<q1@rut.example>")
    assert asked["Subject"].startswith("Sv: Fråga [#")
    text = body(smtp.mails[0].raw)
    assert "1. Hur säger jag upp en förskoleplats?\n2. Vad kostar en förskoleplats?" in text
    assert "Svara på det här mejlet med bara siffran" in text
    assert "Med vänlig hälsning\nProvstads kommun\n" in text
    assert "Hör gärna av dig" not in text
    reply = write(
        "2\n\nDen 18 november 2026 skrev Provstads kommun <kontakt@prov.example>:\n> 1. Hur säger jag upp",
        subject=asked["Subject"],
        message_id="<q2@rut.example>",
        In_Reply_To=asked["Message-ID"],
    )
    second = take_in(unsure, reply)
    deliver_waiting(unsure)
    assert "Högst maxtaxan." in body(smtp.mails[1].raw)
    assert read(smtp.mails[1].raw)["In-Reply-To"] == "<q2@rut.example>"
    with unsure.database.reading() as session:
        case = case_of(session, second)
        assert case.id == case_of(session, first).id
        assert case.status is Status.CLOSED
        assert [message.kind for message in case.messages] == [
            *(MessageKind.QUESTION, MessageKind.CLARIFY),
            *(MessageKind.QUESTION, MessageKind.ANSWER),
        ]
        assert case.messages[2].text == "2"


def test_a_question_back_counts_as_automatic_mail(unsure: Services) -> None:
    """The same text is not sent to one sender twice: the second unclear mail goes to a person, without a mail."""
    stored = take_in(unsure, write("Platsen då?"))
    with unsure.database.reading() as session:
        written = automatic_mail_for(session, case_of(session, stored).messages[0])
        assert written is not None
        assert written.recipient == RUT
    again = take_in(unsure, write("Och platsen?", subject="Annat", message_id="<q2@rut.example>"))
    assert again.reason == "same_text"
    with unsure.database.reading() as session:
        assert case_of(session, again).status is Status.OPEN
    assert [mail.kind for mail in to_resident(unsure)] == [MailKind.CLARIFY]


@pytest.mark.parametrize("headers", [{"Return_Path": "<>"}, {"Reply_To": "annan@x.example"}])
def test_whom_no_automatic_mail_may_reach_is_not_asked_back(unsure: Services, headers: dict[str, str]) -> None:
    """A person has it; only the group is told."""
    stored = take_in(unsure, write("Platsen då?", **headers))  # type: ignore[arg-type]
    with unsure.database.reading() as session:
        assert case_of(session, stored).status is Status.OPEN
    assert [mail.kind for mail in outbox(unsure)] == [MailKind.NOTICE]


def test_a_question_back_that_never_arrived_is_a_person_s(unsure: Services, smtp: CapturingSmtp) -> None:
    """Nobody waits for a reply to a mail that was refused."""
    smtp.refuse(RUT)
    stored = take_in(unsure, write("Platsen då?"))
    deliver_waiting(unsure)
    with unsure.database.reading() as session:
        assert case_of(session, stored).status is Status.OPEN
