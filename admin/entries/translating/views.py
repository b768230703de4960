"""The pages of an entry's translations: the languages, one text beside the Swedish, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.entries import words
from admin.entries.access import EDIT_ROLES, editable_or_403
from admin.entries.editor.forms import EditorForm
from admin.entries.editor.words import LANGUAGE
from admin.entries.translating.forms import as_kept, form_with, read_translation, seen_mark, text_in, working_text
from admin.entries.translating.standing import WORD, changed_since, in_language, languages_of
from admin.proof.asking import after_publishing
from assistant.chat.cards import card_as, contact_of
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine import phrases_foreign
from assistant.engine.language import Language
from knowledge.entries import Entry, Translation
from knowledge.errors import NotAllowedYet
from knowledge.organisation import StaffMember
from knowledge.shown import match_of
from knowledge.translating import approve_translation, translation_in, withdraw_translation, write_translation

# One step of a translation's life: session, entry, language, reason, now and who takes it.
Step = Callable[[Session, Entry, str, str, datetime, StaffMember], None]
_LIST = "/<int:entry_id>/sprak"
_ONE = f"{_LIST}/<code>"


def translating_blueprint() -> Blueprint:
    """Translations: whoever edits the entry writes and approves them."""
    blueprint = Blueprint("translating", __name__, template_folder="templates", url_prefix="/svarsposter")
    edit = needs_role(*EDIT_ROLES)
    blueprint.add_url_rule(_LIST, "language_list", edit(language_list))
    blueprint.add_url_rule(_ONE, "page", edit(translation_page))
    blueprint.add_url_rule(_ONE, "save", edit(save), methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/godkann", "approve", edit(approve), methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/dra-tillbaka", "withdraw", edit(withdraw), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def language_list(entry_id: int) -> ResponseReturnValue:
    """Every language, those with a text first."""
    with the_services().database.reading() as session:
        entry = editable_or_403(session, entry_id)
        return render_template("translating/list.html", entry=entry, languages=languages_of(entry), word=WORD)


def translation_page(entry_id: int, code: str) -> ResponseReturnValue:
    """One language's text beside the Swedish one."""
    with the_services().database.reading() as session:
        return _page(session, editable_or_403(session, entry_id), _language_or_404(code), None)


def save(entry_id: int, code: str) -> ResponseReturnValue:
    """Save the text as a draft, or show it again where it only was to be looked at."""
    services, language = the_services(), _language_or_404(code)
    with services.database.transaction() as session:
        entry = editable_or_403(session, entry_id, lock=True)
        translation, form = translation_in(session, entry, code), read_translation(request.form)
        if "visa" in request.form or form.errors:
            return _page(session, entry, language, form), 400 if form.errors else 200
        text = text_in(form)
        if as_kept(text) == working_text(translation):
            flash(_("Inget var ändrat."))
        elif request.form.get("mark") != seen_mark(translation):
            return _page(session, entry, language, form, behind=True), 409
        else:
            write_translation(session, entry, code, text, services.clock(), _staff(session))
            flash(_("Utkastet är sparat. Invånarna möter det när någon har godkänt det."))
    return _to(entry_id, code)


def approve(entry_id: int, code: str) -> ResponseReturnValue:
    """Say the draft from now on."""
    return _step(entry_id, code, approve_translation, _("översättning godkänd: {language}"), _("Godkänd."))


def withdraw(entry_id: int, code: str) -> ResponseReturnValue:
    """Say the Swedish text again."""
    return _step(
        entry_id,
        code,
        withdraw_translation,
        _("översättning tillbakadragen: {language}"),
        _("Invånarna möter nu den svenska texten. Översättningen är kvar som utkast."),
    )


def _step(entry_id: int, code: str, take: Step, reason: str, said: str) -> ResponseReturnValue:
    services, language = the_services(), _language_or_404(code)
    with services.database.transaction() as session:
        entry = editable_or_403(session, entry_id, lock=True)
        if request.form.get("mark") != seen_mark(translation_in(session, entry, code)):
            return _page(session, entry, language, None, behind=True), 409
        staff, now = _staff(session), services.clock()
        try:
            take(session, entry, code, reason.format(language=LANGUAGE[language]), now, staff)
        except NotAllowedYet as refused:
            flash(words.OBSTACLE[refused.obstacle])
            return _to(entry_id, code)
        after_publishing(session, [entry], staff, now)
    flash(said)
    return _to(entry_id, code)


def _page(session: Session, entry: Entry, language: Language, typed: EditorForm | None, *, behind: bool = False) -> str:
    translation = translation_in(session, entry, language.value)
    form = typed or form_with(working_text(translation))
    shown = replace(match_of(entry), translations={language.value: text_in(form)})
    return render_template(
        "translating/page.html",
        entry=entry,
        form=form,
        rows=[*form.links, ("", "")],
        one=in_language(entry, language, translation),
        mark=seen_mark(translation),
        behind=behind,
        kept=working_text(translation),
        changed=changed_since(entry, translation),
        direction=phrases_foreign.direction(language),
        card=card_as(shown, contact_of(entry.department, the_services().clock()), language),
        word=WORD,
        words=words,
        may_approve=not _must_be_another(entry, translation),
    )


def _must_be_another(entry: Entry, translation: Translation | None) -> bool:
    """Whether the department wants somebody else than who wrote it to approve."""
    wrote = translation is not None and translation.author_id == signed_in().id
    return entry.department.two_to_publish and wrote


def _language_or_404(code: str) -> Language:
    return next((one for one in LANGUAGE if one.value == code), None) or abort(404)


def _staff(session: Session) -> StaffMember:
    return session.get_one(StaffMember, signed_in().id)


def _to(entry_id: int, code: str) -> ResponseReturnValue:
    return redirect(url_for("translating.page", entry_id=entry_id, code=code), 303)
