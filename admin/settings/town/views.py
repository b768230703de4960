"""The page of the municipality's details, with the letters that carry them."""

from __future__ import annotations

from gettext import gettext as _

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.auth import signed_in
from admin.settings import words
from admin.settings.forms import Form, form_page, judge
from admin.settings.letters_shown import letters_shown
from admin.settings.saving import Change, conclude, write_down
from admin.settings.town.forms import read_town
from assistant.chat.web import the_services
from knowledge.audit import What, latest_audit_of
from knowledge.audited import TOWN_CHOICES, TOWN_FIELDS, town_values
from knowledge.organisation import Municipality, one_at_a_time, the_municipality


def town_page() -> ResponseReturnValue:
    """The details as they are stored."""
    return _page(None)


def save_town() -> ResponseReturnValue:
    """Save the details, or show the letters with them when that button was pressed."""
    form = read_town(request.form)
    if "visa" in request.form:
        return _page(form)
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        town = the_municipality(session)
        before = town_values(town)
        verdict = judge(form, before)
        if verdict.saves:
            for field in (*TOWN_FIELDS, *TOWN_CHOICES):
                setattr(town, field, form.values[field])
            write_down(session, Change(What.MUNICIPALITY, town.id, before), town.name, town_values(town))
    saved = _("Sparat. Uppgifterna står i varje mejl som skickas från och med nu.")
    return conclude(verdict, lambda: _page(form), url_for("settings.town_page"), saved)


def _page(typed: Form | None) -> str:
    """The page; `typed` is a form that was not saved."""
    with the_services().database.reading() as session:
        stored = town_values(the_municipality(session))
        latest = latest_audit_of(session, What.MUNICIPALITY, 1)
    page = form_page(typed, stored)
    town = Municipality(**{field: page.form.values[field] for field in (*TOWN_FIELDS, "survey_by_mail")})
    return render_template(
        "settings/town.html",
        page=page,
        latest=latest,
        letters=letters_shown(town, signed_in(), None, None),
        words=words,
    )
