"""The files that search engines ask for by name: robots.txt and the map of the pages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for

from assistant.chat.faq import for_robots
from assistant.chat.faq.addresses import entry_address, on_the_web
from assistant.chat.faq.forms import LARGEST_ID
from assistant.chat.web import the_services

# The same for everybody and hardly ever new: an hour's delay harms nobody.
_KEPT = "public, max-age=3600"


def mount_map(blueprint: Blueprint) -> None:
    """Add the files' addresses."""
    blueprint.add_url_rule("/robots.txt", view_func=robots)
    blueprint.add_url_rule("/sitemap.xml", view_func=site_map)
    blueprint.add_url_rule("/sitemap-<int:part>.xml", view_func=map_part)


def robots() -> Response:
    """Which pages are for search engines, and where their map is."""
    closed = [f"Disallow: {request.script_root}{address}" for address in for_robots.CLOSED]
    open_ = [f"Allow: {request.script_root}{address}" for address in for_robots.OPEN]
    lines = ["User-agent: *", *closed, *open_, "", f"Sitemap: {_full(url_for('faq.site_map'))}", ""]
    return _file("\n".join(lines), "text/plain")


def site_map() -> Response:
    """The map of all pages, or the list of its parts where one file would be long."""
    services = the_services()
    with services.database.reading() as session:
        now = services.clock()
        if for_robots.is_short(session, now):
            return _map([*_first_pages(), *_pages(for_robots.all_places(session, now))])
        parts = [0, *for_robots.parts(session, now)]
    addresses = [_full(url_for("faq.map_part", part=part)) for part in parts]
    return _file(render_template("faq/map_of_maps.xml", addresses=addresses), "application/xml")


def map_part(part: int) -> Response:
    """One part of the map; 0 holds the pages that are no entries."""
    services = the_services()
    if part > LARGEST_ID // for_robots.PER_FILE:
        abort(404)
    if part == 0:
        return _map(_first_pages())
    with services.database.reading() as session:
        places = for_robots.places_of(session, part, services.clock())
    if not places:
        abort(404)
    return _map(_pages(places))


def _first_pages() -> list[tuple[str, str]]:
    return [(_full(f"{request.script_root}/"), ""), (_full(url_for("faq.list_page")), "")]


def _pages(places: list[for_robots.Place]) -> list[tuple[str, str]]:
    """Full address and last change of each entry's page (W3C's date)."""
    return [(_full(entry_address(one.number, one.question)), one.updated_at.date().isoformat()) for one in places]


def _map(pages: list[tuple[str, str]]) -> Response:
    return _file(render_template("faq/map.xml", pages=pages), "application/xml")


def _file(text: str, kind: str) -> Response:
    response = Response(text, mimetype=kind)
    response.headers["Cache-Control"] = _KEPT
    return response


def _full(address: str) -> str:
    return on_the_web(the_services().settings.web.public_url, address, request.script_root)
