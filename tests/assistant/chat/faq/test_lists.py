"""The FAQ's lists: departments with counts, a department by subject, search, what is asked most, all in pages."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import event

from assistant.chat.faq.listing import PAGE_SIZE, cut, excerpt
from knowledge.audience import Audience
from knowledge.curation import archive
from knowledge.entries import Entry
from tests.assistant.chat.faq.reader import PRESCHOOL, PUBLIC, Faq, Reader
from tests.factories import THEN, add_department, add_entry, group_of
from tests.one_database import on_sqlite

SCRIPT = "<script>alert(1)</script>"


def test_the_first_page_shows_every_department_with_its_count(faq: Faq, rut: Reader) -> None:
    """What only staff may answer is not counted, and a department without anything to read is not shown."""
    with faq.services.database.transaction() as session:
        add_department(session, "Överförmyndare")
        hidden = add_department(session, "Arkiv")
        add_entry(session, hidden, "Var är nyckeln?", number="ARK-1", audience=Audience.FIRST_LINE)
    page = rut.open("/fragor")
    assert page.startswith("Frågor och svar Sök bland alla frågor och svar")
    assert "Förskola 3 frågor Gator och park 2 frågor Individ- och familjeomsorg 1 fråga" in page
    assert "Arkiv" not in page
    assert "Överförmyndare" not in page


def test_departments_follow_the_alphabet(faq: Faq, rut: Reader) -> None:
    """Å, ä and ö come last, in that order."""
    with faq.services.database.transaction() as session:
        for name in ("Öppenvård", "Ängar", "Åkrar", "Zoo"):
            add_entry(session, add_department(session, name), f"Fråga om {name}?", number=name)
    page = rut.open("/fragor")
    assert page.index("Zoo") < page.index("Åkrar") < page.index("Ängar") < page.index("Öppenvård")


def test_a_department_lists_its_entries_by_subject(faq: Faq, rut: Reader) -> None:
    """Each subject has a heading and a link of its own, with its count."""
    with faq.services.database.transaction() as session:
        preschool = group_of(session, "Förskola").department
        add_entry(session, preschool, "Vad äter barnen?", number="FSK-04", subject="Mat & <måltider>")
        department_id = preschool.id
    page = rut.open("/fragor", forvaltning=str(department_id))
    assert "Mat & <måltider> (1) Plats (3)" in page
    assert rut.results() == [
        "Vad äter barnen?",
        "Hur säger jag upp en förskoleplats?",
        "Vad kostar en förskoleplats?",
        "När är förskolan stängd på sommaren?",
    ]
    assert f'href="/fragor?forvaltning={department_id}&amp;amne=Mat+%26+%3Cm%C3%A5ltider%3E"' in rut.page
    assert rut.open("/fragor", forvaltning=str(department_id), amne="Mat & <måltider>").count("Vad äter barnen?") == 1
    assert rut.results() == ["Vad äter barnen?"]


@pytest.mark.parametrize(
    "wrong", ["forvaltning=99999", "forvaltning=x", "forvaltning=", "forvaltning=1&amne=finns-inte"]
)
def test_a_list_of_nothing_is_not_there(rut: Reader, wrong: str) -> None:
    """An address that leads to no entries says so."""
    assert rut.client.get(f"/fragor?{wrong}").status_code == 404


def test_a_long_list_has_pages_with_real_links(faq: Faq, rut: Reader) -> None:
    """Twenty a page, every entry on exactly one, and next and previous lead there and back."""
    with faq.services.database.transaction() as session:
        parks = add_department(session, "Parker")
        for place in range(2 * PAGE_SIZE + 1):
            add_entry(session, parks, f"Fråga om park {place:02}?", number=f"PRK-{place:02}", subject="")
        department = str(parks.id)
    seen: list[str] = []
    for number in ("1", "2", "3"):
        page = rut.open("/fragor", forvaltning=department, sida=number)
        assert f"Sida {number} av 3" in page
        seen += rut.results()
    assert seen == [f"Fråga om park {place:02}?" for place in range(2 * PAGE_SIZE + 1)]
    assert f'rel="prev" href="/fragor?sida=2&amp;forvaltning={department}"' in rut.page
    assert 'rel="next"' not in rut.page
    # A page beyond the last is the last, and only the first has no number in its canonical address.
    assert "Sida 3 av 3" in rut.open("/fragor", forvaltning=department, sida="99")
    assert f'rel="canonical" href="{PUBLIC}/fragor?forvaltning={department}&amp;sida=3"' in rut.page
    rut.open("/fragor", forvaltning=department, sida="-1" * 40)
    assert f'rel="canonical" href="{PUBLIC}/fragor?forvaltning={department}"' in rut.page


def test_a_search_lists_what_the_matcher_finds(rut: Reader) -> None:
    """Everyday words find the entry, with the beginning of its answer and whose it is; the words stay in the field."""
    page = rut.open("/fragor", q="säga upp platsen på dagis")
    assert rut.results()[0] == "Hur säger jag upp en förskoleplats?"
    assert f'href="{PRESCHOOL}"' in rut.page
    assert "Du säger upp platsen i e-tjänsten. Uppsägningstiden är två månader. Förskola · Plats" in page
    assert 'name="q" value="säga upp platsen på dagis"' in rut.page
    assert '<meta name="robots" content="noindex">' in rut.page


def test_a_half_typed_word_finds_what_it_begins(rut: Reader) -> None:
    """As the search does while one types."""
    assert "1 träff på ”gatubely”" in rut.open("/fragor", q="gatubely")
    assert rut.results() == ["Hur felanmäler jag trasig gatubelysning?"]


def test_a_search_has_pages_too(faq: Faq, rut: Reader) -> None:
    """What was searched for is kept from page to page."""
    with faq.services.database.transaction() as session:
        parks = add_department(session, "Parker")
        for place in range(PAGE_SIZE + 5):
            add_entry(session, parks, f"Fråga om parkbänk {place:02}?", number=f"PRK-{place:02}")
    rut.open("/fragor", q="parkbänk")
    first = rut.results()
    assert 'rel="next" href="/fragor?sida=2&amp;q=parkb%C3%A4nk"' in rut.page
    assert "Sida 2 av 2" in rut.open("/fragor", q="parkbänk", sida="2")
    assert {*first, *rut.results()} >= {f"Fråga om parkbänk {place:02}?" for place in range(PAGE_SIZE + 5)}
    assert not set(first) & set(rut.results())


def test_nothing_found_leads_to_the_chat_with_the_words_kept(rut: Reader) -> None:
    """The chat has the text in its field; a person's phone stands there too, and the departments."""
    page = rut.open("/fragor", q="xylofonorkester & jupiter?")
    assert "Vi hittade inget svar på ”xylofonorkester & jupiter?”" in page
    assert "0980-319 200" in page
    assert "Förskola 3 frågor" in page
    address = rut.page.split('class="button" href="')[1].split('"')[0]
    assert address == "/?text=xylofonorkester+%26+jupiter?"
    chat = rut.client.get(address)
    assert "xylofonorkester &amp; jupiter?</textarea>" in chat.text


@pytest.mark.parametrize(
    "typed",
    [SCRIPT, "' OR 1=1; DROP TABLE entry --", "{{7*7}}${7*7}%(x)s{x}", "%", "\x00\x1b\u202e", "🧒🏽" * 40],
)
def test_hostile_words_are_only_words(rut: Reader, typed: str) -> None:
    """Script, SQL, template text and characters that nobody types do no harm and are shown as they are, if at all."""
    page = rut.open("/fragor?q=" + quote(typed))
    assert SCRIPT not in rut.page
    assert "49" not in page
    assert "Förskola 3 frågor" in rut.open("/fragor")


@pytest.mark.parametrize("broken", ["q=%ff%fesk%c3", "q=%ED%A0%80", "sida=%ff", "forvaltning=1&amne=%c3"])
def test_broken_utf8_in_the_address_is_refused_in_words(rut: Reader, broken: str) -> None:
    """What is no text gets a clear page, never a fault."""
    answer = rut.client.get(f"/fragor?{broken}")
    assert answer.status_code == 400
    assert "gick inte att ta emot" in answer.text


def test_a_huge_query_is_cut(rut: Reader) -> None:
    """A pasted document is searched by its beginning, and quickly: it never reaches the database whole."""
    page = rut.open("/fragor", q="förskoleplats " * 5_000)
    assert rut.results()
    assert len(page) < 10_000


@on_sqlite
def test_a_search_has_its_limit_and_reading_has_none(faq: Faq) -> None:
    """Who asks without end is told to wait; the lists and entries stay open."""
    reader = faq.reader()
    answers = [reader.client.get("/fragor?q=zz").status_code for _ in range(241)]
    assert (set(answers[:240]), answers[240]) == ({200}, 429)
    assert reader.client.get("/fragor").status_code == 200
    assert reader.client.get(PRESCHOOL).status_code == 200


def test_what_is_asked_most_comes_first(faq: Faq, rut: Reader) -> None:
    """By what the assistant has answered in the last month; older answers no longer count, and archived entries go."""
    assert "Det här undrar många just nu" not in rut.open("/fragor")
    asked = (
        "Hur felanmäler jag trasig gatubelysning?",
        "När plogas min gata?",
        "Hur felanmäler jag trasig gatubelysning?",
    )
    for question in asked:
        visitor = faq.reader()
        visitor.page = visitor.client.get("/").text
        assert visitor.send("/fraga", text=question).status_code == 303
    rut.open("/fragor")
    assert rut.results() == ["Hur felanmäler jag trasig gatubelysning?", "När plogas min gata?"]
    with faq.services.database.transaction() as session:
        archive(session, session.get_one(Entry, faq.entry("GAT-02").id), "borta", THEN)
    rut.open("/fragor")
    assert rut.results() == ["När plogas min gata?"]
    faq.services.clock.forward(days=31)  # type: ignore[attr-defined]
    rut.open("/fragor")
    assert rut.results() == []


def test_no_list_reads_more_than_its_page(faq: Faq, rut: Reader) -> None:
    """However many entries there are, a list takes a handful of statements and a page of rows."""
    with faq.services.database.transaction() as session:
        parks = add_department(session, "Parker")
        for place in range(3 * PAGE_SIZE):
            add_entry(session, parks, f"Fråga om park {place:02}?", number=f"PRK-{place:02}")
        department = str(parks.id)
    rut.open("/fragor", forvaltning=department)
    statements: list[str] = []
    event.listen(faq.services.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    rut.open("/fragor", forvaltning=department)
    assert 4 <= len([one for one in statements if one.startswith("SELECT")]) <= 7


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("Kort svar.", "Kort svar."),
        ("Så här:\n\n- Ett\n2. Två\n• Tre", "Så här: Ett Två Tre"),
        ("ord " * 100, ("ord " * 40).strip() + " …"),
    ],
)
def test_an_excerpt_is_the_beginning_in_one_line(answer: str, shown: str) -> None:
    """Whole words without the marks of lists."""
    assert excerpt(answer) == shown


@pytest.mark.parametrize(
    ("total", "wanted", "page"), [(0, 1, (1, 1)), (20, 5, (1, 1)), (21, 2, (2, 2)), (41, -3, (1, 3))]
)
def test_a_page_is_one_that_there_is(total: int, wanted: int, page: tuple[int, int]) -> None:
    """The nearest to the one that was asked for."""
    assert cut(total, wanted) == page


def test_the_clock_of_validity_is_stockholms(faq: Faq, rut: Reader) -> None:
    """An entry that ends today is there until midnight in Stockholm, which is earlier than in UTC."""
    with faq.services.database.transaction() as session:
        entry = session.get_one(Entry, faq.entry("GAT-02").id)
        entry.valid_to = faq.services.clock().date()
    assert "Gator och park 2 frågor" in rut.open("/fragor")
    faq.services.clock.forward(seconds=timedelta(hours=14).total_seconds())  # type: ignore[attr-defined]
    assert faq.services.clock().hour == 23
    assert "Gator och park 1 fråga" in rut.open("/fragor")
