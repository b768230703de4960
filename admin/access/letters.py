"""What is mailed to colleagues about their way in: an invitation, or a link to choose a new password."""

from __future__ import annotations

from gettext import gettext as _


def invitation(name: str, town: str, inviter: str, address: str, until: str) -> tuple[str, str]:
    """Subject and text to somebody who is to work here; `until` is when the link ends, written out."""
    subject = _("Välkommen till Förstalinjen")
    text = _(
        "Hej {name}!\n\n"
        "{inviter} har lagt till dig som medarbetare i Förstalinjen{town}. "
        "Där svarar vi på frågor från medborgare.\n\n"
        "Välj ett lösenord på den här sidan, så är du igång:\n{address}\n\n"
        "Länken är bara till för dig. Den gäller till {until} och kan användas en gång.\n\n"
        "Förväntade du dig inte det här mejlet? Då behöver du inte göra något."
    )
    at_town = _(" hos {town}").format(town=town) if town else ""
    return subject, text.format(name=name, inviter=inviter, town=at_town, address=address, until=until)


def reset(name: str, address: str, until: str) -> tuple[str, str]:
    """Subject and text to somebody who has forgotten the password."""
    text = _(
        "Hej {name}!\n\n"
        "Någon har bett om ett nytt lösenord till Förstalinjen för den här adressen. Är det du? "
        "Välj ett nytt lösenord här:\n{address}\n\n"
        "Länken är bara till för dig. Den gäller till {until} och kan användas en gång.\n\n"
        "Var det inte du? Då behöver du inte göra något. Ditt lösenord är detsamma som förut."
    )
    return _("Välj ett nytt lösenord"), text.format(name=name, address=address, until=until)
