"""`GET /halsa`: whether everything works, for the town's monitoring; and the token that such pages ask for."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from admin.post_room.standing import MailboxStanding, Standing, standing_of
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.escalation.standing import ClockStanding, clock_standing
from assistant.services import Services

_Page = Callable[[], ResponseReturnValue]


def health_blueprint() -> Blueprint:
    """The page, on every server whichever doors it opens: a monitor asks each process by itself."""
    blueprint = Blueprint("health", __name__)
    blueprint.add_url_rule("/halsa", "health", needs_token(health))
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def needs_token(page: _Page) -> _Page:
    """Only whoever sends the monitor's token gets in (RFC 6750 2.1); without one in the settings there is no page."""

    @wraps(page)
    def protected() -> ResponseReturnValue:
        token = the_services().settings.secrets.monitor_token
        if not token:
            abort(404)
        if not _is_given(token):
            return Response("a valid token is needed\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
        return page()

    return protected


def health() -> ResponseReturnValue:
    """Everything in JSON; 200 when it works, 503 when something stands still, with its name in `problems`."""
    facts = facts_of(the_services())
    return jsonify(facts), 200 if facts["well"] else 503


def facts_of(services: Services) -> dict[str, Any]:
    """What `/halsa` says. Nothing of a mail's content and nobody's address stands in it."""
    search = sorted(part.value for part in services.matcher.troubles)
    problems = [f"search {part}" for part in search]
    try:
        with services.database.reading() as session:
            standing = standing_of(session, services)
            clock = clock_standing(session, services.rules.calendar, services.clock())
    except SQLAlchemyError:
        return {"well": False, "problems": ["database", *problems], "database": "unreachable", "search": search}
    problems += [*standing.problems, *_clock_problems(clock)]
    found = {"well": not problems, "problems": problems, "database": "ok", "search": search}
    return {**found, **post_room(standing), "clock": _clock(clock, services.clock())}


def post_room(standing: Standing) -> dict[str, Any]:
    """The post-room as JSON: times in whole seconds, None where there is nothing to measure."""
    return {
        "mailboxes": {box.name: _mailbox(box) for box in standing.mailboxes},
        "mails": {state.value: count for state, count in standing.mails.items()},
        "oldest_unread_seconds": _seconds(standing.unread),
        "outbox": {
            **{state.value: count for state, count in standing.outbox.counts.items()},
            "oldest_waiting_seconds": _seconds(standing.outbox.waiting),
            "overdue_seconds": _seconds(standing.outbox.overdue),
        },
        "troubles": [
            {"kind": one.kind.value, "about": one.about, "since": one.began_at.isoformat()} for one in standing.troubles
        ],
        "answers_stopped": standing.stopped,
        "answers_braked": standing.braked_at is not None,
    }


def _clock(standing: ClockStanding, now: datetime) -> dict[str, Any]:
    """`late_seconds` is working time: at night nothing waits for the clock."""
    lag = None if standing.last_round_at is None else now - standing.last_round_at
    late = _seconds(standing.late)
    return {"seconds_since_last_round": _seconds(lag), "late_seconds": late, "cases_set_aside": standing.set_aside}


def _clock_problems(standing: ClockStanding) -> list[str]:
    """What stands still; a case that is set aside gets neither reminder nor alarm until somebody has mended it."""
    return [*(["clock"] if standing.is_still else []), *(["clock: cases set aside"] if standing.set_aside else [])]


def _mailbox(box: MailboxStanding) -> dict[str, Any]:
    return {"seconds_since_last_round": _seconds(box.lag), "being_read": bool(box.reader), "well": not box.is_still}


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _is_given(token: str) -> bool:
    """Compared in constant time: how long the answer takes must not tell how much of a guess was right."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
