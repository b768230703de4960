"""A worker of the gateway whose clock is ahead like its gateway's."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import partial

from assistant.services import open_services
from mail_gateway.work import worker_process
from mail_gateway.work.processes import line_of
from tests.crash.orders import LATE_SECONDS, Later

if __name__ == "__main__":
    clock = Later(timedelta(seconds=float(os.environ[LATE_SECONDS])))
    worker_process.open_services = partial(open_services, clock=clock)
    worker_process.work(line_of(sys.argv))
