"""Hands a question to a response group: due time, notice to the group, receipt to the resident."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, record, waiting_since
from assistant.cases.handling import reopen
from assistant.cases.merging import doubles_follow
from assistant.cases.message import Author, Message, in_danger
from assistant.cases.outbox import MailKind, OutboxMail, automatic_to, is_undeliverable, mails_of, post
from assistant.cases.response_log import log_decision
from assistant.engine import phrases, phrases_case
from assistant.engine.answer import Answer, Channel, Reason
from assistant.engine.screening import mask_personal_numbers
from assistant.engine.wording import receipt_text
from assistant.escalation.promise import start_promise
from assistant.languages.speaking import PageLanguage, speaking
from assistant.rules import Rules
from knowledge.organisation import (
    Department,
    ResponseGroup,
    first_line_group,
    sensitive_group,
    the_municipality,
)

# Mail is in Swedish, also where the page that causes it is not (docs/decisions/0015-languages.md): hence `speaking`.
_QUIET_BETWEEN_NOTICES = timedelta(hours=1)
# As many as a sender of mails gets (mail_gateway.screening).
_MOST_TO_AN_ADDRESS_A_DAY = 4


def hand_over(
    session: Session,
    case: Case,
    question: Message,
    answer: Answer,
    rules: Rules,
    now: datetime,
    *,
    silent: bool,
    unannounced: bool = False,
    to: ResponseGroup | None = None,
) -> OutboxMail | None:
    """Give the case to people. The due time counts from the oldest question that has not been answered.

    Gives the receipt, where one was posted. A case that somebody already has keeps its clock and only
    changes hands.
    `silent`: the sender may get no automatic mail, so no receipt either (facts/mail.md 1). `unannounced`: the
    group's mailbox gets no notice either, since a bounce may never cause mail. `to`: the group that a person has
    chosen.
    """
    group = to or _group_for(session, case, question, answer)
    case.group, case.handler = group, None
    case.department = group.department if group else _department(session, answer)
    _keep_secret(session, case, answer)
    if case.confidential:
        doubles_follow(session, case, None, now)
    case.suggested_entry_id = _suggestion(answer)
    case.status = Status.OPEN
    if case.handed_over_at is None or case.answered_at is not None:
        start_promise(case, waiting_since(case, question), rules)
    case.handed_over_at = case.handed_over_at or now
    case.closed_at = None
    record(case, EventKind.HANDED_OVER, now, reason=answer.reason.value, group_id=group.id if group else None)
    log_decision(session, case, question, answer, rules.calendar, now)
    if not unannounced:
        notify_group(session, case, question, rules, now)
    return None if silent else send_receipt(session, case, question, rules, now, answer)


def add_to_waiting(session: Session, case: Case, question: Message, rules: Rules, now: datetime) -> None:
    """More from the resident in a case that people have: open it again and tell the group.

    What is asked after our answer is a new wait with its own due time; before it, the first one goes on.
    """
    if case.answered_at is not None:
        start_promise(case, question.at, rules)
    reopen(case, now)
    notify_group_of_more(session, case, question, rules, now)


@speaking(PageLanguage.SWEDISH)
def notify_group(session: Session, case: Case, question: Message, rules: Rules, now: datetime) -> None:
    """Tell the response group's mailbox of a new case: the link, and nothing of a confidential one's content."""
    if case.group is None or not case.group.email or case.due_at is None:
        return
    text = "" if case.confidential else mask_personal_numbers(own_words(case, question))
    body = phrases.notice(case.number, case.due_at, rules.case_address(case.number), text)
    subject = phrases.notice_subject(case.number)
    post(session, case, MailKind.NOTICE, case.group.email, body, now, subject=subject, answers=question)


def own_words(case: Case, question: Message) -> str:
    """What the resident asked: a button that was pressed ("Låt en person svara") says nothing of it."""
    buttons = (phrases.a_person_please(), phrases.none_of_these())
    asked = [
        message.text for message in case.messages if message.author is Author.RESIDENT and message.text not in buttons
    ]
    return asked[-1] if question.text in buttons and asked else question.text


@speaking(PageLanguage.SWEDISH)
def notify_group_of_more(session: Session, case: Case, question: Message, rules: Rules, now: datetime) -> None:
    """Tell the response group that the resident has written again; no content, it stands in the case.

    At most once an hour for a case: a robot that answers every mail must not fill the group's mailbox.
    """
    if case.group is not None and case.group.email and not _told_lately(session, case, now):
        body = phrases.more_from_resident(case.number, rules.case_address(case.number))
        subject = phrases.more_subject(case.number)
        post(session, case, MailKind.NOTICE, case.group.email, body, now, subject=subject, answers=question)


@speaking(PageLanguage.SWEDISH)
def notify_of_call(session: Session, case: Case, rules: Rules, now: datetime) -> None:
    """Tell the response group that somebody waits to be called; the number stands in the case alone."""
    if case.group is not None and case.group.email:
        told = phrases_case.call_notice(case.number, rules.case_address(case.number))
        body = f"{told}\n\n{phrases.answer_in_the_case()}"
        subject = phrases_case.call_notice_subject(case.number)
        post(session, case, MailKind.NOTICE, case.group.email, body, now, subject=subject)


def has_had_enough(session: Session, address: str, now: datetime) -> bool:
    """Whether an address that somebody typed may get no more: anybody can type anybody's, again and again.

    Mail has its brakes in the post-room, which also tell people of a loop (facts/mail.md 1.11 and 4).
    """
    full = automatic_to(session, address, now - timedelta(days=1)) >= _MOST_TO_AN_ADDRESS_A_DAY
    return full or is_undeliverable(session, address)


def _told_lately(session: Session, case: Case, now: datetime) -> bool:
    return any(
        mail.kind is MailKind.NOTICE and now - mail.created_at < _QUIET_BETWEEN_NOTICES
        for mail in mails_of(session, case)
    )


@speaking(PageLanguage.SWEDISH)
def send_receipt(
    session: Session, case: Case, question: Message, rules: Rules, now: datetime, answer: Answer | None = None
) -> OutboxMail | None:
    """Tell a resident with an address the number, who is responsible and the latest answer date.

    Once a case, and only while an answer is waited for: another address given later gets the answer alone.
    But whoever writes of danger is told at once whom to call, each time (facts/municipality.md 4). `answer` is what
    caused it: what it says, of two questions, stands first, in the resident's language that a person has the rest.
    """
    heard_danger = in_danger(question) or (answer is not None and answer.danger)
    if not case.mail_address or case.due_at is None or case.answered_at is not None:
        return None
    sent = [mail for mail in mails_of(session, case) if mail.kind is MailKind.RECEIPT]
    if sent and (not heard_danger or question.id in {mail.answers_id for mail in sent}):
        return None
    if case.channel is Channel.CHAT and has_had_enough(session, case.mail_address, now):
        return None
    body = phrases.receipt(case.number, case.due_at, responsible_name(case), _phone(session, case))
    body = f"{body}\n\n{phrases_case.follow(rules.my_case_address(case.code))}"
    danger = heard_danger or any(in_danger(message) for message in case.messages)
    body = receipt_text(body, answer, danger=danger, on_call_phone=rules.assistant.on_call_phone)
    return post(session, case, MailKind.RECEIPT, case.mail_address, body, now, answers=question)


def _phone(session: Session, case: Case) -> str:
    """The number to call; a confidential case's department cannot be told by its number either."""
    own = case.department.phone if case.department and not case.confidential else ""
    return own or the_municipality(session).phone


def responsible_name(case: Case) -> str:
    """Who a resident is told has the case; a confidential case names no department, not even by mistake."""
    if case.confidential or case.department is None:
        return phrases.someone_at_the_municipality()
    return case.group.name if case.group else case.department.name


def _keep_secret(session: Session, case: Case, answer: Answer) -> None:
    """Confidential because of what was asked or of who answers; its subject, which stands in lists, goes."""
    departments = (case.department, _department(session, answer))
    secret = any(department.confidential for department in departments if department is not None)
    case.confidential = case.confidential or answer.confidential or secret
    if case.confidential:
        case.subject = ""


def _group_for(session: Session, case: Case, question: Message, answer: Answer) -> ResponseGroup | None:
    if answer.confidential:
        linked = None if in_danger(question) else _linked_group(session, case)
        group = linked or sensitive_group(session) or first_line_group(session)
        if group is not None:
            return group
    best = answer.matches[0] if answer.matches else None
    if best is not None and best.group_id is not None and best.department_id == answer.department_id:
        return session.get(ResponseGroup, best.group_id)
    department = _department(session, answer)
    if department is not None and department.groups:
        return department.groups[0]
    return first_line_group(session)


def _suggestion(answer: Answer) -> int | None:
    """The certain answer that waits for a click; what went to people for another reason has none."""
    return answer.matches[0].entry_id if answer.reason is Reason.SUGGESTED and answer.matches else None


def _linked_group(session: Session, case: Case) -> ResponseGroup | None:
    """Who has the confidential case that this one may belong to: nobody else may learn of it."""
    linked = session.get(Case, case.linked_case_id) if case.linked_case_id is not None else None
    return linked.group if linked is not None and linked.confidential else None


def _department(session: Session, answer: Answer) -> Department | None:
    return session.get(Department, answer.department_id) if answer.department_id is not None else None
