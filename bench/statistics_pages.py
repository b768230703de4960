"""Every page, picture, file and list of /statistik in a large town: the slowest of what each is asked for."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.app import create_app
from admin.statistics.sections import Section
from assistant.services import Services
from bench.many_people import logged_in
from knowledge.organisation import Role, StaffMember, StaffRole

SUMMARY, SECTION = 0.5, 1.0
"""Seconds that the summary and any section may take; lists, pictures and files are held to a section's."""
_ROUNDS = 3
_YEARS = "fran=2023-01&till=2026-12"
# The last month is what stands there without any choice.
_CHOICES = (
    "",
    "fran=2026-01&till=2026-12",
    _YEARS,
    f"{_YEARS}&forvaltning=2",
    f"{_YEARS}&kanal=email",
    f"{_YEARS}&forvaltning=2&kanal=email",
    "fran=2026-01&till=2026-12&amne=Ämne+0",
    f"{_YEARS}&amne=Ämne+0",
)
# What there is hardly any of: the whole history has to be looked through, or an index knows.
_RARE = (("hour", "6-3"), ("promise", "not_due"), ("contacts", "not_due"), ("buckets", "unanswered"), ("entry", "999"))
# Measures of which each part is as the next.
_MANY = ("hour", "entry")


@dataclass(frozen=True)
class Page:
    """A kind of page: seconds of the slowest address, which one that was, and what it may take, if that is said."""

    name: str
    seconds: float
    slowest: str
    limit: float | None


def read_pages(services: Services, progress: Callable[[str], None]) -> Iterator[Page]:
    """Ask for all of them, as an administrator and as the manager of a department."""
    app = create_app(services)
    boss, manager = (_client(services, app, role) for role in (Role.ADMINISTRATOR, Role.MANAGER))

    def slowest(name: str, addresses: Iterable[str], limit: float, client: FlaskClient = boss) -> Page:
        times = {}
        for address in addresses:
            progress(address)
            times[address] = max(_seconds(client, address) for _ in range(_ROUNDS))
        worst = max(times, key=lambda address: times[address])
        return Page(name, times[worst], worst, limit)

    yield slowest("the summary", _chosen("/statistik"), SUMMARY)
    yield slowest("the summary, a manager", _chosen("/statistik", _CHOICES[:3]), SUMMARY, manager)
    first = "/statistik/bild/oversikt.svg"
    yield Page("the first picture, which starts what draws", _seconds(boss, first), first, None)
    yield slowest("the summary's picture", _chosen(first), SUMMARY)
    for section in Section:
        yield slowest(f"section {section.value}", _chosen(f"/statistik/{section.value}"), SECTION)
    pictures = [one for section in Section for one in _chosen(f"/statistik/bild/{section.value}.svg")]
    yield slowest("a section's picture", pictures, SECTION)
    files = [f"/statistik/{section.value}/fil?form=xlsx&{_YEARS}" for section in Section]
    yield slowest("a file", [*files, f"/statistik/fil?form=xlsx&{_YEARS}"], SECTION)
    lists = _lists(boss)
    yield slowest("the contacts behind a figure", lists, SECTION)
    yield slowest("the same, a manager", lists, SECTION, manager)
    yield slowest("the same, page 20", [f"{one}&sida=20" for one in lists], SECTION)
    yield slowest("the months", ["/statistik/manader", "/statistik/manader/2026-11"], SECTION)


def _client(services: Services, app: Flask, role: Role) -> FlaskClient:
    chosen = select(StaffMember.email).join(StaffRole).where(StaffRole.role == role)
    with services.database.reading() as session:
        # The second manager leads a department that has many contacts; there is one administrator.
        emails = session.scalars(chosen.order_by(StaffMember.id).limit(2)).all()
    return logged_in(app, emails[-1])


def _chosen(address: str, choices: Iterable[str] = _CHOICES) -> list[str]:
    return [f"{address}?{choice}" for choice in choices]


def _lists(client: FlaskClient) -> list[str]:
    """One list for each part of each measure that a section of four years leads to, but one entry and one hour."""
    found, sampled = set(_RARE), set[str]()
    for section in Section:
        page = client.get(f"/statistik/{section.value}?{_YEARS}").text
        for address in map(html.unescape, re.findall(r'href="(/statistik/arenden[^"]*)"', page)):
            measure, part = (re.search(rf"{name}=([^&]*)", address) for name in ("matt", "del"))
            if measure and part and not (measure[1] in _MANY and measure[1] in sampled):
                sampled.add(measure[1])
                found.add((measure[1], part[1]))
    return [f"/statistik/arenden?matt={measure}&del={part}&{_YEARS}" for measure, part in sorted(found)]


def _seconds(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - started
    assert answer.status_code == 200, (address, answer.status_code)
    return took
