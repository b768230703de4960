"""Staff members' passwords: how one is set, and whether one fits."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from gettext import gettext as _

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from admin.errors import PasswordRefused
from knowledge.organisation import StaffMember

# NIST SP 800-63B 5.1.1.2: length is what protects, so there is a least length and no rule about signs.
SHORTEST_PASSWORD = 12
# Nobody types more, and hashing costs more the longer it is.
LONGEST_PASSWORD = 1000
# Argon2id with the library's parameters (RFC 9106, second choice: 64 MiB); a login on older ones is rehashed.
HASHER = PasswordHasher()


def set_password(member: StaffMember, password: str) -> None:
    """Give the member this password and end all their sessions. Raises PasswordRefused for a short or endless one."""
    if len(password.strip()) < SHORTEST_PASSWORD:
        raise PasswordRefused(_("Lösenordet måste ha minst {count} tecken.").format(count=SHORTEST_PASSWORD))
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefused(_("Lösenordet får ha högst {count} tecken.").format(count=LONGEST_PASSWORD))
    member.password_hash = HASHER.hash(_normal(password))
    end_sessions(member)


def end_sessions(member: StaffMember) -> None:
    """Log the member out everywhere, and let no mailed link to a new password work any more."""
    member.session_stamp = secrets.token_hex(16)


def password_fits(known: str | None, password: str, hasher: PasswordHasher | None = None) -> bool:
    """Whether the password made this hash; without a hash it never fits, and costs the same work to find out."""
    try:
        return (hasher or HASHER).verify(known or hash_of_nobody(), _normal(password)) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def renewed(known: str, password: str) -> str | None:
    """The hash that a password which fits should have now; None where it has it."""
    return HASHER.hash(_normal(password)) if HASHER.check_needs_rehash(known) else None


@cache
def hash_of_nobody() -> str:
    """A hash that no password fits, so that an unknown address costs the same work as a known one."""
    return HASHER.hash(secrets.token_hex(32))


def _normal(password: str) -> str:
    """One form of å, ä and ö, which different keyboards send differently (NIST SP 800-63B 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
