"""An entry's page: the approved answer with all that belongs to it, for people, printers and search engines."""

from __future__ import annotations

import json
import re
from datetime import date, time

import pytest

from knowledge.audience import Audience
from knowledge.curation import archive, save
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import OpeningRow
from tests.assistant.chat.faq.reader import PRESCHOOL, PUBLIC, Faq, Reader
from tests.factories import THEN, add_entry, group_of
from tests.one_database import database_url

__all__ = ["database_url"]


def changed(faq: Faq, number: str, **facts: object) -> None:
    """An editor changes an entry."""
    with faq.services.database.transaction() as session:
        entry = session.get_one(Entry, faq.entry(number).id)
        for name, value in facts.items():
            setattr(entry, name, value)
        save(session, entry, "ändrad", THEN)


def structured(page: str) -> dict[str, object]:
    """The page's data for search engines."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(found)
    assert isinstance(data, dict)
    return data


def test_the_page_shows_the_answer_with_everything(faq: Faq, rut: Reader) -> None:
    """The question as the one heading, paragraphs and steps, the e-service as a button, links, date and owner."""
    changed(faq, "FSK-01", answer="Så här:\n1. Logga in.\n2. Välj dag.\n\n- Läs villkoren.")
    page = rut.open(PRESCHOOL)
    assert rut.page.count("<h1") == 1
    assert "<h1>Hur säger jag upp en förskoleplats?</h1>" in rut.page
    assert '<ol class="steps" start="1"><li>Logga in.</li><li>Välj dag.</li></ol>' in rut.page
    assert "<ul><li>Läs villkoren.</li></ul>" in rut.page
    assert '<a class="button" href="https://www.prov.example/sag-upp">E-tjänst: Säg upp plats</a>' in rut.page
    assert "Uppdaterad 2 november 2026" in page
    assert "Svaret kommer från Förskola Telefon 0980-319 210 , måndag-fredag 9.00-12.00" in page
    assert 'href="tel:0980319210"' in rut.page


def test_the_owners_hours_are_told_honestly(faq: Faq, rut: Reader) -> None:
    """Open now, with when it closes; or closed, with when it opens."""
    with faq.services.database.transaction() as session:
        department = group_of(session, "Förskola").department
        department.hours = [OpeningRow(weekday=2, opens=time(9), closes=time(12))]
    assert "Öppet nu, stänger kl. 12.00" in rut.open(PRESCHOOL)
    faq.services.clock.forward(hours=3)  # type: ignore[attr-defined]
    assert "Stängt nu, öppnar onsdag" in rut.open(PRESCHOOL)


def test_the_nearest_entries_are_linked(faq: Faq, rut: Reader) -> None:
    """At most four others that everyone may read, never the page itself."""
    with faq.services.database.transaction() as session:
        preschool = group_of(session, "Förskola").department
        for place in range(6):
            add_entry(session, preschool, f"Hur säger jag upp en plats i grupp {place}?", number=f"FSK-1{place}")
    rut.open(PRESCHOOL)
    near = rut.page.split('id="nara"')[1].split("</ul>")[0]
    links = re.findall(r'href="([^"]+)"', near)
    assert len(links) == len(set(links)) == 4
    assert PRESCHOOL not in links
    assert "IFO-02" not in near


def test_search_engines_get_the_page_as_data(rut: Reader) -> None:
    """schema.org's FAQPage: the question with its accepted answer, in Swedish, at the canonical address."""
    rut.open(PRESCHOOL)
    data = structured(rut.page)
    answer = "Du säger upp platsen i e-tjänsten. Uppsägningstiden är två månader."
    address = PUBLIC + PRESCHOOL
    question = {
        "@type": "Question",
        "name": "Hur säger jag upp en förskoleplats?",
        "url": address,
        "acceptedAnswer": {"@type": "Answer", "text": answer, "url": address},
    }
    assert data == {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": address,
        "inLanguage": "sv",
        "mainEntity": [question],
        "publisher": {"@type": "GovernmentOrganization", "name": "Provstads kommun"},
        "dateModified": "2026-11-02T08:00:00+00:00",
    }
    assert f'<link rel="canonical" href="{address}">' in rut.page
    assert f'<meta name="description" content="{answer}">' in rut.page


def test_what_an_entry_holds_cannot_leave_its_place(faq: Faq, rut: Reader) -> None:
    """Script text in question and answer stays text, in the page as in its data."""
    evil = '</script><script>alert("1")</script>{{1234*4321}}\u2028'
    changed(faq, "FSK-01", question=evil, answer=evil)
    address = rut.client.get(PRESCHOOL).headers["Location"]
    rut.open(address)
    assert "<script>alert" not in rut.page
    assert "5332114" not in rut.page
    (question,) = structured(rut.page)["mainEntity"]  # type: ignore[misc]
    assert question["name"] == evil


@pytest.mark.parametrize(
    "facts",
    [
        {"status": EntryStatus.DRAFT},
        {"status": EntryStatus.REVIEW},
        {"valid_from": date(2026, 11, 19)},
        {"audience": Audience.FIRST_LINE},
        {"audience": Audience.DEPARTMENT, "status": EntryStatus.ARCHIVED},
    ],
)
def test_what_was_never_for_everyone_is_not_there(faq: Faq, rut: Reader, facts: dict[str, object]) -> None:
    """A draft, what is not yet valid and what only staff may answer look like an unknown address, with any words."""
    changed(faq, "GAT-01", **facts)
    for address in ("/fragor/GAT-01/nar-plogas-min-gata", "/fragor/GAT-01"):
        answer = rut.client.get(address)
        assert answer.status_code == 404
        assert "plogas" not in answer.text


@pytest.mark.parametrize("facts", [{"status": EntryStatus.ARCHIVED}, {"valid_to": date(2026, 11, 17)}])
def test_what_is_over_says_so_and_shows_the_nearest(faq: Faq, rut: Reader, facts: dict[str, object]) -> None:
    """410, without the old words, with the nearest entries of today and the ways to the chat and a person."""
    changed(faq, "FSK-02", question="Vad kostar det på förskolan?", answer="Etthundra kronor.", **facts)
    for address in ("/fragor/FSK-02/vad-kostar-en-forskoleplats", "/fragor/FSK-02"):
        answer = rut.client.get(address)
        assert answer.status_code == 410
        rut.page = answer.text
        page = rut.read()
        assert "Svaret finns inte längre" in page
        assert "Hur säger jag upp en förskoleplats?" in rut.results()
        assert "Etthundra" not in answer.text
        assert "Vad kostar" not in answer.text
        assert "0980-319 200" in page


def test_the_page_speaks_other_languages_around_the_swedish_answer(rut: Reader) -> None:
    """The answer is marked as Swedish and the page says that it is; the data for search engines stays Swedish."""
    rut.open(PRESCHOOL, lang="en")
    assert '<html lang="en">' in rut.page
    assert '<div class="prose" lang="sv"><p>Du säger upp' in rut.page
    assert structured(rut.page)["inLanguage"] == "sv"


def test_an_unchanged_page_is_not_sent_again(faq: Faq, rut: Reader) -> None:
    """304 while nothing it says has changed; anew when the answer, a neighbour or the owner's phone has."""
    first = rut.client.get(PRESCHOOL)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Last-Modified"] == "Mon, 02 Nov 2026 08:00:00 GMT"

    def asked_again() -> int:
        return rut.client.get(PRESCHOOL, headers={"If-None-Match": tag}).status_code

    same = rut.client.get(PRESCHOOL, headers={"If-None-Match": tag})
    assert (same.status_code, same.data) == (304, b"")
    with faq.services.database.transaction() as session:
        group_of(session, "Förskola").department.phone = "0980-319 999"
    assert asked_again() == 200
    tag = rut.client.get(PRESCHOOL).headers["ETag"]
    assert asked_again() == 304
    changed(faq, "FSK-01", answer="Ring oss.")
    assert asked_again() == 200


def test_a_kept_page_is_this_browsers_own(faq: Faq, rut: Reader) -> None:
    """Its forms belong to one cookie: a browser with another one is given a new page."""
    tag = rut.client.get(PRESCHOOL).headers["ETag"]
    assert faq.reader().client.get(PRESCHOOL, headers={"If-None-Match": tag}).status_code == 200


def test_what_cannot_be_shown_is_not_kept(faq: Faq, rut: Reader) -> None:
    """A page that is missing or gone may come back."""
    with faq.services.database.transaction() as session:
        archive(session, session.get_one(Entry, faq.entry("GAT-01").id), "borta", THEN)
    for address in ("/fragor/GAT-01/x", "/fragor/FINNS-INTE"):
        assert rut.client.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/fragor", "/fragor?q=snö", PRESCHOOL])
def test_a_page_is_light(rut: Reader, address: str) -> None:
    """The words of a page, before compression, are a part of the 60 kB that all of it may weigh."""
    assert len(rut.client.get(address).data) < 15_000
