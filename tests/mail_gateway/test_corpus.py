"""Every mail under tests/mails is parsed, split and screened as its expectation says (tests/mails/README.md)."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mail_gateway.errors import MailUnreadable
from mail_gateway.headers import case_numbers, is_forward_subject
from mail_gateway.parse import ParsedMail, parse
from mail_gateway.parts.reports import read_report
from mail_gateway.parts.safe_html import safe_html
from mail_gateway.quoting import SplitText, split
from mail_gateway.reader.reading import read_mail
from mail_gateway.screening import ScreeningPolicy, correspondent, screen

MAILS = Path(__file__).parents[1] / "mails"
NOW = datetime(2026, 11, 4, 10, 0, tzinfo=UTC)
POLICY = ScreeningPolicy(
    own_addresses=frozenset({"kontakt@nystad.example", "bygg@nystad.example"}),
    own_domain_loop_token="nystad",
    trusted_authserv_id="mx.nystad.example",
    web_form_senders=frozenset({"formular@nystad.example"}),
)
FIELDS = frozenset(
    "about action reason sender new new_has new_lacks quoted_has signature_has forwarded replaced subject subject_has "
    "sender_name senders correspondent message_id own_id in_reply_to references case_numbers attachments defects "
    "defects_any any_action report unreadable".split()
)


@cache
def expectations() -> dict[str, dict[str, Any]]:
    """Every expectation, by the name of its mail."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(MAILS.glob("*.toml")):
        for name, expected in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert name not in found, f"{name} is expected twice"
            found[name] = expected
    return found


def read(name: str) -> tuple[dict[str, Any], ParsedMail, SplitText]:
    """A mail with what is expected of it."""
    mail = parse((MAILS / f"{name}.eml").read_bytes())
    return expectations()[name], mail, split(mail.text, forward=is_forward_subject(mail.subject))


READABLE = [name for name, expected in expectations().items() if not expected.get("unreadable")]
every_mail = pytest.mark.parametrize("name", READABLE)


def test_every_mail_has_an_expectation_and_every_expectation_a_mail() -> None:
    """And there are enough of them, each with its trouble named and no word misspelt."""
    assert {path.stem for path in MAILS.glob("*.eml")} == set(expectations())
    assert len(expectations()) >= 80
    assert all(expected["about"] and expected.keys() <= FIELDS for expected in expectations().values())


@every_mail
def test_the_mail_is_split(name: str) -> None:
    """What is new, what is quoted, what is signature; nothing lost and no letter replaced unless the mail lost it."""
    expected, mail, text = read(name)
    if "new" in expected:
        assert text.new == expected["new"].strip("\n")
    parts = {"new_has": text.new, "quoted_has": text.quoted, "signature_has": text.signature}
    for field, part in parts.items():
        assert [words for words in expected.get(field, ()) if words not in part] == [], (field, text)
    assert [words for words in expected.get("new_lacks", ()) if words in text.new] == []
    assert text.forwarded is expected.get("forwarded", False)
    assert "".join(piece.text for piece in text.pieces) == mail.text
    assert ("\ufffd" in mail.text) is expected.get("replaced", False)


@every_mail
def test_the_mail_is_screened(name: str) -> None:
    """The action, the named reason, and whether the sender may be believed: of the mail as the post-room has it."""
    expected, mail, _ = read(name)
    screening = screen(read_mail((MAILS / f"{name}.eml").read_bytes(), False).mail, POLICY, NOW, NOW)
    if not expected.get("any_action"):
        found = (screening.action.value, screening.reason.value)
        assert found == (expected.get("action", "answer"), expected.get("reason", "ordinary")), mail.defects
    assert screening.sender.value == expected.get("sender", "verified")


@every_mail
def test_the_headers_are_read(name: str) -> None:
    """Ids for the thread, subject and parties, without a control character anywhere."""
    expected, mail, _ = read(name)
    assert list(mail.in_reply_to) == expected.get("in_reply_to", [])
    assert list(mail.references) == expected.get("references", [])
    assert list(case_numbers(mail.subject)) == expected.get("case_numbers", list(case_numbers(mail.subject)))
    assert mail.message_id == expected.get("message_id", mail.message_id)
    assert mail.has_own_id is expected.get("own_id", bool(mail.values("message-id")))
    assert mail.subject == expected.get("subject", mail.subject)
    assert expected.get("subject_has", "") in mail.subject
    assert not any(ord(letter) < 32 for letter in mail.subject + "".join(one.name for one in mail.senders))


@every_mail
def test_the_parties_are_read(name: str) -> None:
    """Who wrote, under which name, and whom an answer would go to."""
    expected, mail, _ = read(name)
    senders = [one.address for one in mail.senders]
    assert senders == expected.get("senders", senders)
    assert [one.name for one in mail.senders][:1] == [expected.get("sender_name", one.name) for one in mail.senders][:1]
    party = correspondent(mail, POLICY)
    if "correspondent" in expected:
        assert party is not None
        assert party.address == expected["correspondent"]


@every_mail
def test_attachments_and_defects_are_named(name: str) -> None:
    """Names cleaned, kinds by the content and not by the sender's word, sizes in bytes."""
    expected, mail, _ = read(name)
    assert [[one.name, one.kind] for one in mail.attachments] == expected.get("attachments", [])
    assert all(one.size == len(one.content) for one in mail.attachments)
    if expected.get("defects_any"):
        assert mail.defects
    else:
        assert list(mail.defects) == expected.get("defects", [])


@every_mail
def test_the_page_for_the_staff_is_harmless(name: str) -> None:
    """Whatever the mail holds, nothing in it runs or fetches."""
    page = safe_html(read(name)[1].html).lower()
    assert [word for word in ("<script", "<img", "<form", "<style", "url(", "src=") if word in page] == []


@pytest.mark.parametrize("name", [name for name in READABLE if "report" in expectations()[name]])
def test_section_4_bounces_are_read(name: str) -> None:
    """Whether delivery failed for good, in whose words, and which mail of ours it was."""
    expected = expectations()[name]["report"]
    report = read_report((MAILS / f"{name}.eml").read_bytes())
    assert (report.failed, report.diagnostic) == (expected["failed"], expected["diagnostic"])
    assert [one for one in report.message_ids if one.endswith("@nystad.example>")] == expected["ids"]


@pytest.mark.parametrize("name", [name for name in expectations() if name not in READABLE])
def test_nothing_at_all_is_unreadable(name: str) -> None:
    """The only mails that raise."""
    with pytest.raises(MailUnreadable):
        parse((MAILS / f"{name}.eml").read_bytes())
