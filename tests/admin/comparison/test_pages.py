"""The comparison's pages: values come in by a file or from Kolada, and stand beside the town's own."""

from __future__ import annotations

import threading
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.background.kinds import run_waiting_jobs
from admin.commands.clock import keep_watch
from admin.comparison.kinds import KPIS, KkikMeasure
from admin.comparison.kolada import MEAN_OF_ALL
from admin.comparison.reference import Source
from knowledge.settings import ComparisonSettings
from tests.admin.comparison.replies import CLEAR, OWN, entry, reply, towns
from tests.admin.comparison.values import a_value
from tests.admin.statistics.test_pages import form_token, text
from tests.admin.workplace import Workplace
from tests.one_database import database_url
from tests.servers.small_web import Web

__all__ = ["database_url"]

PAGE, VALUES = "/statistik/jamfor", "/statistik/jamfor/varden"
FILE = """År;Mått;Medel;Bästa;Källa
2025;E-post besvarad inom två arbetsdagar;80 %;100 %;KKiK 2025
2026;E-post besvarad inom två arbetsdagar;78;100;KKiK 2026
2026;Väntetid för e-post i medeltal;9,5;;KKiK 2026
"""


def sent(client: FlaskClient, content: str | bytes, name: str = "kkik.csv") -> TestResponse:
    """The answer to a file."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(VALUES, data={**form_token(client), "fil": (BytesIO(data), name)})


def test_a_file_is_read_and_compared(ada: FlaskClient) -> None:
    """Own, mean and best with their n, months, source and day; what is unknown is said so; the sections lead there."""
    assert "Inga andra kommuners värden är kända än" in text(ada, PAGE)
    assert PAGE not in ada.get("/statistik/svarstid").get_data(as_text=True)
    assert sent(ada, FILE.encode("cp1252")).status_code == 303
    shown = text(ada, PAGE)
    assert "2026 i korthet" in shown
    own = "2026 (egen: april–maj): egen 83 % (6 ärenden, få ärenden, tolka försiktigt), medel 78 %, bästa 100 %."
    assert f"{own} Vårt värde är 5 procentenheter bättre än medel." in shown
    assert "2024 ingen uppgift – ingen uppgift ingen uppgift –" in shown
    assert "medel 9,5 tim, bästa ingen uppgift." in shown
    assert "Siffrorna räknas alltså olika" in shown
    assert "Källa för 2026: KKiK 2026, hämtat 3 juni 2026." in shown
    drawn = ada.get(f"{PAGE}/bild/{KkikMeasure.WITHIN_2.value}.svg?ar=2026&smal=1")
    assert drawn.mimetype == "image/svg+xml"
    assert all(word in drawn.data.decode() for word in ("Medel", "saknas", ">83<", ">78<"))
    assert ada.get(f"{PAGE}/bild/inget.svg").status_code == 404
    assert "Välj ett annat år" in text(ada, f"{PAGE}?ar=2023")
    assert f"{PAGE}#" in ada.get("/statistik/svarstid").get_data(as_text=True)
    assert f"{PAGE}#" not in ada.get("/statistik/avsandare").get_data(as_text=True)
    rows = ada.get(f"{PAGE}/fil?form=csv&ar=2026").get_data(as_text=True).splitlines()
    said = "2026;E-post besvarad inom två arbetsdagar;Procent;83,3;6;april–maj;78,0;100,0;;;;;KKiK 2026;2026-06-03"
    assert said in rows


def test_faulty_lines_are_told_and_the_same_file_again_changes_nothing(ada: FlaskClient) -> None:
    """The others are kept; the values' own file read in again is known already; a change says what was."""
    answer = sent(ada, FILE + "2026;Hemtjänst;1;2;\n2025;Fullständig avsändare;åtta;9;\n")
    assert answer.status_code == 200
    told = answer.get_data(as_text=True)
    assert "Rad 5: Måttet ”Hemtjänst” finns inte här." in told
    assert "Rad 6: Medel: ”åtta” är inget tal." in told
    assert "3 nya värden" in told
    assert sent(ada, ada.get(f"{VALUES}.csv").data).status_code == 303
    assert "0 nya värden, 0 ändrade, 3 fanns redan." in text(ada, VALUES)
    assert sent(ada, FILE.replace("78;100", "77;100").replace("avsändare", "")).status_code == 303
    assert "0 nya värden, 1 ändrade, 2 fanns redan." in text(ada, VALUES)
    assert "Medel 78 77" in text(ada, "/installningar/logg")
    for content, said in ((b"", "Välj en fil"), (b"\x00\x01", "ingen textfil"), ("{}", "läsa som ett svar")):
        refused = sent(ada, content)
        assert refused.status_code == 400
        assert said in refused.get_data(as_text=True)


def test_a_value_is_removed_and_taken_back(ada: FlaskClient, workplace: Workplace) -> None:
    """It leaves the comparison at once, stays in the list, and comes back; made-up values are said to be."""
    with workplace.services.database.transaction() as session:
        value_id = a_value(session, year=2026, source=Source.SAMPLE).id
    assert "påhittade exempel" in text(ada, PAGE)
    for step, compared in (("ta-bort", False), ("ta-bort", False), ("tillbaka", True)):
        assert ada.post(f"{VALUES}/{value_id}/{step}", data=form_token(ada)).status_code == 303
        assert ("egen 83 %" in text(ada, PAGE)) is compared
    assert ada.post(f"{VALUES}/99/ta-bort", data=form_token(ada)).status_code == 404


@pytest.fixture
def kolada(workplace: Workplace, small_web: Web) -> Web:
    """A server of Kolada's that the town asks every week, with values of thirty municipalities for 2025."""
    years = ",".join(map(str, range(2021, 2027)))
    data = f"/v3/data/kpi/{','.join(KPIS)}"
    some = towns(CLEAR, 2025, [60.0 + place for place in range(30)])
    small_web.says = {
        f"{data}/municipality/{OWN},{MEAN_OF_ALL}/year/{years}?per_page=5000": (
            200,
            {},
            reply([entry(CLEAR, OWN, 2025, 85.4), entry(CLEAR, MEAN_OF_ALL, 2025, 74.6)]),
        ),
        f"{data}/year/{years}?per_page=5000": (200, {}, reply(some, next_url=f"{small_web.address}/v3/more")),
        "/v3/more": (200, {}, reply([entry(CLEAR, OWN, 2025, 85.4)])),
    }
    comparison = ComparisonSettings(municipality=OWN, fetch="weekly", kolada_url=f"{small_web.address}/v3")
    services = workplace.services
    workplace.services = replace(services, settings=replace(services.settings, comparison=comparison))
    return small_web


def test_kolada_is_asked_in_the_background(kolada: Web, workplace: Workplace, ada: FlaskClient) -> None:
    """Nothing is asked while a page is shown; then the town stands among the best; rubbish later changes nothing."""
    assert ada.post("/statistik/jamfor/hamta", data=form_token(ada)).status_code == 303
    assert "Värdena hämtas just nu." in text(ada, VALUES)
    assert kolada.asked == []
    assert run_waiting_jobs(workplace.services) == 1
    assert len(kolada.asked) == 3
    assert "1 nya värden, 0 ändrade, 0 lika." in text(ada, VALUES)
    shown = text(ada, PAGE)
    assert "2025: egen 85,4, medel 74,6, bästa 89,0." in shown
    assert "Vårt värde är 10,8 enheter bättre än medel. Det är bland de bästa 25 % av kommunerna." in shown
    assert "kommunens eget värde i den nationella mätningen" in shown
    assert "Källa för 2025: Kolada, nyckeltal N00673, hämtat 3 juni 2026." in shown
    kolada.says["/v3/more"] = (200, {}, "{")
    assert ada.post("/statistik/jamfor/hamta", data=form_token(ada)).status_code == 303
    assert run_waiting_jobs(workplace.services) == 1
    assert "gav inget, och inget är ändrat. Svaret går inte att läsa" in text(ada, VALUES)
    assert "bästa 89,0" in text(ada, PAGE)


class OneRound(threading.Event):
    """Ends the clock's watch after its first round."""

    def wait(self, timeout: float | None = None) -> bool:
        """Nothing is waited for."""
        self.set()
        return super().wait(timeout)


def test_the_clock_asks_at_most_once_a_week(kolada: Web, workplace: Workplace) -> None:
    """In its rounds, whatever has become of the last time; and never where the town has not said so."""
    services = workplace.services
    by_hand = replace(services, settings=replace(services.settings, comparison=ComparisonSettings()))
    keep_watch(by_hand, OneRound())
    assert run_waiting_jobs(by_hand) == 0
    asked = []
    for _ in range(9):
        keep_watch(services, OneRound())
        asked.append(run_waiting_jobs(services))
        workplace.clock.forward(days=1)
    assert asked == [1, 0, 0, 0, 0, 0, 0, 1, 0]
    assert len(kolada.asked) == 6


def test_saved_replies_are_read_as_a_fetched_one(ada: FlaskClient) -> None:
    """Of the group alone the best is unknown, and that is told; another reply has it, and takes nothing away."""
    answer = sent(ada, reply([entry(CLEAR, MEAN_OF_ALL, 2025, 74.6), entry(CLEAR, "0114", 2025, None)]), "svar.json")
    assert answer.status_code == 200
    assert "bästa och gränserna för 25 % är inte kända" in answer.get_data(as_text=True)
    assert "2025: egen ingen uppgift, medel 74,6, bästa ingen uppgift." in text(ada, PAGE)
    assert sent(ada, reply(towns(CLEAR, 2025, [80.0] * 20)), "alla.json").status_code == 303
    assert "2025: egen ingen uppgift, medel 74,6, bästa 80,0." in text(ada, PAGE)
