"""One page of one list with the counters beside it, or what the search found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select
from sqlalchemy.orm import Session

from admin.inbox.lists.forms import MOST_PAGES, Wanted
from admin.inbox.lists.reach import Reach, reach_of
from admin.inbox.lists.reading import PAGE_SIZE, counted, filters, listed, names_of, numbered, searched
from admin.inbox.lists.tabs import Moments, Tab, chosen, first_tab, tabs_of
from admin.inbox.visible import bare_number, is_number, visible_cases
from assistant.cases.case import Case
from assistant.cases.finding_words import Asked, asked_for
from knowledge.database import plan_for_these_values
from knowledge.organisation import StaffMember


@dataclass(frozen=True)
class CaseList:
    """One page of one list, with the number of cases in every list that this person has.

    A count above MOST_COUNTED means "more than that". `tab` is None where all cases are searched. `beginnings`: no
    case had the very words, so these have words that begin so.
    """

    tab: Tab | None
    counts: Mapping[Tab, int]
    page: int
    more: bool
    cases: Sequence[Case]
    # What a case without a subject is called here, by case id. A confidential case has none, since a subject stands
    # in every mail; whoever sees it here may read it anyway.
    names: Mapping[int, str]
    # Whom one stands in for today.
    stands_in_for: frozenset[int]
    asked: Asked
    beginnings: bool

    @property
    def is_cut(self) -> bool:
        """Whether the list goes on behind the last page that it leads to."""
        return self.more and self.page >= MOST_PAGES


def case_list(session: Session, staff: StaffMember, wanted: Wanted, moments: Moments) -> CaseList:
    """What somebody wants to see; words are searched for among all their cases, whatever list they come from."""
    plan_for_these_values(session)
    reach, seen = reach_of(session, staff, moments.now), visible_cases(session, staff, moments.now)
    tab = None if wanted.query else wanted.tab or first_tab(reach)
    counts = counted(session, seen, {one: chosen(one, reach, moments) for one in tabs_of(reach)})
    asked = replace(asked_for(wanted.query, wanted.subject), beginnings=wanted.beginnings)
    cases = _found(session, seen, tab, reach, asked, wanted, moments)
    if asked and not cases and wanted.page == 1:
        asked = replace(asked, beginnings=True)
        cases = _found(session, seen, tab, reach, asked, wanted, moments)
    shown, more = cases[:PAGE_SIZE], len(cases) > PAGE_SIZE
    names, away = names_of(session, shown), reach.people - {staff.id}
    return CaseList(tab, counts, wanted.page, more, shown, names, away, asked, asked.beginnings and bool(shown))


def _found(
    session: Session,
    seen: Select[Case],
    tab: Tab | None,
    reach: Reach,
    asked: Asked,
    wanted: Wanted,
    moments: Moments,
) -> Sequence[Case]:
    within, filtered = chosen(tab, reach, moments) if tab else None, seen.where(*filters(wanted))
    number = bare_number(wanted.query)
    if is_number(number):
        return numbered(session, filtered, number)
    if asked:
        return searched(session, filtered, within, asked, reach, wanted.page)
    # A search for nothing but "och" finds nothing; without one there is a list.
    return listed(session, filtered, within, wanted.page) if within else []
