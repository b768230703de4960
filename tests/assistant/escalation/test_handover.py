"""A question given to people: whose it becomes, until when, and who is told what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.handling import reply
from assistant.cases.message import MessageKind
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine import phrases
from assistant.engine.answer import Answer, Outcome, Reason
from assistant.escalation.handover import hand_over, responsible_name
from assistant.intake import choose_person, leave_contact
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.talk import (
    ANNA,
    DANGER,
    UNKNOWN,
    contact_centre,
    crisis_group,
    finds,
    handed_over_chat,
    log_rows,
    mail,
    mails,
    say,
)
from tests.factories import add_department, add_staff, group_of
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
        assert "fredag 20 november 10.00" in notice.body


def test_no_personal_number_goes_by_mail(town: Services) -> None:
    """Neither in the notice nor in the subject of the receipt; the case itself keeps the words."""
    with town.database.transaction() as session:
        case = mail(session, town, "Överklaga mitt beslut, 811228-9874", subject="Beslut 811228-9874").case
        contact = session.scalars(select(OutboxMail).where(OutboxMail.case_id == case.id)).all()
        assert contact
        for posted in contact:
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


def test_danger_goes_to_the_group_with_its_own_track(town: Services) -> None:
    """Whatever the search finds nearest."""
    with town.database.transaction() as session:
        contact_centre(session)
        group = crisis_group(session)
        case = mail(session, town, DANGER, search=finds(session, "GAT-01")).case
        assert (case.group, case.department, case.confidential) == (group, group.department, True)


def test_danger_goes_to_the_first_line_where_no_group_has_the_track(town: Services) -> None:
    """Rather than to the department of a chance match."""
    with town.database.transaction() as session:
        centre = contact_centre(session)
        case = mail(session, town, DANGER, search=finds(session, "GAT-01")).case
        assert (case.group, case.confidential) == (centre, True)


@pytest.mark.parametrize("with_centre", [True, False])
def test_no_mail_of_a_confidential_case_tells_its_content_or_department(town: Services, with_centre: bool) -> None:
    """Notice and receipt: not the words, not the subject, neither group, department nor its phone number."""
    with town.database.transaction() as session:
        group = contact_centre(session) if with_centre else crisis_group(session)
        group.department.phone = "0980-319 777"
        case = mail(session, town, f"{DANGER}, hjälp", subject="Slagen av min man").case
        posted = [*mails(session, case, MailKind.NOTICE), *mails(session, case, MailKind.RECEIPT)]
        assert [row.kind for row in posted] == [MailKind.NOTICE, MailKind.RECEIPT]
        for row in posted:
            text = f"{row.subject}\n{row.body}".lower()
            for secret in ("slår", "slagen", "hjälp", group.name, group.department.name, "0980-319 777"):
                assert secret.lower() not in text
        notice, receipt = posted
        assert case.number in notice.body
        assert f"/arenden/{case.number}" in notice.body
        for fact in (case.number, "fredag 20 november", phrases.someone_at_the_municipality(), "0980-319 200", "112"):
            assert fact in receipt.body
        assert responsible_name(case) == phrases.someone_at_the_municipality()


def test_the_subject_of_a_confidential_mail_is_kept_in_the_message_alone(town: Services) -> None:
    """The subject stands in lists and in every mail of the case, also in a handler's reply."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, "Vad ska jag göra?", subject=DANGER).case
        assert case.subject == ""
        assert case.messages[0].text == f"{DANGER}\n\nVad ska jag göra?"
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Ring mig.", town.rules.calendar, town.clock())
        assert mails(session, case, MailKind.REPLY)[0].subject == ""


def test_danger_takes_away_the_subject_that_an_earlier_answer_gave(town: Services) -> None:
    """A chat that was about income support must not say so in the receipt's subject line."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = say(session, town, "Söka bidrag?", search=finds(session, "IFO-01")).case
        assert case.subject
        say(session, town, DANGER, case, search=finds(session, "IFO-01"))
        leave_contact(session, case, "Anna Ek", ANNA, town.clock())
        assert case.subject == ""
        assert mails(session, case, MailKind.RECEIPT)[0].subject == ""


def test_danger_in_a_case_that_a_department_has_moves_it_at_once(town: Services, clock: Clock) -> None:
    """To the right group, confidential, with its handler taken off and 112 said; the wait goes on as it was."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        case = handed_over_chat(session, town)
        case.handler = add_staff(session, "Britt Berg", Role.HANDLER)
        due_at, handed_over_at = case.due_at, case.handed_over_at
        clock.forward(days=1)
        said = say(session, town, DANGER, case)
        assert (case.group, case.confidential, case.handler, case.subject) == (group, True, None, "")
        assert (case.due_at, case.handed_over_at) == (due_at, handed_over_at)
        assert said.text.startswith(phrases.danger(""))
        assert [row.recipient for row in mails(session, case, MailKind.NOTICE)][-1] == group.email
        assert DANGER not in mails(session, case, MailKind.NOTICE)[-1].body


def test_more_danger_in_a_confidential_case_stays_there_and_says_112_again(town: Services) -> None:
    """The right people have it; the resident is still told whom to call."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        case = say(session, town, DANGER).case
        said = say(session, town, "Nu hotar han mig igen", case)
        assert "112" in said.text
        assert case.group is group
        assert [event.kind for event in case.events].count(EventKind.HANDED_OVER) == 1


def test_a_machines_mail_moves_no_case(town: Services) -> None:
    """An automatic reply that names a women's shelter is no cry for help."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, UNKNOWN).case
        machine = {"person_reason": Reason.MAIL_RULE, "silent": True, "may_reopen": False}
        mail(session, town, "Autosvar: kvinnojouren är stängd", case, **machine)
        assert not case.confidential


def test_more_from_the_resident_is_added_and_the_group_told(town: Services, clock: Clock) -> None:
    """The assistant is silent, though it knows an answer; the due time stands; no content in the notice."""
    with town.database.transaction() as session:
        case = _appeal(session, town)
        due_at = case.due_at
        clock.forward(hours=2)
        said = mail(session, town, "När är förskolan stängd?", case, search=finds(session, "FSK-03"))
        assert said.outcome is Outcome.HANDED_OVER
        assert said.text == phrases.still_with_person(case.number)
        assert (case.status, case.due_at, case.answered_at) == (Status.OPEN, due_at, None)
        assert mails(session, case, MailKind.ANSWER) == []
        assert len(mails(session, case, MailKind.RECEIPT)) == 1
        more = mails(session, case, MailKind.NOTICE)[1]
        assert more.subject == f"Mer i ärende {case.number}"
        assert "förskolan" not in more.body
        assert f"/arenden/{case.number}" in more.body
        assert log_rows(session, case)[-1].reason == "with_person"


def test_the_group_is_told_of_more_at_most_once_an_hour(town: Services, clock: Clock) -> None:
    """A robot that answers every mail must not fill the group's mailbox; every word is kept all the same."""
    with town.database.transaction() as session:
        case = _appeal(session, town)
        for _ in range(3):
            mail(session, town, "En sak till om mitt beslut", case)
        assert len(mails(session, case, MailKind.NOTICE)) == 1
        clock.forward(hours=1)
        mail(session, town, "Och en till", case)
        assert len(mails(session, case, MailKind.NOTICE)) == 2
        assert [m.text for m in case.messages if m.kind is MessageKind.QUESTION][-1] == "Och en till"


def test_a_question_after_our_answer_is_a_new_wait(town: Services, clock: Clock) -> None:
    """Open again, unanswered, due two working days after the new question: nobody's second question is forgotten."""
    with town.database.transaction() as session:
        case, britt = _appeal(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Så här.", town.rules.calendar, clock())
        clock.forward(days=5)
        mail(session, town, "Men gäller det även min sambo?", case)
        assert (case.status, case.answered_at, case.line) == (Status.OPEN, None, None)
        assert case.due_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Tack så mycket!", {}),
        ("Jag är på semester", {"silent": True, "person_reason": Reason.MAIL_RULE, "may_reopen": False}),
    ],
)
def test_thanks_and_machines_wake_nobody(town: Services, clock: Clock, text: str, facts: dict[str, object]) -> None:
    """The words are kept; the case stays as it was, nobody is told, and no answer is promised."""
    with town.database.transaction() as session:
        case, britt = _appeal(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Så här.", town.rules.calendar, clock())
        answered_at = case.answered_at
        clock.forward(days=1)
        said = mail(session, town, text, case, **facts)
        assert (said.outcome, said.text) == (Outcome.DECLINED, phrases.added(case.number))
        assert (case.status, case.answered_at) == (Status.WAITING, answered_at)
        assert len(mails(session, case, MailKind.NOTICE)) == 1
        assert case.messages[-2].text == text


def test_a_chat_that_was_answered_and_then_handed_over_waits_for_the_later_question(
    town: Services, clock: Clock
) -> None:
    """Line and answer are reset; the clock counts from the question that nobody has answered."""
    with town.database.transaction() as session:
        case = say(session, town, "Vad kostar det?", search=finds(session, "FSK-02")).case
        assert (case.status, case.line, case.answered_at) == (Status.CLOSED, 0, clock())
        clock.forward(days=1)
        say(session, town, UNKNOWN, case)
        assert (case.status, case.line, case.answered_at, case.closed_at) == (Status.OPEN, None, None, None)
        assert case.due_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_question_that_was_asked_back_about_has_waited_since_it_came(town: Services, clock: Clock) -> None:
    """The resident says "none of these" the next day: the promise counts from the question itself."""
    with town.database.transaction() as session:
        likely = finds(session, "FSK-01", "FSK-02", confidence=0.5)
        case = say(session, town, "Plats?", search=likely).case
        clock.forward(days=1)
        say(session, town, "Jag vill prata med en människa", case)
        assert case.due_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_contact_left_later_gets_one_receipt(town: Services, clock: Clock) -> None:
    """Another address given afterwards gets the answer, but no second receipt, also after more words."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        assert mails(session, case, MailKind.RECEIPT) == []
        leave_contact(session, case, "Anna Ek", ANNA, clock())
        leave_contact(session, case, "Anna Ek", "anna@jobbet.example", clock())
        say(session, town, "En sak till om mitt beslut", case)
        leave_contact(session, case, "Anna Ek", ANNA, clock())
        (receipt,) = mails(session, case, MailKind.RECEIPT)
        assert (receipt.recipient, receipt.subject) == (ANNA, "Plats")
        assert "Placering svarar dig senast fredag 20 november" in receipt.body
        assert [event.kind for event in case.events].count(EventKind.CONTACT_LEFT) == 3
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        leave_contact(session, case, "", "anna@jobbet.example", clock())
        reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        assert mails(session, case, MailKind.REPLY)[0].recipient == "anna@jobbet.example"


def test_no_receipt_promises_an_answer_that_has_been_given(town: Services, clock: Clock) -> None:
    """An address left after the reply is only noted."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        leave_contact(session, case, "Anna Ek", ANNA, clock())
        assert mails(session, case, MailKind.RECEIPT) == []
        assert case.resident is not None
        assert case.resident.email == ANNA


def test_a_group_without_a_mailbox_gets_no_notice(town: Services) -> None:
    """Its cases stand in the inbox all the same."""
    with town.database.transaction() as session:
        group = group_of(session, "Individ- och familjeomsorg")
        group.email = ""
        case = _appeal(session, town)
        assert case.group is group
        assert mails(session, case, MailKind.NOTICE) == []
