"""Judges a reply as the resident would meet it, signature and all, and says what it found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.links.probe import the_probe
from assistant.cases.case import Case
from assistant.cases.message import Message, MessageKind
from assistant.cases.outbox import MailKind
from assistant.cases.reply_checks import Checked, Fault, Going, SenderPart, check, links
from knowledge.organisation import Municipality, StaffMember, the_municipality
from mail_gateway.sending.letters import sender_of

FAULT = {
    Fault.EMPTY: _("Svaret är tomt."),
    Fault.NO_GREETING: _("Hälsning saknas. Börja gärna med ”Hej” och namnet."),
    Fault.INCOMPLETE_SENDER: _("Avsändaren är inte komplett. Det här saknas:"),
    Fault.NO_LINK: _("Det finns ingen länk. Kan medborgaren läsa mer eller göra något på webben?"),
    Fault.DEAD_LINK: _("En länk går inte att öppna:"),
    Fault.PERSONAL_NUMBER: _("Texten innehåller ett personnummer. Ta bort det."),
    Fault.UNFILLED_FIELD: _("Ett fält från mallen är inte ifyllt. Leta efter klamrarna { }."),
}
PART = {
    SenderPart.NAME: _("namn"),
    SenderPart.ROLE: _("titel eller förvaltning"),
    SenderPart.MUNICIPALITY: _("kommunens namn"),
    SenderPart.PHONE: _("telefonnummer"),
}
_SEPARATOR = ","


def judge(session: Session, case: Case, staff: StaffMember, text: str) -> Checked:
    """What is to be said of this text as this person's reply in the case; its links as far as they have been tried."""
    return check(_going(session, case, staff, the_municipality(session), text))


def try_links(text: str, now: datetime) -> None:
    """Ask whether the text's links lead anywhere. It may take seconds, so it is done before anything is opened."""
    probe = the_probe()
    if probe is not None:
        probe.dead(links(text), now)


def missing(checked: Checked) -> str:
    """The parts of the sender that are missing, in one line."""
    return ", ".join(PART[part] for part in checked.missing)


def read_known(form: Mapping[str, str]) -> frozenset[str]:
    """The faults that the page had shown when the form was sent, or that its sender chose to send despite."""
    return frozenset(form.get("faults", "").split(_SEPARATOR)) - {""}


def known_field(checked: Checked) -> str:
    """The same, as the form's hidden field carries them."""
    return _SEPARATOR.join(sorted(checked.codes))


def _going(session: Session, case: Case, staff: StaffMember, town: Municipality, text: str) -> Going:
    # A mail gets its greeting from the post-room; in a chat that goes on nobody says hello twice.
    by_mail = bool(case.mail_address)
    replied = select(Message.id).where(Message.case_id == case.id, Message.kind == MessageKind.REPLY)
    spoken = session.scalar(replied.limit(1)) is not None
    probe = the_probe()
    return Going(
        text=text,
        greeted=by_mail or spoken,
        sender=_sender(case, staff, town, by_mail=by_mail),
        sent=case.has_way_back,
        secret=case.confidential,
        dead=probe.known_dead(links(text)) if probe is not None else frozenset(),
    )


def _sender(case: Case, staff: StaffMember, town: Municipality, *, by_mail: bool) -> frozenset[SenderPart]:
    sender = sender_of(MailKind.REPLY, town, staff, case.department, case.group, secret=case.confidential)
    parts = {
        SenderPart.NAME: sender.person,
        SenderPart.ROLE: sender.title or sender.function or sender.department,
        SenderPart.MUNICIPALITY: sender.municipality,
        # The chat's page has the town's number in its foot.
        SenderPart.PHONE: sender.phone if by_mail else town.phone or sender.phone,
    }
    return frozenset(part for part, value in parts.items() if value)
