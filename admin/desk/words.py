"""The desk's words: how a contact reached us, who may give an answer, and how long something took."""

from __future__ import annotations

from gettext import gettext as _

from assistant.cases.call_back import CallTime
from assistant.engine.answer import Channel
from assistant.registering import DESK_CHANNELS
from knowledge.audience import Audience

CHANNEL = {
    Channel.PHONE: _("Telefon"),
    Channel.VISIT: _("Besök"),
    Channel.LETTER: _("Brev"),
    Channel.SOCIAL: _("Sociala medier"),
}
CHANNELS = tuple((channel.value, CHANNEL[channel]) for channel in DESK_CHANNELS)
# An answer for everyone needs no word.
AUDIENCE = {
    Audience.FIRST_LINE: _("bara kundtjänst"),
    Audience.DEPARTMENT: _("bara förvaltningen"),
}
CALL_TIMES = (
    (CallTime.ANY.value, _("När som helst")),
    (CallTime.MORNING.value, _("Helst på förmiddagen")),
    (CallTime.AFTERNOON.value, _("Helst på eftermiddagen")),
)
GONE = _("Svaret gäller inte längre. Skriv själv vad du svarade.")
GROUP_GONE = _("Den svarsgruppen finns inte längre. Välj en annan.")


def seconds(count: int | None) -> str:
    """How long a registration mostly takes: "8 sekunder", "2 minuter"; a dash where none has been timed."""
    if count is None:
        return "–"
    if count < 120:
        return _("{count} sekunder").format(count=count) if count != 1 else _("1 sekund")
    return _("{count} minuter").format(count=round(count / 60))
