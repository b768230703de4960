"""A real Dovecot IMAP server with IDLE, STARTTLS, IMAPS and MOVE, which a test can stop and start."""

import itertools
import os
import pwd
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from grp import getgrgid
from pathlib import Path
from shutil import which

from imapclient import IMAPClient, SocketTimeout

from tests.servers.certificates import make_certificate
from tests.servers.ports import accepts_connections, free_port
from tests.servers.process import ServerError, ServerProcess, give_to, private_folder, server_account

_TIMEOUT = SocketTimeout(connect=15, read=30)
_COUNTER = itertools.count(1)

# facts/mail.md 8: nothing is chrooted and every service runs as one ordinary user. Without the closed
# anvil-auth-penalty, one wrong password makes every later login from the same address wait for seconds.
_CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{certificate.cert_file}
ssl_key = <{certificate.key_file}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_location = maildir:~
mailbox_idle_check_interval = 1 s
shutdown_clients = yes
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


class Dovecot:
    """A running server: where it listens, whom it knows, and what lies in their mailboxes."""

    host = "localhost"

    def __init__(self, home: Path, users: Mapping[str, str], account: pwd.struct_passwd, log: Path) -> None:
        self.port = free_port()
        self.tls_port = free_port()
        self.users = dict(users)
        self._home = home
        self._account = account
        self._certificate = make_certificate(home)
        self.ca_file = self._certificate.ca_file
        self._write_files()
        self._process = ServerProcess([_program(), "-F", "-c", home / "dovecot.conf"], account, log)

    def start(self) -> None:
        """Start, with every mailbox as it was left; raises ServerError if it does not answer within 30 s."""
        self._process.start(lambda: accepts_connections("127.0.0.1", self.port))

    def stop(self) -> None:
        """Stop: open sessions end, new ones are refused. Does nothing if it is stopped already."""
        self._process.stop()

    def deliver(self, user: str, raw: bytes, received: datetime | None = None) -> None:
        """Put a mail in the user's inbox, whole or not at all, byte for byte, also while the server is down.

        `received` becomes INTERNALDATE (now unless told). Raises KeyError for an unknown user.
        """
        inbox = self._maildir(user)
        now = time.time_ns()
        name = f"{now // 10**9}.M{now % 10**9 // 1000:06}P{os.getpid()}Q{next(_COUNTER):06}.localhost"
        unfinished = inbox / "tmp" / name
        unfinished.write_bytes(raw)
        give_to(self._account, unfinished)
        if received is not None:
            os.utime(unfinished, (received.timestamp(), received.timestamp()))
        unfinished.rename(inbox / "new" / name)

    def renumber(self, user: str) -> None:
        """Forget the numbers of the user's mails, as a server does that lost its indexes: a new UIDVALIDITY."""
        inbox = self._maildir(user)
        for file in inbox.glob("dovecot*"):
            # With `dovecot-uidvalidity` the number could not come back; without it, it is the time in seconds.
            if not file.name.startswith("dovecot-uidvalidity"):
                file.unlink()

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return every mail in the user's folder as IMAP serves it (CRLF line ends), oldest UID first."""
        with self.login(user) as client:
            client.select_folder(folder, readonly=True)
            fetched = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [fetched[uid][b"BODY[]"] for uid in sorted(fetched)]

    @contextmanager
    def login(self, user: str) -> Iterator[IMAPClient]:
        """Yield a logged-in connection of the test's own, to look at a mailbox or to play a colleague."""
        with IMAPClient(self.host, port=self.port, ssl=False, timeout=_TIMEOUT) as client:
            client.login(user, self.users[user])
            yield client

    def _maildir(self, user: str) -> Path:
        if user not in self.users:
            raise KeyError(user)
        inbox = self._home / "mail" / user
        if not (inbox / "new").exists():
            for path in (inbox, inbox / "cur", inbox / "tmp", inbox / "new"):
                path.mkdir(mode=0o700, exist_ok=True)
                give_to(self._account, path)
        return inbox

    def _write_files(self) -> None:
        (self._home / "mail").mkdir()
        password_lines = [f"{user}:{{PLAIN}}{password}\n" for user, password in self.users.items()]
        (self._home / "users").write_text("".join(password_lines), encoding="utf-8")
        config = _CONFIG.format(
            home=self._home,
            user=self._account.pw_name,
            group=getgrgid(self._account.pw_gid).gr_name,
            uid=self._account.pw_uid,
            gid=self._account.pw_gid,
            certificate=self._certificate,
            port=self.port,
            tls_port=self.tls_port,
        )
        (self._home / "dovecot.conf").write_text(config, encoding="utf-8")
        give_to(self._account, *self._home.iterdir())


@contextmanager
def dovecot_server(folder: Path, users: dict[str, str]) -> Iterator[Dovecot]:
    """Run Dovecot with these users (name: password, neither with a colon) and yield it; its log in `folder`.

    Raises ServerError if it does not start.
    """
    account = server_account("dovecot")
    with private_folder("imap", account) as home:
        server = Dovecot(home, users, account, folder / "dovecot.log")
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _program() -> str:
    # /usr/sbin is not on an ordinary user's PATH in Debian.
    program = which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise ServerError("Dovecot is not installed: sh tests/system-packages.sh")
    return program
