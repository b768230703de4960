"""An entry's page: each step of its life, who may take it, and that a stale or doubled form does nothing twice."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from knowledge.audit import AuditEntry
from knowledge.content import content_of
from knowledge.curation import write
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import Entry, EntryStatus, Revision, Step
from knowledge.organisation import Department, Role, StaffMember
from tests.admin.entries.conftest import Desk
from tests.admin.proof.questions import ask_in_test, run_all, runs
from tests.admin.workplace import NOW
from tests.one_database import database_url

__all__ = ["database_url"]


def written(desk: Desk, answer: str = "Ring oss på tisdag.", by: str = "Elsa") -> None:
    """A draft beside the approved text."""
    author = desk.member(by).id
    with desk.workplace.services.database.transaction() as session:
        entry = session.get_one(Entry, desk.entry_id)
        write(
            session, entry, {**content_of(entry), "answer": answer}, "ny dag", NOW, session.get_one(StaffMember, author)
        )


def draft(desk: Desk) -> EntryDraft | None:
    """The draft as stored."""
    with desk.workplace.services.database.reading() as session:
        return session.get(EntryDraft, desk.entry_id)


def steps(desk: Desk) -> list[Step]:
    """What has been done to the entry, in order."""
    with desk.workplace.services.database.reading() as session:
        return list(session.scalars(select(Revision.step).order_by(Revision.id)))


@pytest.fixture
def bo(desk: Desk) -> FlaskClient:
    """The browser of another editor of the department."""
    return desk.workplace.logged_in(desk.workplace.staff("Bo", Role.EDITOR, groups=(1,)))


def test_a_draft_is_seen_beside_what_counts_and_goes_from_hand_to_hand(desk: Desk, bo: FlaskClient) -> None:
    """Submitted, sent back with a reason, submitted again and approved: each by its button, told in the history."""
    written(desk)
    page = desk.page()
    assert re.search("<del>Gör det i e-tjänsten</del>.+<ins>Ring oss på tisdag</ins>", page, re.DOTALL)
    assert desk.send("skicka").status_code == 303
    assert desk.send("tillbaka", bo, reason="").status_code == 400
    assert desk.send("tillbaka", bo, reason="Vilket nummer?").status_code == 303
    assert "Vilket nummer?" in desk.page()
    desk.send("skicka")
    assert desk.send("godkann", bo).status_code == 303
    assert (desk.stored().answer, draft(desk)) == ("Ring oss på tisdag.", None)
    assert steps(desk) == [
        *(Step.PUBLISHED, Step.SAVED, Step.SUBMITTED, Step.RETURNED, Step.SUBMITTED, Step.PUBLISHED),
    ]


def test_the_author_cannot_approve_where_the_department_wants_two(desk: Desk, bo: FlaskClient) -> None:
    """The page offers it only to another, and a form that is sent anyway is refused with the reason."""
    with desk.workplace.services.database.transaction() as session:
        session.scalars(select(Department)).one().two_to_publish = True
    written(desk)
    page = desk.page()
    assert "någon annan godkänner" in page
    assert "/godkann" not in page
    refused = desk.send("godkann")
    assert refused.status_code == 409
    assert "någon annan än den som skrev" in refused.text
    assert desk.send("godkann", bo).status_code == 303
    assert desk.stored().answer == "Ring oss på tisdag."


def test_a_text_can_be_approved_for_a_later_moment(desk: Desk) -> None:
    """The moment is Stockholm's; one that has passed, or is no moment, changes nothing and keeps what was typed."""
    written(desk)
    for day, time in (("2026-05-13", "09:59"), ("2099-01-01", "08:00"), ("i morgon", "")):
        refused = desk.send("godkann", nar="senare", dag=day, tid=time)
        assert refused.status_code == 400
        assert f'value="{day}"' in refused.text
    assert desk.send("godkann", nar="senare", dag="2026-06-01", tid="00:00").status_code == 303
    stored = draft(desk)
    assert stored is not None
    assert (stored.state, stored.publish_at.isoformat()) == (DraftState.SCHEDULED, "2026-05-31T22:00:00+00:00")  # type: ignore[union-attr]
    assert "publiceras 1 juni 2026 00.00" in desk.page()
    assert desk.send("tillbaka", reason="vänta").status_code == 303
    assert draft(desk).state is DraftState.DRAFT  # type: ignore[union-attr]


def test_a_pause_takes_one_press_and_so_does_its_end(desk: Desk) -> None:
    """A paused entry is nobody's answer; the same form sent twice is no fault and pauses once."""
    page = desk.page()
    assert [desk.send("pausa", page=page).status_code for _ in range(2)] == [303, 303]
    assert desk.stored().status is EntryStatus.PAUSED
    assert steps(desk).count(Step.PAUSED) == 1
    assert desk.send("ateruppta").status_code == 303
    assert desk.stored().status is EntryStatus.PUBLISHED


def test_what_was_decided_by_an_older_page_is_not_done(desk: Desk, bo: FlaskClient) -> None:
    """Somebody has written meanwhile: nothing is approved, and the page shows what there is now."""
    written(desk)
    page = desk.page(bo)
    written(desk, "Ring aldrig.")
    refused = desk.send("godkann", bo, page=page, reason="läst")
    assert refused.status_code == 409
    assert "sedan du öppnade sidan" in refused.text
    assert "Du skrev: läst" in refused.text
    assert "aldrig" in refused.text
    assert desk.stored().answer == "Gör det i e-tjänsten."


def test_an_archived_entry_can_be_taken_out_again(desk: Desk) -> None:
    """It asks why, keeps its history, and comes back as a draft that has to be approved."""
    assert desk.send("arkivera").status_code == 400
    assert desk.send("arkivera", reason="tjänsten är nedlagd").status_code == 303
    assert "tjänsten är nedlagd" in desk.page()
    assert desk.send("ta-fram").status_code == 303
    assert desk.stored().status is EntryStatus.DRAFT
    assert desk.send("godkann").status_code == 303
    assert desk.stored().status is EntryStatus.PUBLISHED


def test_an_older_text_is_taken_back_as_a_draft(desk: Desk) -> None:
    """Its page shows what it changed and what has changed since; taking it back changes nothing that is said."""
    written(desk)
    desk.send("godkann")
    with desk.workplace.services.database.reading() as session:
        first = session.scalars(select(Revision.id).order_by(Revision.id)).first()
    address = f"{desk.address}/version/{first}"
    assert "<ins>" in desk.elsa.get(address).text
    assert desk.send(f"version/{first}").status_code == 303
    assert (desk.stored().answer, draft(desk).content["answer"]) == ("Ring oss på tisdag.", "Gör det i e-tjänsten.")  # type: ignore[union-attr]
    assert desk.send("kasta").status_code == 303
    assert draft(desk) is None
    assert desk.elsa.get(f"{desk.address}/version/999999").status_code == 404


def test_whoever_reads_it_says_that_it_is_right(desk: Desk) -> None:
    """Reviewed today and due on the chosen day; a day that has passed is refused, the same form twice reviews once."""
    assert 'value="2027-05-13"' in desk.page()
    page = desk.page()
    assert desk.send("granskad", igen="2026-05-13").status_code == 400
    assert [desk.send("granskad", page=page, igen="2026-11-13").status_code for _ in range(2)] == [303, 303]
    assert (desk.stored().reviewed, desk.stored().review_due) == (date(2026, 5, 13), date(2026, 11, 13))
    assert steps(desk).count(Step.REVIEWED) == 1
    assert 'value="2026-11-13"' in desk.page(), "as long again as until now"


def test_an_owner_is_one_who_may_edit_and_the_change_is_written_down(desk: Desk, bo: FlaskClient) -> None:
    """Somebody of another department cannot be chosen; giving it to Bo stands in the log."""
    desk.workplace.staff("Hans", Role.HANDLER, groups=(1,))
    assert desk.send("agare", agare=str(desk.member("Hans").id)).status_code == 400
    assert desk.send("agare", bo, agare=str(desk.member("Bo").id)).status_code == 303
    assert desk.stored().owner_id == desk.member("Bo").id
    with desk.workplace.services.database.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.what == "entry")).one()
    assert (logged.subject, logged.after) == ("FSK-01", {"owner": "bo@provkoping.example"})


def test_an_editor_of_another_department_reads_and_changes_nothing(desk: Desk) -> None:
    """The page has no buttons for them, and what they send is refused; an administrator may do everything."""
    other = desk.workplace.group("Gatudriften", "Gator")
    stranger = desk.workplace.logged_in(desk.workplace.staff("Ulf", Role.EDITOR, groups=(other,)))
    written(desk)
    page = desk.page(stranger)
    assert "Ring oss" in page
    assert "Pausa svaret" not in page
    for action in ("pausa", "godkann", "granskad", "agare", "arkivera"):
        assert desk.send(action, stranger, page=page, reason="nej", igen="2027-01-01").status_code == 403
    assert (desk.stored().status, draft(desk) is None) == (EntryStatus.PUBLISHED, False)
    boss = desk.workplace.logged_in(desk.workplace.staff("Ada", Role.ADMINISTRATOR))
    assert desk.send("godkann", boss).status_code == 303


def test_whoever_only_uses_the_answers_sees_no_draft_and_no_history(desk: Desk) -> None:
    """A handler reads what counts, and nothing of what is being written."""
    written(desk)
    page = desk.page(desk.workplace.logged_in(desk.workplace.staff("Hans", Role.HANDLER)))
    assert "Gör det i e-tjänsten" in page
    assert "Ring oss" not in page
    assert "Historik" not in page


def test_a_draft_is_tried_when_it_is_submitted_and_a_loss_is_published_with_a_reason_alone(desk: Desk) -> None:
    """Without the wording that a test question has, approving asks why; what is published has the proof run."""
    services = desk.workplace.services
    with services.database.transaction() as session:
        ask_in_test(session, "Köa till dagis", "FSK-01")
        entry = session.get_one(Entry, desk.entry_id)
        write(session, entry, {**content_of(entry), "phrasings": []}, "kortare", NOW)
    assert desk.send("skicka").status_code == 303
    assert "Varför kan det inte vänta?" in desk.page()
    early = desk.send("godkann")
    assert (early.status_code, "prövas fortfarande mot provfrågorna" in early.text) == (409, True)
    assert run_all(services) == 1
    assert "Varför publiceras det ändå?" in desk.page()
    refused = desk.send("godkann")
    assert refused.status_code == 409
    assert "sämre än bättre" in refused.text
    assert desk.send("godkann", reason="ingen säger dagis").status_code == 303
    assert run_all(services) == 1
    assert [run.about for run in runs(services)] == [["FSK-01"]]


def test_whoever_cannot_wait_for_the_trial_says_why_and_without_test_questions_nobody_is_asked(desk: Desk) -> None:
    """The draft is being tried, and its place among residents' questions is all that there is to know without any."""
    services = desk.workplace.services
    written(desk)
    desk.send("skicka")
    assert "Varför kan det inte vänta?" not in desk.page()
    assert desk.send("godkann").status_code == 303
    run_all(services)
    with services.database.transaction() as session:
        ask_in_test(session, "Köa till dagis", "FSK-01")
    written(desk, "Ring oss i dag.")
    desk.send("skicka")
    assert desk.send("godkann", reason="numret är fel").status_code == 303
    assert desk.stored().answer == "Ring oss i dag."
