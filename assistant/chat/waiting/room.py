"""What somebody who waits for a person's answer is shown, and the mark that tells whether it is still all there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.calling import may_ask_for_call
from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.chat.waiting.desk import desk_for
from assistant.chat.waiting.forms import CallForm
from assistant.engine import phrases_case


@dataclass(frozen=True)
class WaitingRoom:
    """`mark` changes with every message and whatever else befalls the case; `taken`: a person has made it theirs.

    `staffed`: somebody may answer now; `opening` says when the house opens, "" while it is open. `call` is the number
    that we have promised to call, empty when we have not.
    """

    code: str
    mark: str
    staffed: bool
    opening: str
    taken: bool
    may_call: bool
    call: CallForm


def waiting_room(session: Session, case: Case, now: datetime) -> WaitingRoom | None:
    """The room of a case that people have; None for one that they have not."""
    if case.handed_over_at is None:
        return None
    desk, wish = desk_for(session, case, now), case.call_back
    return WaitingRoom(
        code=case.code,
        mark=mark_of(session, case.code),
        staffed=desk.staffed,
        opening=phrases_case.opens(desk.opens_at, now) if desk.opens_at else "",
        taken=case.handler_id is not None,
        may_call=may_ask_for_call(case),
        call=CallForm(wish.phone, wish.wished) if wish else CallForm(),
    )


def mark_of(session: Session, code: str) -> str:
    """The newest message's id and the row's version; "" where there is no case.

    One query by two indexes: everybody who waits asks this every other second.
    """
    newest = select(func.max(Message.id)).where(Message.case_id == Case.id).scalar_subquery()
    row = session.execute(select(newest, Case.version).where(Case.code == code)).one_or_none()
    return f"{row[0] or 0}.{row[1]}" if row is not None else ""
