"""How a resident reached the municipality: the engine's word, and the town's, which decides per channel."""

from __future__ import annotations

import enum


class Channel(enum.Enum):
    """How the resident reached us."""

    CHAT = "chat"
    EMAIL = "email"
    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    SOCIAL = "social"


# Where the assistant can answer by itself; the rest is written down by staff.
ANSWERING_CHANNELS = (Channel.CHAT, Channel.EMAIL)
