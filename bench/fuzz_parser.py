"""Feeds broken mails to the parser, the splitter, the screen and the reader of bounces, and keeps what they fail on.

python -m bench.fuzz_parser [SECONDS] [SEED]

Every mail is a mail of tests/mails, changed at random. An exception other than MailUnreadable, or a run of more than
5 seconds, is written to .fuzz/ with the seed that makes it again, and the program ends with 1. The seed of the mail in
work stands in .fuzz/running.
"""

from __future__ import annotations

import faulthandler
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from types import FrameType

from mail_gateway.errors import MailUnreadable
from mail_gateway.headers import (
    OUTGOING_POLICY,
    clean_header_text,
    is_forward_subject,
    references_for_reply,
    reply_subject,
)
from mail_gateway.parse import ParsedMail, parse
from mail_gateway.parts.reports import read_report
from mail_gateway.parts.safe_html import safe_html
from mail_gateway.quoting import split
from mail_gateway.screening import ScreeningPolicy, screen

_ROOT = Path(__file__).parents[1]
_FINDINGS = _ROOT / ".fuzz"
_LONGEST = 5.0  # seconds for one mail
_HUNG = 60.0  # seconds
_NOW = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)
_POLICY = ScreeningPolicy(frozenset({"kontakt@nystad.example"}), "nystad", "mx.nystad.example")
_NASTY = (
    b"\r\n", b"\n\n", b"\0", b"=?utf-8?B?", b"=?utf-8?Q?=0D=0A?=", b"?=", b"--", b"boundary=", b"\xff\xfe", b"\x80" * 9,
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 x\r\n", b"charset=utf-16", b"charset=utf-7", b"<!--",
    b";" * 500, b"(" * 500, b'"', b"<" * 300, b"<div>" * 400, b"> " * 200, b"[" * 200, b"&#99999999;", b"\xe2\x80\xae",
    b"filename*0*=", b"utf-8''%E5",
)  # fmt: skip


def main() -> None:
    """Runs until the time is out and tells how many mails were tried."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    first = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    corpus = [path.read_bytes() for path in sorted((_ROOT / "tests" / "mails").glob("*.eml"))]
    _FINDINGS.mkdir(exist_ok=True)
    end, tried, findings, slowest = time.monotonic() + seconds, 0, 0, 0.0
    while time.monotonic() < end:
        seed = first + tried
        # A library that never comes back to Python cannot be stopped by a signal: then the process ends.
        (_FINDINGS / "running").write_text(str(seed), encoding="ascii")
        faulthandler.dump_traceback_later(_HUNG, exit=True)
        raw = changed(corpus, random.Random(seed))  # noqa: S311 - the same changes for the same seed
        started = time.monotonic()
        findings += not _survives(raw, seed)
        slowest = max(slowest, time.monotonic() - started)
        tried += 1
    faulthandler.cancel_dump_traceback_later()
    print(f"{tried} mails from seed {first}, slowest {slowest:.2f} s, {findings} findings")
    sys.exit(bool(findings))


def changed(corpus: list[bytes], chance: random.Random) -> bytes:
    """A mail of the corpus with one to six changes, the same for the same seed."""
    raw = chance.choice(corpus)
    for _ in range(chance.randint(1, 6)):
        raw = chance.choice(_CHANGES)(raw, corpus, chance)
    return raw


def _survives(raw: bytes, seed: int) -> bool:
    try:
        with _bounded():
            _read(raw)
    except MailUnreadable:
        return True
    except Exception:  # noqa: BLE001 - whatever it raises is a finding
        (_FINDINGS / f"{seed}.eml").write_bytes(raw)
        (_FINDINGS / f"{seed}.txt").write_text(traceback.format_exc(), encoding="utf-8")
        print(f"finding: {_FINDINGS / str(seed)}.eml")
        return False
    return True


def _read(raw: bytes) -> None:
    read_report(raw)
    mail = parse(raw)
    text = split(mail.text, forward=is_forward_subject(mail.subject))
    assert "".join(piece.text for piece in text.pieces) == mail.text
    screen(mail, _POLICY, _NOW, _NOW)
    safe_html(mail.html)
    _reply(mail)
    # What the database and the pages do with it.
    kinds = [one.kind + one.name for one in mail.attachments]
    repr((mail.subject, mail.text, mail.senders, mail.references, kinds)).encode("utf-8")
    assert "\0" not in mail.subject + mail.text + "".join(kinds)
    f"{mail.subject}{mail.text}{mail.html}{mail.message_id}{''.join(mail.references)}".encode()


def _reply(mail: ParsedMail) -> None:
    """An answer to the mail has our headers and no other."""
    letter = EmailMessage(policy=OUTGOING_POLICY)
    letter["Subject"] = reply_subject(mail.subject, "2026-000123")
    letter["From"] = Address(
        clean_header_text("".join(one.name for one in mail.senders)[:200]), "kontakt", "nystad.example"
    )
    letter["References"] = " ".join(references_for_reply(mail.references, mail.message_id))
    read = BytesHeaderParser().parsebytes(letter.as_bytes())
    assert sorted(set(read.keys()) - {"References"}) == ["From", "Subject"], read.keys()


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {_LONGEST} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _flip(raw: bytes, _corpus: list[bytes], chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.randint(1, 30) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(raw: bytes, _corpus: list[bytes], chance: random.Random) -> bytes:
    return raw[: chance.randint(0, len(raw))] if chance.random() < 0.5 else raw[chance.randint(0, len(raw)) :]


def _splice(raw: bytes, corpus: list[bytes], chance: random.Random) -> bytes:
    other = chance.choice(corpus)
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


def _insert(raw: bytes, _corpus: list[bytes], chance: random.Random) -> bytes:
    place = chance.randint(0, len(raw))
    return raw[:place] + chance.choice(_NASTY) * chance.choice((1, 1, 1, 2, 50, 3_000)) + raw[place:]


def _repeat(raw: bytes, _corpus: list[bytes], chance: random.Random) -> bytes:
    start = chance.randint(0, len(raw))
    piece = raw[start : start + chance.randint(1, 400)]
    return raw[:start] + piece * chance.choice((2, 2, 10, 100, 2_000)) + raw[start:]


def _swap_headers(raw: bytes, corpus: list[bytes], chance: random.Random) -> bytes:
    head, gap, body = raw.partition(b"\r\n\r\n")
    other = chance.choice(corpus).partition(b"\r\n\r\n")[0].split(b"\r\n")
    lines = head.split(b"\r\n") + chance.sample(other, min(len(other), 3))
    chance.shuffle(lines)
    return b"\r\n".join(lines) + gap + body


def _swap_lines(raw: bytes, _corpus: list[bytes], chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


_Change = Callable[[bytes, list[bytes], random.Random], bytes]
_CHANGES: tuple[_Change, ...] = (_flip, _cut, _splice, _insert, _repeat, _swap_headers, _swap_lines)

if __name__ == "__main__":
    main()
