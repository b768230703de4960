"""Takes the documentation's pictures of the workplace in the sample town, in the machine's own Chromium.

python -m tests.browser.pictures_of_workplace docs/pictures
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import FloatRect, Page, expect
from sqlalchemy import select

from admin.app import create_app
from admin.background.kinds import run_waiting_jobs
from admin.demo import STAFF_PASSWORD
from admin.proof.asking import PROOF, Wish
from admin.proof.runs import RunReason, newest_run
from knowledge.background_job import ask
from knowledge.curation import save
from knowledge.entries import Entry, EntryStatus
from tests.browser.chat import served
from tests.browser.nystad import EVA, MAJA, OMAR, SIBLINGS, Nystad, nystad
from tests.browser.pictures import looks
from tests.browser.sample_import import changed_import

_HEARD = "säga upp platsen på dagis"
# Each page as most see it; on a phone or in dark where that tells something more.
_TAKEN = {
    "inbox": ("1280-light", "320-light", "320-dark"),
    "case": ("1280-light", "1280-dark", "320-light"),
    "desk": ("1280-light", "1280-dark", "320-light"),
    "settings": ("1280-light", "320-dark"),
    "proof": ("1280-light", "320-dark"),
    "checklist-plan": ("1280-light", "320-dark"),
    "checklist-receipt": ("1280-light", "320-dark"),
}
_LEISURE, _SCHOOL = "Kultur och fritid", "Gymnasium och vuxenutbildning"


def main() -> None:
    """What handlers, guides, editors and administrators see; wide and narrow, light and dark."""
    folder = Path(sys.argv[1])
    with TemporaryDirectory() as data, nystad(Path(data)) as town, served(create_app(town.services)) as address:
        _prove(town)
        plan = changed_import(town.services, EVA, _LEISURE, carried=False)
        receipt = changed_import(town.services, EVA, _SCHOOL, carried=True)
        # The proof waits for a pause after it.
        town.at(town.clock.now + timedelta(minutes=1))
        run_waiting_jobs(town.services)
        case = f"/arenden/{town.numbers[SIBLINGS]}"
        for page, end in looks(folder):
            take = partial(_picture, page, folder, end)
            _as(page, address, MAJA, "/arenden")
            take("inbox")
            page.goto(f"{address}{case}")
            take("case")
            _as(page, address, OMAR, "/svarsstod")
            _desk(page, take)
            _as(page, address, EVA, "/installningar")
            take("settings")
            page.goto(f"{address}/prov")
            take("proof")
            for name, kept in (("checklist-plan", plan), ("checklist-receipt", receipt)):
                page.goto(f"{address}/checklistor/{kept}")
                take(name)


def _prove(town: Nystad) -> None:
    """Some weeks of the proof on the town's own test questions, and what somebody paused and took back."""
    services = town.services
    for weeks, status in ((5, EntryStatus.PAUSED), (4, EntryStatus.PUBLISHED), (2, EntryStatus.PUBLISHED), (0, None)):
        with services.database.transaction() as session:
            some = session.scalars(select(Entry).order_by(Entry.id).limit(40 if status else 1)).all()
            for entry in some:
                entry.status = status or EntryStatus.PAUSED
                save(session, entry, "bild", services.clock())
            job = ask(session, PROOF, Wish(RunReason.PUBLISHED, (some[0].number,)).written(), services.clock())
            job.due_at = services.clock()
        run_waiting_jobs(services)
        with services.database.transaction() as session:
            run = newest_run(session)
            assert run is not None
            run.at = services.clock() - timedelta(weeks=weeks)


def _as(page: Page, address: str, email: str, path: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/logga-in?next={path}")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"**{path}")


def _desk(page: Page, take: Callable[[str], None]) -> None:
    # Letters that are typed before the field has the focus are lost.
    expect(page.locator("#fraga")).to_be_focused()
    page.keyboard.type(_HEARD)
    expect(page.locator(".desk__aloud")).to_contain_text("e-tjänsten")
    take("desk")


def _picture(page: Page, folder: Path, end: str, name: str) -> None:
    if end not in _TAKEN[name]:
        return
    # What one sees without scrolling, twice over: a whole page of many forms would be too small to read.
    width, height = (1280, 1800) if end.startswith("1280") else (320, 1280)
    page.mouse.move(0, 0)
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    clip = FloatRect(x=0, y=0, width=width, height=min(whole, height))
    page.screenshot(path=folder / f"{name}-{end}.png", full_page=True, clip=clip)


if __name__ == "__main__":
    main()
