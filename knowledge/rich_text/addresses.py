"""Which addresses an answer may lead to: the web, a mailbox, a phone; nothing that runs in the reader's browser."""

from __future__ import annotations

import re

_LEADS_SOMEWHERE = re.compile(
    r"https?://[^\s/<>\"]{1,300}(?:[/?#]\S*)?|mailto:[^\s@<>\"]+@[^\s@<>\"]+|tel:\+?[\d-]{3,30}"
)
_ON_THE_WEB = re.compile(r"https?://[^\s/<>\"]{1,300}(?:[/?#]\S*)?")
_SCHEME = re.compile(r"(?:mailto|tel):")


def leads_somewhere(address: str) -> bool:
    """Whether an address in a text may become a link: http, https, mailto or tel, and whole."""
    return _LEADS_SOMEWHERE.fullmatch(address) is not None


def on_the_web(address: str) -> bool:
    """Whether this is a full web address, as a link or an e-service of an answer has to be."""
    return _ON_THE_WEB.fullmatch(address) is not None


def as_read(address: str) -> str:
    """The address as people write it: a mail's or a phone's without its scheme."""
    return _SCHEME.sub("", address, count=1)
