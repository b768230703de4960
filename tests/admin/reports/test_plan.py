"""The plan: actions are added, changed, closed and opened again by those whose they are, and people are reminded."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.commands.clock import reports_once
from admin.reports.plan.planned_action import ActionState, PlannedAction
from assistant.cases.outbox import MailKind, OutboxMail
from knowledge.audit import AuditEntry, What
from knowledge.organisation import Role, StaffMember, staff_by_email
from tests.admin.figures.history import at
from tests.admin.reports.planned import an_action
from tests.admin.statistics.test_pages import text
from tests.admin.workplace import Workplace, hidden_fields

NEW = {
    "scope": "0",
    "year": "2026",
    "goal": "90 % får svar inom två dagar",
    "task": "Fler svarar på fredagar.",
    "answerable": "Hanna@provkoping.example",
    "follow_up_on": "2026-09-01",
}


def stored(workplace: Workplace) -> list[PlannedAction]:
    """Every action, as it is now."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(PlannedAction).order_by(PlannedAction.id)))


def mails(workplace: Workplace, moment: str) -> list[tuple[str, str]]:
    """Whom the clock writes to at that moment, and the subjects."""
    workplace.clock.now = at(moment)
    with workplace.services.database.reading() as session:
        before = set(session.scalars(select(OutboxMail.id)))
    reports_once(workplace.services)
    with workplace.services.database.reading() as session:
        chosen = select(OutboxMail).where(OutboxMail.kind == MailKind.DEADLINE, OutboxMail.id.not_in(before))
        return sorted((mail.recipient.partition("@")[0], mail.subject) for mail in session.scalars(chosen))


@pytest.fixture
def hanna(workplace: Workplace, ada: FlaskClient) -> str:
    """A handler who is made responsible; Lars is her superior."""
    assert ada
    lars, hanna = workplace.staff("Lars", Role.MANAGER), workplace.staff("Hanna", Role.HANDLER)
    with workplace.services.database.transaction() as session:
        boss, member = staff_by_email(session, lars), staff_by_email(session, hanna)
        assert isinstance(boss, StaffMember)
        assert isinstance(member, StaffMember)
        member.superior_id = boss.id
    return hanna


def test_an_action_is_planned_changed_closed_and_opened(ada: FlaskClient, workplace: Workplace, hanna: str) -> None:
    """What is missing is told with what was typed; a form sent twice adds one; a stale one overwrites nothing."""
    assert hanna
    page = ada.get("/rapporter/plan/ny").text
    wrong = ada.post("/rapporter/plan/ny", data=hidden_fields(page) | NEW | {"goal": "", "answerable": "x@y.example"})
    assert wrong.status_code == 400
    assert "Skriv vad som ska uppnås." in wrong.text
    assert "Ingen medarbetare har den e-postadressen." in wrong.text
    assert "Fler svarar på fredagar." in wrong.text
    past = ada.post("/rapporter/plan/ny", data=hidden_fields(page) | NEW | {"follow_up_on": "2026-01-01"})
    assert "Välj en dag från i dag" in past.text
    for _ in range(2):
        assert ada.post("/rapporter/plan/ny", data=hidden_fields(page) | NEW).status_code == 303
    (action,) = stored(workplace)
    address = f"/rapporter/plan/{action.id}"
    assert NEW["goal"] in text(ada, "/rapporter/plan")
    assert "Fler svarar på fredagar. Hanna 1 september 2026 Pågår" in text(ada, "/rapporter/2026")
    stale = hidden_fields(ada.get(address).text)
    assert ada.post(address, data=stale | NEW | {"task": "Alla svarar."}).status_code == 303
    behind = ada.post(address, data=stale | NEW | {"task": "Ingen svarar."})
    assert behind.status_code == 409
    assert "Alla svarar." in behind.text
    for outcome in ("Det hjälpte.", "Det hjälpte inte."):
        closing = hidden_fields(ada.get(address).text) | {"outcome": outcome}
        assert ada.post(f"{address}/klar", data=closing).status_code == 303
    assert [(one.state, one.outcome, one.task) for one in stored(workplace)] == [
        (ActionState.CLOSED, "Det hjälpte.", "Alla svarar.")
    ]
    assert "Avslutad: Det hjälpte." in text(ada, "/rapporter/2026")
    assert NEW["goal"] not in text(ada, "/rapporter/plan")
    assert NEW["goal"] in text(ada, "/rapporter/plan?visa=klara")
    assert ada.post(f"{address}/oppna", data=hidden_fields(ada.get(address).text)).status_code == 303
    assert stored(workplace)[0].state is ActionState.OPEN
    with workplace.services.database.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.what == What.PLANNED_ACTION)).all()
    assert [sorted(one.after) for one in logged][1:] == [["task"], ["closed", "outcome"], ["closed"]]


def test_whoever_is_responsible_sees_their_own_action_alone(workplace: Workplace, ada: FlaskClient, hanna: str) -> None:
    """A handler opens hers and closes it, and others' are none for her; what no department has is the town's."""
    own, other = an_action(workplace, hanna), an_action(workplace, "lars@provkoping.example")
    an_action(workplace, hanna, department_id=999, goal="Gammalt")
    assert "Gammalt Tidigare förvaltning" in text(ada, "/rapporter/plan")
    client = workplace.logged_in(hanna)
    page = client.get(f"/rapporter/plan/{own}")
    assert "Är den klar?" in page.text
    assert 'name="goal"' not in page.text
    assert client.get(f"/rapporter/plan/{other}").status_code == 404
    assert client.post(f"/rapporter/plan/{other}/klar", data=hidden_fields(page.text)).status_code == 404
    closing = hidden_fields(page.text) | {"outcome": "Gjort."}
    assert client.post(f"/rapporter/plan/{own}/klar", data=closing).status_code == 303
    assert [one.outcome for one in stored(workplace)] == ["Gjort.", "", ""]
    # Lars leads no department, so the town's plan is not his; his own action is.
    lars = workplace.logged_in("lars@provkoping.example")
    assert lars.get(f"/rapporter/plan/{own}").status_code == 404
    assert (
        lars.post(
            f"/rapporter/plan/{other}", data=hidden_fields(lars.get(f"/rapporter/plan/{other}").text) | NEW
        ).status_code
        == 403
    )


def test_people_are_reminded_once_before_on_the_day_and_late(workplace: Workplace, hanna: str) -> None:
    """In working time: a week before and on the day to her, after two weeks to her manager; not of what is closed."""
    an_action(workplace, hanna, goal="Snabbare", day="2026-06-10")
    an_action(workplace, hanna, goal="Vänligare", day="2026-06-20")
    assert mails(workplace, "2026-06-03T07:59") == []
    assert mails(workplace, "2026-06-03T08:00") == [("hanna", "Snart uppföljning: Snabbare")]
    assert mails(workplace, "2026-06-03T09:00") == []
    assert mails(workplace, "2026-06-04T08:00") == []
    assert mails(workplace, "2026-06-10T08:00") == [("hanna", "Följ upp i dag: Snabbare")]
    # The clock was away for two weeks: what is passed is not said, and one mail tells her manager of the first.
    assert mails(workplace, "2026-06-24T08:00") == [
        ("hanna", "Följ upp i dag: Vänligare"),
        ("lars", "Försenad uppföljning: Snabbare"),
    ]
    with workplace.services.database.transaction() as session:
        for action in session.scalars(select(PlannedAction)):
            action.state = ActionState.CLOSED
    assert mails(workplace, "2026-07-06T08:00") == []


def test_the_plan_shows_fifty_a_page(workplace: Workplace, ada: FlaskClient, hanna: str) -> None:
    """The next to be followed up first; the others are a page away."""
    for number in range(52):
        an_action(workplace, hanna, goal=f"Mål {number:02}", day=f"2026-{7 + number // 28:02}-{1 + number % 28:02}")
    first, second = text(ada, "/rapporter/plan"), text(ada, "/rapporter/plan?sida=2")
    assert "Mål 49" in first
    assert "Mål 50" not in first
    assert "Mål 50" in second
    assert "Sida 2 av 2" in second
