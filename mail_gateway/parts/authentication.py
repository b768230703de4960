"""Read the town's own server's verdict on whether a mail's sender is who From says (RFC 8601, facts/mail.md 1.9)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mail_gateway.parts.addresses import strip_comments
from mail_gateway.reasons import Verification

_QUOTED = re.compile(r'"[^"]*"')
_EQUALS = re.compile(r" ?= ?")


@dataclass(frozen=True)
class _Result:
    method: str
    result: str
    properties: dict[str, str]


def verify(values: Sequence[str], authserv_id: str | None, from_domain: str) -> Verification:
    """Judge the sender by the topmost Authentication-Results of our own server; all others are the sender's words.

    `authserv_id` is the server's name in that header; "" for Exchange Online, which writes none; None when the
    check is not set up. dmarc=fail, or neither SPF nor DKIM aligned with From's domain, is UNVERIFIED.
    """
    if authserv_id is None:
        return Verification.UNKNOWN
    trusted = next((value for value in values if _server(value) == authserv_id.casefold()), None)
    results = [] if trusted is None else list(_results(trusted))
    dmarc = [result for result in results if result.method == "dmarc"]
    if not from_domain or any(result.result == "fail" for result in dmarc):
        return Verification.UNVERIFIED
    proved = any(result.result == "pass" and _is_aligned(result, from_domain) for result in results)
    return Verification.VERIFIED if proved else Verification.UNVERIFIED


def _server(value: str) -> str:
    words = strip_comments(value).partition(";")[0].split()
    return "" if not words or "=" in words[0] else words[0].casefold()


def _results(value: str) -> Iterator[_Result]:
    text = _QUOTED.sub("", strip_comments(value))
    if "(" in text or ")" in text:
        return  # comments that do not close: somebody may have written results into one
    for segment in text.split(";"):
        words = [word.partition("=") for word in _EQUALS.sub("=", " ".join(segment.casefold().split())).split()]
        if words and words[0][1]:
            method = words[0][0].partition("/")[0]
            yield _Result(method, words[0][2], {name: content for name, _, content in words[1:]})


def _is_aligned(result: _Result, from_domain: str) -> bool:
    """Compare the proved domain with From's: the same, or one under the other.

    DMARC's relaxed alignment allows two names under one registered domain; knowing that needs the list of public
    suffixes, so such a mail goes to a person unless the server's own dmarc=pass speaks for it.
    """
    names = {"dmarc": ("header.from",), "spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i")}
    for name in names.get(result.method, ()):
        domain = result.properties.get(name, "").rpartition("@")[2].rstrip(".")
        if domain and _same_or_under(domain, from_domain):
            return True
    return False


def _same_or_under(one: str, other: str) -> bool:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return longer == shorter or ("." in shorter and longer.endswith(f".{shorter}"))
