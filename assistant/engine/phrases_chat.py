"""What the chat's pages say about offices and their hours, and what becomes of a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.languages import dates
from assistant.languages.speaking import gettext as _
from knowledge.worktime import STOCKHOLM

# A weekday's name alone is enough for so many days ahead; later there would be two of them.
_DAYS_BY_NAME = 6


def open_until(closes_at: datetime) -> str:
    """An office that is open now."""
    return _("Öppet nu, stänger kl. {time}").format(time=dates.clock(closes_at))


def opens(opens_at: datetime, now: datetime) -> str:
    """An office that is closed now: "i dag kl. 13.00", "måndag kl. 09.00"."""
    day, today = opens_at.astimezone(STOCKHOLM).date(), now.astimezone(STOCKHOLM).date()
    time = dates.clock(opens_at)
    if day == today:
        return _("Stängt nu, öppnar i dag kl. {time}").format(time=time)
    if day == today + timedelta(days=1):
        return _("Stängt nu, öppnar i morgon kl. {time}").format(time=time)
    name = dates.weekday(opens_at) if day - today <= timedelta(days=_DAYS_BY_NAME) else dates.day(opens_at)
    return _("Stängt nu, öppnar {day} kl. {time}").format(day=name, time=time)


def long_closed() -> str:
    """An office that opens on no day of the coming year."""
    return _("Stängt tills vidare")
