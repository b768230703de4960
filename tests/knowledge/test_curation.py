"""An entry's life: what is approved is said, what is written meanwhile is not, and every step can be told later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge import curation
from knowledge.content import content_of, differing
from knowledge.drafts import DraftState, EntryDraft, working_content
from knowledge.entries import Entry, EntryStatus, Revision, Step, current_age
from knowledge.errors import NotAllowedYet, Obstacle, UnknownOwner
from knowledge.organisation import Role
from tests.factories import THEN, add_department, add_entry, add_staff

LATER = THEN + timedelta(days=1)


def steps(session: Session, entry: Entry) -> list[Step]:
    """What has happened to the entry, in order."""
    chosen = select(Revision.step).where(Revision.entry_id == entry.id).order_by(Revision.id)
    return list(session.scalars(chosen))


def test_a_published_text_stands_until_its_new_one_is_approved(services: Services) -> None:
    """A saved and submitted change is a draft: the entry's row and the knowledge's age are as before."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?", answer="Måndag.", number="F-1")
        age = current_age(session).generation
        curation.write(session, entry, {**content_of(entry), "answer": "Tisdag."}, "ny dag", THEN)
        curation.submit(session, entry, THEN)
        assert (entry.answer, entry.status) == ("Måndag.", EntryStatus.PUBLISHED)
        assert current_age(session).generation == age
        assert working_content(session, entry)["answer"] == "Tisdag."
        curation.approve(session, entry, "läst av två", LATER)
        assert (entry.answer, entry.approved_at, entry.generation) == ("Tisdag.", LATER, age + 1)
        assert session.get(EntryDraft, entry.id) is None
        assert steps(session, entry) == [Step.PUBLISHED, Step.SAVED, Step.SUBMITTED, Step.PUBLISHED]


def test_a_new_entry_is_said_by_nobody_before_it_is_approved(services: Services) -> None:
    """It goes from draft to review to published, and back to draft when it is sent back or written again."""
    with services.database.transaction() as session:
        content = {**content_of(add_entry(session, add_department(session), "När?")), "number": "F-2"}
        age = current_age(session).generation
        entry = curation.add(session, content, "ny fråga", THEN)
        assert (entry.status, entry.number) == (EntryStatus.DRAFT, "F-2")
        curation.submit(session, entry, THEN)
        assert entry.status is EntryStatus.REVIEW
        curation.send_back(session, entry, "fel telefonnummer", THEN)
        assert entry.status is EntryStatus.DRAFT
        curation.submit(session, entry, THEN)
        curation.write(session, entry, {**content, "question": "När då?"}, "tydligare", THEN)
        assert (entry.status, entry.question) == (EntryStatus.DRAFT, "När då?")
        assert current_age(session).generation == age
        curation.approve(session, entry, "", LATER)
        assert entry.status is EntryStatus.PUBLISHED


def test_whoever_wrote_may_not_approve_where_the_department_wants_two(services: Services) -> None:
    """The author is refused, a colleague is not; where one is enough, the author may."""
    with services.database.transaction() as session:
        department = add_department(session)
        entry = add_entry(session, department, "När?")
        author, colleague = add_staff(session, "Anna", Role.EDITOR), add_staff(session, "Bo", Role.EDITOR)
        department.two_to_publish = True
        curation.write(session, entry, {**content_of(entry), "answer": "Tisdag."}, "", THEN, author)
        with pytest.raises(NotAllowedYet) as refused:
            curation.approve(session, entry, "", THEN, author)
        assert refused.value.obstacle is Obstacle.SAME_PERSON
        curation.approve(session, entry, "", THEN, colleague)
        assert (entry.answer, entry.approved_by) == ("Tisdag.", colleague)
        department.two_to_publish = False
        curation.write(session, entry, {**content_of(entry), "answer": "Onsdag."}, "", THEN, author)
        curation.approve(session, entry, "", THEN, author)
        assert entry.answer == "Onsdag."


def test_a_scheduled_text_is_published_at_its_moment_and_not_before(services: Services) -> None:
    """The clock publishes what is due, in the approver's name; writing again takes the approval back."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "Får jag elda?", answer="Ja.")
        approver = add_staff(session, "Anna", Role.EDITOR)
        curation.write(session, entry, {**content_of(entry), "answer": "Nej."}, "eldningsförbud", THEN)
        with pytest.raises(NotAllowedYet):
            curation.approve(session, entry, "", THEN, approver, publish_at=THEN)
        curation.approve(session, entry, "", THEN, approver, publish_at=LATER)
        assert (curation.publish_due(session, LATER - timedelta(seconds=1)), entry.answer) == ((), "Ja.")
        assert curation.publish_due(session, LATER) == (entry.id,)
        assert (entry.answer, entry.approved_by) == ("Nej.", approver)
        assert curation.publish_due(session, LATER) == ()
        curation.write(session, entry, {**content_of(entry), "answer": "Kanske."}, "", THEN)
        curation.approve(session, entry, "", THEN, approver, publish_at=LATER)
        draft = curation.write(session, entry, {**content_of(entry), "answer": "Vet ej."}, "", THEN)
        assert (draft.state, draft.approved_by_id) == (DraftState.DRAFT, None)
        assert curation.publish_due(session, LATER) == ()


def test_a_scheduled_text_waits_for_a_pause_to_end_and_one_that_cannot_be_published_goes_back(
    services: Services,
) -> None:
    """A paused or archived entry is not brought back by the clock, and a draft without a group stops no other."""
    with services.database.transaction() as session:
        department = add_department(session)
        paused, gone, taken = (add_entry(session, department, text) for text in ("När?", "Var?", "Hur?"))
        for entry, change in ((paused, {}), (gone, {"group": "Finns inte"}), (taken, {"number": paused.number})):
            curation.write(session, entry, {**content_of(entry), **change, "answer": "Nytt."}, "", THEN)
            curation.approve(session, entry, "", THEN, publish_at=LATER)
        curation.pause(session, paused, "fel belopp", THEN)
        assert curation.publish_due(session, LATER) == ()
        states = {entry: session.get_one(EntryDraft, entry.id).state for entry in (paused, gone, taken)}
        assert states == {paused: DraftState.SCHEDULED, gone: DraftState.DRAFT, taken: DraftState.DRAFT}
        assert steps(session, gone)[-1] is Step.RETURNED
        assert (gone.answer, taken.answer) == ("Gör det i e-tjänsten.", "Gör det i e-tjänsten.")
        curation.resume(session, paused, "rätt", LATER)
        assert (curation.publish_due(session, LATER), paused.answer) == ((paused.id,), "Nytt.")


def test_a_paused_entry_is_not_used_until_it_is_resumed(services: Services) -> None:
    """Both steps change the knowledge's age, and neither can be taken twice."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?")
        age = current_age(session).generation
        curation.pause(session, entry, "fel belopp", THEN)
        assert (entry.status, current_age(session).generation) == (EntryStatus.PAUSED, age + 1)
        with pytest.raises(NotAllowedYet):
            curation.pause(session, entry, "igen", THEN)
        curation.resume(session, entry, "rätt ändå", THEN)
        assert (entry.status, current_age(session).generation) == (EntryStatus.PUBLISHED, age + 2)
        with pytest.raises(NotAllowedYet):
            curation.resume(session, entry, "igen", THEN)


def test_an_older_text_can_be_taken_back_as_a_draft(services: Services) -> None:
    """Reverting, giving up a draft and restoring from the archive lose nothing of the history."""
    with services.database.transaction() as session:
        entry = add_entry(
            session, add_department(session), "När?", answer="Måndag.", links=[("Mer", "https://a.example")]
        )
        first = session.scalars(select(Revision)).one()
        curation.write(session, entry, {**content_of(entry), "answer": "Tisdag.", "links": []}, "", THEN)
        curation.approve(session, entry, "", THEN)
        curation.revert(session, entry, first, THEN)
        assert (entry.answer, working_content(session, entry)["answer"]) == ("Tisdag.", "Måndag.")
        curation.discard(session, entry, "ångrat", THEN)
        assert working_content(session, entry)["answer"] == "Tisdag."
        with pytest.raises(NotAllowedYet):
            curation.submit(session, entry, THEN)
        curation.archive(session, entry, "behövs inte", THEN)
        curation.restore(session, entry, "behövs visst", THEN)
        assert entry.status is EntryStatus.DRAFT
        curation.revert(session, entry, first, THEN)
        curation.approve(session, entry, "", THEN)
        assert (entry.status, entry.answer, [link.url for link in entry.links]) == (
            EntryStatus.PUBLISHED,
            "Måndag.",
            ["https://a.example"],
        )


def test_a_text_of_a_department_that_is_gone_is_refused(services: Services) -> None:
    """Nothing of the entry has changed then."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?", answer="Måndag.")
        before = content_of(entry)
        for gone in ({"department": "Finns ej"}, {"group": "Finns ej"}):
            curation.write(session, entry, {**before, "answer": "Tisdag.", **gone}, "", THEN)
            with pytest.raises(UnknownOwner):
                curation.approve(session, entry, "", THEN)
            assert content_of(entry) == before


def test_what_has_been_reviewed_is_due_again_on_its_day(services: Services) -> None:
    """The draft of the entry learns the days too, so that approving it later does not take them back."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?", answer="Måndag.")
        editor = add_staff(session, "Anna", Role.EDITOR)
        curation.write(session, entry, {**content_of(entry), "answer": "Tisdag."}, "", THEN)
        curation.mark_reviewed(session, entry, date(2027, 11, 2), LATER, editor)
        assert (entry.reviewed, entry.answer) == (date(2026, 11, 3), "Måndag.")
        curation.approve(session, entry, "", LATER)
        assert (entry.review_due, entry.answer) == (date(2027, 11, 2), "Tisdag.")


def test_what_differs_between_two_texts_is_named() -> None:
    """A key that an older revision lacks is as good as empty."""
    assert differing({"answer": "a"}, {"answer": "b", "steps": [], "see_also": ["F-1"]}) == ("answer", "see_also")
