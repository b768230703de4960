"""Confidentiality that does not come of the words: it follows a link, a quotation and the department."""

from __future__ import annotations

import pytest

from assistant.cases.merging import merge
from assistant.cases.outbox import MailKind
from assistant.engine import phrases
from assistant.engine.answer import Outcome
from assistant.intake import leave_contact
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.talk import ANNA, DANGER, UNKNOWN, contact_centre, crisis_group, finds, mail, mails, say
from tests.factories import add_staff, group_of

APPEAL = "Jag vill överklaga mitt beslut om stöd"


def test_a_case_that_may_belong_to_a_confidential_one_is_confidential_too(town: Services) -> None:
    """In the same group, without subject, with a notice that tells nothing; the assistant answers none of it."""
    with town.database.transaction() as session:
        contact_centre(session)
        group = crisis_group(session)
        older = mail(session, town, DANGER).case
        sure = finds(session, "FSK-01")
        said = mail(session, town, "Säga upp?", subject="Efter slagen", linked=older, search=sure)
        case = said.case
        assert said.outcome is Outcome.HANDED_OVER
        assert (case.linked_case_id, case.confidential, case.group, case.subject) == (older.id, True, group, "")
        (notice,) = mails(session, case, MailKind.NOTICE)
        assert "Säga upp" not in notice.body
        assert phrases.danger("") not in mails(session, case, MailKind.RECEIPT)[0].body


def test_it_goes_to_the_linked_cases_own_group(town: Services) -> None:
    """Not to the group for danger, unless it tells of danger itself."""
    with town.database.transaction() as session:
        crisis = crisis_group(session)
        own = group_of(session, "Förskola")
        own.department.confidential = True
        older = mail(session, town, APPEAL, search=finds(session, "FSK-01")).case
        assert (older.group, older.confidential) == (own, True)
        assert mail(session, town, UNKNOWN, linked=older).case.group is own
        assert mail(session, town, DANGER, linked=older).case.group is crisis


def test_a_link_to_an_ordinary_case_changes_nothing(town: Services) -> None:
    """It is answered as any other, and linked."""
    with town.database.transaction() as session:
        older = mail(session, town, UNKNOWN).case
        said = mail(session, town, "Säga upp?", linked=older, search=finds(session, "FSK-01"))
        assert (said.outcome, said.case.confidential) == (Outcome.ANSWERED, False)
        assert said.case.linked_case_id == older.id


def test_danger_in_what_a_new_mail_quotes_makes_it_confidential(town: Services) -> None:
    """Somebody has sent on a cry for help: the right group reads it."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        case = mail(session, town, "Se nedan", quoted=DANGER).case
        assert (case.confidential, case.group) == (True, group)


def test_what_an_ordinary_cases_later_mail_quotes_moves_nothing(town: Services) -> None:
    """Our own words about danger come back quoted in every answer."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, UNKNOWN).case
        mail(session, town, "En sak till", case, quoted=DANGER)
        assert not case.confidential


def test_that_somebody_is_a_client_is_secret(town: Services) -> None:
    """A confidential department's case: no subject, no content in the notice, and a receipt that names nobody."""
    with town.database.transaction() as session:
        group = group_of(session, "Individ- och familjeomsorg")
        group.department.confidential = True
        case = mail(session, town, APPEAL, subject="Mitt försörjningsstöd", search=finds(session, "IFO-01")).case
        assert (case.confidential, case.group, case.subject) == (True, group, "")
        assert case.messages[0].subject == "Mitt försörjningsstöd"
        (notice,), (receipt,) = mails(session, case, MailKind.NOTICE), mails(session, case, MailKind.RECEIPT)
        assert APPEAL not in notice.body
        for secret in (group.name, group.department.name, group.department.phone, phrases.danger("")):
            assert secret not in f"{receipt.subject}{receipt.body}"
        assert phrases.someone_at_the_municipality() in receipt.body


def test_new_danger_moves_a_case_that_was_confidential_for_another_reason(town: Services) -> None:
    """Those who handle income support are not those who act on violence."""
    with town.database.transaction() as session:
        crisis = contact_centre(session)
        crisis.sensitive = True
        own = group_of(session, "Individ- och familjeomsorg")
        own.department.confidential = True
        case = say(session, town, APPEAL, search=finds(session, "IFO-01")).case
        assert case.group is own
        say(session, town, DANGER, case)
        assert case.group is crisis


def test_danger_takes_the_doubles_along(town: Services) -> None:
    """Who could read the same matter in a double that was merged cannot any more."""
    with town.database.transaction() as session:
        crisis = crisis_group(session)
        kept, double = (mail(session, town, UNKNOWN, subject="Bad").case for _ in range(2))
        merge(session, double, kept, add_staff(session, "Britt Berg", Role.HANDLER), town.clock())
        mail(session, town, DANGER, kept)
        assert (kept.confidential, kept.group) == (True, crisis)
        assert (double.confidential, double.group, double.subject) == (True, crisis, "")


@pytest.mark.parametrize("words", ["Anna Ek", ""])
def test_a_typed_address_proves_nobody(town: Services, words: str) -> None:
    """A stranger types Anna's address in the chat: her name is neither shown nor changed, and mail still goes there."""
    with town.database.transaction() as session:
        known = mail(session, town, UNKNOWN).case.resident
        assert known is not None
        case = say(session, town, APPEAL).case
        leave_contact(session, case, words, ANNA.upper(), town.rules, town.clock())
        assert (case.resident, case.contact_name, case.contact_email) == (None, words, ANNA)
        assert (case.mail_address, known.name) == (ANNA, "Anna Ek")
        assert mails(session, case, MailKind.RECEIPT)[0].recipient == ANNA
