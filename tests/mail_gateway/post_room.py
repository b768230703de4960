"""What the post-room's tests do in a line: write a mail, put it where a fetch would, look at what came of it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assistant.cases.case import Case
from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post
from assistant.services import Services
from knowledge.settings import MailboxSettings, MailSettings, Security
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail
from tests.servers.dovecot import Dovecot

OURS = "kontakt@prov.example"
RUT = "rut@resident.example"
BO = "bo@resident.example"
PASSWORD = "hemligt"
SIMPLE = "Hur säger jag upp en förskoleplats?"
DIFFICULT = "Jag vill överklaga mitt beslut om försörjningsstöd."


def mailbox_settings(
    dovecot: Dovecot, user: str, *, name: str = "kontakt", security: Security = Security.STARTTLS
) -> MailboxSettings:
    """How the post-room reads a user's mailbox."""
    port = dovecot.tls_port if security is Security.TLS else dovecot.port
    return MailboxSettings(name, OURS, dovecot.host, user, port, security, ca_file=str(dovecot.ca_file))


def with_mail(services: Services, **changes: object) -> Services:
    """The same services with other mail settings."""
    mail = MailSettings(**{**vars(services.settings.mail), **changes})
    names = {box.name: PASSWORD for box in mail.read_mailboxes}
    secrets = replace(services.settings.secrets, mail_passwords=names)
    return replace(services, settings=replace(services.settings, mail=mail, secrets=secrets))


def write(
    text: str = SIMPLE,
    *,
    subject: str = "Fråga",
    sender: str = f"Rut Prov <{RUT}>",
    to: str = OURS,
    message_id: str = "<q1@rut.example>",
    attachments: Sequence[bytes] = (),
    **headers: str,
) -> bytes:
    """A resident's mail; an underscore in a header's name is a hyphen, an empty value leaves it out."""
    mail = EmailMessage(policy=email.policy.SMTP)
    given = {"From": sender, "To": to, "Subject": subject, "Message-ID": message_id, **headers}
    for name, value in given.items():
        if value:
            mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for number, content in enumerate(attachments):
        mail.add_attachment(content, maintype="image", subtype="jpeg", filename=f"bild{number}.jpg")
    return mail.as_bytes()


def store(
    services: Services,
    raw: bytes,
    *,
    mailbox: str = "kontakt",
    at: datetime | None = None,
    headers_only: bool = False,
    uidvalidity: int = 1,
) -> int:
    """Put a mail where a fetch puts it, and give its row's id."""
    with services.database.transaction() as session:
        row = InboundMail(
            mailbox=mailbox,
            folder="INBOX",
            uidvalidity=uidvalidity,
            uid=count(session, InboundMail) + 1,
            raw=raw,
            headers_only=headers_only,
            sha256=hashlib.sha256(raw).hexdigest(),
            received_at=at or services.clock(),
            fetched_at=services.clock(),
        )
        session.add(row)
        session.flush()
        return row.id


def take_in(services: Services, raw: bytes, **where: object) -> InboundMail:
    """Store a mail, let the post-room handle what waits, and give the row as it is then."""
    row_id = store(services, raw, **where)  # type: ignore[arg-type]
    handle_waiting(services)
    return row(services, row_id)


def row(services: Services, row_id: int) -> InboundMail:
    """One stored mail as it is now, with its bytes."""
    with services.database.reading() as session:
        return session.get_one(InboundMail, row_id, options=[joinedload(InboundMail.kept)])


def case_of(session: Session, stored: InboundMail) -> Case:
    """The case that a stored mail became a message in."""
    assert stored.case_message_id is not None, (stored.state, stored.reason, stored.error)
    return session.get_one(Case, session.get_one(Message, stored.case_message_id).case_id)


def count(session: Session, table: type[Case | Message | OutboxMail | InboundMail]) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def questions(session: Session, case: Case) -> list[str]:
    """What the resident has written in a case."""
    asked = select(Message).where(Message.case_id == case.id, Message.author == Author.RESIDENT).order_by(Message.id)
    return [message.text.strip() for message in session.scalars(asked)]


def outbox(services: Services, *kinds: MailKind) -> list[OutboxMail]:
    """The mails in the outbox, oldest first; of these kinds, or of all."""
    with services.database.reading() as session:
        mails = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
        return [mail for mail in mails if not kinds or mail.kind in kinds]


def to_resident(services: Services) -> list[OutboxMail]:
    """The mails in the outbox that go to a resident."""
    return [mail for mail in outbox(services) if mail.recipient.endswith("@resident.example")]


def posted(
    session: Session, case: Case, now: datetime, kind: MailKind = MailKind.ANSWER, **facts: object
) -> OutboxMail:
    """A mail in the outbox, with these facts changed: as if it had been sent earlier, or to another."""
    mail = post(session, case, kind, str(facts.pop("recipient", RUT)), str(facts.pop("body", "Svar.")), now)
    for name, value in {"state": SendState.SENT, **facts}.items():
        setattr(mail, name, value)
    session.flush()
    return mail


def read(raw: bytes) -> EmailMessage:
    """A mail of ours as its recipient's program reads it."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def body(raw: bytes) -> str:
    """The text of a mail of ours."""
    part = read(raw).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def together(*jobs: Callable[[], object]) -> None:
    """Do the jobs at the same time; the fault of one is raised here."""
    faults: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as fault:  # noqa: BLE001 - carried over to the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
