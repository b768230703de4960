"""The machine's own Chromium, driven by Playwright, and the accessibility check axe-core on its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from tests.servers.process import ServerError

# Without these Chromium calls home at every start; the tests use no network but loopback.
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Most of our visitors' browsers prefer Swedish; a context with another locale prefers that.
    "--accept-lang=sv-SE",
]
# Every rule of WCAG 2.0, 2.1 and 2.2 at levels A and AA (what DOS-lagen asks for, and a little more).
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# axe-core leaves this rule of WCAG 2.2 AA out unless it is asked for by name.
_RULES = {"target-size": {"enabled": True}}
_AXE = Axe().axe_script

# How long what is expected of a page may take (ms): a machine that does several things at once needs more than the
# five seconds that Playwright gives it.
_PATIENCE = 30_000

# Playwright refuses a second instance in the same thread, so whoever comes second shares the first one's.
_running: list[Browser] = []


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium without a window and yield it; take a new context or page for each test.

    Playwright keeps an event loop in the thread that opens this, so `asyncio.run` cannot be used there
    meanwhile. Opened inside another `browser()`, it is the same one. Raises ServerError if Chromium is not
    installed; nothing is ever downloaded.
    """
    if _running:
        yield _running[0]
        return
    # The same engine without a window's trappings, a third cheaper; where only the whole browser is there, it does.
    program = which("chromium-headless-shell") or which("chromium")
    if program is None:
        raise ServerError("Chromium is not installed: sh tests/system-packages.sh")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=_FLAGS)
        _running.append(chromium)
        expect.set_options(timeout=_PATIENCE)
        try:
            yield chromium
        finally:
            _running.clear()
            chromium.close()


def axe_violations(page: Page | Frame) -> list[str]:
    """Return one line for each element of the page or frame that breaks a WCAG 2.0-2.2 A or AA rule axe knows."""
    options = {"runOnly": {"type": "tag", "values": _TAGS}, "rules": _RULES, "resultTypes": ["violations"]}
    # The script is half a megabyte, and the whole result larger still: once a page, and only what is wrong.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']} - {' '.join(map(str, node['target']))}: {node['html']}"
        for rule in violations
        for node in rule["nodes"]
    ]
