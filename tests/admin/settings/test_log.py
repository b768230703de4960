"""The log: both kinds of changes in one list, newest first, with what stood there before and after."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from knowledge.answering import set_mode, stop_all
from knowledge.audit import What, audit
from knowledge.channel import Channel
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department, StaffMember
from tests.admin.settings.sending import ROOT, save
from tests.admin.workplace import Workplace

LOG = f"{ROOT}/logg"


def headings(page: str) -> list[str]:
    """What each change on the page is of, in order."""
    return re.findall(r"<h2>(.+?)</h2>", page)


def test_both_kinds_of_changes_stand_in_one_list_newest_first(workplace: Workplace, boss: FlaskClient) -> None:
    """A change of automatic answers stands between two others by its moment, and is stored once."""
    workplace.group("Placering")
    save(boss, "/kommunen", phone="0980-1")
    workplace.clock.now += timedelta(minutes=1)
    with workplace.services.database.transaction() as session:
        bodil = session.scalars(select(StaffMember)).one()
        set_mode(session, session.get_one(Department, 1), Channel.CHAT, AnsweringMode.OFF, bodil, workplace.clock())
    workplace.clock.now += timedelta(minutes=1)
    save(boss, "/forvaltningar/1", confidential="ja")
    page = boss.get(LOG).text
    assert headings(page) == [
        "Förvaltning: Barn och utbildning",
        "Automatiska svar",
        "Kommunens uppgifter: Provköping",
    ]
    assert "Barn och utbildning, chatt: Svara inte" in page
    assert page.count("Bodil") == 4  # three changes and the header
    row = re.search(r'<th scope="row">Sekretess</th>\s*<td class="kept">(.+?)</td>\s*<td class="kept">(.+?)</td>', page)
    assert row is not None
    assert row.groups() == ("nej", "ja")
    assert '<td class="kept">tomt</td>' in page


def test_a_mode_is_told_with_what_stood_there_before(workplace: Workplace, boss: FlaskClient) -> None:
    """Automatic where nobody had chosen; another department's and another channel's choices are not its own."""
    workplace.group("Placering")
    workplace.group("Gatudrift", "Gator")
    chosen = (
        (1, Channel.CHAT, AnsweringMode.OFF),
        (2, Channel.CHAT, AnsweringMode.OFF),
        (1, Channel.EMAIL, AnsweringMode.OFF),
        (1, Channel.CHAT, AnsweringMode.SUGGEST),
    )
    with workplace.services.database.transaction() as session:
        for department, channel, mode in chosen:
            set_mode(session, session.get_one(Department, department), channel, mode, None, workplace.clock())
        stop_all(session, None, workplace.clock())
    page = boss.get(LOG).text
    assert re.findall(r'<p>([^<]+) <span class="quiet">\((.+?)\)</span></p>', page) == [
        ("Barn och utbildning, chatt: Föreslå för handläggaren", "förut: Svara inte"),
        ("Barn och utbildning, e-post: Svara inte", "förut: Svara automatiskt"),
        ("Gator, chatt: Svara inte", "förut: Svara automatiskt"),
        ("Barn och utbildning, chatt: Svara inte", "förut: Svara automatiskt"),
    ]


def test_the_log_is_chosen_by_kind_and_by_thing(workplace: Workplace, boss: FlaskClient) -> None:
    """Automatic answers are a kind of their own; a kind that is none shows all."""
    workplace.group("Placering")
    workplace.group("Gatudrift", "Gator")
    for department in (1, 2):
        save(boss, f"/forvaltningar/{department}", phone="0980-1")
    with workplace.services.database.transaction() as session:
        stop_all(session, None, workplace.clock())
    assert headings(boss.get(f"{LOG}?slag=department&om=2").text) == ["Förvaltning: Gator"]
    assert len(headings(boss.get(f"{LOG}?slag=department").text)) == 2
    stopped = boss.get(f"{LOG}?slag=automatiska_svar").text
    assert headings(stopped) == ["Automatiska svar"]
    assert "den som sköter systemet" in stopped
    assert "Inget har ändrats än." in boss.get(f"{LOG}?slag=reply_template").text
    assert len(headings(boss.get(f"{LOG}?slag=påhittat&om=1").text)) == 3


def test_a_long_log_has_pages(workplace: Workplace, boss: FlaskClient) -> None:
    """Fifty a page of both kinds together, none twice, and the choice stays on the way."""
    with workplace.services.database.transaction() as session:
        for number in range(60):
            workplace.clock.now += timedelta(seconds=1)
            audit(session, What.GROUP, f"Grupp {number}", {}, {"name": "x"}, None, workplace.clock())
            (stop_all if number % 2 else set_nothing)(session, None, workplace.clock())
    first, second = boss.get(LOG).text, boss.get(f"{LOG}?sida=2").text
    shown = headings(first) + headings(second)
    assert len(headings(first)) == 50
    assert shown[0] == "Svarsgrupp: Grupp 59"
    assert len(set(shown)) == len(shown) == 61
    assert "slag=group&amp;sida=2" in boss.get(f"{LOG}?slag=group").text


def set_nothing(*_ignored: object) -> None:
    """A minute in which nobody stops anything."""


def test_what_leaves_no_value_behind_is_told_in_words(workplace: Workplace, boss: FlaskClient) -> None:
    """A new password is an event, and no table of values stands under it."""
    with workplace.services.database.transaction() as session:
        audit(session, What.STAFF, "Anna", {}, {"password_set": True}, None, workplace.clock(), about_id=1)
        audit(session, What.STAFF, "Anna", {}, {"name": "Anna", "title": ""}, None, workplace.clock(), about_id=1)
        audit(session, What.STAFF, "Anna", {"roles": ""}, {"roles": "handler, manager"}, None, workplace.clock())
    page = boss.get(LOG).text
    assert "Fick ett nytt lösenord." in page
    assert page.count("<table") == 2
    # Of what is new nothing stood there before.
    assert (page.count(">Före</th>"), page.count(">Efter</th>")) == (1, 2)
    assert "handläggare, chef" in page
    assert "Titel" not in page


def test_words_that_no_list_of_ours_has_are_shown_as_they_are(workplace: Workplace, boss: FlaskClient) -> None:
    """A later version's kind of thing, and somebody's markup, break no page."""
    with workplace.services.database.transaction() as session:
        audit(session, "framtid", "<b>Sak</b>", {"ny": 1}, {"ny": None}, None, workplace.clock())
    page = boss.get(LOG).text
    assert headings(page) == ["framtid: &lt;b&gt;Sak&lt;/b&gt;"]
    assert '<td class="kept">1</td>' in page
