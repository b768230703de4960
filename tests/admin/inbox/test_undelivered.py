"""The case page about mails that did not surely arrive: what it says, and what its buttons do."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import Case, CaseEvent, EventKind
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post
from knowledge.organisation import Role
from tests.admin.workplace import NOW, Workplace, hidden_fields

EVA = "eva@hem.example"


@pytest.fixture
def number(workplace: Workplace, group: int) -> str:
    """A mailed question that waits for the group."""
    return workplace.case("Plats", group, due=NOW, email=EVA, name="Eva Ek")


def add_mail(workplace: Workplace, number: str, state: SendState) -> int:
    """A reply that ended so; its id."""
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        mail = post(session, case, MailKind.REPLY, EVA, "Gör så här.", NOW)
        mail.state, mail.started_at, mail.server_reply, mail.rendered = state, NOW, "550 <nej>", b"x"
        return mail.id


def mails(workplace: Workplace) -> list[tuple[str, SendState]]:
    """The mails in the outbox: to whom, and how far they have come."""
    with workplace.services.database.reading() as session:
        return [(mail.recipient, mail.state) for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


def happened(workplace: Workplace) -> list[EventKind]:
    """What has happened, oldest first."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)))


def press(client: FlaskClient, number: str, mail_id: int, choice: str, **more: str) -> tuple[int, str]:
    """Press a button on the page as it stands; the status, and the page after it."""
    fields = hidden_fields(client.get(f"/arenden/{number}").text)
    answer = client.post(f"/arenden/{number}/mejl/{mail_id}", data={**fields, "choice": choice, **more})
    return answer.status_code, client.get(f"/arenden/{number}").text


def test_an_uncertain_mail_asks_for_a_decision(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """Plainly, with two buttons; not with another address, since it may be there already."""
    add_mail(workplace, number, SendState.UNCERTAIN)
    page = anna.get(f"/arenden/{number}").text
    assert "Vi vet inte om mejlet kom fram" in page
    assert "Skicka igen" in page
    assert "Det kom fram" in page
    assert "Ny e-postadress" not in page
    assert "550 &lt;nej&gt;" in page


@pytest.mark.parametrize(
    ("choice", "state", "event", "word"),
    [
        ("again", SendState.PENDING, EventKind.MAIL_RESENT, f"Mejlet skickas igen till {EVA}."),
        ("arrived", SendState.SENT, EventKind.MAIL_ARRIVED, "Det är antecknat att mejlet kom fram."),
    ],
)
def test_a_decision_is_carried_out_once(
    workplace: Workplace,
    number: str,
    anna: FlaskClient,
    choice: str,
    state: SendState,
    event: EventKind,
    word: str,
) -> None:
    """Recorded and said; a second press of either button finds it decided."""
    mail_id = add_mail(workplace, number, SendState.UNCERTAIN)
    status, page = press(anna, number, mail_id, choice)
    assert (status, mails(workplace), happened(workplace)[-1]) == (303, [(EVA, state)], event)
    assert word in page
    assert "Vi vet inte om mejlet kom fram" not in page
    for again in ("again", "arrived"):
        assert press(anna, number, mail_id, again)[0] == 409
    assert mails(workplace) == [(EVA, state)]


def test_a_failed_mail_goes_again_or_elsewhere(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """To another address it is another mail, and nothing waits any more."""
    mail_id = add_mail(workplace, number, SendState.FAILED)
    page = anna.get(f"/arenden/{number}").text
    assert "Mejlet kunde inte skickas" in page
    assert "Försök igen" in page
    assert "Det kom fram" not in page
    status, page = press(anna, number, mail_id, "address", address="inte en adress")
    assert "Inget är skickat: e-postadressen ser inte rätt ut." in page
    assert mails(workplace) == [(EVA, SendState.FAILED)]
    status, page = press(anna, number, mail_id, "address", address=" Eva.Ek@Ny.example ")
    assert (status, mails(workplace)) == (303, [(EVA, SendState.FAILED), ("eva.ek@ny.example", SendState.PENDING)])
    assert "Mejlet kunde inte skickas" not in page
    assert "eva.ek@ny.example" in page


def test_who_may_decide(workplace: Workplace, group: int, number: str, anna: FlaskClient) -> None:
    """Only who sees the case, about that case's mails, with a form of ours and a button that we know."""
    mail_id = add_mail(workplace, number, SendState.UNCERTAIN)
    assert workplace.visitor().post(f"/arenden/{number}/mejl/{mail_id}").status_code in (302, 303, 400, 401)
    stranger = workplace.logged_in(workplace.staff("Bo", Role.HANDLER))
    fields = hidden_fields(anna.get(f"/arenden/{number}").text)
    token = {"csrf_token": hidden_fields(stranger.get("/arenden").text)["csrf_token"]}
    sent = {**fields, **token, "choice": "again"}
    assert stranger.post(f"/arenden/{number}/mejl/{mail_id}", data=sent).status_code == 404
    assert anna.post(f"/arenden/{number}/mejl/{mail_id}", data={"choice": "again"}).status_code == 400
    assert press(anna, number, mail_id, "nonsense")[0] == 400
    assert press(anna, number, mail_id + 999, "again")[0] == 404
    other = workplace.case("Annat", group)
    assert press(anna, other, mail_id, "again")[0] == 404
    assert mails(workplace) == [(EVA, SendState.UNCERTAIN)]


def test_a_decision_on_an_old_page_is_not_carried_out(workplace: Workplace, number: str, anna: FlaskClient) -> None:
    """The resident has written meanwhile, perhaps that it came."""
    mail_id = add_mail(workplace, number, SendState.UNCERTAIN)
    fields = hidden_fields(anna.get(f"/arenden/{number}").text)
    workplace.more_from_resident(number, "Tack, nu fick jag svaret.")
    answer = anna.post(f"/arenden/{number}/mejl/{mail_id}", data={**fields, "choice": "again"})
    assert answer.status_code == 409
    assert mails(workplace) == [(EVA, SendState.UNCERTAIN)]
