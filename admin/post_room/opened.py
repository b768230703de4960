"""One stored mail as a staff member may see it: read in a bounded process, shown to those who may see its case."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.post_room.listing import may_see_what_is_nobodys, seen_of
from admin.post_room.reading import read_for_staff, read_with_attachment
from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.cases.outbox import OutboxMail
from knowledge.organisation import StaffMember
from mail_gateway.errors import MailError
from mail_gateway.headers import case_numbers
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.parts.attachments import Attachment
from mail_gateway.parts.reports import recipients
from mail_gateway.reader.bounded import BoundedReader
from mail_gateway.reader.reading import ReadMail
from mail_gateway.reader.reading_process import Read
from mail_gateway.reader.stored_bytes import pieces_in
from mail_gateway.sending.envelope import outbox_id_in, outbox_ids


class Closed(enum.Enum):
    """Why somebody may not see what a mail says."""

    NOT_READ = "not_read"
    CASE = "case"
    ROLE = "role"


@dataclass(frozen=True)
class Opened:
    """A mail's row without its bytes. `read` is what it says, None where it cannot be read or may not be seen.

    `closed`: why it may not be seen. `case_number` is "" without a case, or where its case may not be known of.
    """

    row: InboundMail
    closed: Closed | None
    case_number: str
    read: ReadMail | None = None


def open_mail(
    session: Session, staff: StaffMember, row_id: int, key: str, read: Read = read_for_staff
) -> Opened | None:
    """The mail as this person may see it; None where there is none. `key` signs our ids."""
    row = session.get(InboundMail, row_id)
    if row is None:
        return None
    case = _case_of(session, row)
    seen = seen_of(session, staff, {case.id}) if case is not None else {}
    number = case.number if case is not None and case.id in seen else ""
    closed = _closed(staff, row, case, may_see_case=bool(number))
    if closed is not None:
        return Opened(row, closed, number)
    found = _read(session, row, read)
    if case is None and not _sees_all_named(session, staff, found, key):
        return Opened(row, Closed.CASE, "")
    return Opened(row, None, number, found)


def open_attachment(session: Session, staff: StaffMember, row_id: int, key: str, place: int) -> Attachment | None:
    """The attachment at this place, counted from 1, with its bytes; None where this person may see none there."""
    opened = open_mail(session, staff, row_id, key, partial(read_with_attachment, place=place))
    if opened is None or opened.closed is not None or opened.read is None:
        return None
    attachments = opened.read.mail.attachments
    return attachments[place - 1] if 1 <= place <= len(attachments) else None


def _case_of(session: Session, row: InboundMail) -> Case | None:
    if row.case_message_id is None:
        return None
    return session.scalar(select(Case).join(Message).where(Message.id == row.case_message_id))


def _closed(staff: StaffMember, row: InboundMail, case: Case | None, *, may_see_case: bool) -> Closed | None:
    if case is not None:
        return None if may_see_case else Closed.CASE
    if row.state is InboundState.STORED:
        # Nobody has judged it yet: it may be the most secret mail of all.
        return Closed.NOT_READ
    return None if may_see_what_is_nobodys(staff) else Closed.ROLE


def _read(session: Session, row: InboundMail, read: Read) -> ReadMail | None:
    with BoundedReader(read) as bounded:
        try:
            return bounded(pieces_in(session, row.id), row.headers_only)
        except MailError:
            return None


def _sees_all_named(session: Session, staff: StaffMember, read: ReadMail | None, key: str) -> bool:
    """Whether this person may know of every case that this mail names: a bounce quotes what came back.

    By our ids, and by a case's number in its subject. What cannot be read may quote anything.
    """
    if read is None:
        return False
    report = read.report
    ids = {*read.mail.in_reply_to, *read.mail.references, *(report.message_ids if report else ())}
    tokens = [outbox_id_in(token, key) for token in (report.envelope_ids if report else ())]
    numbers = {*outbox_ids(recipients(read.mail.header_values), key), *(one for one in tokens if one is not None)}
    cases: set[int] = set()
    for condition in (OutboxMail.message_id.in_(ids), OutboxMail.id.in_(numbers)):
        named = select(OutboxMail.case_id).where(condition, OutboxMail.case_id.is_not(None))
        cases.update(case_id for case_id in session.scalars(named) if case_id is not None)
    tagged = select(Case.id).where(Case.number.in_(case_numbers(read.mail.subject)))
    cases.update(session.scalars(tagged))
    return len(seen_of(session, staff, cases)) == len(cases)
