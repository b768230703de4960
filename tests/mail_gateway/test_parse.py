"""A raw mail becomes one value: addresses, ids, text chosen rightly, HTML, attachments, defects."""

from datetime import UTC, datetime

import pytest

from mail_gateway.parse import Address, parse
from mail_gateway.parts.bodies import MAX_TEXT
from mail_gateway.quoting import split
from tests.mail_gateway.raw_mail import OURS, mail, multipart, part, raw_mail

PAGE = "<html><body><p>När öppnar <b>badet</b>?</p></body></html>"


def test_an_ordinary_mail_is_read_whole() -> None:
    """Every field of the value."""
    read = mail(
        {"Cc": "Bo <bo@example.se>", "Reply-To": "anna@hem.se", "References": "<1@x> <2@x>", "In-Reply-To": "<2@x>"}
    )
    assert read.message_id == "<fraga-1@example.se>"
    assert read.has_own_id
    assert (read.in_reply_to, read.references) == (("<2@x>",), ("<1@x>", "<2@x>"))
    assert read.senders == (Address("Anna Andersson", "anna@example.se"),)
    assert read.to == (Address("Kontaktcenter", OURS),)
    assert read.cc == (Address("Bo", "bo@example.se"),)
    assert read.reply_to == (Address("", "anna@hem.se"),)
    assert read.return_path == "anna@example.se"
    assert read.subject == "Fråga om återvinning"
    assert read.date == datetime(2026, 11, 4, 11, 50, tzinfo=UTC)
    assert read.text == "Hej!\nNär öppnar återvinningscentralen på lördag?"
    assert (read.html, read.attachments, read.defects) == ("", (), ())
    assert (read.content_type, read.part_types) == ("text/plain", ("text/plain",))
    assert read.values("SUBJECT") == read.header_values["subject"] == ("Fråga om återvinning",)


def test_section_5_a_mail_without_an_id_gets_a_lasting_one() -> None:
    """Never dropped, and known again."""
    raw = raw_mail({"Message-ID": None})
    read = parse(raw)
    assert not read.has_own_id
    assert read.message_id == parse(raw).message_id != parse(raw + b"\r\n").message_id


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "latin-1"),
        ("us-ascii", "cp1252"),
        ("utf-8", "cp1252"),
        ("x-unknown-charset", "utf-8"),
        ("hp_roman8", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-8", "utf-8-sig"),
    ],
)
def test_section_5_swedish_bodies_are_read_right(charset: str, encoding: str) -> None:
    """The label is often wrong."""
    read = mail(
        {"Content-Type": f"text/plain; charset={charset}", "Content-Transfer-Encoding": "8bit"},
        "åäö ÅÄÖ".encode(encoding),
    )
    assert read.text == "åäö ÅÄÖ"


@pytest.mark.parametrize(
    ("transfer", "body"),
    [
        ("base64", "w6XDpMO2"),
        ("base64", "w6XDpMO2!!=="),
        ("BASE64", "w6XD\r\npMO2\r\n"),
        ("quoted-printable", "=C3=A5=C3=A4=\r\n=C3=B6"),
        ("x-odd", "åäö"),
        ("8bit", "åäö"),
    ],
)
def test_transfer_encodings(transfer: str, body: str) -> None:
    """Also broken and unknown ones."""
    assert mail({"Content-Transfer-Encoding": transfer}, body).text == "åäö"


def test_section_5_plain_text_is_preferred() -> None:
    """And the HTML is kept raw beside it."""
    read = parse(multipart("multipart/alternative", part("text/plain", "När öppnar badet?"), part("text/html", PAGE)))
    assert read.text == "När öppnar badet?"
    assert read.html == PAGE
    assert read.part_types == ("multipart/alternative", "text/plain", "text/html")


@pytest.mark.parametrize(
    "stub", ["", " \r\n ", "Your mail program does not support HTML.", "Detta mejl är i HTML-format", "-"]
)
def test_section_5_html_is_read_when_plain_text_is_empty_or_a_stub(stub: str) -> None:
    """Some mailers send plain text that only says so."""
    read = parse(multipart("multipart/alternative", part("text/plain", stub), part("text/html", PAGE)))
    assert read.text == "När öppnar badet?"


def test_html_alone_is_read_with_its_quote_marked() -> None:
    """One way of splitting for every mail."""
    page = f"{PAGE}<div class=gmail_quote>gammalt</div>"
    read = mail({"Content-Type": "text/html; charset=utf-8"}, page)
    assert split(read.text).new == "När öppnar badet?"
    assert "gammalt" in split(read.text).quoted


def test_texts_that_are_no_alternatives_are_all_read() -> None:
    """A footer in plain text must not hide the question in HTML."""
    read = parse(multipart("multipart/mixed", part("text/html", PAGE), part("text/plain", "Virusfri.")))
    assert read.text == "När öppnar badet?\nVirusfri."


def test_alternatives_inside_related_and_mixed() -> None:
    """The way Outlook nests a page with pictures."""
    inner = "--I\r\n" + part("text/plain", "När öppnar badet?") + "\r\n--I\r\n" + part("text/html", PAGE) + "\r\n--I--"
    picture = part("image/png; name=logo.png", "iVBO", "Content-Transfer-Encoding: base64", "Content-ID: <1>")
    read = parse(multipart("multipart/related", part('multipart/alternative; boundary="I"', inner), picture))
    assert read.text == "När öppnar badet?"
    assert [attached.name for attached in read.attachments] == ["logo.png"]


def test_attachments_are_read_named_and_measured() -> None:
    """RFC 2231, RFC 2047 and raw names; a text file is an attachment too."""
    read = parse(
        multipart(
            "multipart/mixed",
            part("text/plain", "Se bilagor"),
            part("application/pdf", "aGVq", "Content-Transfer-Encoding: base64",
                 "Content-Disposition: attachment; filename*=utf-8''bl%C3%A5.pdf"),
            part("text/plain", "innehåll", 'Content-Disposition: inline; filename="=?utf-8?q?=C3=A5r.txt?="'),
            part("image/jpeg", "x", 'Content-Disposition: attachment; filename="../../håla.jpg"'),
            part("image/jpeg", "x", "Content-Disposition: attachment"),
        )
    )  # fmt: skip
    assert read.text == "Se bilagor"
    assert [one.name for one in read.attachments] == ["blå.pdf", "år.txt", "håla.jpg", "bilaga-4.jpg"]
    assert (read.attachments[0].content, read.attachments[0].size) == (b"hej", 3)
    assert read.attachments[0].content_type == "application/pdf"


def test_section_4_an_attached_mail_is_one_attachment() -> None:
    """Its text is not the writer's and its parts are not the mail's."""
    inner = raw_mail({"Content-Type": "multipart/report; boundary=z"}, "--z\r\n\r\nHemligt\r\n--z--\r\n").decode()
    read = parse(multipart("multipart/mixed", part("text/plain", "Se bifogat"), part("message/rfc822", inner)))
    assert read.text == "Se bifogat"
    (attached,) = read.attachments
    assert (attached.name, attached.content_type) == ("bilaga-1.eml", "message/rfc822")
    assert b"Hemligt" in attached.content
    assert read.part_types == ("multipart/mixed", "text/plain", "message/rfc822")


def test_a_delivery_status_part_keeps_its_lines() -> None:
    """For the reading of bounces."""
    status = "Reporting-MTA: dns; mx.se\r\n\r\nFinal-Recipient: rfc822; a@x.se\r\nAction: failed\r\n"
    read = parse(
        multipart(
            "multipart/report; report-type=delivery-status",
            part("text/plain", "Fel"),
            part("message/delivery-status", status),
        )
    )
    assert b"Action: failed" in read.attachments[0].content


def test_repeated_single_headers_are_defects() -> None:
    """The standard parser does not say so."""
    assert mail(extra="From: bo@x.se\r\nSubject: a\r\n").defects == ("repeated_header:from", "repeated_header:subject")


def test_the_text_is_bounded_and_says_so() -> None:
    """200,000 characters are enough to answer; the raw mail is kept elsewhere."""
    read = mail(body="a" * (MAX_TEXT + 10))
    assert len(read.text) == MAX_TEXT
    assert "text_truncated" in read.defects


def test_header_values_cannot_be_changed() -> None:
    """A value is a value."""
    with pytest.raises(TypeError):
        mail().header_values["subject"] = ("x",)  # type: ignore[index]
