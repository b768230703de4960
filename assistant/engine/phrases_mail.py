"""What the assistant says about or in a mail alone: where a page has buttons, a mail has words; and its alarms."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.languages.speaking import swedish as _


def clarify(questions: Sequence[str]) -> str:
    """Ask back: the choices by number, and what to reply."""
    choices = "\n".join(f"{number}. {question}" for number, question in enumerate(questions, start=1))
    return "\n\n".join(
        (
            _("Jag är inte säker på vad du menar. Är det något av det här?"),
            choices,
            _(
                "Svara på det här mejlet med bara siffran, så får du svaret direkt. "
                "Är det inget av detta? Svara med några ord, så läser en person din fråga."
            ),
        )
    )


def without_text(*, too_large: bool) -> str:
    """What stands in the case for a mail without words."""
    if too_large:
        return _("(Mejlet är för stort för att hämtas helt. Det ligger kvar i funktionsbrevlådan.)")
    return _("(Mejlet har ingen text.)")


def attachments(names: str) -> str:
    """Under a mail's text in the case: what came with it."""
    return _("Bilagor: {names}").format(names=names)


def unreadable_mail() -> str:
    """What stands in the case for a mail that could not be read."""
    return _("Ett mejl kunde inte tolkas. Det finns kvar som det kom och behöver läsas av en person.")


def unreadable_mail_subject() -> str:
    """The subject of such a case."""
    return _("Mejl som inte kunde tolkas")


def mailbox_alarm(address: str, since: str, reason: str) -> tuple[str, str]:
    """Subject and text when a mailbox cannot be read; `reason` is the server's words, never a mail's."""
    subject = _("Postrummet: brevlådan {address} kan inte läsas").format(address=address)
    text = _(
        "Förstalinjen har inte kunnat läsa brevlådan {address} sedan {since}.\n\n"
        "Orsak: {reason}\n\n"
        "Inga mejl går förlorade. De ligger kvar i brevlådan och hämtas när den går att läsa igen. "
        "Tills dess får de som skriver inget svar. Kontrollera e-postservern, kontot och lösenordet.\n\n"
        "Du får ett nytt mejl när det fungerar igen."
    )
    return subject, text.format(address=address, since=since, reason=reason)


def mailbox_works(address: str, since: str, until: str) -> tuple[str, str]:
    """Subject and text when a mailbox can be read again."""
    subject = _("Postrummet: brevlådan {address} fungerar igen").format(address=address)
    text = _(
        "Brevlådan {address} fungerar igen sedan {until}. Den gick inte att läsa från {since}. "
        "Mejlen som väntade hämtas och besvaras nu."
    )
    return subject, text.format(address=address, since=since, until=until)


def smtp_alarm(since: str, reason: str) -> tuple[str, str]:
    """Subject and text when no mail can be sent; it is delivered once some can, and stands on the staff's page."""
    text = _(
        "Förstalinjen har inte kunnat skicka mejl sedan {since}.\n\n"
        "Orsak: {reason}\n\n"
        "Inga mejl går förlorade. De väntar och skickas när servern tar emot dem igen. "
        "Kontrollera servern för utgående e-post, kontot och lösenordet."
    )
    return _("Postrummet: mejl kan inte skickas"), text.format(since=since, reason=reason)


def smtp_works(since: str, until: str) -> tuple[str, str]:
    """Subject and text when mail can be sent again."""
    text = _("Mejl kan skickas igen sedan {until}. Det gick inte från {since}. Mejlen som väntade skickas nu.")
    return _("Postrummet: mejl skickas igen"), text.format(since=since, until=until)


def brake_alarm(since: str, reason: str) -> tuple[str, str]:
    """Subject and text when automatic answers were stopped because there were too many of them."""
    text = _(
        "Förstalinjen slutade svara automatiskt på mejl {since}, eftersom svaren blev för många.\n\n"
        "Orsak: {reason}\n\n"
        "Alla mejl tas emot, blir ärenden och går till en person. "
        "Titta efter om någon annans system svarar på våra svar, eller om någon skickar mycket skräppost."
    )
    return _("Postrummet: automatiska svar är stoppade"), text.format(since=since, reason=reason)


def brake_released(since: str, until: str) -> tuple[str, str]:
    """Subject and text when automatic answers go out again."""
    text = _("Förstalinjen svarar automatiskt på mejl igen sedan {until}. Svaren var stoppade från {since}.")
    return _("Postrummet: automatiska svar skickas igen"), text.format(since=since, until=until)


def too_many_an_hour(most: int) -> str:
    """Why every automatic answer was stopped."""
    return _("Fler än {most} automatiska mejl på en timme.").format(most=most)


def loop_alarm(number: str, reason: str, address: str) -> tuple[str, str]:
    """Subject and text when one sender, or one domain, gets no more automatic mail; `address` is the case's page."""
    text = _(
        "Förstalinjen skickade inget automatiskt svar i ärende {number}.\n\n"
        "Orsak: {reason}\n\n"
        "Kanske svarar någon annans system på våra svar. Ärendet ligger hos en person. "
        "Du får högst ett sådant här mejl per avsändare och dygn.\n\n{address}"
    )
    return _("Postrummet: automatiskt svar stoppades"), text.format(number=number, reason=reason, address=address)


def not_sent_on(number: str, reason: str, address: str) -> tuple[str, str]:
    """Subject and text to a handler whose answer by mail was not sent to the resident; `address` is the case's page."""
    subject = _("Ditt svar i ärende {number} skickades inte").format(number=number)
    text = _(
        "Ditt mejl i ärende {number} skickades inte till medborgaren.\n\n"
        "Orsak: {reason}\n\n"
        "Öppna ärendet och svara där:\n{address}"
    )
    return subject, text.format(number=number, reason=reason, address=address)


def no_reason() -> str:
    """Where nobody said why something stands still."""
    return _("okänd")
