"""The staff's login: passwords, sessions, and where a login may lead."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select

from admin.access.passwords import hash_of_nobody, password_fits, set_password
from admin.auth import local_path
from admin.errors import PasswordRefused
from assistant.services import Services
from knowledge.organisation import Role, StaffMember
from tests.admin.workplace import PASSWORD, Workplace, hidden_fields, log_in
from tests.fakes import Clock


class CountingHasher(PasswordHasher):
    """The real hasher, which counts its work."""

    verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        """Count, and verify."""
        self.verified += 1
        return super().verify(hash, password)


@pytest.fixture
def anna(workplace: Workplace) -> str:
    """A handler's address."""
    return workplace.staff("Anna", Role.HANDLER)


def stored(workplace: Workplace, email: str) -> StaffMember:
    """The member as the table has it."""
    with workplace.services.database.reading() as session:
        return session.scalars(select(StaffMember).where(StaffMember.email == email)).one()


def change(workplace: Workplace, email: str, **values: object) -> None:
    """Change a member's row."""
    with workplace.services.database.transaction() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.email == email)).one()
        for name, value in values.items():
            setattr(member, name, value)


def test_the_right_password_leads_to_the_inbox(workplace: Workplace, anna: str) -> None:
    """A login with address (in any case) and password opens the inbox, which says who is logged in."""
    client = workplace.visitor()
    answer = log_in(client, f" {anna.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/arenden")
    page = client.get("/arenden")
    assert page.status_code == 200
    assert "Anna" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get("/logga-in").location == "/arenden"


def test_a_refusal_never_tells_what_was_wrong(workplace: Workplace, anna: str) -> None:
    """A wrong password, an unknown address, a member who left and one without password meet the same page."""
    left, without = workplace.staff("Bo", Role.HANDLER), workplace.staff("Cia", Role.HANDLER)
    change(workplace, left, active=False)
    change(workplace, without, password_hash=None)
    pages = set()
    for email, password in ((anna, "fel" * 5), ("x@x.example", PASSWORD), (left, PASSWORD), (without, PASSWORD)):
        answer = log_in(workplace.visitor(), email, password)
        assert answer.status_code == 400
        assert f'value="{email}"' in answer.text
        pages.add(re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text.replace(email, "")))
    assert len(pages) == 1
    assert "Fel e-postadress eller lösenord" in pages.pop()


def test_strange_signs_in_the_login_form_are_only_wrong(workplace: Workplace) -> None:
    """NUL and lone quotes in the fields give the usual refusal on both databases, no fault."""
    assert log_in(workplace.visitor(), "a\0'b", "\0").status_code == 400


def test_an_unknown_address_costs_the_same_work(workplace: Workplace, anna: str) -> None:
    """Without a hash one is verified all the same, with the parameters that new passwords get."""
    hasher = CountingHasher()
    assert not password_fits(None, PASSWORD, hasher)
    assert hasher.verified == 1
    known = stored(workplace, anna).password_hash
    assert known is not None
    assert password_fits(known, PASSWORD, hasher)
    assert extract_parameters(known) == extract_parameters(hash_of_nobody())


def test_passwords_are_hashed_as_rfc_9106_asks(own_hasher: PasswordHasher) -> None:
    """Its second choice, 64 MiB and three passes: what the tests do with less is the installations' own."""
    assert extract_parameters(own_hasher.hash("x")) == RFC_9106_LOW_MEMORY


def test_a_password_is_twelve_signs_or_more_and_any_keyboard_s() -> None:
    """Eleven signs, or blanks only, are refused in Swedish; a decomposed å is the same letter."""
    member = StaffMember(name="Dan", email="dan@provkoping.example", session_stamp="before")
    for short in ("elva tecken", " " * 20):
        with pytest.raises(PasswordRefused, match="minst 12 tecken"):
            set_password(member, short)
    assert (member.password_hash, member.session_stamp) == (None, "before")
    set_password(member, "blåbär åt alla")
    assert member.session_stamp != "before"
    assert password_fits(member.password_hash, "bla\u030aba\u0308r a\u030at alla")
    assert not password_fits("no hash at all", "blåbär åt alla")


def test_a_login_on_old_parameters_is_hashed_again(workplace: Workplace, anna: str) -> None:
    """A weaker hash is replaced at login, once, and the session stays good."""
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    change(workplace, anna, password_hash=weak)
    client = workplace.visitor()
    assert log_in(client, anna).status_code == 303
    renewed = stored(workplace, anna).password_hash
    assert renewed != weak
    assert client.get("/arenden").status_code == 200
    workplace.logged_in(anna)
    assert stored(workplace, anna).password_hash == renewed


def test_a_form_without_its_token_does_nothing(workplace: Workplace, anna: str) -> None:
    """Login and logout need the page's own token."""
    client = workplace.visitor()
    assert client.post("/logga-in", data={"email": anna, "password": PASSWORD}).status_code == 400
    inside = workplace.logged_in(anna)
    assert inside.post("/logga-ut").status_code == 400
    assert inside.get("/arenden").status_code == 200


def test_login_empties_the_session(workplace: Workplace, anna: str) -> None:
    """Nothing planted before the login is there after it (session fixation), not even the form's token."""
    client = workplace.visitor()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    token = hidden_fields(client.get("/logga-in").text)["csrf_token"]
    log_in(client, anna)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent
    assert client.post("/logga-ut", data={"csrf_token": token}).status_code == 400


def test_logout_ends_the_session_and_only_by_post(workplace: Workplace, anna: str) -> None:
    """A link cannot log anybody out; the button does, and says so."""
    client = workplace.logged_in(anna)
    assert client.get("/logga-ut").status_code == 405
    assert client.get("/arenden").status_code == 200
    token = hidden_fields(client.get("/arenden").text)
    assert client.post("/logga-ut", data=token).location == "/logga-in"
    assert "Du är utloggad." in client.get("/logga-in").text
    assert client.get("/arenden").status_code == 302


def test_a_new_password_or_a_leave_ends_every_session(workplace: Workplace, anna: str) -> None:
    """A changed stamp logs out at the next request, and so does becoming inactive."""
    client = workplace.logged_in(anna)
    change(workplace, anna, session_stamp="another")
    assert client.get("/arenden").status_code == 302
    again = workplace.logged_in(anna)
    assert again.get("/arenden").status_code == 200
    change(workplace, anna, active=False)
    assert again.get("/arenden").status_code == 302


def test_a_login_ends_after_twelve_hours(workplace: Workplace, clock: Clock, anna: str) -> None:
    """However often the page is used meanwhile, and though the cookie lives longer; a login anew helps."""
    client = workplace.logged_in(anna)
    for _ in range(2):
        clock.forward(hours=5, minutes=59)
        assert client.get("/arenden").status_code == 200
    clock.forward(minutes=2)
    assert client.get("/arenden").status_code == 302
    assert log_in(client, anna).status_code == 303
    assert client.get("/arenden").status_code == 200


def test_a_session_that_says_no_moment_is_no_login(workplace: Workplace, anna: str) -> None:
    """A cookie from before logins had a moment, or one from the future, opens nothing."""
    client = workplace.logged_in(anna)
    for since in (None, "nu", int(workplace.clock.now.timestamp()) + 60):
        with client.session_transaction() as session:
            session["since"] = since
        assert client.get("/arenden").status_code == 302


def test_attempts_are_limited_by_address(services: Services, clock: Clock) -> None:
    """The third attempt of two allowed is stopped, even with the right password; the page still opens."""
    workplace = Workplace(services, clock, login_limit="2 per hour")
    anna, client = workplace.staff("Anna", Role.HANDLER), workplace.visitor()
    codes = [log_in(client, anna, word).status_code for word in ("fel fel fel fel", "fel igen fel ig", PASSWORD)]
    assert codes == [400, 400, 429]
    assert client.get("/logga-in").status_code == 200


def test_a_login_leads_back_to_the_page_that_was_asked_for(workplace: Workplace, anna: str) -> None:
    """Anonymous staff go to the login and on to their page, query and all; a form leads to the inbox."""
    client = workplace.visitor()
    wanted = "/arenden?lista=stangda&sida=2"
    there = client.get(wanted)
    assert there.status_code == 302
    assert there.location == "/logga-in?next=/arenden?lista%3Dstangda%26sida%3D2"
    fields = hidden_fields(client.get(there.location).text)
    answer = client.post("/logga-in", data=fields | {"email": anna, "password": PASSWORD, "next": wanted})
    assert answer.location == wanted
    posted = workplace.visitor()
    fields = hidden_fields(posted.get("/logga-in").text)
    assert posted.post("/arenden/2026-000001/ta", data=fields).location == "/logga-in?next=/arenden"


def test_a_login_that_has_ended_takes_no_words_along(workplace: Workplace, clock: Clock, anna: str) -> None:
    """What was written in an open page stands on the next one; what that page asks by itself shows it no login."""
    client = workplace.logged_in(anna)
    fields = hidden_fields(client.get("/arenden").text)
    clock.forward(hours=12)
    met = client.post("/arenden/2026-000001/svara", data=fields | {"text": "Mitt <långa> svar"})
    assert (met.status_code, "Mitt &lt;långa&gt; svar</textarea>" in met.text) == (401, True)
    assert 'href="/logga-in?next=/arenden"' in met.text
    assert met.headers["Cache-Control"] == "private, no-store"
    asked = client.post("/arenden/2026-000001/narvaro", data=fields, headers={"HX-Request": "true"})
    assert (asked.status_code, asked.text) == (401, "")
    assert client.post("/arenden/2026-000001/ta", data=fields).location == "/logga-in?next=/arenden"


@pytest.mark.parametrize(
    "target",
    [
        "https://ond.example/",
        "//ond.example/",
        "/\\ond.example",
        "\\\\ond.example",
        "/\t/ond.example",
        "/\n/ond.example",
        " //ond.example",
        "javascript:alert(1)",
        "ond.example",
        "",
    ],
)
def test_a_login_never_leads_to_another_host(workplace: Workplace, target: str) -> None:
    """Whatever a browser could read as another host leads to the inbox."""
    with workplace.app.test_request_context():
        assert local_path(target) == "/arenden"
        assert local_path("/arenden/2026-000001") == "/arenden/2026-000001"


def test_whoever_has_no_inbox_begins_with_the_answers(workplace: Workplace) -> None:
    """An editor's login never ends at a page that is not theirs, whatever led to it; the menu has no such line."""
    elsa, onward = workplace.staff("Elsa", Role.EDITOR), "/logga-in?next=/arenden"
    client = workplace.visitor()
    assert client.get("/arenden").location == onward
    for asked_for in ("", "/arenden"):
        assert log_in(workplace.visitor(), elsa, onward=asked_for).location == "/svarsposter"
    assert log_in(workplace.visitor(), elsa, onward="/checklistor").location == "/checklistor"
    inside = workplace.logged_in(elsa)
    assert inside.get("/logga-in").location == "/svarsposter"
    page = inside.get("/svarsposter")
    assert page.status_code == 200
    assert 'href="/arenden"' not in page.text


def test_a_role_without_the_page_is_told_so(workplace: Workplace) -> None:
    """An editor is logged in but has no inbox: a page in Swedish with a way out, 403."""
    client = workplace.logged_in(workplace.staff("Elsa", Role.EDITOR))
    answer = client.get("/arenden")
    assert answer.status_code == 403
    assert "Du har inte tillgång till den här sidan" in answer.text
    assert "Logga ut" in answer.text
