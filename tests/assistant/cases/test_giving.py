"""A case that is assigned, waits, is closed with what it was about, noted in, kept secret and looked at by several."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.cases import handling
from assistant.cases.case import EventKind, Line, Status
from assistant.cases.note import CaseNote, add_note
from assistant.cases.outbox import MailKind
from assistant.cases.presence import Beside, CasePresence, be_here, beside
from assistant.cases.secrecy import lift_confidential, make_confidential, must_stay_confidential
from assistant.errors import CaseClosed
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.talk import UNKNOWN, handed_over_chat, mail, mails
from tests.factories import add_staff
from tests.fakes import Clock

ADDRESS = "https://prov.example/arenden/1"


def test_an_assigned_case_has_its_handler_who_is_told_once(town: Services, clock: Clock) -> None:
    """One notice with the link and nothing of the content; again, and to oneself, no mail goes."""
    with town.database.transaction() as session:
        case = mail(session, town, UNKNOWN).case
        britt, bo = add_staff(session, "Britt Berg", Role.HANDLER), add_staff(session, "Bo Ek", Role.HANDLER)
        before = len(mails(session, case, MailKind.NOTICE))
        handling.assign(session, case, bo, britt, ADDRESS, clock())
        handling.assign(session, case, bo, britt, ADDRESS, clock())
        [told] = mails(session, case, MailKind.NOTICE)[before:]
        assert case.handler is bo
        assert told.recipient == bo.email
        assert ADDRESS in told.body
        assert UNKNOWN not in told.body
        assert (case.events[-1].kind, case.events[-1].detail["to"]) == (EventKind.ASSIGNED, "Bo Ek")
        handling.assign(session, case, britt, britt, ADDRESS, clock())
        assert (case.handler, case.events[-1].kind) == (britt, EventKind.TAKEN)
        assert len(mails(session, case, MailKind.NOTICE)) == before + 1


def test_waiting_for_the_resident_does_not_answer_them(town: Services, clock: Clock) -> None:
    """Handling pauses, the promise of a first answer stands; a second press changes nothing."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        due, watched = case.due_at, case.watch_at
        assert watched is not None
        handling.wait_for_resident(case, britt, clock())
        handling.wait_for_resident(case, britt, clock())
        assert (case.status, case.answered_at, case.due_at, case.watch_at) == (Status.WAITING, None, due, watched)
        assert [event.kind for event in case.events].count(EventKind.WAITS_FOR_RESIDENT) == 1
        handling.close(case, britt, clock())
        with pytest.raises(CaseClosed):
            handling.wait_for_resident(case, britt, clock())
        with pytest.raises(CaseClosed):
            handling.assign(session, case, britt, britt, ADDRESS, clock())


def test_a_closed_case_says_what_it_was_about_and_who_solved_it(town: Services, clock: Clock) -> None:
    """No personal number gets into a subject, and a secret case gets none."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        handling.close(case, britt, clock(), subject="Plats för 811228-9874", line=Line.FIRST_LINE)
        assert (case.subject, case.line) == ("Plats för [personnummer]", Line.FIRST_LINE)
        assert [event.kind for event in case.events[-2:]] == [EventKind.SUBJECT_SET, EventKind.CLOSED]
        secret = mail(session, town, UNKNOWN).case
        make_confidential(secret, britt, clock())
        handling.close(secret, britt, clock(), subject="Om Eva")
        assert secret.subject == ""


def test_a_note_is_kept_once_and_is_no_message(town: Services, clock: Clock) -> None:
    """The same form twice is one note, the same words another day are two; no clock hears of it, nor a resident."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        messages, answered = len(case.messages), case.answered_at
        for _ in range(2):
            add_note(session, case, britt, " Ring skolan först. ", clock())
        assert [note.text for note in session.scalars(select(CaseNote))] == ["Ring skolan först."]
        clock.forward(days=2)
        add_note(session, case, britt, "Ring skolan först.", clock())
        add_note(session, case, britt, "Klart.", clock())
        assert len(session.scalars(select(CaseNote)).all()) == 3
        assert (len(case.messages), case.answered_at) == (messages, answered)


def test_secrecy_takes_the_subject_and_gives_it_back(town: Services, clock: Clock) -> None:
    """Twice is once; where all cases are secret it cannot be lifted."""
    with town.database.transaction() as session:
        case, britt = mail(session, town, UNKNOWN, subject="Badplats").case, add_staff(session, "Britt", Role.HANDLER)
        for _ in range(2):
            make_confidential(case, britt, clock())
        session.flush()
        assert (case.confidential, case.subject) == (True, "")
        assert [event.kind for event in case.events].count(EventKind.MADE_CONFIDENTIAL) == 1
        lift_confidential(session, case, britt, clock())
        assert (case.confidential, case.subject) == (False, "Badplats")
        chat = handed_over_chat(session, town)
        assert chat.department is not None
        chat.department.confidential = chat.confidential = True
        assert must_stay_confidential(chat)
        lift_confidential(session, chat, britt, clock())
        assert chat.confidential


def test_who_else_is_at_a_case(town: Services, clock: Clock) -> None:
    """Oneself is not told of, who writes comes first, whoever left a minute ago is gone; the case is not touched."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        britt, bo, cia = (add_staff(session, name, Role.HANDLER) for name in ("Britt", "Bo", "Cia"))
        session.flush()
        version = case.version
        be_here(session, case.id, britt.id, clock(), writing=False)
        be_here(session, case.id, cia.id, clock(), writing=True)
        be_here(session, case.id, bo.id, clock(), writing=False)
        be_here(session, case.id, bo.id, clock(), writing=False)
        assert beside(session, case.id, britt.id, clock()) == [Beside("Cia", True), Beside("Bo", False)]
        be_here(session, case.id, bo.id, clock() + timedelta(seconds=50), writing=True)
        assert beside(session, case.id, britt.id, clock() + timedelta(seconds=61)) == [Beside("Bo", True)]
        be_here(session, case.id, britt.id, clock() + timedelta(hours=2), writing=False)
        session.flush()
        assert [one.staff_id for one in session.scalars(select(CasePresence))] == [britt.id]
        assert case.version == version
