"""A mail in the thread of a case that was merged into another goes where the matter is now, for its own party alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Status
from assistant.cases.merging import merge
from assistant.cases.outbox import MailKind
from assistant.services import Services
from knowledge.organisation import Role
from mail_gateway.deliver import deliver_waiting
from tests.factories import add_staff
from tests.mail_gateway.post_room import BO, DIFFICULT, RUT, case_of, outbox, questions, take_in, write

MORE = "Jag glömde säga att det är bråttom."
AGAIN = f"{DIFFICULT} Har ni glömt mig?"


@pytest.mark.parametrize(("second", "gets_in"), [(RUT, True), (BO, False)])
def test_a_reply_to_a_merged_case_goes_to_the_kept_one(town: Services, second: str, gets_in: bool) -> None:
    """Rut's two cases are one, and so is her thread; had the kept case been Bo's, her words get a case of their own."""
    take_in(town, write(DIFFICULT))
    take_in(town, write(AGAIN, sender=second, subject="Ny fråga", message_id="<q2@x>"))
    deliver_waiting(town)
    receipt = outbox(town, MailKind.RECEIPT)[0]
    with town.database.transaction() as session:
        double, kept = session.scalars(select(Case).order_by(Case.id)).all()
        merge(session, double, kept, add_staff(session, "Britt Berg", Role.HANDLER), town.clock())
    subject = f"Sv: Fråga [#{double.number}]"
    assert receipt.message_id is not None
    stored = take_in(town, write(MORE, subject=subject, message_id="<q3@x>", In_Reply_To=receipt.message_id))
    with town.database.reading() as session:
        case = case_of(session, stored)
        assert (case.id == kept.id) is gets_in
        assert gets_in or case.linked_case_id == kept.id
        assert MORE in questions(session, case)
        assert session.get_one(Case, double.id).status is Status.CLOSED
        assert MORE not in questions(session, session.get_one(Case, double.id))
