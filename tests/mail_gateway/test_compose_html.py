"""A letter's second form: HTML that shows what the text says, the same bytes each time, and the survey's place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from assistant.cases.outbox import MailKind
from assistant.languages.speaking import PageLanguage
from mail_gateway.compose import AS_WRITTEN, make_message_id, render
from tests.mail_gateway.post_room import body, read
from tests.mail_gateway.test_compose import KEY, MAIL, SENDER, SWEDISH


def page(raw: bytes) -> str:
    """The HTML of a mail of ours."""
    part = read(raw).get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_html_shows_the_letter_in_the_same_order() -> None:
    """Greeting, text, closing, signature and note as paragraphs, in Swedish, with nothing that is fetched."""
    shown = page(render(MAIL))
    assert '<html lang="sv">' in shown
    assert "<p>Hej!</p>\n<p>Du säger upp platsen i e-tjänsten.</p>\n<p>Hör gärna av dig" in shown
    assert "<p>Med vänlig hälsning<br>\nFörskola<br>\nProvstads kommun<br>" in shown
    assert '<a href="https://www.prov.example">https://www.prov.example</a>' in shown
    for loaded in ("<img", "<script", "<link", "<style", "src=", "url("):
        assert loaded not in shown
    english = page(render(replace(MAIL, language=PageLanguage.ENGLISH)))
    assert '<html lang="en">' in english
    assert "<p>Hello!</p>" in english
    assert "Kind regards" in english


@given(subject=SWEDISH, text=SWEDISH, name=SWEDISH)
def test_the_html_says_what_the_text_says(subject: str, text: str, name: str) -> None:
    """Word for word, whatever the words are: nothing is lost, nothing becomes a tag (facts/municipality.md 5)."""
    raw = render(replace(MAIL, subject=subject, body=text, sender=replace(SENDER, department=name)))
    shown = HTMLParser(page(raw)).body
    assert shown is not None
    assert shown.text(separator=" ").split() == body(raw).split()


@pytest.mark.parametrize("kind", list(MailKind))
def test_a_letter_is_the_same_bytes_for_every_kind(kind: MailKind) -> None:
    """The boundary too is decided by the mail, and differs between mails."""
    mail = replace(MAIL, kind=kind)
    assert render(mail) == render(replace(mail))
    boundary = read(render(mail)).get_boundary()
    other = read(
        render(replace(mail, message_id=make_message_id(8, "2026-000123", "prov.example", KEY)))
    ).get_boundary()
    assert (boundary is None) is (kind in AS_WRITTEN)
    assert boundary is None or (boundary != other and boundary.startswith("=_"))


def test_the_survey_is_asked_for_only_where_there_is_one() -> None:
    """Under an answer or a reply, in text and HTML; never under a receipt, and nowhere without an address."""
    url = "https://prov.example/enkat/abc"
    for kind in MailKind:
        raw = render(replace(MAIL, kind=kind, survey_url=url))
        asked = kind in (MailKind.ANSWER, MailKind.REPLY)
        assert (f"Fick du hjälp? Berätta det gärna här: {url}" in body(raw)) is asked
        assert kind in AS_WRITTEN or (f'<a href="{url}">{url}</a>' in page(raw)) is asked
        assert "Fick du hjälp" not in body(render(replace(MAIL, kind=kind)))
    foreign = body(render(replace(MAIL, survey_url=url, language=PageLanguage.FINNISH)))
    assert f"Saitko apua? Kerro meille täällä: {url}" in foreign, "the whole letter is in its language"
    assert "hjälp" not in foreign
