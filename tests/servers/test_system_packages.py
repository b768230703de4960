"""The script before `make test`: silent when nothing is missing, else it installs or says what to install."""

import os
import subprocess
from pathlib import Path
from shutil import which

import pytest

SCRIPT = Path(__file__).parents[1] / "system-packages.sh"
TOOLS = ["sh", "env", "tr", "sed", "rm", "tee", "chmod", "mktemp", "cat", "openssl", "redis-server"]
# Stands in for apt-get: it writes down how it was called, and that services were forbidden to start meanwhile.
APT_GET = """#!/bin/sh
echo "$DEBIAN_FRONTEND apt-get $*" >>"$CALLS"
[ -x "$POLICY_RC_D" ] && echo "services are held back" >>"$CALLS"
case "$*" in *install*) {install} ;; esac
"""
INSTALLS_CHROMIUM = 'printf "#!/bin/sh\\n" >"$BIN/chromium-headless-shell"; chmod 755 "$BIN/chromium-headless-shell"'


class Machine:
    """A PATH of our own, without Chromium, on which the script believes to be `user_id`."""

    def __init__(self, folder: Path, user_id: int) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.policy = folder / "policy-rc.d"
        for tool in TOOLS:
            program = which(tool)
            assert program is not None, f"{tool} is needed for this test"
            (self.bin / tool).symlink_to(program)
        self.add("id", f"#!/bin/sh\necho {user_id}\n")

    def add(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text, encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def run(self) -> subprocess.CompletedProcess[str]:
        settings = {"CALLS": self.calls, "BIN": self.bin, "POLICY_RC_D": self.policy, "PATH": self.bin}
        environment = {name: str(value) for name, value in settings.items()}
        return subprocess.run(
            ["sh", str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=60, check=False
        )


def test_nothing_is_said_when_everything_is_there() -> None:
    """On a machine with all packages, as this one by now, the script is silent and succeeds."""
    done = subprocess.run(["sh", str(SCRIPT)], env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_ordinary_user_is_told_what_to_install(tmp_path: Path) -> None:
    """Without root and without sudo the script fails with the package's name and the command to give."""
    machine = Machine(tmp_path, user_id=1000)
    machine.add("apt-get", APT_GET.format(install=INSTALLS_CHROMIUM))
    done = machine.run()
    assert done.returncode == 1
    assert "not installed: chromium-headless-shell\n" in done.stderr
    assert "sudo apt-get install --no-install-recommends chromium-headless-shell\n" in done.stderr
    assert not machine.calls.exists(), "apt-get must not be called"


def test_a_machine_without_apt_is_told_what_is_missing(tmp_path: Path) -> None:
    """Where there is no apt-get at all, the message still names the package."""
    done = Machine(tmp_path, user_id=0).run()
    assert done.returncode == 1
    assert "not installed: chromium-headless-shell\n" in done.stderr
    assert "no apt-get" in done.stderr


@pytest.mark.parametrize("user_id", [0, 1000])
def test_missing_packages_are_installed(tmp_path: Path, user_id: int) -> None:
    """As root, or with a sudo that asks nothing: update, then install, with no service started meanwhile."""
    machine = Machine(tmp_path, user_id)
    machine.add("apt-get", APT_GET.format(install=INSTALLS_CHROMIUM))
    machine.add("sudo", '#!/bin/sh\n[ "$1" = -n ] && shift\n[ "$1" = true ] || "$@"\n')
    done = machine.run()
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Installing for the tests: chromium-headless-shell\n"
    calls = machine.calls.read_text(encoding="utf-8").splitlines()
    assert calls == [
        "noninteractive apt-get -qq -o Dpkg::Use-Pty=0 update",
        "services are held back",
        "noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends chromium-headless-shell",
        "services are held back",
    ]
    assert not machine.policy.exists(), "services may start again afterwards"


def test_a_failed_installation_shows_what_apt_said(tmp_path: Path) -> None:
    """When apt-get fails, its words and the script's own advice are shown, and the script fails."""
    machine = Machine(tmp_path, user_id=0)
    machine.add("apt-get", APT_GET.format(install="echo E: the mirror is down; exit 100"))
    done = machine.run()
    assert done.returncode == 1
    assert "E: the mirror is down" in done.stderr
    assert "apt-get could not install them" in done.stderr
    assert not machine.policy.exists()


def test_an_installation_that_changed_nothing_is_found_out(tmp_path: Path) -> None:
    """When apt-get succeeds but the program is still not there, the script fails."""
    machine = Machine(tmp_path, user_id=0)
    machine.add("apt-get", APT_GET.format(install="exit 0"))
    done = machine.run()
    assert done.returncode == 1
    assert "their programs are not found" in done.stderr
