"""The lists' words: their names, what an empty one says, and how a case stands."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _

from admin.inbox import words
from admin.inbox.clock import is_overdue
from admin.inbox.lists.reading import MOST_COUNTED
from admin.inbox.lists.tabs import Moments, Tab
from assistant.cases.case import Case, Status

TAB = {
    Tab.MINE: _("Mina"),
    Tab.GROUPS: _("Mina grupper"),
    Tab.OPEN: _("Alla öppna"),
    Tab.UNASSIGNED: _("Utan handläggare"),
    Tab.SOON: _("Förfaller snart"),
    Tab.OVERDUE: _("Försenade"),
    Tab.WAITING: _("Väntar på medborgaren"),
    Tab.SUGGESTED: _("Förslag att godkänna"),
    Tab.CLOSED: _("Stängda"),
}
HEADING = {
    Tab.MINE: _("Mina öppna ärenden"),
    Tab.GROUPS: _("Öppna ärenden i mina grupper"),
    Tab.OPEN: _("Öppna ärenden"),
    Tab.UNASSIGNED: _("Öppna ärenden utan handläggare"),
    Tab.SOON: _("Ärenden som förfaller snart"),
    Tab.OVERDUE: _("Försenade ärenden"),
    Tab.WAITING: _("Väntar på medborgaren"),
    Tab.SUGGESTED: _("Förslag att godkänna"),
    Tab.CLOSED: _("Stängda ärenden"),
}
NOTHING = {
    Tab.MINE: _("Du har inga öppna ärenden. Öppna ett ärende i en annan lista och välj ”Ta ärendet”."),
    Tab.GROUPS: _("Inga öppna ärenden. När assistenten lämnar en fråga till din grupp står den här."),
    Tab.OPEN: _("Inga öppna ärenden. När assistenten lämnar en fråga till en person står den här."),
    Tab.UNASSIGNED: _("Alla öppna ärenden har en handläggare."),
    Tab.SOON: _("Inget ärende förfaller inom en arbetsdag."),
    Tab.OVERDUE: _("Inget ärende är försenat."),
    Tab.WAITING: _("Inga ärenden väntar på svar från medborgaren."),
    Tab.SUGGESTED: _("Inga förslag väntar. När assistenten är säker men inte får svara själv står förslaget här."),
    Tab.CLOSED: _("Inga stängda ärenden än."),
}


@dataclass(frozen=True)
class Sign:
    """A word about how a case stands; `tone` is one of the look's badges, which only helps the eye."""

    word: str
    tone: str = ""


def count(number: int) -> str:
    """A counter: "1 000+" where there are more than are counted."""
    return _("1 000+") if number > MOST_COUNTED else str(number)


def signs(case: Case, moments: Moments) -> list[Sign]:
    """What a list says of a case beside its status, the most urgent first."""
    soon = case.answered_at is None and case.due_at is not None and moments.now <= case.due_at < moments.soon
    late = is_overdue(case, moments.now)
    told = (
        (late, Sign(_("försenat"), "late")),
        (soon and case.status in (Status.OPEN, Status.WAITING), Sign(_("förfaller snart"), "soon")),
        (case.call_back is not None, Sign(_("ring upp"), "soon")),
        (case.suggested_entry_id is not None and case.status is Status.OPEN, Sign(_("förslag finns"), "good")),
        (case.confidential, Sign(_("sekretess"))),
    )
    return [sign for holds, sign in told if holds]


def who(case: Case) -> str:
    """Whose question it is."""
    return words.resident(case) or _("Okänd")
