"""A process like those that handle mails, which does nothing but say an address to its log."""

from __future__ import annotations

import logging
import sys
from multiprocessing.connection import Connection

from knowledge.settings import Settings
from mail_gateway.work import worker_process
from mail_gateway.work.processes import line_of


def _say(_line: Connection, _settings: Settings) -> None:
    logging.getLogger("mail_gateway.receive").info("a mail from eva.ek@brevlada.example, 640823-3234")


if __name__ == "__main__":
    worker_process._handle_until_closed = _say
    worker_process.work(line_of(sys.argv))
