"""The log says what happened, when and where, and never who wrote."""

from __future__ import annotations

import logging
import re

import pytest

from assistant.log import MaskingFormatter, log_to_stderr


def formatted(message: str, *values: object, error: BaseException | None = None) -> str:
    """One entry as it is written."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("mail_gateway.receive", logging.ERROR, __file__, 1, message, values, info)
    return MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s").format(record)


def test_an_entry_has_time_level_name_and_message() -> None:
    """In one line, in this order."""
    entry = formatted("mail %s could not be read", 17)
    assert re.fullmatch(r"[-\d]{10} [:,\d]{12} ERROR mail_gateway\.receive: mail 17 could not be read", entry)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("640823-3234", "[personnummer]"),
        ("19640823-3234", "[personnummer]"),
        ("eva.ek@brevlada.example", "***@brevlada.example"),
        ("Eva <eva+x@b.example>,bo@c.example", "Eva <***@b.example>,***@c.example"),
        ("åsa@åre.example", "***@åre.example"),
        ("2026-000123", "2026-000123"),
    ],
)
def test_numbers_and_addresses_are_masked_wherever_they_stand(value: str, written: str) -> None:
    """In the message, in its values, and in a traceback's own text; a case number stays."""
    assert formatted(f"about {value}").endswith(f": about {written}")
    assert formatted("about %s", value).endswith(f": about {written}")
    entry = formatted("fault", error=ValueError(value))
    assert entry.endswith(f"ValueError: {written}")


def test_the_log_lasts_as_long_as_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Our INFO is written, a library's is not, and nothing is once the command has ended."""
    with log_to_stderr():
        logging.getLogger("knowledge.search").info("index rebuilt for eva@b.example")
        logging.getLogger("alembic").info("noise")
    logging.getLogger("knowledge.search").info("after the end")
    written = capsys.readouterr().err
    assert written.endswith("INFO knowledge.search: index rebuilt for ***@b.example\n")
    assert written.count("\n") == 1
