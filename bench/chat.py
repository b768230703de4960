"""What the chat bears: residents who ask, a page without a question, and residents who wait for a person.

python -m bench.chat [--residents 200] [--seconds 60] [--waiting 50] [--workers 2]

`forstalinjen web` runs in processes of its own, as an operator starts it, with the sample town on SQLite; only the
limits on how much one sender may ask are lifted, since all residents here share an address. Each resident is a thread
with a browser's cookies: it opens the page, and then asks one of the sample town's messages every ten seconds. A
question's time is from its POST until the page with the answer has been read. Floors (issue 5): p95 500 ms for 200
residents, 50 ms for the page, and 50 who wait for a live answer (a look every 2 s) at most a tenth of a core.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from admin.demo import SAMPLES
from admin.evaluation.labelled import read_labelled
from assistant.services import open_services
from bench.ground import fill, percentile, say
from knowledge.settings import load
from tests.servers.process import ended_with_us
from tests.waiting import eventually

_EVERY = 10.0
_LOOK_EVERY = 2.0
_SETTINGS = """\
data = "{folder}"
[web]
port = {port}
public_url = "http://127.0.0.1:{port}"
question_limit = "1000000 per minute"
total_limit = "1000000 per minute"
"""
_CSRF, _TOKEN, _MARK = (
    re.compile(rf'{name}"?\s*(?:value)?="([^"]+)"') for name in ('name="csrf_token', 'name="token', "data-mark")
)
_TICKS = os.sysconf("SC_CLK_TCK")
# Reading the system's certificates takes longer than an answer; one reading serves all who only speak plain HTTP here.
_TLS = ssl.create_default_context()


@dataclass
class Times:
    """Seconds of what went well, and what did not."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def tell(self, name: str) -> None:
        """Print the percentiles in milliseconds."""
        for share in (0.5, 0.95, 0.99):
            say(f"{name}: p{share * 100:.0f} of {len(self.seconds)}", percentile(self.seconds, share) * 1000, "ms")
        say(f"{name}: errors", len(self.faults), f"of {len(self.seconds) + len(self.faults)}")
        for fault in sorted(set(self.faults))[:3]:
            print(f"  {fault}")


class Resident:
    """One browser with its cookies."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=30, follow_redirects=True, verify=_TLS)
        self._page = ""

    def open(self) -> None:
        """Read the chat's page."""
        self._page = self._client.get("/").raise_for_status().text

    def send(self, step: str, **fields: str) -> None:
        """Send one of the page's forms, and read the page that follows."""
        given = {"csrf_token": _found(_CSRF, self._page), "token": _found(_TOKEN, self._page), **fields}
        self._page = self._client.post(step, data=given).raise_for_status().text

    def look(self) -> None:
        """Ask whether there is anything new, as the page of somebody who waits does."""
        self._client.get("/nytt", params={"efter": _found(_MARK, self._page)}).raise_for_status()


def main() -> None:
    """Run all three."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="forstalinjen-bench-") as folder, served(Path(folder), arguments) as server:
        address = f"http://127.0.0.1:{arguments.port}"
        say("load before", os.getloadavg()[0], "processes")
        _page_alone(address).tell("page without a question")
        questions = [one.text[:2_000] for one in read_labelled(SAMPLES / "messages.jsonl") if one.channel == "chat"]
        before, started = _processor(server.pid), time.perf_counter()
        _asking(address, questions, arguments).tell(f"{arguments.residents} residents ask")
        share = (_processor(server.pid) - before) / (time.perf_counter() - started)
        say("  of one core, by the server", share * 100, "%")
        _waiting(address, server.pid, arguments)


@contextmanager
def served(folder: Path, arguments: argparse.Namespace) -> Iterator[subprocess.Popen[bytes]]:
    """The web of a filled town, warm, until the block ends."""
    config = folder / "forstalinjen.toml"
    config.write_text(_SETTINGS.format(folder=folder, port=arguments.port), encoding="utf-8")
    services = open_services(load(config, None, os.environ, create=True))
    fill(services)
    services.database.close()
    program = [sys.executable, "-m", "admin", "--config", str(config), "web", "--workers", str(arguments.workers)]
    with (folder / "web.log").open("ab") as log:
        server = subprocess.Popen(ended_with_us(program), stdout=log, stderr=log)
    try:
        for _ in range(4 * arguments.workers):
            eventually(lambda: _answers(f"http://127.0.0.1:{arguments.port}"))
        yield server
    finally:
        server.terminate()
        server.wait(60)


def _answers(address: str) -> bool:
    try:
        resident = Resident(address)
        resident.open()
        resident.send("/fraga", text="Vad kostar bygglov?")
    except httpx.HTTPError:
        return False
    return True


def _page_alone(address: str, times: int = 200) -> Times:
    measured, resident = Times(), Resident(address)
    for _ in range(times):
        _timed(measured, resident.open)
    return measured


def _asking(address: str, questions: list[str], arguments: argparse.Namespace) -> Times:
    measured = Times()

    def live(number: int) -> None:
        chance, resident = random.Random(number), Resident(address)  # noqa: S311 - the same load each time
        time.sleep(chance.uniform(0, _EVERY))
        resident.open()
        due, end = time.perf_counter(), time.perf_counter() + arguments.seconds
        while due < end:
            time.sleep(max(0.0, due - time.perf_counter()))
            _timed(measured, lambda: resident.send("/fraga", text=chance.choice(questions)))
            due += _EVERY

    _together(live, arguments.residents)
    return measured


def _waiting(address: str, server: int, arguments: argparse.Namespace) -> None:
    measured, ready, seconds = Times(), threading.Barrier(arguments.waiting + 1), 20.0

    def live(number: int) -> None:
        resident = Resident(address)
        resident.open()
        resident.send("/fraga", text=f"Jag vill prata med en person om mitt beslut nummer {number}")
        ready.wait()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            _timed(measured, resident.look)
            time.sleep(_LOOK_EVERY)

    threads = [threading.Thread(target=live, args=(number,)) for number in range(arguments.waiting)]
    for thread in threads:
        thread.start()
    ready.wait()
    before, started = _processor(server), time.perf_counter()
    for thread in threads:
        thread.join()
    share = (_processor(server) - before) / (time.perf_counter() - started)
    measured.tell(f"{arguments.waiting} who wait look")
    say(f"{arguments.waiting} who wait, of one core", share * 100, "%")


def _timed(measured: Times, step: Callable[[], None]) -> None:
    started = time.perf_counter()
    try:
        step()
    except (httpx.HTTPError, ValueError) as fault:
        measured.faults.append(f"{type(fault).__name__}: {str(fault)[:150]}")
    else:
        measured.seconds.append(time.perf_counter() - started)


def _together(live: Callable[[int], None], count: int) -> None:
    threads = [threading.Thread(target=live, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _found(wanted: re.Pattern[str], page: str) -> str:
    match = wanted.search(page)
    if match is None:
        raise ValueError(f"the page has no {wanted.pattern}")
    return match.group(1)


def _processor(pid: int) -> float:
    """Seconds of processor time of a process and those that it has started (proc(5): stat, children)."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return (int(stat[11]) + int(stat[12])) / _TICKS + sum(_processor(int(child)) for child in children)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--residents", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each resident asks")
    parser.add_argument("--waiting", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2, help="processes of `forstalinjen web`")
    parser.add_argument("--port", type=int, default=8900)
    return parser.parse_args()


if __name__ == "__main__":
    main()
