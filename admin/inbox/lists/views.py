"""The pages of the lists, and the question whether an open one is still fresh."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from admin.auth import signed_in
from admin.inbox import words
from admin.inbox.lists import words as list_words
from admin.inbox.lists.forms import LONGEST_QUERY, MOST_PAGES, Wanted, read_mark, read_wanted
from admin.inbox.lists.fresh import has_news, newest_event
from admin.inbox.lists.listing import case_list as list_of_cases
from admin.inbox.lists.reading import PAGE_SIZE
from admin.inbox.lists.tabs import moments_at
from assistant.chat.web import the_services
from assistant.engine.answer import Channel
from knowledge.organisation import Department
from knowledge.swedish import alphabetical


def case_list() -> ResponseReturnValue:
    """One list, filtered as the address says, or what was searched for."""
    return _rendered("inbox/list.html")


def news() -> ResponseReturnValue:
    """The same list without the page around it, or 204 when nothing has happened since the page's mark."""
    services, now = the_services(), the_services().clock()
    with services.database.reading() as session:
        if not has_news(session, signed_in(), read_mark(request.args), now):
            return "", 204
    return _rendered("inbox/lists/part.html")


def _rendered(template: str) -> str:
    wanted = _wanted_or_404()
    services = the_services()
    moments = moments_at(services.clock(), services.rules.calendar)
    with services.database.reading() as session:
        # First: what happens while the list is read is then shown twice rather than never.
        mark = newest_event(session)
        shown = list_of_cases(session, signed_in(), wanted, moments)
        departments = session.execute(select(Department.id, Department.name)).all()
    return render_template(
        template,
        shown=shown,
        wanted=wanted,
        kept=wanted.address | ({"borjan": "ja"} if shown.beginnings else {}),
        mark=mark,
        moments=moments,
        departments=sorted(departments, key=lambda one: alphabetical(one.name)),
        channels=Channel,
        longest=LONGEST_QUERY,
        most=MOST_PAGES * PAGE_SIZE,
        words=words,
        list_words=list_words,
    )


def _wanted_or_404() -> Wanted:
    wanted = read_wanted(request.args)
    if wanted is None:
        abort(404)
    return wanted
