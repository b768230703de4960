"""The staff's login: passwords, the signed session, and which roles may open a page."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from gettext import gettext as _
from typing import ParamSpec
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin.errors import PasswordRefused
from admin.presence import mark_seen
from assistant.chat.web import the_services
from assistant.services import Services
from knowledge.organisation import Role, StaffMember, staff_by_email

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

# NIST SP 800-63B 5.1.1.2: length is what protects, so there is a least length and no rule about signs.
SHORTEST_PASSWORD = 12
_STAFF, _STAMP, _SINCE = "staff", "stamp", "since"
# A working day and a little more. The cookie itself lives longer, for the residents' chats.
_LOGIN_LASTS = timedelta(hours=12)
# Argon2id with the library's parameters (RFC 9106, second choice: 64 MiB); a login on older ones is rehashed.
_HASHER = PasswordHasher()


def set_password(member: StaffMember, password: str) -> None:
    """Give the member this password and end all their sessions. Raises PasswordRefused for a short one."""
    if len(password.strip()) < SHORTEST_PASSWORD:
        raise PasswordRefused(_("Lösenordet måste ha minst {count} tecken.").format(count=SHORTEST_PASSWORD))
    member.password_hash = _HASHER.hash(_normal(password))
    member.session_stamp = secrets.token_hex(16)


def password_fits(known: str | None, password: str, hasher: PasswordHasher = _HASHER) -> bool:
    """Whether the password made this hash; without a hash it never fits, and costs the same work to find out."""
    try:
        return hasher.verify(known or _hash_of_nobody(), _normal(password)) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def auth_blueprint(limiter: Limiter, login_limit: str) -> Blueprint:
    """The pages to log in and out; `login_limit` is attempts from one address, in Flask-Limiter's notation."""
    _hash_of_nobody()
    blueprint = Blueprint(
        "auth", __name__, template_folder="templates", static_folder="static", static_url_path="/static/medarbetare"
    )
    limited = limiter.limit(login_limit, methods=["POST"])
    blueprint.add_url_rule("/logga-in", view_func=limited(log_in), methods=["GET", "POST"])
    blueprint.add_url_rule("/logga-ut", view_func=log_out, methods=["POST"])
    blueprint.add_app_template_global(current_staff, "current_staff")
    return blueprint


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


def needs_role(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Only staff with one of these roles get in; others see why not, and nobody sees the login page first."""

    def protect(view: View[P]) -> View[P]:
        @wraps(view)
        def protected(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            member = current_staff()
            if member is None:
                return redirect(url_for("auth.log_in", next=_this_page()))
            if member.roles.isdisjoint(roles):
                return render_template("no_access.html"), 403
            services = the_services()
            mark_seen(services, member, services.clock())
            return view(*args, **kwargs)

        return protected

    return protect


def log_in() -> ResponseReturnValue:
    """The login page, and the attempt to log in."""
    onward = local_path(request.values.get("next", ""))
    if request.method == "GET":
        return redirect(onward) if current_staff() else _login_page(onward)
    email = request.form.get("email", "").replace("\0", "").strip()
    member = _member_with(the_services(), email, request.form.get("password", ""))
    if member is None:
        return _login_page(onward, email=email, refused=True), 400
    # Whatever the session held belonged to somebody not logged in: a planted one must not become ours.
    session.clear()
    session.permanent = True
    session[_STAFF], session[_STAMP], session[_SINCE] = member.id, member.session_stamp, _now()
    mark_seen(the_services(), member, the_services().clock())
    return redirect(onward, 303)


def log_out() -> ResponseReturnValue:
    """End this session; by POST only, so that no link or picture elsewhere can do it."""
    session.clear()
    flash(_("Du är utloggad."))
    return redirect(url_for("auth.log_in"), 303)


def local_path(target: str) -> str:
    """The target when it is a path of our own, otherwise the inbox.

    A browser reads "//host" and "/\\host" as another host and drops tabs and line breaks before it does, so
    those are no paths of ours (OWASP: Unvalidated Redirects and Forwards).
    """
    strange = "\\" in target or any(ord(character) <= ord(" ") for character in target)
    if strange or not target.startswith("/") or target.startswith("//") or urlsplit(target).netloc:
        return url_for("inbox.case_list")
    return target


def _login_page(onward: str, *, email: str = "", refused: bool = False) -> str:
    return render_template("login.html", onward=onward, email=email, refused=refused)


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


def _member_with(services: Services, email: str, password: str) -> StaffMember | None:
    """The member with this address and password; the time taken does not tell whether the address exists."""
    with services.database.reading() as database:
        member = staff_by_email(database, email)
    known = member.password_hash if member is not None else None
    if not password_fits(known, password) or member is None or known is None:
        return None
    if _HASHER.check_needs_rehash(known):
        with services.database.transaction() as database:
            database.get_one(StaffMember, member.id).password_hash = _HASHER.hash(_normal(password))
    return member


@cache
def _hash_of_nobody() -> str:
    """A hash that no password fits, so that an unknown address costs the same work as a known one."""
    return _HASHER.hash(secrets.token_hex(32))


def _normal(password: str) -> str:
    """One form of å, ä and ö, which different keyboards send differently (NIST SP 800-63B 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
