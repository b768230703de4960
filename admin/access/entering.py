"""Letting people in: a password tried, a link mailed, a password chosen by a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from admin.access import attempts, letters
from admin.access.attempts import Door
from admin.access.passwords import password_fits, renewed, set_password
from admin.access.tokens import LASTS, Holder, Link, Purpose, is_good, make_link
from assistant.cases.outbox import OutboxMail, post_access
from assistant.languages.dates import moment
from assistant.services import Services
from knowledge.organisation import StaffMember, staff_by_email, the_municipality
from knowledge.staff_changes import audit_event

# The last part of a link's address to where it is opened, from the site's root.
AddressOf = Callable[[str], str]


@dataclass(frozen=True)
class Entered:
    """How an attempt to log in ended. Without a member, `wait_until` is when one may try again; None for at once."""

    member: StaffMember | None
    wait_until: datetime | None = None


def enter(services: Services, email: str, password: str) -> Entered:
    """Try a password; in transactions of its own.

    Neither the answer nor the time it takes tells whether anybody has the address: unknown ones are counted, and
    shut out, like known ones, and cost the same work.
    """
    key, now = services.settings.secrets.key, services.clock()
    with services.database.transaction() as session:
        turn = attempts.begin(session, Door.LOGIN, email, key, now)
        member = staff_by_email(session, email)
    if not turn.may_try:
        return Entered(None, turn.wait_until)
    known = member.password_hash if member is not None else None
    if not password_fits(known, password) or member is None or known is None:
        return Entered(None, turn.wait_until)
    with services.database.transaction() as session:
        attempts.clear(session, Door.LOGIN, email, key)
        anew = renewed(known, password)
        if anew is not None:
            _rehash(session, member.id, known, anew)
    return Entered(member)


def _rehash(session: Session, staff_id: int, known: str, anew: str) -> None:
    """Only of the very hash that was tried: the password may have been changed while it was."""
    own = (StaffMember.id == staff_id, StaffMember.password_hash == known)
    session.execute(update(StaffMember).where(*own).values(password_hash=anew))


def own_password_fits(services: Services, member: StaffMember, password: str) -> Entered:
    """Whether whoever is logged in knows the password: an open screen alone must not be enough to change it."""
    key = services.settings.secrets.key
    with services.database.transaction() as session:
        turn = attempts.begin(session, Door.OWN_PASSWORD, member.email, key, services.clock())
    if not turn.may_try or not password_fits(member.password_hash, password):
        return Entered(None, turn.wait_until)
    with services.database.transaction() as session:
        attempts.clear(session, Door.OWN_PASSWORD, member.email, key)
    return Entered(member)


def mail_reset(services: Services, email: str, address_of: AddressOf) -> None:
    """Mail a link to whoever has this address here; in a transaction of its own.

    Nothing tells from outside whether anybody has it, also not the time: an attempt is written down either way. At
    most one link a quarter of an hour and five a day, since anybody may ask for one in another's name.
    """
    key, now = services.settings.secrets.key, services.clock()
    with services.database.transaction() as session:
        turn = attempts.begin(session, Door.LINK, email, key, now)
        member = staff_by_email(session, email)
        if turn.may_try and member is not None:
            link, until = _link(Purpose.RESET, member, key, now, address_of)
            post_access(session, member.email, *letters.reset(member.name, link, until), now)


def mail_invitation(
    session: Session, member: StaffMember, by: StaffMember, key: str, now: datetime, address_of: AddressOf
) -> OutboxMail:
    """Mail the member a link to choose their first password, and write down that `by` asked for it."""
    link, until = _link(Purpose.INVITATION, member, key, now, address_of)
    audit_event(session, member, "invited", by, now)
    subject, text = letters.invitation(member.name, the_municipality(session).name, by.name, link, until)
    return post_access(session, member.email, subject, text, now)


def holder_of(session: Session, link: Link, key: str, now: datetime, *, to_change: bool = False) -> StaffMember | None:
    """The active member whom a link lets choose a password; None when it does not work (any more)."""
    member = session.get(StaffMember, link.staff_id, with_for_update=to_change or None)
    if member is None or not member.active or not is_good(link, _holder(member), key, now):
        return None
    return member


def choose_password(services: Services, link: Link, password: str) -> StaffMember | None:
    """Set the password of the link's holder, end their sessions and open a locked door; None for a link of no use.

    In a transaction of its own. Raises PasswordRefused, and the link still works then.
    """
    key, now = services.settings.secrets.key, services.clock()
    with services.database.transaction() as session:
        member = holder_of(session, link, key, now, to_change=True)
        if member is None:
            return None
        set_password(member, password)
        for door in Door:
            attempts.clear(session, door, member.email, key)
        audit_event(session, member, "password_set", member, now)
    return member


def _link(purpose: Purpose, member: StaffMember, key: str, now: datetime, address_of: AddressOf) -> tuple[str, str]:
    return address_of(make_link(purpose, _holder(member), key, now)), moment(now + LASTS[purpose])


def _holder(member: StaffMember) -> Holder:
    return Holder(member.id, member.email, member.session_stamp)
