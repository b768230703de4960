"""Keeps what a resident says about an entry's page, once, and tells the entry's owner what may be wrong with it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.cases.outbox import post_remark
from assistant.chat.faq import words
from assistant.engine.screening import mask_personal_numbers, screen
from knowledge.entries import Entry
from knowledge.remarks import EntryRemark, RemarkKind, due_after

_WORDS = {RemarkKind.HELPED: True, RemarkKind.DID_NOT_HELP: False}


def help_key(visit: str, entry: Entry) -> str:
    """The name of one visit's word on "Hjälpte svaret?" about one entry: there is only one."""
    return _key("helped", visit, str(entry.id))


def fault_key(visit: str, token: str, entry: Entry, text: str) -> str:
    """The name of one form about a fault: sent twice it is the same, with other words in it another."""
    return _key("fault", visit, token, str(entry.id), text)


def say_if_helped(session: Session, entry: Entry, helped: bool, key: str, now: datetime) -> None:
    """Keep the first word that this visit says about the entry."""
    kind = RemarkKind.HELPED if helped else RemarkKind.DID_NOT_HELP
    keep(session, EntryRemark(entry_id=entry.id, created_at=now, kind=kind, text="", source_key=key))


def word_on_help(session: Session, key: str) -> bool | None:
    """What has been said under this name; None when nothing has."""
    kind = session.scalar(select(EntryRemark.kind).where(EntryRemark.source_key == key))
    return _WORDS.get(kind) if kind is not None else None


def say_what_is_wrong(session: Session, entry: Entry, text: str, key: str, page: str, now: datetime) -> bool:
    """Keep the remark, and post it to whoever looks after the entry. Whether it speaks of danger.

    `page` is the entry's full address. Personal numbers are masked: an editor needs none to mend a text.
    """
    masked = mask_personal_numbers(text)
    danger = screen(text).sensitive
    remark = EntryRemark(entry_id=entry.id, created_at=now, kind=RemarkKind.FAULT, text=masked, source_key=key)
    remark.due_at = due_after(now)
    mailbox = owners_mailbox(entry)
    if keep(session, remark) and mailbox:
        # Where it is secret that somebody writes at all, no mail repeats what they wrote (facts/municipality.md 4).
        told = "" if entry.department.confidential or danger else masked
        subject, body = words.notice_subject(entry.number), words.notice(entry.number, entry.question, page, told)
        post_remark(session, mailbox, subject, body, now)
    return danger


def owners_mailbox(entry: Entry) -> str:
    """Where the entry's owner reads; without one its group's mailbox, else the department's first; "" for none."""
    if entry.owner is not None and entry.owner.active:
        return entry.owner.email
    groups = [entry.group, *entry.department.groups]
    return next((group.email for group in groups if group is not None and group.email), "")


def keep(session: Session, remark: EntryRemark) -> bool:
    """Store the remark unless its form has been stored; whether it was new."""
    if session.scalar(select(EntryRemark.id).where(EntryRemark.source_key == remark.source_key)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(remark)
    except IntegrityError:
        # The same form came at the same time and was first.
        return False
    return True


def _key(*parts: str) -> str:
    return "faq:" + sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
