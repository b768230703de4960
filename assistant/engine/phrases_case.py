"""What is said of a case that people have: to one who waits, on its own page, in a receipt, a notice and a copy."""

from __future__ import annotations

from datetime import date, datetime

from assistant.languages import dates
from assistant.languages.speaking import gettext as _
from assistant.languages.speaking import swedish
from knowledge.worktime import STOCKHOLM


def follow(address: str) -> str:
    """In a receipt: where the case can be followed. Whoever has the address may read it, so it is nobody else's."""
    return "\n".join(
        (
            _("Följ ditt ärende och skriv mer här:"),
            address,
            _("Dela inte länken med någon annan. Den som har länken kan läsa ditt ärende."),
        )
    )


def opens(at: datetime, now: datetime) -> str:
    """When the contact centre opens next."""
    days = (_day_of(at) - _day_of(now)).days
    if days == 0:
        return _("Kundtjänst öppnar i dag kl. {time}.").format(time=dates.clock(at))
    if days == 1:
        return _("Kundtjänst öppnar i morgon kl. {time}.").format(time=dates.clock(at))
    return _("Kundtjänst öppnar {moment}.").format(moment=dates.moment(at))


def phone_missing() -> str:
    """Beside the phone field, left empty."""
    return _("Skriv det telefonnummer som vi ska ringa.")


def phone_impossible() -> str:
    """Beside the phone field: nobody can be called there."""
    return _("Telefonnumret ser inte rätt ut. Skriv det med riktnummer, som 070-123 45 67 eller +46 70 123 45 67.")


def was_called(at: datetime) -> str:
    """What stands in the case after a call: Swedish, as everything that a person writes there."""
    return swedish("Jag ringde dig {moment}.").format(moment=dates.moment(at))


def call_notice_subject(number: str) -> str:
    """To a response group: somebody waits by the phone."""
    return swedish("Ring upp i ärende {number}").format(number=number)


def call_notice(number: str, address: str) -> str:
    """The same, with where the number stands: a phone number is in no mail."""
    told = swedish("Medborgaren i ärende {number} vill bli uppringd.\n\nÖppna ärendet: {address}")
    return told.format(number=number, address=address)


def assigned(number: str, address: str, by: str) -> tuple[str, str]:
    """To a colleague who has been given a case: the subject and the text, with nothing of what the case says."""
    told = swedish("{by} har gjort dig till handläggare för ärende {number}.\n\nÖppna ärendet: {address}")
    return swedish("Ärende {number} är ditt").format(number=number), told.format(by=by, number=number, address=address)


def passed_on(number: str, due: str, address: str, reason: str) -> tuple[str, str]:
    """To a response group that gets a case from another: the subject and the text.

    `due` is "" where nobody waits any more, `reason` "" where it may not be told by mail.
    """
    lines = [
        swedish("Ärende {number} har lämnats över till er svarsgrupp.").format(number=number),
        swedish("Besvaras senast {due}.").format(due=due) if due else "",
        swedish("Därför fick ni det: {reason}").format(reason=reason) if reason else "",
        swedish("Öppna ärendet: {address}").format(address=address),
    ]
    return swedish("Överlämnat ärende {number}").format(number=number), "\n\n".join(line for line in lines if line)


def delayed(responsible: str, contact: str, new_day: str) -> str:
    """The promised message when an answer takes longer: who is responsible, how to reach them, and when (facts 5)."""
    return swedish(
        "Tyvärr hinner vi inte svara dig i tid. Din fråga är inte bortglömd.\n\n"
        "{responsible} ansvarar för ditt ärende.\n{contact}\n\nDu får svar senast {new_day}."
    ).format(responsible=responsible, contact=contact, new_day=new_day)


def phone_line(phone: str) -> str:
    """A number to call, in that message: Swedish, as the rest of it."""
    return swedish("Telefon: {phone}").format(phone=phone)


def message_added() -> str:
    """After more was written on the case's own page, where it stands below."""
    return _("Tack, det du skrev finns nu i ärendet.")


def transcript_posted() -> str:
    """After a copy was asked for by mail. The page's address may be found, so it names no other."""
    return _("En kopia skickas till den e-postadress som du har lämnat.")


def transcript_refused() -> str:
    """No copy goes out: one did lately, or too much mail has gone to the address."""
    return _("En kopia har redan skickats nyligen. Vänta en timme, eller hämta den som fil i stället.")


def transcript_subject() -> str:
    """The subject of a mailed copy; the case's number is added to it, as to that of every mail."""
    return _("Kopia av dina meddelanden")


def transcript_heading(number: str, town: str) -> str:
    """Above a copy."""
    return _("Meddelanden i ärende {number}, {town}").format(number=number, town=town or _("Kommunen"))


def said_at(who: str, at: datetime) -> str:
    """Above each message of a copy: "Du, 14 maj 2026 kl. 14.05:"."""
    return _("{who}, {day} kl. {time}:").format(who=who, day=dates.long_date(at), time=dates.clock(at))


def you() -> str:
    """The resident in a copy of their own case."""
    return _("Du")


def the_assistant() -> str:
    """The assistant in a copy: always said to be automatic (AI Act art. 50)."""
    return _("Assistenten (automatiskt svar)")


def somebody() -> str:
    """A staff member whose name is not known any more."""
    return _("En medarbetare")


def emptied() -> str:
    """After the resident has deleted a chat."""
    return _("Samtalet är borttaget. Ingen kan läsa det längre.")


def _day_of(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()
