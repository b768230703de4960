"""The FAQ's pages: the lists and their search, an entry's page, and what can be said there."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from sqlalchemy.orm import Session

from assistant.chat.cards import card_of
from assistant.chat.faq import forms, listing, remarking, words
from assistant.chat.faq.addresses import entry_address, on_the_web
from assistant.chat.faq.caching import revalidated
from assistant.chat.faq.entry import Standing, entry_at, standing
from assistant.chat.faq.map_views import mount_map
from assistant.chat.faq.structured import faq_page
from assistant.chat.web import the_services, the_town
from assistant.engine.language import Language
from assistant.languages.speaking import spoken
from knowledge.entries import Entry
from knowledge.finding import find, related
from knowledge.organisation import Department
from knowledge.remarks import MOST_LETTERS

# Somebody who types asks a few times a word; a library's readers share one address.
_SEARCH_LIMIT = "240 per minute"
# Each remark is a mail to people who work: more from one address are hardly about faults.
_REMARK_LIMIT = "10 per hour"
_MOST_RELATED = 4
# The browser's mark of its visit, by which a page knows that it has been told whether it helped.
_VISIT = "faq_visit"
# The category of what is said after a step, so that no other page says it.
SAID = "faq"


def faq_blueprint(limiter: Limiter, word_limit: str) -> Blueprint:
    """The residents' FAQ. Its forms share one limit, given in Flask-Limiter's notation; reading has none."""
    blueprint = Blueprint("faq", __name__, template_folder="templates")
    searching = limiter.limit(_SEARCH_LIMIT, exempt_when=lambda: not request.args.get("q"))
    saying = limiter.shared_limit(word_limit, scope="faq")
    blueprint.add_url_rule("/fragor", "list_page", searching(list_page))
    blueprint.add_url_rule("/fragor/<path:address>", "entry_page", entry_page)
    blueprint.add_url_rule("/fragor/<path:number>/hjalpte", "helped", saying(helped), methods=["POST"])
    fault = saying(limiter.limit(_REMARK_LIMIT)(remark))
    blueprint.add_url_rule("/fragor/<path:number>/fel", "remark", fault, methods=["POST"])
    mount_map(blueprint)
    blueprint.add_app_template_global(entry_address)
    blueprint.after_request(revalidated)
    return blueprint


def list_page() -> ResponseReturnValue:
    """The departments with what is asked most, a department's entries, or what a search finds."""
    wanted = forms.read_wanted(request.args)
    if wanted.query:
        return _found(wanted)
    if wanted.department_id is not None:
        return _of_department(wanted, wanted.department_id)
    services = the_services()
    with services.database.reading() as session:
        now = services.clock()
        often, departments = listing.often_asked(session, now), listing.departments(session, now)
    return render_template("faq/list.html", wanted=wanted, often=often, departments=departments, canonical=_canonical())


def _found(wanted: forms.Wanted) -> str:
    services = the_services()
    with services.database.reading() as session:
        now, least = services.clock(), services.rules.assistant.clarify_at
        ids = find(session, services.matcher, wanted.query, now, least)
        listed = listing.of_search(session, ids, wanted.page, now)
        departments = () if ids else listing.departments(session, now)
    return render_template("faq/found.html", wanted=wanted, listed=listed, departments=departments)


def _of_department(wanted: forms.Wanted, department_id: int) -> str:
    services = the_services()
    with services.database.reading() as session:
        now = services.clock()
        department = session.get(Department, department_id)
        subjects = listing.subjects(session, department_id, now)
        total = sum(one.entries for one in subjects if wanted.subject in ("", one.name))
        if department is None or not total:
            abort(404)
        listed = listing.of_department(session, department_id, wanted.subject, total, wanted.page, now)
    return render_template(
        "faq/department.html",
        wanted=wanted,
        department=department,
        subjects=subjects,
        listed=listed,
        canonical=_canonical(forvaltning=department_id, amne=wanted.subject or None, sida=listed.page),
    )


def entry_page(address: str) -> ResponseReturnValue:
    """An entry's page; an address with other words leads to it, and one that is over says so."""
    services = the_services()
    browser.setdefault(_VISIT, secrets.token_urlsafe(12))
    with services.database.reading() as session:
        entry = _entry_or_404(session, address)
        if standing(entry, services.clock()) is Standing.GONE:
            return _gone(session, entry), 410
        right = entry_address(entry.number, entry.question)
        if right != url_for("faq.entry_page", address=address):
            asked = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
            return redirect(right + asked, 301)
        response = make_response(_shown(session, entry))
    response.last_modified = entry.updated_at
    return response


def helped(number: str) -> ResponseReturnValue:
    """The word on "Hjälpte svaret?", taken once in each visit."""
    word = request.form.get("hjalpte")
    if word not in ("ja", "nej"):
        abort(400)
    services = the_services()
    with services.database.transaction() as session:
        entry = _shown_or_410(session, number)
        key = remarking.help_key(browser.get(_VISIT, ""), entry)
        remarking.say_if_helped(session, entry, word == "ja", key, services.clock())
    return redirect(f"{entry_address(entry.number, entry.question)}#hjalp", 303)


def remark(number: str) -> ResponseReturnValue:
    """What is wrong with the page, in the resident's words, to the entry's owner."""
    services = the_services()
    text, fault = forms.remark_text(request.form.get("text", ""))
    if fault is not None:
        with services.database.reading() as session:
            return _shown(session, _shown_or_410(session, number), text, fault), 422
    with services.database.transaction() as session:
        entry = _shown_or_410(session, number)
        address = entry_address(entry.number, entry.question)
        key = remarking.fault_key(browser.get(_VISIT, ""), request.form.get("token", ""), entry, text)
        page = _full(address)
        danger = remarking.say_what_is_wrong(session, entry, text, key, page, services.clock())
    flash(words.thanks_in_danger(services.rules.assistant.on_call_phone) if danger else words.thanks(), SAID)
    return redirect(f"{address}#sagt", 303)


def _shown(session: Session, entry: Entry, text: str = "", fault: forms.RemarkFault | None = None) -> str:
    services = the_services()
    now = services.clock()
    card, town = card_of(entry, now, Language(spoken().value)), the_town()
    address = _full(entry_address(entry.number, entry.question))
    pointed_to = {also.number for also in card.see_also}
    near = listing.hits_of(session, related(session, services.matcher, entry, now, _MOST_RELATED), now)
    return render_template(
        "faq/entry.html",
        entry=entry,
        card=card,
        canonical=address,
        description=listing.excerpt(card.text),
        structured=faq_page(card, address, town.name),
        related=[hit for hit in near if hit.number not in pointed_to],
        helped=remarking.word_on_help(session, remarking.help_key(browser.get(_VISIT, ""), entry)),
        remark=text,
        remark_fault=fault,
        most=MOST_LETTERS,
        token=secrets.token_urlsafe(16),
        said=SAID,
    )


def _gone(session: Session, entry: Entry) -> str:
    services = the_services()
    now = services.clock()
    near = related(session, services.matcher, entry, now, _MOST_RELATED)
    return render_template("faq/gone.html", related=listing.hits_of(session, near, now))


def _entry_or_404(session: Session, address: str) -> Entry:
    entry = entry_at(session, address)
    if entry is None or standing(entry, the_services().clock()) is Standing.HIDDEN:
        abort(404)
    return entry


def _shown_or_410(session: Session, number: str) -> Entry:
    """The entry that a form on its page is about; the page may have been withdrawn meanwhile."""
    entry = _entry_or_404(session, f"{number}/")
    if standing(entry, the_services().clock()) is Standing.GONE:
        abort(410)
    return entry


def _canonical(**arguments: Any) -> str:
    """The one address of a list that search engines shall know: the first page has no number."""
    given = {name: value for name, value in arguments.items() if value is not None and (name, value) != ("sida", 1)}
    return _full(url_for("faq.list_page", **given))


def _full(address: str) -> str:
    return on_the_web(the_services().settings.web.public_url, address, request.script_root)
