"""Builds raw incoming mail for the tests, byte for byte, without the library that is under test."""

from datetime import UTC, datetime, timedelta

from mail_gateway.parse import ParsedMail, parse
from mail_gateway.screening import ScreeningPolicy

NOW = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)
RECEIVED = NOW - timedelta(minutes=5)
OURS = "kontakt@exempelby.se"
QUESTION = "Hej!\r\nNär öppnar återvinningscentralen på lördag?\r\n"
POLICY = ScreeningPolicy(
    own_addresses=frozenset({OURS, "Bygg@exempelby.se"}),
    own_domain_loop_token="token-of-ours",
    web_form_senders=frozenset({"formular@exempelby.se"}),
)

_ORDINARY = {
    "Return-Path": "<anna@example.se>",
    "From": "Anna Andersson <anna@example.se>",
    "To": f"Kontaktcenter <{OURS}>",
    "Subject": "Fråga om återvinning",
    "Date": "Wed, 04 Nov 2026 12:50:00 +0100",
    "Message-ID": "<fråga-1@example.se>".replace("å", "a"),
    "Content-Type": "text/plain; charset=utf-8",
}


def raw_mail(headers: dict[str, str | None] | None = None, body: str | bytes = QUESTION, extra: str = "") -> bytes:
    """An ordinary mail with some headers changed (None removes one) and `extra` raw header lines on top."""
    chosen = {**_ORDINARY, **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in chosen.items() if value is not None)
    return (extra + lines + "\r\n").encode() + (body if isinstance(body, bytes) else body.encode())


def mail(headers: dict[str, str | None] | None = None, body: str | bytes = QUESTION, extra: str = "") -> ParsedMail:
    """The same, parsed."""
    return parse(raw_mail(headers, body, extra))


def multipart(kind: str, *parts: str, headers: dict[str, str | None] | None = None) -> bytes:
    """A mail of several parts; each part is its headers, an empty line and its body."""
    body = "".join(f"--gräns\r\n{part}\r\n" for part in parts).replace("gräns", "BOUNDARY") + "--BOUNDARY--\r\n"
    return raw_mail({"Content-Type": f'{kind}; boundary="BOUNDARY"', **(headers or {})}, body)


def part(content_type: str, body: str, *more: str) -> str:
    """One part for `multipart`; `more` are further header lines."""
    return "\r\n".join([f"Content-Type: {content_type}", *more, "", body])
