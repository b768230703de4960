"""What must be true after every crash: each mail one case or one named reason, none missing, nobody answered twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail, SendState, mails_of
from mail_gateway.inbound import InboundBytes, InboundMail, InboundState
from mail_gateway.reasons import Reason
from mail_gateway.sending.decisions import undecided
from tests.crash.plant import Plant
from tests.mail_gateway.post_room import read

AUTOMATIC = (MailKind.ANSWER, MailKind.CLARIFY, MailKind.RECEIPT)
_NAMED = {reason.value for reason in Reason} | {"duplicate"}
_WITH_CASE = (InboundState.HANDLED, InboundState.SET_ASIDE)


def all_is_well(plant: Plant, delivered: int) -> None:
    """Raises AssertionError unless every promise of facts/mail.md 7 holds for what was delivered and sent."""
    with plant.reading() as session:
        rows = list(session.scalars(select(InboundMail).order_by(InboundMail.id)))
        sent = list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))
        _none_is_missing(plant, rows, delivered)
        _each_has_its_end(session, rows)
        _each_case_has_its_mails(session, rows)
        _nobody_is_answered_twice(plant, sent)
        _what_went_is_known(session, plant, sent)


def each_sender_is_answered_once(plant: Plant, senders: Sequence[str]) -> None:
    """Of residents who each asked one thing, perhaps twice: one case, and one automatic mail that came or may have.

    Whose mail was in hand at three deaths has a case with a person instead (7c).
    """
    with plant.reading() as session:
        cases = session.execute(
            select(InboundBytes.raw, InboundMail.state)
            .join(InboundMail.kept)
            .join(Message, Message.id == InboundMail.case_message_id)
            .where(InboundMail.state.in_(_WITH_CASE))
        ).all()
        automatic = select(OutboxMail.recipient, OutboxMail.state).where(OutboxMail.kind.in_(AUTOMATIC))
        sent = session.execute(automatic).all()
    for sender in senders:
        states = [state for raw, state in cases if f"<{sender}>".encode() in raw.split(b"Subject:")[0]]
        assert states, sender
        # Of a mail that came twice one copy may have been set aside unread, and then the other is nobody's repetition.
        assert states.count(InboundState.HANDLED) <= 1, sender
        written, arrived = [how for to, how in sent if to == sender], captured(plant, sender)
        if InboundState.HANDLED not in states:
            assert (written, arrived) == ([], 0), sender
        else:
            assert len(written) == 1, sender
            assert arrived == 1 or (arrived == 0 and written == [SendState.UNCERTAIN]), (sender, written, arrived)


def _none_is_missing(plant: Plant, rows: list[InboundMail], delivered: int) -> None:
    """On the server nothing is lost, and each mail is stored once, with the server's bytes."""
    there = plant.dovecot.messages(plant.user)
    assert len(there) == delivered
    on_server = Counter(hashlib.sha256(raw).hexdigest() for raw in there)
    # After a new UIDVALIDITY the same mails have rows of their own.
    for uidvalidity in {row.uidvalidity for row in rows}:
        stored = Counter(row.sha256 for row in rows if row.uidvalidity == uidvalidity)
        assert all(on_server[digest] == count for digest, count in stored.items())
    latest = max(rows, key=lambda row: row.id).uidvalidity
    assert Counter(row.sha256 for row in rows if row.uidvalidity == latest) == on_server


def _each_has_its_end(session: Session, rows: list[InboundMail]) -> None:
    """One message in one case, or none and a reason that staff can read."""
    messages = {message.source_key: message for message in session.scalars(select(Message)) if message.source_key}
    ours = {key for key in messages if key.startswith("mail:")}
    assert ours == {f"mail:{row.id}" for row in rows if row.state in _WITH_CASE}
    originals = {row.case_message_id for row in rows if row.state in _WITH_CASE}
    for row in rows:
        told = (row.id, row.state, row.reason, row.attempts, row.error)
        assert row.state is not InboundState.STORED, told
        assert row.reason in _NAMED, told
        match row.state:
            case InboundState.HANDLED | InboundState.SET_ASIDE:
                assert row.case_message_id == messages[f"mail:{row.id}"].id, told
            case InboundState.DUPLICATE:
                assert row.case_message_id in originals, told
            case _:
                assert row.case_message_id is None, told


def _each_case_has_its_mails(session: Session, rows: list[InboundMail]) -> None:
    """No case without a mail, and none that two gateways opened for the same one."""
    cases = {case.id for case in session.scalars(select(Case))}
    written = {row.case_message_id for row in rows if row.state in _WITH_CASE}
    assert len(written) == sum(row.state in _WITH_CASE for row in rows)
    assert cases == set(session.scalars(select(Message.case_id).where(Message.id.in_(written))))


def _nobody_is_answered_twice(plant: Plant, sent: list[OutboxMail]) -> None:
    """At most one automatic mail to each mail in the outbox, and no mail of ours more than once at the server."""
    answered = Counter(mail.answers_id for mail in sent if mail.kind in AUTOMATIC)
    assert all(count == 1 for count in answered.values()), answered
    ids = Counter(str(read(mail.raw)["Message-ID"]) for mail in plant.smtp.mails)
    assert all(count == 1 for count in ids.values()), ids
    assert set(ids) <= {mail.message_id for mail in sent}, "something was sent that is in no outbox"


def _what_went_is_known(session: Session, plant: Plant, sent: list[OutboxMail]) -> None:
    """What is called sent was sent; what nobody knows waits on its case's page for a person."""
    arrived = {str(read(mail.raw)["Message-ID"]) for mail in plant.smtp.mails}
    for mail in sent:
        told = (mail.id, mail.kind, mail.state, mail.recipient, mail.server_reply)
        assert mail.state in (SendState.SENT, SendState.UNCERTAIN), told
        if mail.state is SendState.SENT:
            assert mail.message_id in arrived, told
        else:
            assert mail.case is not None, told
            assert mail.case.status is Status.OPEN, told
            assert mail in undecided(mails_of(session, mail.case)), told


def captured(plant: Plant, recipient: str) -> int:
    """How many mails have come to this address."""
    return sum(recipient in mail.recipients for mail in plant.smtp.mails)
