"""What is done with a remark: made by a colleague, answered, opened again, and its entry held back meanwhile."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from hashlib import sha256

from sqlalchemy.orm import Session

from admin.remarks import words
from admin.remarks.forms import Report
from assistant.cases.outbox import post_remark
from assistant.chat.faq.remarking import keep, owners_mailbox
from assistant.engine.screening import screen
from knowledge import curation
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import StaffMember
from knowledge.remarks import EntryRemark, RemarkKind, due_after


def report(session: Session, entry: Entry, sent: Report, staff: StaffMember, address: str, now: datetime) -> bool:
    """A colleague says what is wrong: kept, and told to whoever looks after the entry. False: this form was kept.

    `address` is where remarks are answered. Of a confidential department's entry no mail is told what was written.
    """
    remark = EntryRemark(entry_id=entry.id, created_at=now, kind=RemarkKind.FAULT, text=sent.text)
    remark.reporter_id, remark.case_number, remark.due_at = staff.id, sent.case_number, due_after(now)
    remark.source_key = _key(staff, sent)
    if not keep(session, remark):
        return False
    mailbox = owners_mailbox(entry)
    if mailbox:
        subject, body = words.notice(entry, remark, staff.name, _by_mail(entry, remark.text), address)
        post_remark(session, mailbox, subject, body, now)
    return True


def answer(session: Session, remark: EntryRemark, text: str, staff: StaffMember, address: str, now: datetime) -> bool:
    """Say what has become of it: to the colleague who made it by mail, and here. False: it had an answer already.

    `address` is where the reporter reads it.
    """
    if remark.handled_at is not None:
        return False
    remark.handled_at, remark.handled_by_id, remark.reply = now, staff.id, text
    if remark.reporter is not None and remark.reporter.active and remark.reporter_id != staff.id:
        subject, body = words.reply(remark.entry, staff.name, _by_mail(remark.entry, text), address)
        post_remark(session, remark.reporter.email, subject, body, now)
    session.flush()
    return True


def open_again(remark: EntryRemark) -> None:
    """It was not finished after all; what was answered stands until there is another answer."""
    remark.handled_at = remark.handled_by_id = None


def hold_back(session: Session, entry: Entry, staff: StaffMember, now: datetime) -> bool:
    """Nobody gives the answer until it has been looked at; whether that changed anything."""
    if entry.status is not EntryStatus.PUBLISHED:
        return False
    curation.pause(session, entry, _("pausad efter en anmärkning"), now, staff)
    return True


def let_go(session: Session, entry: Entry, staff: StaffMember, now: datetime) -> bool:
    """The answer is given again; whether that changed anything."""
    if entry.status is not EntryStatus.PAUSED:
        return False
    curation.resume(session, entry, _("används igen efter en anmärkning"), now, staff)
    return True


def _by_mail(entry: Entry, text: str) -> str:
    """What a mail may tell of these words; "" where it is secret that somebody writes at all (municipality.md 4)."""
    return "" if entry.department.confidential or screen(text).sensitive else text


def _key(staff: StaffMember, sent: Report) -> str:
    parts = (str(staff.id), sent.token, str(sent.entry_id), sent.text)
    return "staff:" + sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
