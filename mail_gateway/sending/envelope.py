"""The envelope's sender of a mail of ours: an address that only we can make and that names the mail (VERP); pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

_TOKEN = re.compile(r"fl\.([0-9]{1,18})\.([0-9a-f]{20})", re.IGNORECASE)
# RFC 5321 4.5.3.1.1: a longer local part need not be carried.
_LONGEST_LOCAL_PART = 64


def envelope_token(outbox_id: int, key: str) -> str:
    """The mail's number and an HMAC (80 bits): in the envelope's sender, and its id in a report (RFC 3461 4.4).

    Letters that keep their meaning whatever a server does to their case.
    """
    mac = hmac.new(key.encode(), f"envelope:{outbox_id}".encode(), hashlib.sha256).hexdigest()[:20]
    return f"fl.{outbox_id}.{mac}"


def bounce_address(mailbox: str, outbox_id: int, key: str) -> str:
    """`mailbox+fl.<id>.<hmac>@domain`; the mailbox itself where that would be too long (facts/mail.md 2)."""
    local, _, domain = mailbox.rpartition("@")
    tagged = f"{local}+{envelope_token(outbox_id, key)}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL_PART else mailbox


def outbox_id_in(token: str, key: str) -> int | None:
    """The mail that a token names; None for one that we did not make."""
    found = _TOKEN.fullmatch(token.strip())
    if found is None:
        return None
    made = envelope_token(int(found[1]), key)
    return int(found[1]) if hmac.compare_digest(made, token.strip().lower()) else None


def outbox_ids(addresses: Iterable[str], key: str) -> tuple[int, ...]:
    """The mails that plus addresses name, in their order; whose mailbox it is does not matter, since the HMAC fits."""
    tags = (address.rpartition("@")[0].rpartition("+")[2] for address in addresses)
    found = (outbox_id_in(tag, key) for tag in tags)
    return tuple(dict.fromkeys(known for known in found if known is not None))


def without_tag(address: str) -> str:
    """The mailbox behind a plus address."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
