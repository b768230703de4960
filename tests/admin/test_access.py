"""Who may open what: every staff route, every role and nobody at all, against one written table."""

from __future__ import annotations

from functools import reduce

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.figures.figure_month import MonthState
from assistant.cases.proposed_phrasing import ProposedPhrasing
from assistant.cases.reply_template import ReplyTemplate
from assistant.cases.unanswered import UnansweredGroup
from knowledge.channel import Channel
from knowledge.labelled_question import Kind, Source, Wanted, add_question
from knowledge.organisation import Department, Role, StaffMember
from knowledge.remarks import EntryRemark, RemarkKind
from knowledge.town_words import TownWord, WordKind
from tests.admin.access_matrix import MATRIX
from tests.admin.checklists.routes import an_import
from tests.admin.comparison.values import a_value
from tests.admin.measurement.routes import a_measurement
from tests.admin.reports.planned import an_action
from tests.admin.workplace import Workplace
from tests.admin.workplace_mail import stored_mail
from tests.factories import THEN, add_entry
from tests.mail_gateway.post_room import write

# The residents' pages and the shared look; every other blueprint is the staff's. Static files hold no secrets.
RESIDENTS = {"about", "api", "chat", "faq", "look", "my_case", "survey"}
AUTOMATIC = {"HEAD", "OPTIONS"}
NUMBERED = (
    *("<int:year>", "<int:action_id>"),
    *("<int:round_id>", "<int:place_id>", "<int:asked_id>", "<int:reply_id>", "<bank_key>"),
    "<int:proposal_id>",
    "<int:matter_id>",
    *("<int:entry_id>", "<int:inbound_id>", "<int:place>", "<int:staff_id>"),
    *("<int:department_id>", "<int:group_id>", "<int:template_id>"),
    *("<int:question_id>", "<int:run_id>", "<int:word_id>", "<int:value_id>"),
    *("<path:number>", "<int:revision_id>", "<int:remark_id>", "<int:import_id>", "<int:row_id>"),
)


def staff_routes(app: Flask) -> set[tuple[str, str]]:
    """Every method of every rule that is not the residents' own or a static file."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] not in RESIDENTS and not rule.endpoint.endswith(".static")
        for method in (rule.methods or set()) - AUTOMATIC
    }


def entered(workplace: Workplace, address: str) -> FlaskClient:
    """A browser in which this person is logged in, without the work that a password costs."""
    client = workplace.visitor()
    with workplace.services.database.reading() as database:
        member = database.scalars(select(StaffMember).where(StaffMember.email == address)).one()
    with client.session_transaction() as session:
        session["staff"], session["stamp"] = member.id, member.session_stamp
        session["since"] = int(workplace.clock.now.timestamp())
    return client


def test_every_staff_route_stands_in_the_table(workplace: Workplace) -> None:
    """A new route must be written down with its roles, and no entry may outlive its route."""
    assert staff_routes(workplace.app) == set(MATRIX)


def test_a_route_without_an_entry_is_noticed(workplace: Workplace) -> None:
    """The walk sees a route that somebody adds later, in a blueprint or straight on the application."""
    known = staff_routes(workplace.app)
    workplace.app.add_url_rule("/hemligt", "hemligt", lambda: "hemligt")
    assert staff_routes(workplace.app) - known == {("GET", "/hemligt")}


# Who may do what is no concern of the database's, but each page that is opened is: the administrator opens them all.
@pytest.mark.parametrize(
    ("database_url", "role"),
    [*(("sqlite", role) for role in [*Role, None]), ("postgresql", Role.ADMINISTRATOR)],
    indirect=["database_url"],
)
def test_each_role_opens_its_own_pages_and_no_others(workplace: Workplace, role: Role | None) -> None:
    """Anonymous goes to the login, a wrong role gets 403, a right one gets in (a page, a redirect or a stale form)."""
    workplace.app.config["WTF_CSRF_ENABLED"] = False
    group = workplace.group("Placering")
    number = workplace.case("Plats", group)
    with workplace.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        entry = add_entry(session, department, "Vad kostar platsen?", number="FSK-01")
        template = ReplyTemplate(name="Mottaget", text="Hej!", active=True)
        remark = EntryRemark(entry_id=entry.id, created_at=THEN, kind=RemarkKind.FAULT, text="Fel pris.")
        matter = UnansweredGroup(made_with="", vector=b"", members=0, newest_at=THEN)
        session.add_all([template, remark, matter, MonthState(month="2026-05", counted_at=THEN)])
        session.flush()
        parts = {"<number>": number, "<int:entry_id>": str(entry.id), "<int:mail_id>": "1", "<int:place>": "1"}
        parts |= {"<int:department_id>": str(department.id), "<int:group_id>": str(group)}
        asked = Wanted(Channel.CHAT, "", "Vad kostar det?", Kind.ANSWERABLE, ("FSK-01",))
        parts["<int:question_id>"] = str(add_question(session, asked, Source.HAND, THEN).id)
        word = TownWord(kind=WordKind.STOP, said="mvh", key="mvh", changed_at=THEN)
        session.add(word)
        session.flush()
        parts |= {"<int:run_id>": "1", "<int:word_id>": str(word.id), "<key>": "0" * 64}
        parts |= {"<code>": "fi", "<section>": "svarstid", "<month>": "2026-05", "<measure>": "inom-en-dag"}
        parts |= {"<int:template_id>": str(template.id), "<path:number>": entry.number, "<int:revision_id>": "1"}
        parts |= {"<int:remark_id>": str(remark.id), "<int:matter_id>": str(matter.id)} | an_import(session, department)
        parts |= a_measurement(session, department)
        proposal = ProposedPhrasing(question_id=1, entry_id=entry.id, proposed_at=THEN)
        session.add(proposal)
        session.flush()
        parts |= {"<int:proposal_id>": str(proposal.id), "<int:value_id>": str(a_value(session).id)}
    parts["<int:inbound_id>"] = str(stored_mail(workplace, write(attachments=[b"bild"]), case=number))
    address = workplace.staff("Prov", *([role] if role else []), groups=(group,))
    parts |= {"<int:year>": "2026", "<int:action_id>": str(an_action(workplace, address, department.id))}
    with workplace.services.database.reading() as session:
        other = workplace.staff("Annan", Role.HANDLER)
        parts["<int:staff_id>"] = str(session.scalars(select(StaffMember.id).where(StaffMember.email == other)).one())
    for (method, rule), allowed in sorted(MATRIX.items()):
        # Some of the routes end sessions or change people, so each is met by somebody who has just logged in.
        client = entered(workplace, address) if role else workplace.visitor()
        path = reduce(lambda path, part: path.replace(*part), parts.items(), rule)
        answer = client.open(path, method=method)
        to_login = answer.status_code == 302 and answer.location.startswith("/logga-in?next=")
        if allowed is None:
            assert answer.status_code != 403, (method, rule)
            assert not to_login, (method, rule)
        elif role is None:
            assert to_login, (method, rule)
        else:
            assert not to_login, (method, rule)
            assert (answer.status_code == 403) == (role not in allowed), (method, rule, answer.status_code)
            assert answer.status_code in {200, 204, 303, 400, 403, 409}, (method, rule, answer.status_code)


def test_somebody_without_any_role_gets_nowhere(workplace: Workplace) -> None:
    """A login with no role opens nothing but the way out."""
    client = workplace.logged_in(workplace.staff("Utan"))
    for (method, rule), allowed in MATRIX.items():
        if allowed is not None and method == "GET":
            path = reduce(lambda path, part: path.replace(part, "1"), NUMBERED, rule).replace("<number>", "2026-000001")
            assert client.get(path).status_code == 403
