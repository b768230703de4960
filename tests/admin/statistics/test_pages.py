"""The figures' pages say what the figures are, of those whom one may see, and open the contacts behind them."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.exceptions import ServiceUnavailable

from admin.background.kinds import run_waiting_jobs
from admin.charts.picture import Bars
from admin.figures.freezing import freeze
from admin.statistics.answers import drawn
from admin.statistics.sections import Section
from knowledge.organisation import Role, StaffMember, staff_by_email
from tests.admin.figures.history import History, at
from tests.admin.workplace import Workplace


def text(client: FlaskClient, address: str) -> str:
    """A page's words in a row."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.get_data(as_text=True))).split()).replace("\xa0", " ")


def test_the_summary_says_now_before_and_how_many(ada: FlaskClient) -> None:
    """Last month without being asked: shares with their n, the year before, the goal, and that they are few."""
    shown = text(ada, "/statistik")
    assert "Maj 2026: 5 ärenden" in shown
    assert "Besvarat inom 2 arbetsdagar, maj 2026: 80 % (4 av 5, få ärenden, tolka försiktigt)." in shown
    assert "Samma period året före: 100 % (1 av 1, få ärenden, tolka försiktigt), nu 20 procentenheter lägre." in shown
    assert "90 % 80 % under målet" in shown
    assert "Återkommande ärenden – ingen uppgift" in shown


@pytest.mark.parametrize("section", Section)
def test_every_section_stands_with_figures_and_without(ada: FlaskClient, section: Section) -> None:
    """Each has its definition, and says in words that there is nothing; its picture is there exactly with figures."""
    shown = text(ada, f"/statistik/{section.value}")
    assert "Så räknas det" in shown
    shows = "bild/" in ada.get(f"/statistik/{section.value}").get_data(as_text=True)
    drawn = ada.get(f"/statistik/bild/{section.value}.svg?smal=1&mork=1")
    assert drawn.status_code == 200
    assert (b"<text" in drawn.data) == shows
    nothing = ada.get(f"/statistik/{section.value}?fran=2020-01&till=2020-01")
    assert nothing.status_code == 200
    if section is not Section.OPEN:
        assert "bild/" not in nothing.get_data(as_text=True)
        assert (
            "0 %" not in text(ada, f"/statistik/{section.value}?fran=2020-01&till=2020-01").partition("Om siffrorna")[0]
        )


def test_every_figure_that_leads_somewhere_leads_there(ada: FlaskClient) -> None:
    """Whatever a section links to is a list with a name, and a figure opens as many contacts as it says."""
    opened = set[str]()
    for section in Section:
        page = ada.get(f"/statistik/{section.value}").get_data(as_text=True)
        opened |= {html.unescape(one) for one in re.findall(r'href="(/statistik/arenden[^"]*)"', page)}
    assert len(opened) > 10
    for address in sorted(opened):
        assert "2026-00000" in text(ada, address), address
    late = text(ada, "/statistik/arenden?matt=within_2&del=no&fran=2026-05&till=2026-05")
    assert re.findall(r"2026-\d{6}", late) == ["2026-000005"]
    assert ada.get("/statistik/arenden?matt=within_2&del=fel").status_code == 404
    assert ada.get("/statistik/inget").status_code == 404


def test_a_manager_sees_their_own_departments(workplace: Workplace, history: History) -> None:
    """Not the others', asked for by number or not; whoever leads none sees none."""
    park = history.departments["Gator och park"]
    lars = workplace.staff("Lars", Role.MANAGER)
    with workplace.services.database.transaction() as session:
        member = staff_by_email(session, lars)
        assert isinstance(member, StaffMember)
        member.department_id = history.departments["Förskola"]
    client = workplace.logged_in(lars)
    spring = "?fran=2026-04&till=2026-05"
    assert "5 ärenden" in text(client, f"/statistik{spring}")
    assert "Gator och park" not in text(client, f"/statistik/svarstid{spring}")
    assert client.get(f"/statistik/svarstid?forvaltning={park}").status_code == 403
    assert client.get("/statistik?forvaltning=utan").status_code == 403
    assert client.get(f"/statistik/svarstid/fil?forvaltning={park}").status_code == 403
    files = [client.get(f"/statistik{page}/fil{spring}&form=csv").get_data(as_text=True) for page in ("", "/svarstid")]
    assert all("Förvaltning;Förskola\r\n" in one and "park" not in one for one in files)
    assert "april 2026–maj 2026;Ärenden;5;st;;5" in files[0]
    nobody = workplace.logged_in(workplace.staff("Nils", Role.MANAGER))
    assert "0 ärenden" in text(nobody, f"/statistik{spring}")
    guide = workplace.logged_in(workplace.staff("Gun", Role.FIRST_LINE))
    assert "6 ärenden" in text(guide, f"/statistik{spring}")
    assert "/statistik/svarstid" not in guide.get("/statistik").get_data(as_text=True)


def test_filters_choose_and_strange_ones_are_told(ada: FlaskClient, history: History) -> None:
    """Period, department, channel and subject narrow the figures and stay in the fields; nonsense gets a sentence."""
    shown = text(ada, f"/statistik?fran=2026-04&till=2026-05&forvaltning={history.departments['Gator och park']}")
    assert "April 2026–maj 2026: 1 ärende" in shown
    assert "1 ärende" in text(ada, "/statistik?fran=2026-05&till=2026-04&amne=PARK")
    assert "0 ärenden" in text(ada, "/statistik?kanal=phone")
    assert "Skriv månaderna som år och månad" in text(ada, "/statistik?fran=maj&till=2026-13")
    assert "Välj högst fem år" in text(ada, "/statistik?fran=2001-01&till=2026-05")


def test_a_subject_narrows_every_section(ada: FlaskClient, history: History) -> None:
    """Hours, entries, subjects and what is open too: a figure opens as many contacts as it says."""
    history.contact("2026-05-11T14:00", "Park", department="Gator och park")
    history.refresh("2026-06-03T10:00")
    hours = ada.get("/statistik/bemanning?amne=park").text
    assert "mån klockan 14–15: 1 av 1 under maj 2026" in " ".join(hours.split())
    (found,) = {html.unescape(one) for one in re.findall(r'href="(/statistik/arenden[^"]*)"', hours)}
    assert re.findall(r"2026-\d{6}", text(ada, found)) == ["2026-000008"]
    assert "Inget svar gavs med en svarspost" in text(ada, "/statistik/svarsposter?amne=park")
    assert "Park 1 1 +0" in text(ada, "/statistik/amnen?amne=PARK")
    assert "Plats 5 0 inga före" in text(ada, "/statistik/amnen?amne=plats")
    # Of all subjects nobody knows whether there were none, or one or two that are not kept.
    assert "Plats 5 – –" in text(ada, "/statistik/amnen")
    assert "Inga ärenden med ämnet" in text(ada, "/statistik/amnen?amne=okänt")
    assert "Öppna just nu: 5 ärenden. Försenade av dem: 5." in text(ada, "/statistik/oppna?amne=plats")
    assert ada.get("/statistik/fil?form=xlsx&amne=a%00b%0b").status_code == 200


def test_a_frozen_month_is_told_with_its_own_limits(ada: FlaskClient, history: History) -> None:
    """The town measures three days since: what was said was within two, and of one subject nothing was said."""
    with history.services.database.transaction() as session:
        assert freeze(session, "2026-05", None, at("2026-06-03T10:00"))
    assert "fastställd" not in text(ada, "/statistik")
    history.refresh("2026-06-03T10:10", (1, 3))
    few = "få ärenden, tolka försiktigt"
    assert (
        f"Maj 2026 är fastställd: 80 % (4 av 5, {few}) inom 2 arbetsdagar. "
        f"Räknat i dag skulle det vara 80 % (4 av 5, {few}) inom 3 arbetsdagar."
    ) in text(ada, "/statistik")
    assert "fastställd" not in text(ada, "/statistik?amne=plats")


def test_a_picture_is_kept_until_a_figure_changes(ada: FlaskClient) -> None:
    """Asked for again by its hash it is not sent again; it may do nothing but be looked at."""
    first = ada.get("/statistik/bild/oversikt.svg")
    assert first.mimetype == "image/svg+xml"
    assert "script" not in first.headers["Content-Security-Policy"]
    again = ada.get("/statistik/bild/oversikt.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_picture_that_cannot_be_drawn_is_no_fault_of_the_page(workplace: Workplace) -> None:
    """Its address says that it is not to be had now; the page has its words and its table."""
    with workplace.app.test_request_context("/"), pytest.raises(ServiceUnavailable):
        drawn(Bars(("no bar",)))  # type: ignore[arg-type] # the fault


def test_an_administrator_counts_at_once(ada: FlaskClient, history: History) -> None:
    """A contact that has come since the clock counted is in the figures after the button."""
    asked = history.contact("2026-05-28T10:00", "Plats")
    history.answered(asked, "2026-05-28T11:00")
    assert "Maj 2026: 5 ärenden" in text(ada, "/statistik")
    assert ada.post("/statistik/rakna", data=form_token(ada)).status_code == 303
    assert "Siffrorna är räknade nu" in text(ada, "/statistik")
    assert "Maj 2026: 6 ärenden" in text(ada, "/statistik")


def test_long_work_goes_to_the_background(workplace: Workplace) -> None:
    """Where nobody has ever counted the button asks for it, once however often it is pressed, and the figures come."""
    history = History(workplace.services)
    history.answered(history.contact("2026-05-04T10:00", "Plats"), "2026-05-04T11:00")
    workplace.clock.now = at("2026-06-03T10:00")
    boss = workplace.logged_in(workplace.staff("Eva", Role.ADMINISTRATOR))
    for _ in range(2):
        assert boss.post("/statistik/rakna", data=form_token(boss)).status_code == 303
        shown = text(boss, "/statistik")
        assert "Siffrorna räknas i bakgrunden" in shown
        assert "Siffrorna är inte räknade än" in shown
        assert "Räkningen väntar på att börja. Visa igen" in shown
    assert run_waiting_jobs(workplace.services) == 1
    counted = text(boss, "/statistik")
    assert "Maj 2026: 1 ärende" in counted
    assert "Visa igen" not in counted
    assert boss.post("/statistik/rakna", data=form_token(boss)).status_code == 303
    assert "Siffrorna är räknade nu" in text(boss, "/statistik")


def sheets(client: FlaskClient, address: str) -> dict[str, list[list[object]]]:
    """The rows of each sheet of an Excel file."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    book = load_workbook(BytesIO(answer.data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize("section", Section)
def test_every_section_leads_to_its_files(ada: FlaskClient, section: Section) -> None:
    """Excel and CSV stand on the page with what was chosen, hold the same lines, and say so when there is nothing."""
    page = ada.get(f"/statistik/{section.value}?fran=2026-04&till=2026-05&kanal=email").get_data(as_text=True)
    found = [html.unescape(one) for one in re.findall(r'href="(/statistik/[a-z]+/fil[^"]*)"', page)]
    assert [one.partition("?")[2] for one in found] == [
        f"form={form}&fran=2026-04&till=2026-05&kanal=email" for form in ("xlsx", "csv")
    ]
    book, answer = sheets(ada, found[0]), ada.get(found[1])
    said = "attachment; filename=statistik-{}-2026-04--2026-05.csv"
    assert answer.headers["Content-Disposition"] == said.format(section.value)
    assert len(answer.data.decode("utf-8-sig").splitlines()) == sum(len(rows) + 2 for rows in book.values()) - 1
    *tables, about = book.values()
    assert all(len(rows) > 1 for rows in tables)
    assert ["Kanal", "E-post"] in about
    nothing = sheets(ada, f"/statistik/{section.value}/fil?fran=2020-01&till=2020-01&kanal=letter")
    assert all(len(rows) > 1 for rows in nothing.values())


def test_a_file_holds_numbers_and_no_nought_for_what_is_unknown(ada: FlaskClient) -> None:
    """What the page says in words stands in columns of its own; the summary's file has every measure three times."""
    months = sheets(ada, "/statistik/svarstid/fil")["Månad för månad"]
    name = "Besvarat inom 2 arbetsdagar"
    assert months[0][4:] == [f"{name} (%)", f"{name} (antal)", f"{name} (av)"]
    assert months[1] == ["maj 2026", 80, 4, 5, 80, 4, 5]
    assert ["mars 2026", None, 0, 0, None, 0, 0] in months
    summary = sheets(ada, "/statistik/fil?form=xlsx")["Sammanfattning"]
    assert {row[0] for row in summary[1:]} == {"maj 2026", "maj 2025", "april 2026"}
    assert ["maj 2026", "Svar inom 2 arbetsdagar", 80, "%", 4, 5] in summary
    assert ada.get("/statistik/svarstid/fil?form=exe").status_code == 404
    assert ada.get("/statistik/inget/fil").status_code == 404


def form_token(client: FlaskClient) -> dict[str, str]:
    """The secret of the page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/statistik").get_data(as_text=True))
    assert found is not None
    return {"csrf_token": found[1]}
