"""The case page as a whole: the timeline in its order and in pages, and how the due time was counted."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from admin.inbox.case.shown import PAGE_SIZE
from tests.admin.workplace import NOW, Workplace, send

HOUR = timedelta(hours=1)


def test_words_notes_and_events_stand_in_the_order_of_time(
    workplace: Workplace, number: str, anna: FlaskClient
) -> None:
    """One list for all of it, oldest first."""
    send(anna, number, "ta")
    workplace.clock.now += HOUR
    send(anna, number, "anteckna", note="Ring skolan.")
    workplace.clock.now += HOUR
    send(anna, number, "svara", text="Ja, det går bra.")
    page = anna.get(f"/arenden/{number}").text
    timeline = page.split('<ol class="messages timeline">')[1].split("</ol>")[0]
    wanted = ("Frågan kom in", "Togs av en handläggare", "Ring skolan.", "Ja, det går bra.", "Besvarades av en")
    places = [timeline.index(words) for words in wanted]
    assert places == sorted(places)


def test_a_long_timeline_has_pages(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The newest first, so that nothing new is ever behind a link; nothing is lost between two pages."""
    for turn in range(PAGE_SIZE):
        workplace.more_from_resident(number, f"Mer text {turn}.")
    newest, oldest = (anna.get(f"/arenden/{number}?sida={page}").text for page in (1, 2))
    assert f"Mer text {PAGE_SIZE - 1}." in newest
    assert "Visa tidigare" in newest
    assert "Frågan kom in" not in newest
    assert "Frågan kom in" in oldest
    assert "Visa senare" in oldest
    shown = [f"Mer text {turn}." in newest + oldest for turn in range(PAGE_SIZE)]
    assert all(shown)


def test_the_residents_own_link_is_not_for_staff(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """A receipt, and a mail that quotes one, is shown with the link but without what opens it."""
    code = workplace.stored(number).code
    workplace.more_from_resident(number, f"Ni skrev: följ ärendet på https://prov.example/arende/{code}.")
    page = anna.get(f"/arenden/{number}").text
    assert "https://prov.example/arende/[bara för medborgaren]." in page
    assert code not in page


def test_how_the_time_was_counted_is_shown_day_by_day(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Ascension Day 2026 gives nothing and says why; the hours sum to what was promised."""
    calendar = workplace.services.rules.calendar
    with workplace.services.database.transaction() as session:
        case = session.merge(workplace.stored(number))
        case.clock_started_at, case.due_at = NOW, calendar.add_days(NOW, 2)
        case.calendar = calendar.version
    page = anna.get(f"/arenden/{number}").text.split("Så räknade vi")[1].split("</details>")[0]
    assert "Svarstiden är 18 arbetstimmar" in page
    for day, told in (("ons 13 maj", "7 tim"), ("tors 14 maj", "räknas inte: röd dag: Kristi himmelsfärdsdag")):
        assert f'<th scope="row" class="unbroken">{day}</th><td>{told}</td>' in page
    assert "äldre kalender" not in page


def test_an_older_calendar_is_told_of(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The due time stands as it was promised, though the days would be counted otherwise now."""
    with workplace.services.database.transaction() as session:
        case = session.merge(workplace.stored(number))
        case.clock_started_at, case.calendar = NOW, "2019"
    assert "räknades med en äldre kalender" in anna.get(f"/arenden/{number}").text
