"""Handles what waits: takes mails, reads each within its bounds, and goes on whatever becomes of one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from assistant.services import Services
from mail_gateway.errors import ReadingStopped
from mail_gateway.reader.reading import Reader, read_here
from mail_gateway.receive import handle
from mail_gateway.work.waiting import Claim, claim_some, let_go, note_failure

log = logging.getLogger(__name__)

# Taken at once, for one write to the disk; small, so that several workers share a short queue.
_BATCH = 10


def handle_waiting(
    services: Services, most: int = 500, read: Reader = read_here, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Handle what is stored, at most `most` mails; a mail that fails is noted and the next one is taken.

    `read` makes a mail of its bytes: the running post-room passes a BoundedReader. `stopped` is asked before each mail.
    """
    handled = 0
    while handled < most and not stopped() and (claims := claim_some(services, min(_BATCH, most - handled))):
        handled += _handle_all(services, claims, read, stopped)
    return handled


def _handle_all(services: Services, claims: Sequence[Claim], read: Reader, stopped: Callable[[], bool]) -> int:
    for place, claimed in enumerate(claims):
        if stopped():
            let_go(services, claims[place:])
            return place
        try:
            handle(services, claimed, read)
        except ReadingStopped as error:
            log.warning("mail %s, attempt %s: %s", claimed.id, claimed.attempt, error)
            note_failure(services, claimed, str(error))
        except Exception as error:
            # The post-room's catch-all: no mail may stop the ones behind it (house rule 5).
            log.exception("mail %s could not be handled, attempt %s", claimed.id, claimed.attempt)
            note_failure(services, claimed, f"{type(error).__name__}: {error}")
    return len(claims)
