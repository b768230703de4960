"""The demo from the outside: one command up, a mail through it, a clean stop, and up again on the same data."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.servers.ports import free_port
from tests.servers.process import ended_with_us
from tests.waiting import eventually

_QUESTION = "Hur säger jag upp vår förskoleplats?"


@dataclass
class Demo:
    """A demo in a folder of its own, on free ports."""

    folder: Path
    web: int
    imap: int
    smtp: int
    site: int

    def command(self, *words: str) -> list[str]:
        """The command line for this demo."""
        return [sys.executable, "-m", "admin", "--data", str(self.folder), "demo", *words]

    def run_command(self) -> list[str]:
        """The command that runs it all."""
        ports = ["--web-port", str(self.web), "--imap-port", str(self.imap), "--smtp-port", str(self.smtp)]
        ports += ["--site-port", str(self.site)]
        return self.command("run", *ports, "--contacts", "200")

    @contextmanager
    def up(self) -> Iterator[None]:
        """Run it until it says that it is ready; stop it as Ctrl-C does."""
        log = self.folder.parent / "demo.log"
        with log.open("wb") as output:
            # Started in the background by a shell, the tests and all below them would not hear Ctrl-C.
            command = ended_with_us(["env", "--default-signal=INT", *self.run_command()])
            program = subprocess.Popen(command, stdout=output, stderr=output)
            try:
                eventually(lambda: "Three things to try" in log.read_text() or program.poll() is not None, 90)
                assert program.poll() is None, log.read_text()
                yield
            finally:
                program.send_signal(signal.SIGINT)
                code = program.wait(timeout=30)
        said = log.read_text()
        assert code == 0, said
        assert "Traceback" not in said, said

    def report(self) -> str:
        """What `demo report` prints."""
        done = subprocess.run(self.command("report"), capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mail(self, question: str) -> str:
        """What `demo mail` prints."""
        done = subprocess.run(self.command("mail", question), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """A demo that nobody has started yet."""
    return Demo(tmp_path / "demo", free_port(), free_port(), free_port(), free_port())


@pytest.mark.timeout(240)
def test_the_demo_answers_by_mail_and_starts_again_on_its_data(demo: Demo) -> None:
    """The sample town answers by mail with link, signature and headers; after Ctrl-C it goes on where it was."""
    with demo.up():
        reply = demo.mail(_QUESTION)
        handed_over = demo.mail("Jag vill överklaga mitt beslut om försörjningsstöd")
        with urlopen(f"http://127.0.0.1:{demo.web}/") as page:
            chat = page.read().decode()
        with urlopen(f"http://127.0.0.1:{demo.site}/") as page:
            website = page.read().decode()
        with urlopen(f"http://127.0.0.1:{demo.web}/widget.js") as script:
            assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
        letter = demo.report()
    assert "Subject: Statistik för" in letter
    assert "Alla mått" in letter
    assert (demo.folder / "letter" / "letter.html").read_bytes().count(b"data:image/png") == 3
    assert "Auto-Submitted: auto-replied" in reply
    assert "In-Reply-To: <" in reply
    assert "https://www.nystad.example/" in reply
    assert "Förskola\nNystads kommun" in reply
    assert "ärendenummer 2" in handed_over
    assert "automatiska assistent" in chat
    assert f'src="http://127.0.0.1:{demo.web}/widget.js"' in website

    assert "200 contacts" in (demo.folder.parent / "demo.log").read_text()

    # A load that was broken off leaves no mark, and is done again beside what is there.
    (demo.folder / "loaded").unlink()
    with demo.up():
        assert "[#" in demo.mail("När öppnar badhuset?")
    said = (demo.folder.parent / "demo.log").read_text()
    assert "17 entries" in said
    assert "Making up" not in said


def test_a_taken_port_is_named_and_nothing_is_left_behind(demo: Demo) -> None:
    """Somebody else's program on the port: one clear line, exit code 1, no half-made demo."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", demo.web))
        other.listen()
        done = subprocess.run(demo.run_command(), capture_output=True, text=True, timeout=60, env=dict(os.environ))
    assert done.returncode == 1
    assert f"port {demo.web} is taken" in done.stderr
    assert "--web-port" in done.stderr
    assert "Traceback" not in done.stderr
    assert not demo.folder.exists()


def test_mail_to_a_demo_that_does_not_run_says_so(demo: Demo) -> None:
    """Without a demo, `demo mail` says how to start one."""
    done = subprocess.run(demo.command("mail", _QUESTION), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "make demo" in done.stderr
