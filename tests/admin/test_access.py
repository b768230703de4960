"""Who may open what: every staff route, every role and nobody at all, against one written table."""

from __future__ import annotations

from functools import reduce

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.proposed_phrasing import ProposedPhrasing
from assistant.cases.reply_template import ReplyTemplate
from assistant.cases.unanswered import UnansweredGroup
from knowledge.channel import Channel
from knowledge.labelled_question import Kind, Source, Wanted, add_question
from knowledge.organisation import Department, Role, StaffMember
from knowledge.remarks import EntryRemark, RemarkKind
from knowledge.town_words import TownWord, WordKind
from tests.admin.checklists.routes import CHECKLISTS, an_import
from tests.admin.workplace import Workplace
from tests.admin.workplace_mail import stored_mail
from tests.factories import THEN, add_entry
from tests.mail_gateway.post_room import write

CASE_WORK = {Role.HANDLER, Role.FIRST_LINE, Role.MANAGER, Role.ADMINISTRATOR}
EVERYONE = set(Role)
DESK = {Role.FIRST_LINE, Role.ADMINISTRATOR}
DECIDE_ANSWERING = {Role.MANAGER, Role.ADMINISTRATOR}
MANAGE_STAFF = {Role.ADMINISTRATOR}
CORRECT_TOPICS = {Role.EDITOR, Role.ADMINISTRATOR}
SEE_POST_ROOM = {Role.MANAGER, Role.ADMINISTRATOR}
SEE_PROOF = {Role.EDITOR, Role.MANAGER, Role.ADMINISTRATOR}
KEEP_PROOF = {Role.EDITOR, Role.ADMINISTRATOR}
READ_SETTINGS = {Role.MANAGER, Role.ADMINISTRATOR}
CHANGE_SETTINGS = {Role.ADMINISTRATOR}
EDIT_ENTRIES = {Role.EDITOR, Role.ADMINISTRATOR}
SEE_STATISTICS = {Role.FIRST_LINE, Role.MANAGER, Role.ADMINISTRATOR}
OPEN_STATISTICS = {Role.MANAGER, Role.ADMINISTRATOR}
SEE_DRAFTS = {Role.EDITOR, Role.MANAGER, Role.ADMINISTRATOR}

# (method, rule) -> the roles that get in. None: open without login, since it is how one logs in or out, or asks for
# a monitor's token instead.
MATRIX: dict[tuple[str, str], set[Role] | None] = {
    ("GET", "/logga-in"): None,
    ("POST", "/logga-in"): None,
    ("POST", "/logga-ut"): None,
    ("GET", "/glomt-losenord"): None,
    ("POST", "/glomt-losenord"): None,
    ("GET", "/valj-losenord/<link>"): None,
    ("POST", "/valj-losenord/<link>"): None,
    ("GET", "/konto"): EVERYONE,
    ("POST", "/konto/uppgifter"): EVERYONE,
    ("POST", "/konto/losenord"): EVERYONE,
    ("POST", "/konto/franvaro"): EVERYONE,
    ("POST", "/konto/franvaro/avsluta"): EVERYONE,
    ("POST", "/konto/logga-ut-overallt"): EVERYONE,
    ("GET", "/arenden"): CASE_WORK,
    ("GET", "/arenden/nytt"): CASE_WORK,
    ("GET", "/arenden/<number>"): CASE_WORK,
    ("POST", "/arenden/<number>/ta"): CASE_WORK,
    ("POST", "/arenden/<number>/svara"): CASE_WORK,
    ("POST", "/arenden/<number>/mejl/<int:mail_id>"): CASE_WORK,
    ("POST", "/arenden/<number>/stang"): CASE_WORK,
    ("POST", "/arenden/<number>/oppna"): CASE_WORK,
    ("POST", "/arenden/<number>/ringd"): CASE_WORK,
    ("POST", "/arenden/<number>/ej-nadd"): CASE_WORK,
    ("POST", "/arenden/<number>/tilldela"): CASE_WORK,
    ("POST", "/arenden/<number>/anteckna"): CASE_WORK,
    ("POST", "/arenden/<number>/vanta"): CASE_WORK,
    ("POST", "/arenden/<number>/granska"): CASE_WORK,
    ("POST", "/arenden/<number>/infoga"): CASE_WORK,
    ("POST", "/arenden/<number>/lamna-over"): CASE_WORK,
    ("POST", "/arenden/<number>/satt-sekretess"): CASE_WORK,
    ("POST", "/arenden/<number>/ta-bort-sekretess"): CASE_WORK,
    ("POST", "/arenden/<number>/sla-ihop"): CASE_WORK,
    ("POST", "/arenden/<number>/angra-sammanslagning"): CASE_WORK,
    ("POST", "/arenden/<number>/lanka"): CASE_WORK,
    ("POST", "/arenden/<number>/ta-bort-lank"): CASE_WORK,
    ("POST", "/arenden/<number>/forsening"): CASE_WORK,
    ("POST", "/arenden/<number>/narvaro"): CASE_WORK,
    ("GET", "/svarsstod"): DESK,
    ("POST", "/svarsstod"): DESK,
    ("GET", "/svarsstod/registrera"): DESK,
    ("POST", "/svarsstod/registrera"): DESK,
    ("POST", "/svarsstod/registrera/lost"): DESK,
    ("GET", "/svarsstod/lamna-over"): DESK,
    ("POST", "/svarsstod/lamna-over"): DESK,
    ("POST", "/svarsstod/lamna-over/klart"): DESK,
    ("GET", "/svarsstod/tillbaka"): DESK,
    ("POST", "/svarsstod/tillbaka"): DESK,
    ("GET", "/installningar/svar"): DECIDE_ANSWERING,
    ("POST", "/installningar/svar"): DECIDE_ANSWERING,
    ("POST", "/installningar/svar/stoppa"): DECIDE_ANSWERING,
    ("POST", "/installningar/svar/starta"): DECIDE_ANSWERING,
    ("GET", "/installningar/medarbetare"): MANAGE_STAFF,
    ("GET", "/installningar/medarbetare/ny"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/ny"): MANAGE_STAFF,
    ("GET", "/installningar/medarbetare/<int:staff_id>"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>/franvaro"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>/franvaro/avsluta"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>/bjud-in"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>/logga-ut"): MANAGE_STAFF,
    ("GET", "/installningar/medarbetare/<int:staff_id>/avsluta"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>/avsluta"): MANAGE_STAFF,
    ("POST", "/installningar/medarbetare/<int:staff_id>/angra"): MANAGE_STAFF,
    ("GET", "/installningar"): READ_SETTINGS,
    ("GET", "/installningar/brevlador"): READ_SETTINGS,
    ("GET", "/installningar/logg"): READ_SETTINGS,
    ("GET", "/installningar/kommunen"): READ_SETTINGS,
    ("GET", "/installningar/forvaltningar"): READ_SETTINGS,
    ("GET", "/installningar/forvaltningar/<int:department_id>"): READ_SETTINGS,
    ("GET", "/installningar/forvaltningar/<int:department_id>/oppettider"): READ_SETTINGS,
    ("GET", "/installningar/svarsgrupper"): READ_SETTINGS,
    ("GET", "/installningar/svarsgrupper/<int:group_id>"): READ_SETTINGS,
    ("GET", "/installningar/mallar"): READ_SETTINGS,
    ("GET", "/installningar/mallar/<int:template_id>"): READ_SETTINGS,
    ("GET", "/installningar/forvaltningar/ny"): CHANGE_SETTINGS,
    ("GET", "/installningar/svarsgrupper/ny"): CHANGE_SETTINGS,
    ("GET", "/installningar/mallar/ny"): CHANGE_SETTINGS,
    ("POST", "/installningar/kommunen"): CHANGE_SETTINGS,
    ("POST", "/installningar/forvaltningar/ny"): CHANGE_SETTINGS,
    ("POST", "/installningar/forvaltningar/<int:department_id>"): CHANGE_SETTINGS,
    ("POST", "/installningar/forvaltningar/<int:department_id>/ta-bort"): CHANGE_SETTINGS,
    ("POST", "/installningar/forvaltningar/<int:department_id>/oppettider"): CHANGE_SETTINGS,
    ("POST", "/installningar/forvaltningar/<int:department_id>/oppettider/undantag"): CHANGE_SETTINGS,
    ("POST", "/installningar/forvaltningar/<int:department_id>/oppettider/undantag/ta-bort"): CHANGE_SETTINGS,
    ("POST", "/installningar/svarsgrupper/ny"): CHANGE_SETTINGS,
    ("POST", "/installningar/svarsgrupper/<int:group_id>"): CHANGE_SETTINGS,
    ("POST", "/installningar/svarsgrupper/<int:group_id>/personer"): CHANGE_SETTINGS,
    ("POST", "/installningar/svarsgrupper/<int:group_id>/ta-bort"): CHANGE_SETTINGS,
    ("POST", "/installningar/mallar/ny"): CHANGE_SETTINGS,
    ("POST", "/installningar/mallar/<int:template_id>"): CHANGE_SETTINGS,
    ("POST", "/installningar/mallar/<int:template_id>/ta-bort"): CHANGE_SETTINGS,
    ("POST", "/installningar/mallar/<int:template_id>/tillbaka"): CHANGE_SETTINGS,
    ("GET", "/svarsposter"): EVERYONE,
    ("GET", "/svarsposter/<int:entry_id>"): EVERYONE,
    ("GET", "/svarsposter/nr/<path:number>"): EVERYONE,
    ("GET", "/svarsposter/granska"): EDIT_ENTRIES,
    ("POST", "/svarsposter/granska"): EDIT_ENTRIES,
    ("GET", "/svarsposter/granska/andelar"): SEE_DRAFTS,
    ("GET", "/svarsposter/siffror"): SEE_DRAFTS,
    ("GET", "/svarsposter/<int:entry_id>/version/<int:revision_id>"): SEE_DRAFTS,
    ("POST", "/svarsposter/<int:entry_id>/version/<int:revision_id>"): EDIT_ENTRIES,
    **{
        ("POST", f"/svarsposter/<int:entry_id>/{step}"): EDIT_ENTRIES
        for step in ("skicka", "tillbaka", "godkann", "kasta", "pausa", "ateruppta", "arkivera", "ta-fram")
    },
    ("POST", "/svarsposter/<int:entry_id>/granskad"): EDIT_ENTRIES,
    ("POST", "/svarsposter/<int:entry_id>/agare"): EDIT_ENTRIES,
    ("GET", "/svarsposter/ny"): EDIT_ENTRIES,
    ("POST", "/svarsposter/ny"): EDIT_ENTRIES,
    ("POST", "/svarsposter/ny/visa"): EDIT_ENTRIES,
    ("GET", "/svarsposter/<int:entry_id>/redigera"): EDIT_ENTRIES,
    ("POST", "/svarsposter/<int:entry_id>/redigera"): EDIT_ENTRIES,
    ("POST", "/svarsposter/<int:entry_id>/redigera/visa"): EDIT_ENTRIES,
    ("GET", "/svarsposter/<int:entry_id>/sprak"): EDIT_ENTRIES,
    ("GET", "/svarsposter/<int:entry_id>/sprak/<code>"): EDIT_ENTRIES,
    ("POST", "/svarsposter/<int:entry_id>/sprak/<code>"): EDIT_ENTRIES,
    ("POST", "/svarsposter/<int:entry_id>/sprak/<code>/godkann"): EDIT_ENTRIES,
    ("POST", "/svarsposter/<int:entry_id>/sprak/<code>/dra-tillbaka"): EDIT_ENTRIES,
    ("GET", "/anmarkningar"): EVERYONE,
    ("GET", "/anmarkningar/ny"): EVERYONE,
    ("POST", "/anmarkningar/ny"): EVERYONE,
    **{
        ("POST", f"/anmarkningar/<int:remark_id>/{step}"): EDIT_ENTRIES
        for step in ("svara", "oppna", "pausa", "ateruppta")
    },
    ("GET", "/obesvarade"): EDIT_ENTRIES,
    ("POST", "/obesvarade/las-in"): EDIT_ENTRIES,
    ("GET", "/obesvarade/<int:matter_id>"): EDIT_ENTRIES,
    **{("POST", f"/obesvarade/<int:matter_id>/{step}"): EDIT_ENTRIES for step in ("utkast", "lagg-undan", "ta-upp")},
    ("GET", "/formuleringar"): EDIT_ENTRIES,
    **{("POST", f"/formuleringar/<int:proposal_id>/{step}"): EDIT_ENTRIES for step in ("ja", "nej", "angra")},
    ("GET", "/svar/amnen"): CORRECT_TOPICS,
    ("GET", "/svar/amnen/<int:entry_id>"): CORRECT_TOPICS,
    ("POST", "/svar/amnen/<int:entry_id>/ratta"): CORRECT_TOPICS,
    ("POST", "/svar/amnen/<int:entry_id>/angra"): CORRECT_TOPICS,
    **CHECKLISTS,
    ("GET", "/postrummet"): SEE_POST_ROOM,
    ("GET", "/postrummet/mejl"): SEE_POST_ROOM,
    ("GET", "/postrummet/utkorg"): SEE_POST_ROOM,
    ("GET", "/postrummet/mejl/<int:inbound_id>"): SEE_POST_ROOM,
    ("GET", "/postrummet/mejl/<int:inbound_id>/original"): SEE_POST_ROOM,
    ("GET", "/postrummet/mejl/<int:inbound_id>/bilaga/<int:place>"): SEE_POST_ROOM,
    ("POST", "/postrummet/mejl/<int:inbound_id>/igen"): {Role.ADMINISTRATOR},
    ("GET", "/prov"): SEE_PROOF,
    ("GET", "/prov/lage"): SEE_PROOF,
    ("GET", "/prov/fragor"): SEE_PROOF,
    ("GET", "/prov/fragor/<int:question_id>"): SEE_PROOF,
    ("GET", "/prov/verkan/<int:entry_id>"): SEE_PROOF,
    ("GET", "/prov/verkan/<int:entry_id>/lage"): SEE_PROOF,
    ("GET", "/prov/fragor/ny"): EVERYONE,
    ("POST", "/prov/fragor/ny"): EVERYONE,
    ("GET", "/prov/fragor/fil"): KEEP_PROOF,
    ("GET", "/prov/fragor.jsonl"): KEEP_PROOF,
    ("POST", "/prov/fragor/fil"): KEEP_PROOF,
    ("POST", "/prov/kor"): KEEP_PROOF,
    ("POST", "/prov/sett/<int:run_id>"): KEEP_PROOF,
    ("POST", "/prov/fragor/<int:question_id>"): KEEP_PROOF,
    ("POST", "/prov/fragor/<int:question_id>/ta-bort"): KEEP_PROOF,
    ("POST", "/prov/fragor/<int:question_id>/tillbaka"): KEEP_PROOF,
    ("POST", "/prov/verkan/<int:entry_id>"): KEEP_PROOF,
    ("GET", "/ord"): SEE_PROOF,
    ("GET", "/ord/<int:word_id>"): SEE_PROOF,
    ("GET", "/ord/ny"): KEEP_PROOF,
    ("GET", "/ord/verkan/<key>"): KEEP_PROOF,
    ("POST", "/ord/ny"): KEEP_PROOF,
    ("POST", "/ord/<int:word_id>"): KEEP_PROOF,
    ("POST", "/ord/<int:word_id>/ta-bort"): KEEP_PROOF,
    ("POST", "/ord/<int:word_id>/tillbaka"): KEEP_PROOF,
    ("GET", "/statistik"): SEE_STATISTICS,
    ("GET", "/statistik/bild/oversikt.svg"): SEE_STATISTICS,
    ("GET", "/statistik/bild/<section>.svg"): OPEN_STATISTICS,
    ("GET", "/statistik/arenden"): OPEN_STATISTICS,
    ("POST", "/statistik/rakna"): {Role.ADMINISTRATOR},
    ("GET", "/statistik/<section>"): OPEN_STATISTICS,
    ("GET", "/halsa"): None,
    ("GET", "/matt"): None,
}
# The residents' pages and the shared look; every other blueprint is the staff's. Static files hold no secrets.
RESIDENTS = {"about", "api", "chat", "faq", "look", "my_case"}
AUTOMATIC = {"HEAD", "OPTIONS"}
NUMBERED = (
    "<int:proposal_id>",
    "<int:matter_id>",
    *("<int:entry_id>", "<int:inbound_id>", "<int:place>", "<int:staff_id>"),
    *("<int:department_id>", "<int:group_id>", "<int:template_id>"),
    *("<int:question_id>", "<int:run_id>", "<int:word_id>"),
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


@pytest.mark.parametrize("role", [*Role, None])
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
        session.add_all([template, remark, matter])
        session.flush()
        parts = {"<number>": number, "<int:entry_id>": str(entry.id), "<int:mail_id>": "1", "<int:place>": "1"}
        parts |= {"<int:department_id>": str(department.id), "<int:group_id>": str(group)}
        asked = Wanted(Channel.CHAT, "", "Vad kostar det?", Kind.ANSWERABLE, ("FSK-01",))
        parts["<int:question_id>"] = str(add_question(session, asked, Source.HAND, THEN).id)
        word = TownWord(kind=WordKind.STOP, said="mvh", key="mvh", changed_at=THEN)
        session.add(word)
        session.flush()
        parts |= {"<int:run_id>": "1", "<int:word_id>": str(word.id), "<key>": "0" * 64}
        parts |= {"<code>": "fi", "<section>": "svarstid"}
        parts |= {"<int:template_id>": str(template.id), "<path:number>": entry.number, "<int:revision_id>": "1"}
        parts |= {"<int:remark_id>": str(remark.id), "<int:matter_id>": str(matter.id)} | an_import(session, department)
        proposal = ProposedPhrasing(question_id=1, entry_id=entry.id, proposed_at=THEN)
        session.add(proposal)
        session.flush()
        parts |= {"<int:proposal_id>": str(proposal.id)}
    parts["<int:inbound_id>"] = str(stored_mail(workplace, write(attachments=[b"bild"]), case=number))
    address = workplace.staff("Prov", *([role] if role else []), groups=(group,))
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
