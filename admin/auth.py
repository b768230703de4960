"""Who is logged in, and which roles may open a page: the signed session, and the guard before every view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from gettext import gettext as _
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin.presence import mark_seen
from admin.written import shown_again, written
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.organisation import Role, StaffMember

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

_STAFF, _STAMP, _SINCE = "staff", "stamp", "since"
# Whose work the cases are. An editor alone has none to open.
CASE_ROLES = (Role.HANDLER, Role.FIRST_LINE, Role.MANAGER, Role.ADMINISTRATOR)
# A working day and a little more. The cookie itself lives longer, for the residents' chats.
_LOGIN_LASTS = timedelta(hours=12)


def begin_session(member: StaffMember) -> None:
    """Log the member in, in this browser.

    Whatever the session held belonged to somebody not logged in: a planted one must not become ours.
    """
    session.clear()
    session.permanent = True
    session[_STAFF], session[_STAMP], session[_SINCE] = member.id, member.session_stamp, _now()
    g.pop("staff", None)
    mark_seen(the_services(), member, the_services().clock())


def end_session() -> None:
    """Log out, in this browser."""
    session.clear()
    g.pop("staff", None)


def current_staff() -> StaffMember | None:
    """Who is logged in, with roles and groups, looked up once a request.

    Nobody when the member is no longer active, when their stamp has changed since the login, or when the login
    was twelve hours ago.
    """
    if "staff" not in g:
        g.staff = _staff_of_session()
    member: StaffMember | None = g.staff
    return member


def signed_in() -> StaffMember:
    """Who is logged in, in a view that `needs_role` protects; anywhere else the request ends with 401."""
    member = current_staff()
    if member is None:
        abort(401)
    return member


def needs_role(*roles: Role, at_work: bool = True) -> Callable[[View[P]], View[P]]:
    """Only staff with one of these roles get in; others see why not, and nobody sees the login page first.

    `at_work` is false for what an open page asks by itself: that nobody need sit before it.
    """

    def protect(view: View[P]) -> View[P]:
        @wraps(view)
        def protected(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            member = current_staff()
            if member is None:
                return _to_login()
            if member.roles.isdisjoint(roles):
                return render_template("no_access.html"), 403
            if at_work:
                mark_seen(the_services(), member, the_services().clock())
            return view(*args, **kwargs)

        return protected

    return protect


def may_handle_cases() -> bool:
    """Whether whoever is logged in has an inbox, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(CASE_ROLES)


def start_page() -> str:
    """Where one begins: in the inbox, or with the answers for whoever has none; without a login, by way of it."""
    return url_for("inbox.case_list" if may_handle_cases() or current_staff() is None else "entries.entry_list")


def local_path(target: str) -> str:
    """The target when it is a path of our own, otherwise where one begins; so also for the bare inbox.

    A browser reads "//host" and "/\\host" as another host and drops tabs and line breaks before it does, so
    those are no paths of ours (OWASP: Unvalidated Redirects and Forwards).
    """
    strange = "\\" in target or any(ord(character) <= ord(" ") for character in target)
    if strange or not target.startswith("/") or target.startswith("//") or urlsplit(target).netloc:
        return start_page()
    return start_page() if target == url_for("inbox.case_list") else target


def _to_login() -> ResponseReturnValue:
    """The login page.

    But a part that an open page asks for by itself is answered with nothing, or the login would stand in the middle of
    that page. And words that were written meanwhile are shown: what was posted is gone by then.
    """
    if request.headers.get("HX-Request"):
        return "", 401
    kept, login = written(), url_for("auth.log_in", next=_this_page())
    if kept is None:
        return redirect(login)
    why = _("Inget är skickat eller sparat. Kopiera din text innan du loggar in.")
    return keep_out_of_caches(shown_again(kept, _("Du är inte inloggad längre"), why, (login, _("Logga in")), 401))


def _this_page() -> str:
    """Where to go after the login. What was posted is gone by then, so a form leads to the inbox."""
    return request.full_path.rstrip("?") if request.method == "GET" else url_for("inbox.case_list")


def _staff_of_session() -> StaffMember | None:
    staff_id = session.get(_STAFF)
    if not isinstance(staff_id, int) or not _is_fresh(session.get(_SINCE)):
        return None
    with the_services().database.reading() as database:
        member = database.scalar(
            select(StaffMember)
            .where(StaffMember.id == staff_id, StaffMember.active)
            .options(selectinload(StaffMember.groups), selectinload(StaffMember.role_rows))
        )
    return member if member is not None and member.session_stamp == session.get(_STAMP) else None


def _is_fresh(since: object) -> bool:
    """Whether the login at this moment still holds; one that says no moment does not."""
    return isinstance(since, int) and 0 <= _now() - since < _LOGIN_LASTS.total_seconds()


def _now() -> int:
    """The services' time in whole seconds since 1970, which a signed cookie can hold."""
    return int(the_services().clock().timestamp())
