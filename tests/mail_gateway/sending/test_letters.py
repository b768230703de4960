"""What a letter is made of: who it is from, what it answers, and what a confidential case must not tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.cases import handling
from assistant.cases.case import Case, open_case
from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.cases.resident import find_or_add
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import Role, the_municipality
from knowledge.settings import MailboxSettings
from mail_gateway.compose import Outgoing, is_own_message_id, render
from mail_gateway.sending.letters import letter_for
from tests.factories import add_staff, group_of
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    DIFFICULT,
    OURS,
    RUT,
    body,
    outbox,
    posted,
    read,
    take_in,
    with_mail,
    write,
)

IFO = "Individ- och familjeomsorg"
DANGER = "Min man slår mig och barnen. Vad ska jag göra?"


def letter(services: Services, mail: OutboxMail) -> Outgoing:
    """The letter for one mail in the outbox."""
    with services.database.reading() as session:
        written = session.get_one(OutboxMail, mail.id)
        return letter_for(session, written, the_municipality(session), services.settings, services.clock())


def only(services: Services, kind: MailKind) -> Outgoing:
    """The letter for the outbox's one mail of a kind."""
    (mail,) = outbox(services, kind)
    return letter(services, mail)


def reply(services: Services, text: str = "Gör så här.") -> None:
    """A handler of the group answers the one case."""
    with services.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        handler = add_staff(session, "Sara Prov", Role.HANDLER, groups=(group_of(session, IFO),))
        handling.reply(session, case, handler, text, services.rules.calendar, services.clock())


def test_an_answer_is_from_the_department_that_owns_it(town: Services) -> None:
    """Department, municipality, address, phone, e-mail and web of the standard signature; in the thread."""
    take_in(town, write(References="<a@x> <b@x>"))
    answer = only(town, MailKind.ANSWER)
    sender = answer.sender
    assert (sender.department, sender.municipality) == ("Förskola", "Provstads kommun")
    assert (sender.address, sender.phone) == ("Torget 1, 593 00 Provstad", "0980-319 210")
    assert (sender.email, sender.web) == ("forskola@prov.example", "https://www.prov.example")
    assert (answer.recipient, answer.from_address) == (RUT, OURS)
    assert (answer.answers_id, answer.answers_references) == ("<q1@rut.example>", ("<a@x>", "<b@x>"))
    assert is_own_message_id(answer.message_id, town.settings.secrets.key)
    assert answer.message_id.endswith("@prov.example>")


def test_the_words_around_an_answer_are_in_its_language(town: Services) -> None:
    """Greeting and signature follow what was said: Swedish mostly, Finnish where the answer was."""
    take_in(town, write())
    assert body(render(only(town, MailKind.ANSWER))).startswith("Hej!\n\n")
    with town.database.transaction() as session:
        session.scalars(select(Message).where(Message.author == Author.ASSISTANT)).one().language = "fi"
    finnish = body(render(only(town, MailKind.ANSWER)))
    assert (finnish.startswith("Hei!\n\n"), "Ystävällisin terveisin\n" in finnish) == (True, True)


def test_a_receipt_and_a_reply_name_the_group(town: Services) -> None:
    """The receipt is from the group; the reply from its handler, with title and direct phone."""
    take_in(town, write(DIFFICULT))
    reply(town)
    receipt, answer = only(town, MailKind.RECEIPT), only(town, MailKind.REPLY)
    assert (receipt.sender.person, receipt.sender.function) == ("", "Ekonomiskt bistånd")
    assert (answer.sender.person, answer.sender.title) == ("Sara Prov", "Handläggare")
    assert (answer.sender.function, answer.sender.department) == ("Ekonomiskt bistånd", IFO)
    assert answer.sender.phone == "0980-319 211"
    assert answer.answers_id == "<q1@rut.example>"


def test_a_reply_answers_the_resident_s_latest_mail(town: Services, clock: Clock) -> None:
    """So that it stands last in their thread, with all of it behind."""
    take_in(town, write(DIFFICULT))
    clock.forward(hours=1)
    more = write(
        "Jag väntar.", message_id="<q2@rut.example>", In_Reply_To="<q1@rut.example>", References="<q1@rut.example>"
    )
    take_in(town, more)
    reply(town)
    answer = only(town, MailKind.REPLY)
    assert (answer.answers_id, answer.answers_references) == ("<q2@rut.example>", ("<q1@rut.example>",))


def test_a_notice_is_in_nobody_s_thread(town: Services) -> None:
    """It goes to colleagues; the resident's mail is not their thread."""
    take_in(town, write(DIFFICULT))
    notice = only(town, MailKind.NOTICE)
    assert (notice.answers_id, notice.answers_references) == ("", ())
    assert notice.recipient == "individ--och-familjeomsorg.svar@prov.example"


def test_a_mail_without_an_id_is_answered_without_one(town: Services) -> None:
    """The id that we gave it is known to nobody else, so it stands in no header."""
    take_in(town, write(message_id=""))
    answer = only(town, MailKind.ANSWER)
    assert answer.answers_id == ""
    assert read(render(answer))["In-Reply-To"] is None


def test_an_answer_comes_from_the_mailbox_that_was_written_to(town: Services) -> None:
    """With several mailboxes each keeps its own conversations."""
    info = MailboxSettings("info", "info@prov.example", "localhost", "info")
    services = with_mail(town, mailboxes=(*town.settings.mail.mailboxes, info))
    take_in(services, write(to="info@prov.example"), mailbox="info")
    assert only(services, MailKind.ANSWER).from_address == "info@prov.example"


def test_a_chat_s_reply_comes_from_the_first_mailbox(town: Services, clock: Clock) -> None:
    """Nothing was mailed before: a new thread, from the address that is read; without mailboxes the town's own."""
    with town.database.transaction() as session:
        resident = find_or_add(session, RUT, "Rut", clock())
        case = open_case(session, Channel.CHAT, resident, "Bygglov", clock())
        mail = posted(session, case, clock(), MailKind.REPLY)
    assert (letter(town, mail).from_address, letter(town, mail).answers_id) == (OURS, "")
    assert letter(with_mail(town, mailboxes=()), mail).from_address == "kommun@prov.example"


def test_a_confidential_case_names_no_department(town: Services) -> None:
    """That the social services have the case is itself a secret: name, address, phone and web are the town's."""
    take_in(town, write(DANGER, subject="Hjälp"))
    reply(town)
    letters = [letter(town, mail) for mail in outbox(town) if mail.recipient == RUT]
    assert {one.kind for one in letters} == {MailKind.RECEIPT, MailKind.REPLY}
    for one in letters:
        assert (one.sender.department, one.sender.function) == ("", "")
        assert (one.sender.email, one.sender.web) == ("kommun@prov.example", "https://www.prov.example")
        assert (one.sender.title, one.sender.phone) == ("", "0980-319 200"), "a title and a direct number tell it too"
        raw = render(one)
        for secret in (IFO, "familjeomsorg", "bistånd", "individ", "slår"):
            assert secret.lower() not in body(raw).lower()
            assert secret.lower() not in str(read(raw)["From"]).lower()
            assert secret.lower() not in str(read(raw)["Subject"]).lower()


def test_a_notice_of_a_confidential_case_has_no_content(town: Services) -> None:
    """The group's mailbox is read by more people than the case."""
    take_in(town, write(DANGER, subject="Min man slår mig"))
    raw = render(only(town, MailKind.NOTICE))
    assert "slår" not in body(raw)
    assert "slår" not in str(read(raw)["Subject"])


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe: \x00\r\nFrom: \xe5@x\r\n\r\n", b"Message-ID: \xff\r\nReferences: (\r\n\r\nhej"]
)
def test_an_ugly_mail_can_be_replied_to(town: Services, raw: bytes) -> None:
    """Its headers are read again for the thread; whatever they hold, the letter is written."""
    take_in(town, raw)
    with town.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        mail = posted(session, case, town.clock() + timedelta(hours=1), MailKind.REPLY)
    assert read(render(letter(town, mail)))["To"] == RUT
