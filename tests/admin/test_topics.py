"""The topics' pages: the list with search and filter, an entry's topics, corrections, and the command."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.cli import main
from admin.topics.listing import PAGE_SIZE
from knowledge.entries import Entry, EntryStatus
from knowledge.linking import correct, links_of
from knowledge.organisation import Role
from knowledge.settings import Settings
from tests.admin.workplace import Workplace, hidden_fields
from tests.factories import add_department, add_entry, small_town

LIST = "/svar/amnen"
TOPIC, NAME = "fardtjanst-boka", "Boka en färdtjänstresa"


@pytest.fixture
def rut(workplace: Workplace) -> FlaskClient:
    """The browser of an editor in the small town, whose name stays Provköping here."""
    with workplace.services.database.transaction() as session:
        small_town(session)
    return workplace.logged_in(workplace.staff("Rut", Role.EDITOR))


def page_of(workplace: Workplace, number: str) -> str:
    """The address of an entry's page."""
    with workplace.services.database.reading() as session:
        return f"{LIST}/{session.scalars(select(Entry.id).where(Entry.number == number)).one()}"


def send(client: FlaskClient, page: str, action: str, **fields: str) -> str:
    """Send one of the page's forms and give the page that follows."""
    token = hidden_fields(client.get(page).text)["csrf_token"]
    answer = client.post(f"{page}/{action}", data={"csrf_token": token, **fields}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def numbers(page: str) -> list[str]:
    """The entries of the list, in its order."""
    return re.findall(r'class="unbroken"><a href="[^"]+">([^<]+)</a>', page)


def section(page: str, heading: str) -> str:
    """What stands under one of the page's headings."""
    return page.split(f">{heading}</h2>")[1].split("</section>")[0]


def test_the_list_shows_every_published_entry_with_its_topics(rut: FlaskClient) -> None:
    """By number, with question, department and the nearest topic; the menu leads there."""
    page = rut.get(LIST).text
    assert numbers(page) == ["FSK-01", "FSK-02", "FSK-03", "GAT-01", "GAT-02", "IFO-01", "IFO-02"]
    assert "7 svar" in page
    assert "När plogas min gata?" in page
    assert page.count('<ul class="plain"><li>') == 7
    assert re.search(r'<a href="/svar/amnen" aria-current="page">Svarens ämnen</a>', page)


def test_the_list_is_searched_by_number_department_and_words(rut: FlaskClient) -> None:
    """Every word must be there, in whatever case, å, ä and ö too; the search stands in the field again."""
    assert numbers(rut.get(LIST, query_string={"q": "gat-01"}).text) == ["GAT-01"]
    assert numbers(rut.get(LIST, query_string={"q": "GATOR lampa"}).text) == ["GAT-02"]
    found = rut.get(LIST, query_string={"q": "SNÖ"}).text
    assert numbers(found) == ["GAT-01"]
    assert 'value="SNÖ"' in found
    assert "Inget svar stämmer med sökningen." in rut.get(LIST, query_string={"q": "kvantmekanik"}).text


def test_the_list_has_pages_that_keep_the_search(workplace: Workplace, rut: FlaskClient) -> None:
    """A page beyond the last is the last; a page that is no number is the first."""
    with workplace.services.database.transaction() as session:
        baths = add_department(session, "Bad")
        for place in range(PAGE_SIZE + 2):
            add_entry(session, baths, f"Öppet {place}?", number=f"BAD-{place:02}")
    first = rut.get(LIST, query_string={"q": "bad", "sida": "x"}).text
    assert len(numbers(first)) == PAGE_SIZE
    assert 'rel="next" href="/svar/amnen?q=bad&amp;sida=2"' in first
    last = rut.get(LIST, query_string={"q": "bad", "sida": "99"}).text
    assert numbers(last) == ["BAD-25", "BAD-26"]


def test_the_filter_shows_what_has_no_sure_topic(workplace: Workplace, rut: FlaskClient) -> None:
    """An editor's no puts an entry on the list, her yes takes it off; with nothing left the page says so."""
    weak = numbers(rut.get(LIST, query_string={"visa": "osakra"}).text)
    assert weak
    assert "GAT-01" not in weak
    for topic in re.findall(r'name="amne" value="([^"]+)"', rut.get(page_of(workplace, "GAT-01")).text):
        send(rut, page_of(workplace, "GAT-01"), "ratta", amne=topic, stammer="nej")
    assert numbers(rut.get(LIST, query_string={"visa": "osakra"}).text) == sorted([*weak, "GAT-01"])
    weak.append("GAT-01")
    for number in weak:
        send(rut, page_of(workplace, number), "ratta", amne=TOPIC, stammer="ja")
    assert "Alla svar har ett säkert ämne." in rut.get(LIST, query_string={"visa": "osakra"}).text


def test_an_empty_knowledge_is_said_to_be_so(workplace: Workplace) -> None:
    """A new installation has a page without a table."""
    page = workplace.logged_in(workplace.staff("Rut", Role.EDITOR)).get(LIST).text
    assert "Det finns inga publicerade svar än." in page
    assert "<table" not in page


def test_a_wrong_topic_is_taken_away_and_given_back(workplace: Workplace, rut: FlaskClient) -> None:
    """It moves to those that do not fit, with who and when, and comes back when the correction is undone."""
    page = page_of(workplace, "GAT-01")
    linked = section(rut.get(page).text, "Ämnen som svaret hör till")
    topic = re.findall(r'name="amne" value="([^"]+)"', linked)[0]
    after = send(rut, page, "ratta", amne=topic, stammer="nej")
    assert "Sparat: svaret hör inte till ämnet" in after
    assert topic not in section(after, "Ämnen som svaret hör till")
    rejected = section(after, "Ämnen som inte stämmer")
    assert topic in rejected
    assert "Rättat 13 maj 2026 10.00 av Rut" in rejected
    again = send(rut, page, "angra", amne=topic)
    assert "är ångrad." in again
    assert "Ämnen som inte stämmer" not in again
    assert topic in section(again, "Ämnen som svaret hör till")


def test_a_topic_is_found_by_how_residents_ask_and_added(workplace: Workplace, rut: FlaskClient) -> None:
    """By words of its name or its phrasings, with examples; once it is added it is no longer offered."""
    page = page_of(workplace, "GAT-02")
    assert NAME in section(rut.get(page, query_string={"q": "boka färdtjänstresa"}).text, "Lägg till ett ämne")
    offered = section(rut.get(page, query_string={"q": "BESTÄLLNINGSCENTRALEN"}).text, "Lägg till ett ämne")
    assert NAME in offered
    assert "Hur bokar jag färdtjänst?" in offered
    after = send(rut, page, "ratta", amne=TOPIC, stammer="ja")
    assert f"Sparat: svaret hör till ämnet {NAME}." in after
    linked = section(after, "Ämnen som svaret hör till")
    assert NAME in linked
    assert "rättat av redaktör" in linked
    assert NAME not in section(rut.get(page, query_string={"q": "färdtjänst"}).text, "Lägg till ett ämne")
    nothing = rut.get(page, query_string={"q": "xqzw"}).text
    assert "Inget annat ämne stämmer med sökningen." in nothing


def test_a_draft_can_have_topics_before_it_is_published(workplace: Workplace, rut: FlaskClient) -> None:
    """Nothing is computed for it yet, which the page says."""
    with workplace.services.database.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.number == "GAT-02")).one()
        entry.status = EntryStatus.DRAFT
    page = page_of(workplace, "GAT-02")
    with workplace.services.database.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.number == "GAT-02")).one()
        correct(session, entry, TOPIC, True, None, workplace.clock())
    shown = rut.get(page).text
    assert "Svaret är inte publicerat." in shown
    assert "av den som sköter systemet" in section(shown, "Ämnen som svaret hör till")
    assert "GAT-02" not in numbers(rut.get(LIST).text)


@pytest.mark.parametrize(
    "fields", [{}, {"amne": "tandtroll", "stammer": "ja"}, {"amne": TOPIC}, {"amne": TOPIC, "stammer": "kanske"}]
)
def test_a_form_that_says_nothing_sensible_changes_nothing(
    workplace: Workplace, rut: FlaskClient, fields: dict[str, str]
) -> None:
    """It is refused, and the entry is as it was."""
    page = page_of(workplace, "GAT-01")
    token = hidden_fields(rut.get(page).text)["csrf_token"]
    assert rut.post(f"{page}/ratta", data={"csrf_token": token, **fields}).status_code == 400
    with workplace.services.database.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.number == "GAT-01")).one()
        assert links_of(session, entry) == []


@pytest.mark.parametrize("action", ["ratta", "angra"])
def test_nothing_is_done_without_the_forms_own_token(workplace: Workplace, rut: FlaskClient, action: str) -> None:
    """A form on another site gets 400, and no link is kept."""
    page = page_of(workplace, "GAT-01")
    assert rut.post(f"{page}/{action}", data={"amne": TOPIC, "stammer": "ja"}).status_code == 400
    assert "rättat av redaktör" not in rut.get(page).text


@pytest.mark.parametrize("entry_id", ["987654", "99999999999999999999"])
def test_an_entry_that_is_not_there_is_not_found(rut: FlaskClient, entry_id: str) -> None:
    """Also a number that no database can hold."""
    assert rut.get(f"{LIST}/{entry_id}").status_code == 404


def test_the_command_shows_an_entrys_topics(workplace: Workplace, rut: FlaskClient, settings: Settings) -> None:
    """Nearest first with whose word it is; an unknown number is one clear line and exit code 1."""
    send(rut, page_of(workplace, "GAT-01"), "ratta", amne=TOPIC, stammer="ja")
    environment = {"FORSTALINJEN_SECRET_KEY": settings.secrets.key}
    config = settings.data / "town.toml"
    database = f'[database]\nurl = "{settings.database.url}"\n'
    config.write_text(f'[matching]\nembedder = "none"\n{database}', encoding="utf-8")
    begin = ["--config", str(config), "--data", str(settings.data), "topics"]
    done = CliRunner(env=environment).invoke(main, [*begin, "GAT-01"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "GAT-01 När plogas min gata?"
    assert lines[1].split() == ["1.00", "editor", f"{TOPIC}:", *NAME.split()]
    assert "machine" in lines[2]
    failed = CliRunner(env=environment).invoke(main, [*begin, "GAT-99"])
    assert (failed.exit_code, "there is no entry GAT-99" in failed.output) == (1, True)
