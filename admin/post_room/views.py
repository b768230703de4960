"""The post-room's pages: how it stands, the mails by what became of them, one mail, and the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import gettext as _

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.auth import current_staff, needs_role, signed_in
from admin.inbox.forms import read_page
from admin.post_room import words
from admin.post_room.forms import read_send_state, read_wanted
from admin.post_room.listing import mail_list, outbox_list, week_by_reason
from admin.post_room.opened import Opened, open_attachment, open_mail
from admin.post_room.standing import STILL_AFTER, standing_of
from assistant.cases.outbox import SendState
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.organisation import Role
from mail_gateway.errors import MailNotSetAside
from mail_gateway.inbound import InboundState
from mail_gateway.reader.stored_bytes import pieces_of, size_of
from mail_gateway.recovery.retry import retry

LOOK_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)
ACT_ROLES = (Role.ADMINISTRATOR,)
_LARGEST_ID = 2**31 - 1
# Signs of a mail's text that its page shows; more is read in a mail program.
_LONGEST_TEXT = 20_000
_OUTBOX_SHOWN = (SendState.PENDING, SendState.FAILED, SendState.UNCERTAIN)


def post_room_blueprint() -> Blueprint:
    """The pages for managers and administrators; what is done there is the administrators' alone."""
    blueprint = Blueprint("post_room", __name__, template_folder="templates", url_prefix="/postrummet")
    look, act = needs_role(*LOOK_ROLES), needs_role(*ACT_ROLES)
    blueprint.add_url_rule("", "page", look(page))
    blueprint.add_url_rule("/mejl", "mails", look(mails))
    blueprint.add_url_rule("/utkorg", "outbox", look(outbox))
    blueprint.add_url_rule("/mejl/<int:inbound_id>", "mail", look(mail))
    blueprint.add_url_rule("/mejl/<int:inbound_id>/original", "original", look(original))
    blueprint.add_url_rule("/mejl/<int:inbound_id>/bilaga/<int:place>", "attachment", look(attachment))
    blueprint.add_url_rule("/mejl/<int:inbound_id>/igen", "try_again", act(try_again), methods=["POST"])
    blueprint.add_app_template_global(may_see_post_room)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def may_see_post_room() -> bool:
    """Whether whoever is logged in may open the pages, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(LOOK_ROLES)


def page() -> ResponseReturnValue:
    """How the post-room stands, and the last week's mails by reason."""
    services = the_services()
    with services.database.reading() as session:
        standing, week = standing_of(session, services), week_by_reason(session, services.clock())
    return render_template(
        "post_room/page.html",
        standing=standing,
        week=week,
        addresses=_addresses(),
        unread=standing.mails[InboundState.STORED],
        set_aside=standing.mails[InboundState.SET_ASIDE],
        still_after=STILL_AFTER,
        now=services.clock(),
        words=words,
    )


def mails() -> ResponseReturnValue:
    """The mails of a state, a reason or a mailbox."""
    services, wanted = the_services(), read_wanted(request.args)
    with services.database.reading() as session:
        listed = mail_list(session, signed_in(), wanted, services.clock())
    return render_template(
        "post_room/mails.html",
        shown=listed,
        wanted=wanted,
        states=InboundState,
        addresses=_addresses(),
        words=words,
    )


def outbox() -> ResponseReturnValue:
    """What waits to be sent, could not be sent, or may or may not have arrived."""
    state = read_send_state(request.args)
    with the_services().database.reading() as session:
        listed = outbox_list(session, signed_in(), state, read_page(request.args))
    return render_template("post_room/outbox.html", shown=listed, state=state, states=_OUTBOX_SHOWN, words=words)


def mail(inbound_id: int) -> ResponseReturnValue:
    """One mail: what became of it and why, and what it says to whoever may see it."""
    opened = _opened_or_404(inbound_id)
    may_retry = opened.row.state is InboundState.SET_ASIDE and not signed_in().roles.isdisjoint(ACT_ROLES)
    return render_template(
        "post_room/mail.html",
        opened=opened,
        row=opened.row,
        may_retry=may_retry,
        addresses=_addresses(),
        longest_text=_LONGEST_TEXT,
        words=words,
    )


def original(inbound_id: int) -> ResponseReturnValue:
    """The mail as it came, as a file."""
    opened, database = _to_be_seen(inbound_id), the_services().database
    with database.reading() as session:
        size = size_of(session, opened.row.id)
    response = _as_file(pieces_of(database, opened.row.id), f"mejl-{inbound_id}.eml")
    # Sent piece by piece, so only we know how long it is.
    response.content_length = size
    return response


def attachment(inbound_id: int, place: int) -> ResponseReturnValue:
    """One of the mail's attachments, as a file of no kind."""
    services = the_services()
    if inbound_id > _LARGEST_ID:
        abort(404)
    with services.database.reading() as session:
        found = open_attachment(session, signed_in(), inbound_id, services.settings.secrets.key, place)
    return _as_file(found.content, found.name) if found is not None else abort(404)


def try_again(inbound_id: int) -> ResponseReturnValue:
    """Let the post-room read a mail once more that could not be interpreted."""
    if inbound_id > _LARGEST_ID:
        abort(404)
    try:
        with the_services().database.transaction() as session:
            retry(session, inbound_id)
    except MailNotSetAside:
        flash(_("Inget är gjort: mejlet är inte lagt åt sidan längre."))
    else:
        flash(_("Postrummet läser mejlet igen. Det som kommer ut av det läggs i samma ärende."))
    return redirect(url_for("post_room.mail", inbound_id=inbound_id), 303)


def _opened_or_404(inbound_id: int) -> Opened:
    services = the_services()
    if inbound_id > _LARGEST_ID:
        abort(404)
    with services.database.reading() as session:
        found = open_mail(session, signed_in(), inbound_id, services.settings.secrets.key)
    return found if found is not None else abort(404)


def _to_be_seen(inbound_id: int) -> Opened:
    """The mail; what this person may not see is answered as what does not exist."""
    opened = _opened_or_404(inbound_id)
    return opened if opened.closed is None else abort(404)


def _as_file(content: bytes | Iterable[bytes], name: str) -> Response:
    """A download whatever it holds: no browser may open it here, under our address."""
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _addresses() -> dict[str, str]:
    return {box.name: box.address for box in the_services().settings.mail.mailboxes}
