"""A bounce as bytes: what it says, and which mail it is about."""

from __future__ import annotations

import pytest

from mail_gateway.parts.reports import DeliveryReport, read_report
from tests.mail_gateway.raw_mail import multipart, part, raw_mail

OURS = "<fl.2026-000001.7.0123@prov.example>"
EARLIER = "<fl.2026-000001.3.4567@prov.example>"
RETURNED = f"Message-ID: {OURS}\r\nIn-Reply-To: <q@x>\r\nReferences: {EARLIER} <q@x>\r\n\r\nHej\r\n"


def report(status: str, *more: str, headers: dict[str, str | None] | None = None) -> bytes:
    """A multipart/report with this delivery status."""
    parts = (part("text/plain", "Det gick inte."), part("message/delivery-status", status), *more)
    return multipart('multipart/report; report-type="delivery-status"', *parts, headers=headers)


def recipient(action: str, diagnostic: str = "") -> str:
    """One recipient's block of a delivery status."""
    return f"Final-Recipient: rfc822; a@x\r\nAction: {action}\r\n" + (
        f"Diagnostic-Code: {diagnostic}\r\n" if diagnostic else ""
    )


def test_a_standard_report() -> None:
    """Failed, with the remote server's words; the returned mail's own id before all others."""
    status = "Reporting-MTA: dns; mx.x\r\n\r\n" + recipient("failed", "smtp; 550 5.1.1 No such user")
    read = read_report(report(status, part("message/rfc822", RETURNED), headers={"Message-ID": "<bounce@mx.x>"}))
    assert read.failed
    assert read.diagnostic == "smtp; 550 5.1.1 No such user"
    assert [found for found in read.message_ids if "fl." in found] == [OURS, EARLIER]


@pytest.mark.parametrize(
    ("actions", "failed"),
    [
        (["failed"], True),
        (["Failed (permanent)"], True),
        (["delayed"], False),
        (["delivered", "relayed", "expanded"], False),
        (["delayed", "failed"], True),
    ],
)
def test_section_4_the_action_decides(actions: list[str], failed: bool) -> None:
    """Any recipient's `failed` is a failure; nothing else is (RFC 3464 2.3.3)."""
    status = "Reporting-MTA: dns; mx.x\r\n\r\n" + "\r\n".join(recipient(action) for action in actions)
    assert read_report(report(status)).failed is failed


@pytest.mark.parametrize(
    "raw",
    [
        report(recipient("failed"), part("text/rfc822-headers", RETURNED.partition("\r\n\r\n")[0])),
        report(recipient("failed"), part("message/rfc822", RETURNED)),
        report(recipient("failed"), headers={"X-Original-Message-ID": OURS}),
        report(recipient("failed"), headers={"In-Reply-To": OURS}),
        raw_mail(body=f"failure notice\r\n\r\n> Message-Id: {OURS}\r\n"),
        raw_mail({"Content-Transfer-Encoding": "base64"}, body="TWVzc2FnZS1JRDogPGZsLngueUB6Pg0K"),
    ],
    ids=["headers as text", "the whole mail", "X-Original-Message-ID", "In-Reply-To", "plain text", "base64"],
)
def test_section_4_where_the_id_may_stand(raw: bytes) -> None:
    """Servers quote the returned mail in many ways; the id is found in each."""
    assert {OURS, "<fl.x.y@z>"} & set(read_report(raw).message_ids)


def test_without_a_status_a_bounce_is_a_failure() -> None:
    """Few systems report success, so what says nothing means that it failed."""
    report = read_report(raw_mail({"Message-ID": "<b@x>"}, body="Sorry"))
    assert report == DeliveryReport(True, ("<b@x>",), "", recipients=("kontakt@exempelby.se",))


@pytest.mark.timeout(60)
def test_a_hostile_report_is_read_in_bounds() -> None:
    """Thousands of ids, of parts and of words cost little and give little."""
    many = " ".join(f"<{number}@x>" for number in range(20_000))
    status = "".join(recipient("failed", "x" * 400) + "\r\n" for _ in range(200))
    read = read_report(
        report(status, *[part("text/plain", "Message-ID: <a@b>\r\n" * 2000)] * 60, headers={"References": many})
    )
    assert read.failed
    assert len(read.message_ids) <= 100
    assert len(read.diagnostic) <= 500


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"Content-Type: multipart/report\r\n\r\n", b"Action\r\n\r\n"])
def test_rubbish_is_a_report_about_nothing(raw: bytes) -> None:
    """No id, no crash."""
    assert read_report(raw).message_ids == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)),
        b"Content-Type: multipart/report" + b";" * 1_000_000 + b"\r\n\r\nx",
        "Content-Type: text/rfc822-headers; name=å\r\nContent-Transfer-Encoding: åäö\r\n\r\nx".encode("latin-1"),
        b"Content-Type: text/rfc822-headers\r\n\r\n" + b"X: y\r\n" * 40_000,
    ],
)
def test_hostile_reports_are_read(raw: bytes) -> None:
    """Found by thinking like the fuzzer: the standard parser raised RecursionError here, or took half a minute."""
    assert read_report(raw).failed
