"""The words' pages: the list, a word's form that first shows what saving it would do, taking away and back."""

from __future__ import annotations

import re
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.proof.access import KEEP_ROLES, READ_ROLES
from admin.searching import holds
from admin.settings.forms import Form, Verdict, form_page, judge
from admin.settings.pages import paged_rows
from admin.settings.saving import conclude, row_or_404
from admin.words import words
from admin.words.forms import empty_word, read_kind, read_word, read_words_wanted, values_of, word_of
from admin.words.saving import keep_word, turn_word, word_in
from admin.words.trying import Tried, tried, try_change
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.audit import What, latest_audit_of
from knowledge.organisation import StaffMember
from knowledge.town_words import TownWord, WordChange, WordKind

_KEY = re.compile(r"[0-9a-f]{64}")


def words_blueprint() -> Blueprint:
    """The pages: managers read them, editors and administrators change the words."""
    blueprint = Blueprint("words", __name__, template_folder="templates", url_prefix="/ord")
    read, keep = needs_role(*READ_ROLES), needs_role(*KEEP_ROLES)
    blueprint.add_url_rule("", "word_list", read(word_list))
    blueprint.add_url_rule("/ny", "new_word", keep(new_word))
    blueprint.add_url_rule("/ny", "add_word", keep(add_word), methods=["POST"])
    blueprint.add_url_rule("/<int:word_id>", "word", read(word))
    blueprint.add_url_rule("/<int:word_id>", "save_word", keep(save_word), methods=["POST"])
    blueprint.add_url_rule("/<int:word_id>/ta-bort", "remove_word", keep(remove_word), methods=["POST"])
    blueprint.add_url_rule("/<int:word_id>/tillbaka", "restore_word", keep(restore_word), methods=["POST"])
    waits = needs_role(*KEEP_ROLES, at_work=False)
    blueprint.add_url_rule("/verkan/<key>", "effect_part", waits(effect_part))
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def word_list() -> ResponseReturnValue:
    """The pairs, the stop phrases or what has been taken away, searched, fifty a page."""
    wanted = read_words_wanted(request.args)
    chosen = select(TownWord).where(TownWord.active.is_(wanted.active))
    if wanted.active:
        chosen = chosen.where(TownWord.kind == wanted.kind)
    for part in wanted.query.split():
        chosen = chosen.where(holds(part, (TownWord.said, TownWord.official)))
    with the_services().database.reading() as session:
        listed = paged_rows(session, chosen.order_by(TownWord.key, TownWord.id), wanted.page)
    return render_template("words/list.html", listed=listed, wanted=wanted, words=words)


def new_word() -> ResponseReturnValue:
    """An empty form for a pair or a stop phrase."""
    with the_services().database.reading() as session:
        return _page(session, None, read_kind(request.args, "sort"), None)


def add_word() -> ResponseReturnValue:
    """Show what the word would do, or add it once that has been shown."""
    kind = read_kind(request.form, "sort")
    with the_services().database.transaction() as session:
        form = read_word(session, request.form, kind, None)
        if form.errors:
            return _page(session, None, kind, form), 400
        word = word_of(kind, form.values)
        shown = _to_be_shown(session, WordChange(None, word))
        if shown is not None:
            return _page(session, None, kind, form, shown)
        keep_word(session, None, word, the_services().clock(), _staff(session))
    flash(_("Ordet är sparat och används från och med nu."))
    return _to_list(kind)


def word(word_id: int) -> ResponseReturnValue:
    """One word as it is stored."""
    with the_services().database.reading() as session:
        row = row_or_404(session, TownWord, word_id)
        return _page(session, row, row.kind, None)


def save_word(word_id: int) -> ResponseReturnValue:
    """Show what the change would do, or save it once that has been shown, if nobody else has saved meanwhile."""
    with the_services().database.transaction() as session:
        row = row_or_404(session, TownWord, word_id, lock=True)
        form = read_word(session, request.form, row.kind, row)
        verdict = judge(form, values_of(row))
        if verdict is Verdict.SAVE:
            new = word_of(row.kind, form.values)
            shown = _to_be_shown(session, WordChange(word_in(row), new))
            if shown is not None:
                return _page(session, row, row.kind, form, shown)
            keep_word(session, row, new, the_services().clock(), _staff(session))
        onward = url_for("words.word_list", visa=words.SHOWN[row.kind])
        return conclude(verdict, lambda: _page(session, row, row.kind, form), onward, _("Ordet är sparat."))


def remove_word(word_id: int) -> ResponseReturnValue:
    """Show what taking the word away would do, or take it away once that has been shown; it can be taken back."""
    return _turn(word_id, active=False, said=_("Ordet är borttaget. Du kan ta tillbaka det under Borttagna."))


def restore_word(word_id: int) -> ResponseReturnValue:
    """The same for taking it back."""
    return _turn(word_id, active=True, said=_("Ordet används igen."))


def effect_part(key: str) -> ResponseReturnValue:
    """What a change would do, for the page that waits for it."""
    if not _KEY.fullmatch(key):
        abort(404)
    with the_services().database.reading() as session:
        return render_template("words/effect.html", shown=tried(session, key), words=words)


def _turn(word_id: int, *, active: bool, said: str) -> ResponseReturnValue:
    with the_services().database.transaction() as session:
        row = row_or_404(session, TownWord, word_id, lock=True)
        before = word_in(row)
        after = words.as_word(row) if active else None
        shown = _to_be_shown(session, WordChange(before, after)) if row.active is not active else None
        if shown is not None:
            return render_template("words/turn.html", row=row, active=active, shown=shown, words=words)
        turn_word(session, row, the_services().clock(), _staff(session), active=active)
        kind = row.kind
    flash(said)
    return _to_list(kind)


def _to_be_shown(session: Session, change: WordChange) -> Tried | None:
    """What must be shown before the change is made; None where it has been."""
    found = try_change(session, the_services(), change, _staff(session))
    known = found.effect is not None or found.untried
    return None if known and request.form.get("tried") == found.key else found


def _staff(session: Session) -> StaffMember:
    return session.get_one(StaffMember, signed_in().id)


def _to_list(kind: WordKind) -> ResponseReturnValue:
    return redirect(url_for("words.word_list", visa=words.SHOWN[kind]), 303)


def _page(session: Session, row: TownWord | None, kind: WordKind, form: Form | None, shown: Tried | None = None) -> str:
    stored = values_of(row) if row is not None else empty_word()
    return render_template(
        "words/word.html",
        row=row,
        kind=kind,
        page=form_page(form, stored if row is not None or form is None else form.values),
        shown=shown,
        latest=latest_audit_of(session, What.WORD, row.id) if row is not None else None,
        words=words,
    )
