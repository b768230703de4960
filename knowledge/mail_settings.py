"""The settings of the post-room: mailboxes, the SMTP server, and how both let us in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from knowledge.errors import SettingsError

_STRICT = ConfigDict(extra="forbid")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Secrets and residents' words go to such an address: over TLS, or not off this machine.
SAFE_ADDRESS = r"^https://[^\s/@]+(/|$)|^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)"


class Security(StrEnum):
    """How a connection to a mail server is protected; plain is accepted on loopback only."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True, config=_STRICT)
class OAuthSettings:
    """OAuth2 by client credentials (RFC 6749 4.4), as Microsoft 365 wants it (facts/mail.md 6).

    The secret comes from FORSTALINJEN_MAIL_OAUTH_SECRET_<NAME>, or FORSTALINJEN_SMTP_OAUTH_SECRET for the SMTP server.
    """

    token_url: Annotated[str, Field(pattern=SAFE_ADDRESS)]
    client_id: Annotated[str, Field(min_length=1)]
    scope: str = "https://outlook.office365.com/.default"


@dataclass(frozen=True, config=_STRICT)
class MailboxSettings:
    """One function mailbox that is read. The password comes from FORSTALINJEN_MAIL_PASSWORD_<NAME>, unless `oauth`."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    address: str
    host: str
    user: str
    port: int = Field(default=993, ge=1, le=65535)
    security: Security = Security.TLS
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "INBOX"
    ca_file: str = ""
    # Handled mails are moved to this folder, which is made where it is missing; "" only marks them as read.
    handled_folder: str = ""
    oauth: OAuthSettings | None = None
    # Whether mail to address+anything@ arrives here: then every mail of ours has a bounce address of its own.
    plus_addresses: bool = False
    # Where the server itself keeps a copy of what is sent: a folder's name, or "\\Sent" for the one that the server
    # marks so (RFC 6154). Mails of which nobody knows whether they went are looked for there; "" where it keeps none.
    sent_folder: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError, which pydantic tells with the section's name."""
        if self.handled_folder and self.handled_folder.upper() == self.folder.upper():
            raise ValueError("handled_folder must be another folder than the one that is read")


@dataclass(frozen=True, config=_STRICT)
class SmtpSettings:
    """The server that takes our mail. The password, when user is set and not `oauth`: FORSTALINJEN_SMTP_PASSWORD."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = Security.STARTTLS
    user: str = ""
    ca_file: str = ""
    oauth: OAuthSettings | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, which pydantic tells with the section's name."""
        if self.oauth is not None and not self.user:
            raise ValueError("oauth needs user, the mailbox that mail is sent as")


@dataclass(frozen=True, config=_STRICT)
class MeasurementSettings:
    """The separate mailbox that the town's own service measurement asks from; without one nothing can be measured.

    `smtp`: the server that takes its mail where it is another than the town's; its password is
    FORSTALINJEN_MEASUREMENT_SMTP_PASSWORD.
    """

    mailbox: MailboxSettings
    smtp: SmtpSettings | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, which pydantic tells with the section's name."""
        if self.smtp is not None and self.smtp.oauth is not None:
            raise ValueError("measurement.smtp is opened by a password, not by oauth")


@dataclass(frozen=True, config=_STRICT)
class MailSettings:
    """The post-room. Aliases are further addresses of our own, which are never answered as senders.

    `measurement` is no address of ours to the rest of the house: what comes from it is a resident's mail.
    """

    mailboxes: tuple[MailboxSettings, ...] = ()
    smtp: SmtpSettings = SmtpSettings()
    measurement: MeasurementSettings | None = None
    aliases: tuple[str, ...] = ()
    trusted_authserv_id: str = ""
    web_form_senders: tuple[str, ...] = ()
    # Seconds between two looks for new mail, and the largest mail that is fetched whole (bytes).
    poll_seconds: float = Field(default=30, gt=0, le=300)
    largest_mail: int = Field(default=30_000_000, ge=100_000)
    # Breakers: more automatic mails than this an hour, in all or to one domain, and people take over.
    most_automatic_an_hour: int = Field(default=600, ge=1)
    most_automatic_an_hour_to_a_domain: int = Field(default=200, ge=1)
    # What the SMTP server takes from us in a minute, of all mail; the rest waits. 0 is no limit.
    most_sent_a_minute: int = Field(default=0, ge=0)
    # Processes that read and answer mails, each with the language model in memory; 0 does it in the gateway's own.
    workers: int = Field(default=2, ge=0, le=16)

    @property
    def read_mailboxes(self) -> tuple[MailboxSettings, ...]:
        """Every mailbox that is read: the residents', and the one of the service measurement."""
        return (*self.mailboxes, *([self.measurement.mailbox] if self.measurement else []))


def refuse_unsafe_mail(mail: MailSettings) -> None:
    """Raises SettingsError for a plain connection to another machine, and for what stands twice."""
    _refuse_plain(mail)
    _refuse_shared_names(mail)
    _refuse_known_asker(mail)


def _refuse_plain(mail: MailSettings) -> None:
    servers = [(f"mail.mailboxes {box.name}", box.host, box.security) for box in mail.read_mailboxes]
    servers.append(("mail.smtp", mail.smtp.host, mail.smtp.security))
    if mail.measurement is not None and mail.measurement.smtp is not None:
        servers.append(("mail.measurement.smtp", mail.measurement.smtp.host, mail.measurement.smtp.security))
    for name, host, security in servers:
        if security is Security.PLAIN and host not in _LOOPBACK:
            raise SettingsError(f"{name}: plain security is allowed on this machine only, not to {host}")


def _refuse_shared_names(mail: MailSettings) -> None:
    """A mailbox is known by its name: its password's variable and how far it has been read."""
    names = [box.name for box in mail.read_mailboxes]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"mail.mailboxes: the name {name} is used twice")


def _refuse_known_asker(mail: MailSettings) -> None:
    """What comes from an address of ours is never answered, so every question of the measurement would be in vain."""
    own = {address.lower() for address in (*(box.address for box in mail.mailboxes), *mail.aliases)}
    address = mail.measurement.mailbox.address if mail.measurement else ""
    if address.lower() in own:
        raise SettingsError(f"mail.measurement: {address} is another mailbox's address or an alias")
