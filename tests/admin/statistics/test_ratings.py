"""The residents' grades on the figures' pages, in their files and for other programs: an index with its n."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from assistant.cases.survey import Reached, SurveyAnswer, SurveyAsk
from knowledge.channel import Channel
from tests.admin.figures.history import History
from tests.admin.statistics.test_pages import sheets, text


@pytest.fixture
def graded(history: History) -> History:
    """In May forty were asked in the chat and eight by mail; thirty-two and one have said something, two of them no."""
    preschool, streets = history.departments.values()
    answers = [(5, 4)] * 20 + [(3, 1)] * 10 + [(None, None)] * 2
    with history.services.database.transaction() as session:
        for place in range(48):
            cell = {"month": "2026-05", "line": 0, "channel": Channel.CHAT if place < 40 else Channel.EMAIL}
            cell["department_id"] = preschool if place < 40 else streets
            said = place < 32 or place == 40
            session.add(SurveyAsk(said=said, **cell))
            if said:
                clear, easy = answers[place] if place < 32 else (1, 1)
                reached = Reached.NO_ANSWER if clear is None else Reached.ANSWER
                session.add(SurveyAnswer(reached=reached, clear=clear, easy=easy, **cell))
    history.refresh("2026-06-03T10:00")
    return history


def test_the_section_says_the_index_and_of_how_many(ada: FlaskClient, graded: History) -> None:
    """Both indexes, n, the response rate, months, departments and channels, and how the grades are spread."""
    assert graded.departments
    shown = text(ada, "/statistik/betyg")
    # (20 x 100 + 10 x 50 + 0) / 31 and (20 x 75 + 0 + 0) / 31.
    assert "Tydligt svar, maj 2026: index 81 av 100 (31 svar)." in shown
    assert "Lätt att få hjälp, maj 2026: index 48 av 100 (31 svar)." in shown
    assert "33 av 48 tillfrågade har svarat (69 %)." in shown
    assert "Förskola 83 50 30 40 80 %" in shown
    assert "Gator och park 0 0 1, få svar, tolka försiktigt 8 13 %" in shown
    assert "E-post 0 0 1, få svar, tolka försiktigt 8 13 %" in shown
    assert "april 2026 ingen uppgift ingen uppgift 0 0 ingen uppgift" in shown
    assert "Tydligt svar 20 0 10 0 1" in shown
    assert "Fick svar Fick inget svar Hade inte kontakt Antal 31 2 0" in shown
    summary = text(ada, "/statistik")
    assert "Tydligt svar, index 0–100 – 81 31 ingen uppgift ingen uppgift" in summary


def test_filters_narrow_the_grades_but_no_subject_does(ada: FlaskClient, graded: History) -> None:
    """Of a channel's or a department's residents; of one subject nothing is known, and a sentence says why."""
    only = text(ada, f"/statistik/betyg?forvaltning={graded.departments['Gator och park']}&kanal=email")
    assert "index 0 av 100 (1 svar, få svar, tolka försiktigt)." in only
    assert "Per kanal" not in only
    named = text(ada, "/statistik/betyg?amne=plats")
    assert "kan inte visas för ett ämne" in named
    assert "bild/" not in ada.get("/statistik/betyg?amne=plats").get_data(as_text=True)
    assert "index 0–100" not in text(ada, "/statistik?amne=plats")


def test_files_and_the_picture_hold_the_same(ada: FlaskClient, graded: History) -> None:
    """One decimal in a column of its own, nothing for what is unknown; the summary's file has the survey's three."""
    assert graded.departments
    months = sheets(ada, "/statistik/betyg/fil")["Månad för månad"]
    assert months[0][1:3] == ["Tydligt svar (index)", "Lätt att få hjälp (index)"]
    assert months[1] == ["maj 2026", 80.6, 48.4, 31, 48, 68.8]
    assert months[2][:4] == ["april 2026", None, None, 0]
    summary = sheets(ada, "/statistik/fil?form=xlsx")["Sammanfattning"]
    assert ["maj 2026", "Invånarnas betyg: tydligt svar", 80.6, "index", None, 31] in summary
    assert ["maj 2026", "Invånarnas betyg: svarsfrekvens", 68.8, "%", 33, 48] in summary
    page = ada.get("/statistik/betyg").get_data(as_text=True)
    told = re.search(r'alt="([^"]+)"', page)
    assert told is not None
    assert "Tydligt svar: 80,6 i maj 2026" in html.unescape(told[1])
    assert "Index 0–100" in ada.get("/statistik/bild/betyg.svg").text
