"""A question given to people: whose it becomes, until when, and who is told what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine import phrases
from assistant.engine.answer import Answer, Outcome, Reason
from assistant.escalation.handover import hand_over
from assistant.intake import choose_person
from assistant.services import Services
from tests.assistant.talk import (
    ANNA,
    UNKNOWN,
    contact_centre,
    finds,
    log_rows,
    mail,
    mails,
    say,
)
from tests.factories import add_department, group_of
from tests.fakes import Clock

FRIDAY_EVENING = datetime(2026, 11, 13, 19, 40, tzinfo=UTC)
APPEAL = "Jag vill överklaga mitt beslut om försörjningsstöd"


def _appeal(session: Session, town: Services, **facts: object) -> Case:
    """Anna's mail about her own decision, near the entries of social services."""
    return mail(session, town, APPEAL, search=finds(session, "IFO-01"), **facts).case


def test_the_due_time_counts_from_the_arrival_not_from_now(town: Services, clock: Clock) -> None:
    """Read on Wednesday, but it came on Friday evening: due two working days after Monday 08.00."""
    with town.database.transaction() as session:
        case = _appeal(session, town, at=FRIDAY_EVENING)
        assert case.received_at == FRIDAY_EVENING
        assert case.clock_started_at == datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
        assert case.due_at == datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
        assert case.alarm_at == datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
        assert case.handed_over_at == clock()
        assert case.calendar == town.rules.calendar.version


def test_the_departments_own_promise_decides(town: Services) -> None:
    """Five days and an alarm after seven."""
    with town.database.transaction() as session:
        promise = group_of(session, "Individ- och familjeomsorg").department.promise
        assert promise is not None
        promise.answer_within_days, promise.alarm_after_days = 5, 7
        case = _appeal(session, town)
        assert case.due_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
        assert case.alarm_at == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_a_department_without_a_promise_has_two_and_three_days(town: Services) -> None:
    """So has a question that belongs to no department."""
    with town.database.transaction() as session:
        group_of(session, "Individ- och familjeomsorg").department.promise = None
        for case in (_appeal(session, town), say(session, town, UNKNOWN).case):
            assert case.due_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
            assert case.alarm_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_it_goes_to_the_group_of_the_nearest_entry(town: Services) -> None:
    """An open case of that group and its department, with the event that says why."""
    with town.database.transaction() as session:
        case = _appeal(session, town)
        group = group_of(session, "Individ- och familjeomsorg")
        assert (case.group, case.department, case.status) == (group, group.department, Status.OPEN)
        assert (case.answered_at, case.line, case.confidential) == (None, None, False)
        event = next(event for event in case.events if event.kind is EventKind.HANDED_OVER)
        assert event.detail == {"reason": "personal_case", "group_id": group.id}


def test_a_department_without_groups_leaves_it_to_the_first_line(town: Services) -> None:
    """The contact centre takes what nobody has."""
    with town.database.transaction() as session:
        lonely, centre = add_department(session, "Kultur"), contact_centre(session)
        session.delete(lonely.groups[0])
        session.flush()
        session.expire(lonely)
        case = say(session, town, "Hej!").case
        choose_person(session, case, lonely.id, "knapp", town.rules, town.clock())
        assert (case.group, case.department) == (centre, centre.department)


def test_what_belongs_to_no_department_goes_to_the_first_line(town: Services) -> None:
    """And its notice to the contact centre's mailbox."""
    with town.database.transaction() as session:
        centre = contact_centre(session)
        case = say(session, town, UNKNOWN).case
        assert (case.group, case.department) == (centre, centre.department)
        assert [row.recipient for row in mails(session, case, MailKind.NOTICE)] == [centre.email]


def test_without_any_first_line_it_is_nobodys_but_still_open_and_due(town: Services) -> None:
    """No group, so no notice; the receipt promises an answer all the same."""
    with town.database.transaction() as session:
        case = mail(session, town, UNKNOWN).case
        assert (case.group, case.department, case.status) == (None, None, Status.OPEN)
        assert case.due_at is not None
        assert mails(session, case, MailKind.NOTICE) == []
        (receipt,) = mails(session, case, MailKind.RECEIPT)
        assert phrases.someone_at_the_municipality() in receipt.body


def test_the_group_is_told_with_a_link_and_the_question(town: Services) -> None:
    """To the group's mailbox, under a subject with the number alone."""
    with town.database.transaction() as session:
        case = _appeal(session, town, subject="Mitt beslut")
        (notice,) = mails(session, case, MailKind.NOTICE)
        assert notice.recipient == "individ--och-familjeomsorg.svar@prov.example"
        assert notice.subject == f"Nytt ärende {case.number}"
        assert f"http://127.0.0.1:8000/arenden/{case.number}" in notice.body
        assert APPEAL in notice.body
        assert "fredag 20 november kl. 10.00" in notice.body


def test_a_button_s_hand_over_tells_the_group_what_was_asked(town: Services) -> None:
    """The notice holds the resident's own question, not the words of the button that was pressed."""
    with town.database.transaction() as session:
        case = say(session, town, "Hur säger jag upp platsen?", search=finds(session, "FSK-01")).case
        choose_person(session, case, case.department_id, "knapp", town.rules, town.clock())
        [notice] = mails(session, case, MailKind.NOTICE)
        assert "Hur säger jag upp platsen?" in notice.body
        assert phrases.a_person_please() not in notice.body


def test_no_personal_number_goes_by_mail(town: Services) -> None:
    """Neither in the notice nor in the subject of the receipt; the case itself keeps the words."""
    with town.database.transaction() as session:
        search = finds(session, "IFO-01")
        text, subject = "Överklaga mitt beslut, 811228-9874", "Beslut 811228-9874"
        case = mail(session, town, text, subject=subject, search=search).case
        sent = [*mails(session, case, MailKind.NOTICE), *mails(session, case, MailKind.RECEIPT)]
        assert [posted.kind for posted in sent] == [MailKind.NOTICE, MailKind.RECEIPT]
        for posted in sent:
            assert "9874" not in f"{posted.subject}{posted.body}"
        assert "811228-9874" in case.messages[0].text


def test_the_receipt_tells_number_date_and_responsible_and_is_no_answer(town: Services) -> None:
    """To the resident, with the department's phone; nothing stops and nothing counts as answered."""
    with town.database.transaction() as session:
        case = _appeal(session, town)
        (receipt,) = mails(session, case, MailKind.RECEIPT)
        assert receipt.recipient == ANNA
        for fact in (case.number, "fredag 20 november", "Ekonomiskt bistånd svarar dig senast", "0980-319 210"):
            assert fact in receipt.body
        assert case.answered_at is None
        assert [row.answered for row in log_rows(session, case)] == [False]
        assert mails(session, case, MailKind.ANSWER) == []


def test_a_silent_hand_over_sends_no_receipt_but_tells_the_group(town: Services) -> None:
    """The sender may get no automatic mail (facts/mail.md 1)."""
    with town.database.transaction() as session:
        case = _appeal(session, town, silent=True)
        assert mails(session, case, MailKind.RECEIPT) == []
        assert len(mails(session, case, MailKind.NOTICE)) == 1


def test_an_unannounced_hand_over_causes_no_mail_at_all(town: Services) -> None:
    """A mail that came back: logged and evented with its reason, answered by nobody, and told to nobody."""
    with town.database.transaction() as session:
        said = mail(session, town, "Säga upp?", search=finds(session, "FSK-01"))
        case, before = said.case, session.scalars(select(OutboxMail)).all()
        answer = Answer(Outcome.HANDED_OVER, Reason.MAIL_FAILED, department_id=case.department_id)
        now = town.clock() + timedelta(hours=1)
        hand_over(session, case, said.question, answer, town.rules, now, silent=True, unannounced=True)
        assert session.scalars(select(OutboxMail)).all() == before
        assert case.group is group_of(session, "Förskola")
        assert (case.answered_at, case.closed_at, case.line) == (None, None, None)
        assert case.events[-1].detail["reason"] == "mail_failed"
        assert log_rows(session, case)[-1].reason == "mail_failed"


def test_a_group_without_a_mailbox_gets_no_notice(town: Services) -> None:
    """Its cases stand in the inbox all the same."""
    with town.database.transaction() as session:
        group = group_of(session, "Individ- och familjeomsorg")
        group.email = ""
        case = _appeal(session, town)
        assert case.group is group
        assert mails(session, case, MailKind.NOTICE) == []
