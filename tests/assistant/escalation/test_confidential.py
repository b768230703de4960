"""Danger: who gets it, what of it may leave the case, and that it is heard in any case."""

from __future__ import annotations

import pytest

from assistant.cases.case import EventKind
from assistant.cases.handling import reply
from assistant.cases.outbox import MailKind
from assistant.engine import phrases
from assistant.engine.answer import Reason
from assistant.escalation.handover import responsible_name
from assistant.intake import leave_contact
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.talk import (
    ANNA,
    DANGER,
    UNKNOWN,
    contact_centre,
    crisis_group,
    finds,
    handed_over_chat,
    mail,
    mails,
    say,
)
from tests.factories import add_staff
from tests.fakes import Clock


def test_danger_goes_to_the_group_with_its_own_track(town: Services) -> None:
    """Whatever the search finds nearest."""
    with town.database.transaction() as session:
        contact_centre(session)
        group = crisis_group(session)
        case = mail(session, town, DANGER, search=finds(session, "GAT-01")).case
        assert (case.group, case.department, case.confidential) == (group, group.department, True)


def test_danger_goes_to_the_first_line_where_no_group_has_the_track(town: Services) -> None:
    """Rather than to the department of a chance match."""
    with town.database.transaction() as session:
        centre = contact_centre(session)
        case = mail(session, town, DANGER, search=finds(session, "GAT-01")).case
        assert (case.group, case.confidential) == (centre, True)


@pytest.mark.parametrize("with_centre", [True, False])
def test_no_mail_of_a_confidential_case_tells_its_content_or_department(town: Services, with_centre: bool) -> None:
    """Notice and receipt: not the words, not the subject, neither group, department nor its phone number."""
    with town.database.transaction() as session:
        group = contact_centre(session) if with_centre else crisis_group(session)
        group.department.phone = "0980-319 777"
        case = mail(session, town, f"{DANGER}, hjälp", subject="Slagen av min man").case
        posted = [*mails(session, case, MailKind.NOTICE), *mails(session, case, MailKind.RECEIPT)]
        assert [row.kind for row in posted] == [MailKind.NOTICE, MailKind.RECEIPT]
        for row in posted:
            text = f"{row.subject}\n{row.body}".lower()
            for secret in ("slår", "slagen", "hjälp", group.name, group.department.name, "0980-319 777"):
                assert secret.lower() not in text
        notice, receipt = posted
        assert case.number in notice.body
        assert f"/arenden/{case.number}" in notice.body
        for fact in (case.number, "fredag 20 november", phrases.someone_at_the_municipality(), "0980-319 200", "112"):
            assert fact in receipt.body
        assert responsible_name(case) == phrases.someone_at_the_municipality()


def test_the_subject_of_a_confidential_mail_is_kept_in_the_message_alone(town: Services) -> None:
    """The subject stands in lists and in every mail of the case, also in a handler's reply."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, "Vad ska jag göra?", subject=DANGER).case
        assert case.subject == ""
        assert (case.messages[0].subject, case.messages[0].text) == (DANGER, "Vad ska jag göra?")
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Ring mig.", town.rules.calendar, town.clock())
        assert mails(session, case, MailKind.REPLY)[0].subject == ""


def test_danger_takes_away_the_subject_that_an_earlier_answer_gave(town: Services) -> None:
    """A chat that was about income support must not say so in the receipt's subject line."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = say(session, town, "Söka bidrag?", search=finds(session, "IFO-01")).case
        assert case.subject
        say(session, town, DANGER, case, search=finds(session, "IFO-01"))
        leave_contact(session, case, "Anna Ek", ANNA, town.rules, town.clock())
        assert case.subject == ""
        assert mails(session, case, MailKind.RECEIPT)[0].subject == ""


def test_danger_in_a_case_that_a_department_has_moves_it_at_once(town: Services, clock: Clock) -> None:
    """To the right group, confidential, with its handler taken off and 112 said; the wait goes on as it was."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        case = handed_over_chat(session, town)
        case.handler = add_staff(session, "Britt Berg", Role.HANDLER)
        due_at, handed_over_at = case.due_at, case.handed_over_at
        clock.forward(days=1)
        said = say(session, town, DANGER, case)
        assert (case.group, case.confidential, case.handler, case.subject) == (group, True, None, "")
        assert (case.due_at, case.handed_over_at) == (due_at, handed_over_at)
        assert said.text.startswith(phrases.danger(""))
        assert [row.recipient for row in mails(session, case, MailKind.NOTICE)][-1] == group.email
        assert DANGER not in mails(session, case, MailKind.NOTICE)[-1].body


def test_more_danger_in_a_confidential_case_stays_there_and_says_112_again(town: Services) -> None:
    """The right people have it; the resident is still told whom to call."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        case = say(session, town, DANGER).case
        said = say(session, town, "Nu hotar han mig igen", case)
        assert "112" in said.text
        assert case.group is group
        assert [event.kind for event in case.events].count(EventKind.HANDED_OVER) == 1


def test_a_machines_mail_moves_no_case(town: Services) -> None:
    """An automatic reply that names a women's shelter is no cry for help."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, UNKNOWN).case
        machine = {"person_reason": Reason.MAIL_RULE, "silent": True, "may_reopen": False}
        mail(session, town, "Autosvar: kvinnojouren är stängd", case, **machine)
        assert not case.confidential
