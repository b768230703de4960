"""What the forms of an entry's page carry: a reason, a moment to publish, a day to review again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from gettext import gettext as _

from admin.settings.forms import read_id
from assistant.chat.forms import without_controls
from knowledge.worktime import STOCKHOLM

LONGEST_REASON = 300
FARTHEST = timedelta(days=5 * 366)
"""Nobody plans further than this: a later day is a slip of the keys."""


@dataclass(frozen=True)
class ActForm:
    """A form as it was sent at `now`. `seen` is the newest revision that its page showed.

    `typed` is what stood in the fields, and `errors` are Swedish sentences by field.
    """

    now: datetime
    seen: int
    reason: str = ""
    publish_at: datetime | None = None
    next_review: date | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return self.now.astimezone(STOCKHOLM).date()


def read_act(sent: Mapping[str, str], now: datetime, *, needs_reason: bool) -> ActForm:
    """The form; a field that the page did not have is empty."""
    typed = {name: without_controls(sent.get(name, "")).strip() for name in ("reason", "nar", "dag", "tid", "igen")}
    errors: dict[str, str] = {}
    if needs_reason and not typed["reason"]:
        errors["reason"] = _("Skriv varför, så att de andra förstår.")
    if len(typed["reason"]) > LONGEST_REASON:
        errors["reason"] = _("Högst {most} tecken får plats.").format(most=LONGEST_REASON)
    return ActForm(
        now=now,
        seen=read_id(sent.get("seen")) or 0,
        reason=typed["reason"],
        publish_at=_moment(typed, now, errors) if typed["nar"] == "senare" else None,
        next_review=_next_review(typed["igen"], now, errors),
        typed=typed,
        errors=errors,
    )


def _moment(typed: Mapping[str, str], now: datetime, errors: dict[str, str]) -> datetime | None:
    """The moment to publish, typed as Stockholm's day and time."""
    try:
        local = datetime.combine(date.fromisoformat(typed["dag"]), time.fromisoformat(typed["tid"] or "08:00"))
    except ValueError:
        errors["dag"] = _("Välj dag och klockslag.")
        return None
    moment = local.replace(tzinfo=STOCKHOLM)
    if moment <= now:
        errors["dag"] = _("Tidpunkten har redan passerat. Välj en senare, eller publicera nu.")
    elif moment > now + FARTHEST:
        errors["dag"] = _("Välj en dag inom fem år.")
    return moment


def _next_review(typed: str, now: datetime, errors: dict[str, str]) -> date | None:
    """The next day of review; nothing typed is no day."""
    if not typed:
        return None
    today = now.astimezone(STOCKHOLM).date()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        errors["igen"] = _("Välj en dag.")
        return None
    if not today < day <= today + FARTHEST:
        errors["igen"] = _("Välj en dag efter i dag, inom fem år.")
    return day
