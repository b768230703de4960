"""Letters as residents get them, put together by the post-room's own code from what the settings say."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _

from assistant.cases.outbox import MailKind
from assistant.languages.speaking import PageLanguage, speaking
from knowledge.organisation import Department, Municipality, ResponseGroup, StaffMember
from mail_gateway.compose import Sender, letter_parts
from mail_gateway.sending.letters import sender_of


@dataclass(frozen=True)
class LetterShown:
    """One letter: what it is, its whole text, and what its sender lacks, in Swedish words."""

    name: str
    text: str
    missing: tuple[str, ...]


def letters_shown(
    town: Municipality, staff: StaffMember, department: Department | None, group: ResponseGroup | None
) -> tuple[LetterShown, ...]:
    """What goes out in the department's name: a person's reply, an automatic answer, and a reply in a secret case.

    The first two ask how the answer was, where the town's letters do; a secret case's never does.
    """
    survey = _("[länken till frågorna]") if town.survey_by_mail else ""
    person = _letter(
        _("En medarbetares svar"),
        MailKind.REPLY,
        sender_of(MailKind.REPLY, town, staff, department, group),
        survey,
    )
    automatic = _letter(
        _("Ett automatiskt svar"),
        MailKind.ANSWER,
        sender_of(MailKind.ANSWER, town, None, department, group),
        survey,
    )
    secret = _letter(
        _("En medarbetares svar i ett ärende med sekretess"),
        MailKind.REPLY,
        sender_of(MailKind.REPLY, town, staff, department, group, secret=True),
    )
    return (person, automatic, secret)


def _letter(name: str, kind: MailKind, sender: Sender, survey: str = "") -> LetterShown:
    # Mail is in Swedish, whatever the page is in.
    with speaking(PageLanguage.SWEDISH):
        text = "\n\n".join(letter_parts(kind, sender, _("[Här står svaret.]"), survey))
    return LetterShown(name, text, _missing(sender))


def _missing(sender: Sender) -> tuple[str, ...]:
    """What KKiK asks of a complete sender beside a name: the municipality and a phone; an e-mail address is ours."""
    needed = ((sender.municipality, _("kommunens namn")), (sender.phone, _("telefon")), (sender.email, _("e-post")))
    return tuple(word for value, word in needed if not value)
