"""What could not be answered comes in groups, masked, the largest first, and one press makes a draft of a group."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.background.kinds import run_waiting_jobs
from assistant.cases.case import Case, EventKind, record
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.proposal import EntryProposal
from assistant.cases.unanswered import GroupState, UnansweredGroup, UnansweredQuestion, Why
from assistant.engine.answer import Outcome
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Department, Role
from tests.admin.entries.conftest import Desk, desk
from tests.admin.workplace import hidden_fields
from tests.factories import add_entry
from tests.waiting import held_up

__all__ = ["desk"]
LIST = "/obesvarade"
SWANS = ("Får man mata svanarna i parken?", "Kan man mata svanarna i parken?", "Mata svanarna i parken, får man det?")


def ask(
    desk: Desk, text: str, outcome: Outcome = Outcome.HANDED_OVER, reason: str = "nothing_near", **case: object
) -> str:
    """A case with this question, about which the assistant decided this; its number."""
    number = desk.workplace.case("Fråga", 1, text=text, **case)  # type: ignore[arg-type] # a case's own facts
    stored = desk.workplace.stored(number)
    question = desk.workplace.messages(number)[0].id
    more = {"question_id": question, "department_id": stored.department_id}
    more |= {"answered": outcome is Outcome.ANSWERED}
    desk.workplace.decided(number, outcome, reason, **more)
    return number


def gathered(desk: Desk) -> str:
    """Have what is new read, and look at the list."""
    page = desk.elsa.get(LIST).text
    assert desk.elsa.post(f"{LIST}/las-in", data=hidden_fields(page)).status_code == 303
    run_waiting_jobs(desk.workplace.services)
    return desk.elsa.get(LIST).text


def do(client: FlaskClient, step: str, group: int = 1, **fields: str) -> str:
    """Press a button of a group; where that leads."""
    answer = client.post(f"{LIST}/{group}/{step}", data=hidden_fields(client.get(LIST).text) | fields)
    assert answer.status_code == 303, answer.status_code
    return answer.headers["Location"]


def groups(desk: Desk) -> dict[int, list[Why]]:
    """How the questions of each group went."""
    with desk.workplace.services.database.reading() as session:
        rows = session.scalars(select(UnansweredQuestion).order_by(UnansweredQuestion.question_id)).all()
    return {group: [row.why for row in rows if row.group_id == group] for group in {row.group_id for row in rows}}


@pytest.fixture
def swans(desk: Desk) -> Desk:
    """Three residents ask of the swans in three ways, one of an ice rink, and two what only a person answers."""
    ask(desk, f"{SWANS[0]} Jag heter Rut Lind, 070-123 45 67.", name="Rut Lind", email="rut@prov.example")
    ask(desk, "När spolas isbanan vid Björkskolan?")
    ask(desk, SWANS[1], Outcome.CLARIFY, "several_likely")
    ask(desk, SWANS[2])
    ask(desk, "Jag vill klaga på handläggaren", reason="complaint")
    ask(desk, "Får man mata svanarna om man har skyddad identitet?", confidential=True)
    return desk


def test_questions_are_grouped_and_masked_the_largest_first(swans: Desk) -> None:
    """One matter in three wordings is one group; the resident's name and number are nobody's business."""
    page = gathered(swans)
    assert sorted(map(len, groups(swans).values())) == [1, 3]
    assert page.index("svanarna") < page.index("isbanan")
    assert "3 frågor" in page
    assert "1 fick en motfråga" in page
    for hidden in ("Rut", "Lind", "070-123", "klaga", "skyddad"):
        assert hidden not in page
    gathered(swans)
    assert sorted(map(len, groups(swans).values())) == [1, 3], "a question is read once"


def test_a_no_counts_and_what_was_chosen_in_the_end_does_not(desk: Desk) -> None:
    """An answer that did not help is unanswered; a question asked back and then answered by a choice is not."""
    no = ask(desk, "Hur högt får ett staket vara?", Outcome.ANSWERED, "certain")
    chosen = ask(desk, "Vad kostar lovet?", Outcome.CLARIFY, "several_likely")
    desk.workplace.decided(chosen, Outcome.ANSWERED, "chosen", answered=True)
    with desk.workplace.services.database.transaction() as session:
        case = session.get_one(Case, desk.workplace.stored(no).id)
        record(case, EventKind.NOT_HELPED, desk.workplace.clock.now, entry_id=desk.entry_id)
    gathered(desk)
    assert list(groups(desk).values()) == [[Why.NOT_HELPED]]


def test_one_press_makes_a_draft_that_only_a_person_publishes(swans: Desk) -> None:
    """With the group's wordings, masked, and a handler's answer; pressed twice it is one draft."""
    answered = swans.workplace.stored(ask(swans, "Varför får man inte mata svanarna i parken?"))
    with swans.workplace.services.database.transaction() as session:
        at = swans.workplace.clock.now + timedelta(minutes=5)
        reply = Message(case_id=answered.id, author=Author.STAFF, kind=MessageKind.REPLY, at=at)
        reply.text = "Hej! Brödet gör svanarna sjuka. Ring 0980-319 000."
        session.add(reply)
        guide = swans.member("Elsa").id
        session.add(EntryProposal(case_id=answered.id, proposed_by_id=guide, proposed_at=at))
    assert "föreslagen av kundtjänst" in gathered(swans)
    biggest = max(groups(swans), key=lambda group: len(groups(swans)[group]))
    to = do(swans.elsa, "utkast", biggest)
    assert do(swans.elsa, "utkast", biggest) == to
    with swans.workplace.services.database.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.id != swans.entry_id)).one()
        assert to == f"/svarsposter/{entry.id}/redigera"
        assert (entry.status, session.get_one(EntryDraft, entry.id).state) == (EntryStatus.DRAFT, DraftState.DRAFT)
        asked = [entry.question, *(one.text for one in entry.phrasings)]
        assert len(asked) == 4
        assert not any("Rut" in text or "070" in text for text in asked)
        assert entry.answer == "Hej! Brödet gör svanarna sjuka. Ring [telefon]."
        assert session.get_one(EntryProposal, answered.id).handled_at is not None
    assert swans.elsa.get(to).status_code == 200
    assert "svanarna" not in swans.elsa.get(LIST).text
    assert entry.number in swans.elsa.get(f"{LIST}?visa=utkast").text


def test_a_number_that_is_taken_at_the_same_moment_is_left_to_whoever_was_first(swans: Desk) -> None:
    """The draft gets the one after it; nobody is told of a fault."""
    gathered(swans)
    biggest = max(groups(swans), key=lambda group: len(groups(swans)[group]))
    database = swans.workplace.services.database
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            add_entry(session, session.scalars(select(Department)).one(), "Får man bada?", number="FSK-02")
            session.flush()
            pressed = pool.submit(do, swans.elsa, "utkast", biggest)
            held_up(database, 1)
        assert pressed.result().endswith("/redigera")
    with database.reading() as session:
        numbers = session.scalars(select(Entry.number).order_by(Entry.number)).all()
    assert numbers == ["FSK-01", "FSK-02", "FSK-03"]


def test_what_is_put_aside_stays_there_and_can_be_taken_up(swans: Desk) -> None:
    """New questions join the group that somebody has decided about; who edits elsewhere does not see it."""
    gathered(swans)
    biggest = max(groups(swans), key=lambda group: len(groups(swans)[group]))
    do(swans.elsa, "lagg-undan", biggest)
    ask(swans, "Får vi mata svanarna i parken?")
    assert "svan" not in gathered(swans)
    assert len(groups(swans)[biggest]) == 4
    assert "svan" in swans.elsa.get(f"{LIST}?visa=undanlagda").text
    do(swans.elsa, "ta-upp", biggest)
    assert "svan" in swans.elsa.get(LIST).text
    other = swans.workplace.logged_in(swans.workplace.staff("Ulla", Role.EDITOR))
    assert other.get(f"{LIST}/{biggest}").status_code == 404
    with swans.workplace.services.database.reading() as session:
        assert session.get_one(UnansweredGroup, biggest).state is GroupState.OPEN
