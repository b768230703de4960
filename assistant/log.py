"""The log: one line an event on stderr, with nobody's personal number or e-mail address in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.engine.screening import mask_personal_numbers

# Ours at INFO; libraries say only what is wrong.
_OURS = ("admin", "assistant", "knowledge", "mail_gateway")
# The part before the @ tells who it is; the host stays, since faults of mail are mostly a host's.
_BEFORE_HOST = re.compile(r"[^\s@<>\"'(),:;\[\]=]+@(?=[\w.-])")


class MaskingFormatter(logging.Formatter):
    """Time, level, name and message, with personal numbers and e-mail addresses masked.

    Done to the finished text and not in a filter: a traceback repeats what an error said, and it is no part of
    the record's message.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, traceback and all."""
        return _BEFORE_HOST.sub("***@", mask_personal_numbers(super().format(record)))


class _ToStderr(logging.Handler):
    """Writes where stderr leads at that moment, as a program expects that runs a command in itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """One entry, written whole."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except (OSError, ValueError):
            # A closed stderr must stop no mail and no page.
            self.handleError(record)


@contextmanager
def log_to_stderr() -> Iterator[None]:
    """The log of this process, for as long as its command runs."""
    root = logging.getLogger()
    handler = _ToStderr()
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
