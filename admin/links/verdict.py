"""What one more answer makes of what is known of a link, and when it is asked again; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin.links.asking import Finding, Found
from knowledge.watched_links import LinkState

WEEK = timedelta(days=7)
"""A link that holds is asked once a week, and none is ever asked less often."""
HOUR = timedelta(hours=1)
"""The shortest time between two askings for the same link; it doubles with each failure."""
# Said twice that it is not there: once may be somebody who is just moving the page.
_GONE_AFTER = 2
# A host may stand still over a weekend.
_SILENT_AFTER = 4
_SILENT_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Known:
    """What is known of one link, as its row keeps it."""

    state: LinkState = LinkState.NEW
    failures: int = 0
    failing_since: datetime | None = None
    status: int | None = None


def judged(known: Known, found: Found, now: datetime) -> tuple[Known, datetime]:
    """What is known of the link now, and when to ask again: a host that fails is left more and more alone."""
    match found.finding:
        case Finding.THERE:
            return Known(LinkState.GOOD, status=found.status), now + WEEK
        case Finding.REFUSED:
            return Known(LinkState.UNASKED), now + WEEK
        case Finding.BUSY:
            return replace(known, status=found.status), now + min(max(found.wait or HOUR, HOUR), WEEK)
        case Finding.GONE | Finding.SILENT:
            return _failed(known, found, now)


def _failed(known: Known, found: Found, now: datetime) -> tuple[Known, datetime]:
    since, failures = known.failing_since or now, known.failures + 1
    if found.finding is Finding.GONE:
        dead = failures >= _GONE_AFTER
    else:
        dead = failures >= _SILENT_AFTER and now - since >= _SILENT_FOR
    # What was found dead stays so until it answers: a host that has fallen silent since is no better.
    dead = dead or known.state is LinkState.DEAD
    state = LinkState.DEAD if dead else LinkState.DOUBTED
    # 2 to the 8th hours are more than a week: no larger power is needed.
    return Known(state, failures, since, found.status), now + min(HOUR * 2 ** min(failures - 1, 8), WEEK)
