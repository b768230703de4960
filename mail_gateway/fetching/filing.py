"""Puts handled mail out of people's way: marked as read, or moved to a folder; the database is the truth (7b)."""

from __future__ import annotations

from sqlalchemy import select, update

from assistant.services import Services
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.mailbox import Mailbox

# Handled mail may be put away; one that waits stays unread, as a sign to colleagues.
_ENDED = [state for state in InboundState if state is not InboundState.STORED]
_A_ROUND = 500


def file_handled(services: Services, box: Mailbox) -> None:
    """Mark or move what has been handled, as the mailbox's settings say.

    It may fail for ever without harm, and be done twice. A mail that nobody could read stays where a person finds it,
    and is marked only.
    """
    with services.database.reading() as session:
        rows = session.execute(
            select(InboundMail.id, InboundMail.uid, InboundMail.state)
            .where(
                InboundMail.mailbox == box.settings.name,
                InboundMail.folder == box.settings.folder,
                InboundMail.uidvalidity == box.uidvalidity,
                InboundMail.flagged.is_(False),
                InboundMail.state.in_(_ENDED),
            )
            .order_by(InboundMail.id)
            .limit(_A_ROUND)
        ).all()
    unread = {row.id: row.uid for row in rows if row.state is InboundState.SET_ASIDE}
    done = {row.id: row.uid for row in rows if row.id not in unread}
    for filed in (unread, done):
        folder = box.settings.handled_folder if filed is done else ""
        if filed and _file(box, list(filed.values()), folder):
            _note_filed(services, list(filed))


def _file(box: Mailbox, uids: list[int], folder: str) -> bool:
    return box.file_away(uids, folder) if folder else box.mark_seen(uids)


def _note_filed(services: Services, ids: list[int]) -> None:
    with services.database.transaction() as session:
        session.execute(update(InboundMail).where(InboundMail.id.in_(ids)).values(flagged=True))
