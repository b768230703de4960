"""A resident's words become a wording of the entry that a person answered with, after an editor's yes, and not else."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import Case
from assistant.cases.handling import reply
from assistant.cases.proposed_phrasing import ProposedPhrasing
from knowledge.content import content_of
from knowledge.curation import write
from knowledge.drafts import working_content
from knowledge.entries import Entry, Revision, Step
from knowledge.labelled_question import LabelledQuestion, Source
from knowledge.organisation import Role, StaffMember
from tests.admin.entries.conftest import Desk, desk
from tests.admin.proof.questions import ask_in_test
from tests.admin.workplace import NOW, hidden_fields
from tests.one_database import database_url

__all__ = ["database_url", "desk"]
LIST = "/formuleringar"
ASKED = "Hej! Jag heter Rut Lind. Hur får jag in ungen på dagis? Ring 070-123 45 67."


def used(desk: Desk, text: str = ASKED, **case: object) -> None:
    """Elsa's colleague answers a resident with the entry as it stands."""
    number = desk.workplace.case("Fråga", 1, text=text, name="Rut Lind", **case)  # type: ignore[arg-type]
    services = desk.workplace.services
    with services.database.transaction() as session:
        stored = session.scalars(select(Case).where(Case.number == number)).one()
        staff = session.scalars(select(StaffMember)).first()
        assert staff is not None
        reply(session, stored, staff, "Gör så här.", services.rules.calendar, NOW, entry_id=desk.entry_id)


def do(client: FlaskClient, step: str, proposal: int = 1, **fields: str) -> int:
    """Press a button of the list."""
    data = hidden_fields(client.get(LIST).text) | fields
    return client.post(f"{LIST}/{proposal}/{step}", data=data).status_code


def wordings(desk: Desk) -> list[str]:
    """The entry's wordings."""
    with desk.workplace.services.database.reading() as session:
        return [one.text for one in session.get_one(Entry, desk.entry_id).phrasings]


def test_a_yes_is_found_by_at_once_and_can_be_undone(desk: Desk) -> None:
    """Masked as proposed, mended by the editor, kept in a draft beside it too; pressed twice it is one."""
    with desk.workplace.services.database.transaction() as session:
        entry = session.get_one(Entry, desk.entry_id)
        write(session, entry, {**content_of(entry), "answer": "Nytt svar."}, "nytt", NOW)
    used(desk)
    page = desk.elsa.get(LIST).text
    assert "in ungen på dagis" in page
    assert "Rut" not in page.replace("Rutin", "")
    assert "070-123" not in page
    assert do(desk.elsa, "ja", text=" ") == 400
    for _ in range(2):
        assert do(desk.elsa, "ja", text="Få in ungen på dagis") == 303
    assert wordings(desk) == ["Köa till dagis", "Få in ungen på dagis"]
    services = desk.workplace.services
    with services.database.reading() as session:
        found = services.search(session)("få in ungen på dagis", NOW)
        assert (found[0].entry_id, found[0].exact) == (desk.entry_id, True)
        entry = session.get_one(Entry, desk.entry_id)
        assert entry.answer != "Nytt svar."
        assert working_content(session, entry)["phrasings"] == wordings(desk)
        learnt = session.scalars(select(LabelledQuestion)).one()
        assert (learnt.source, learnt.gold, learnt.active) == (Source.LEARNT, ["FSK-01"], True)
        assert [one.step for one in session.scalars(select(Revision).order_by(Revision.id))][-1] is Step.LEARNT
    assert "in ungen på dagis?" not in desk.elsa.get(LIST).text
    assert do(desk.elsa, "angra") == 303
    assert wordings(desk) == ["Köa till dagis"]
    assert "in ungen på dagis" in desk.elsa.get(LIST).text
    with services.database.reading() as session:
        assert not session.scalars(select(LabelledQuestion)).one().active


def test_a_yes_leaves_the_label_that_somebody_has_given(desk: Desk) -> None:
    """Of the same words a test question with two right answers still has both, and goes on being asked."""
    text = "Få in ungen på dagis"
    services = desk.workplace.services
    with services.database.transaction() as session:
        ask_in_test(session, text, "FSK-02", "FSK-01")
    used(desk)
    assert do(desk.elsa, "ja", text=text) == 303
    assert do(desk.elsa, "angra") == 303
    with services.database.reading() as session:
        kept = session.scalars(select(LabelledQuestion)).one()
        assert (kept.gold, kept.active, kept.source) == (["FSK-02", "FSK-01"], True, Source.HAND)


def test_a_no_changes_nothing_and_is_the_departments_own(desk: Desk) -> None:
    """Rejected it does not wait any more; who edits elsewhere neither sees it nor decides."""
    used(desk)
    other = desk.workplace.logged_in(desk.workplace.staff("Ulla", Role.EDITOR))
    assert "ungen" not in other.get(LIST).text
    assert do(other, "ja", text="Ungen") == 403
    assert do(desk.elsa, "nej") == 303
    assert wordings(desk) == ["Köa till dagis"]
    assert "ungen" not in desk.elsa.get(LIST).text


def test_an_old_page_makes_no_wording_of_what_has_become_secret(desk: Desk) -> None:
    """A yes is refused with the reason, and nothing is learnt; a no is taken, and so is a regret of an earlier yes."""
    used(desk)
    used(desk, "Hur får telningen plats?")
    token = hidden_fields(desk.elsa.get(LIST).text)
    assert do(desk.elsa, "ja", proposal=2, text="Plats till telningen") == 303
    with desk.workplace.services.database.transaction() as session:
        for case in session.scalars(select(Case)):
            case.confidential = True
    refused = desk.elsa.post(f"{LIST}/1/ja", data=token | {"text": "Få in ungen på dagis"})
    assert refused.status_code == 409
    assert "Ärendet har fått sekretess." in refused.text
    assert "ungen" not in refused.text
    assert wordings(desk) == ["Köa till dagis", "Plats till telningen"]
    assert [do(desk.elsa, "nej"), do(desk.elsa, "angra", proposal=2)] == [303, 303]
    assert wordings(desk) == ["Köa till dagis"]


def test_what_is_secret_or_dangerous_is_never_proposed(desk: Desk) -> None:
    """Nor what was answered with several messages at once, since nobody knows which of them it answered."""
    used(desk, confidential=True)
    used(desk, "Min man slår mig och barnen, jag är rädd")
    with desk.workplace.services.database.reading() as session:
        assert session.scalars(select(ProposedPhrasing)).all() == []
    used(desk)
    assert "ungen" in desk.elsa.get(LIST).text
    with desk.workplace.services.database.transaction() as session:
        for case in session.scalars(select(Case)):
            case.confidential = True
    assert "ungen" not in desk.elsa.get(LIST).text
