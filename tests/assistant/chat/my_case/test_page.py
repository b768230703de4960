"""The page of one's own case: what it shows in each state, to whom, and what it never shows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, open_case
from assistant.cases.handling import close, take
from assistant.cases.merging import merge
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import find_or_add
from assistant.chat.my_case.shown import PAGE_SIZE
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.chat.my_case.owner import Owner, asked, owner_of_only_case
from tests.assistant.chat.site import ANSWER, CLEAR, DANGER, LINK, OWN_CASE, UNCLEAR, Site, Visitor
from tests.factories import add_staff
from tests.one_database import database_url

__all__ = ["database_url"]


def only_case(session: object, site: Site) -> Case:
    """The one case, in this session."""
    return session.scalars(select(Case).where(Case.id == site.only_case().id)).one()  # type: ignore[attr-defined]


def test_a_case_with_a_person_says_when_and_who(site: Site) -> None:
    """Number, status in plain words, latest answer date, who has it, when it came, and what was said."""
    owner = asked(site, OWN_CASE)
    page = owner.read()
    assert f"Ditt ärende {site.only_case().number}" in page
    assert "Läge Ärendet väntar på svar av en person." in page
    assert "Svar senast fredag 20 november" in page
    assert "Ansvarig Ekonomiskt bistånd" in page
    assert "Kom in onsdag 18 november kl. 10.00" in page
    assert OWN_CASE in page
    assert f"<title>Ditt ärende {site.only_case().number} – Provstads kommun</title>" in owner.page


def test_a_delayed_case_says_the_new_day(site: Site, eva: Visitor) -> None:
    """The day that they have been told since stands on the case's page and in the chat; the old one nowhere."""
    eva.ask(OWN_CASE)
    with site.services.database.transaction() as session:
        only_case(session, site).delayed_to = date(2026, 11, 27)
    for page in (owner_of_only_case(site).read(), eva.see_again()):
        assert "Svar senast fredag 27 november" in page
        assert "Svar senast fredag 20 november" not in page


def test_each_state_has_its_words(site: Site) -> None:
    """Taken, answered, closed: as a resident would say it, and no date is promised once the answer is there."""
    owner = asked(site, OWN_CASE)
    with site.services.database.transaction() as session:
        take(only_case(session, site), add_staff(session, "Britt Berg", Role.HANDLER), site.services.clock())
    assert "En handläggare arbetar med ärendet." in owner.see_again()
    site.answer_as_staff("Du överklagar till oss.")
    page = owner.see_again()
    assert "Läge Du har fått svar." in page
    assert "Svar senast" not in page
    assert "Anna Lind onsdag 18 november kl. 10.00 Du överklagar till oss." in page
    with site.services.database.transaction() as session:
        case = only_case(session, site)
        assert case.handler is not None
        close(case, case.handler, site.services.clock())
    assert "Ärendet är besvarat och avslutat." in owner.see_again()


def test_closed_without_an_answer_says_so(site: Site) -> None:
    """Nobody is told that they had an answer when they had none."""
    owner = asked(site, OWN_CASE)
    with site.services.database.transaction() as session:
        close(only_case(session, site), add_staff(session, "Bo Ek", Role.HANDLER), site.services.clock())
    assert "Ärendet avslutades utan svar." in owner.see_again()


@pytest.mark.parametrize("writer", ["eva@hem.example", "per@hem.example"])
def test_a_merged_case_is_said_to_be_answered_elsewhere(site: Site, writer: str) -> None:
    """With the day, and with the other case's number where that is the same resident's; nobody was left unanswered."""
    asked(site, OWN_CASE)
    now = site.services.clock()
    with site.services.database.transaction() as session:
        kept, britt = only_case(session, site), add_staff(session, "Britt Berg", Role.HANDLER)
        kept.contact_email, number = "eva@hem.example", kept.number
        double = open_case(session, Channel.EMAIL, find_or_add(session, writer, "", now), "Överklaga", now)
        double.handed_over_at = now
        merge(session, double, kept, britt, now)
        code = double.code
    page = Owner(site, code).read()
    assert "sammanslaget med ett annat om samma sak och besvaras där" in page
    assert "utan svar" not in page
    assert "Svar senast fredag 20 november" in page
    assert (number in page) == (writer == "eva@hem.example")


def test_a_chat_with_the_assistant_is_no_case_of_a_person(site: Site) -> None:
    """The answer stands as its card with links; nobody is named as responsible."""
    page = asked(site, CLEAR)
    assert "Assistenten har svarat. Ingen person har frågan." in page.read()
    assert ANSWER in page.read()
    assert f'href="{LINK}"' in page.page
    assert "Ansvarig" not in page.read()


def test_an_open_chat_is_said_to_be_open(site: Site) -> None:
    """A question back has not ended it."""
    assert "Samtalet är inte avslutat." in asked(site, UNCLEAR).read()


def test_a_confidential_case_shows_only_that_it_is_here(site: Site) -> None:
    """No words, no department, no copy, and no way into the chat that shows them; when it came and the date."""
    owner = asked(site, DANGER)
    page = owner.read()
    assert DANGER not in page
    assert "Socialjouren" not in page
    assert "Kom in onsdag 18 november kl. 10.00" in page
    assert "Svar senast" in page
    assert "Ansvarig En medarbetare på kommunen" in page
    assert "inga meddelanden" in page
    assert owner.client.get(f"{owner.address}/samtal.txt").status_code == 404
    assert owner.send("fortsatt").status_code == 404
    assert DANGER not in owner.client.get("/").text


def test_the_address_that_was_left_is_not_shown(site: Site, eva: Visitor) -> None:
    """A link that somebody finds does not tell where its owner's mail goes."""
    eva.ask(OWN_CASE)
    eva.send("/kontakt", name="Eva Ek", email="eva@b.example")
    page = owner_of_only_case(site).page
    assert "till den e-postadress som du har lämnat" in page
    assert "eva@b.example" not in page
    assert "Eva Ek" not in page


@pytest.mark.parametrize("step", ["", "/samtal.txt", "/ta-bort"])
def test_every_wrong_code_is_the_same_page(eva: Visitor, step: str) -> None:
    """404 and not a word that tells an impossible code from an unknown one."""
    eva.ask(OWN_CASE)
    unknown = eva.client.get("/arende/0123456789abcdef0123456789abcdef")
    assert unknown.status_code == 404
    assert "Sidan finns inte" in unknown.text
    for code in ("fel", "x" * 32, "A" * 5000, "%00", "å", "..%2f..", "' OR 1=1 --"):
        answer = eva.client.get(f"/arende/{code}{step}")
        assert answer.status_code == 404, code
        assert main_of(answer.text) == main_of(unknown.text), code


def test_wrong_codes_are_slowed_down_and_right_ones_are_not(services: Services) -> None:
    """After twenty in a minute an address gets 429, whatever the code; reading one's own case never counts."""
    site = Site(services)
    owner = asked(site, OWN_CASE)
    assert {owner.client.get(owner.address).status_code for _ in range(30)} == {200}
    codes = [owner.client.get(f"/arende/{number:032d}").status_code for number in range(25)]
    assert codes == [404] * 20 + [429] * 5
    assert owner.client.get(owner.address).status_code == 429


def test_the_page_is_kept_by_nobody(site: Site) -> None:
    """No cache, no search engine, no address of it to others; and the code is long."""
    owner = asked(site, OWN_CASE)
    answer = owner.client.get(owner.address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    # Six bits a sign.
    assert len(site.only_case().code) * 6 >= 128


def test_a_long_case_has_pages(site: Site) -> None:
    """The newest first, in the order they were said, and the way to the earlier ones and back."""
    owner = asked(site, OWN_CASE)
    with site.services.database.transaction() as session:
        case = only_case(session, site)
        for place in range(PAGE_SIZE + 5):
            at = site.services.clock() + timedelta(minutes=place)
            case.messages.append(Message(author=Author.STAFF, kind=MessageKind.REPLY, text=f"Rad {place:02}.", at=at))
    page = owner.see_again()
    assert re.findall(r"Rad (\d\d)\.", page) == [f"{place:02}" for place in range(5, PAGE_SIZE + 5)]
    assert "sida 1 av 2" in page
    earlier = owner.client.get(f"{owner.address}?sida=2").text
    assert OWN_CASE in earlier
    assert "Rad 04." in earlier
    assert f'href="{owner.address}?sida=1"' in earlier
    assert owner.client.get(f"{owner.address}?sida=99999999999999999999").status_code == 200


def main_of(page: str) -> str:
    """What a page says, without what names its own address."""
    return page[page.index("<main") : page.index("</main>")]
