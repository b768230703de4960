"""The errors of `admin`, each saying whether trying again can help."""

from __future__ import annotations


class AdminError(Exception):
    """Something in `admin` could not be done; `permanent` tells whether a retry is pointless."""

    permanent = True


class PasswordRefused(AdminError):
    """The password may not be used; the text is the Swedish sentence that says why."""


class CaseChanged(AdminError):
    """Something has happened to the case that the sender of this form has not seen; the page read anew, it can."""

    permanent = False


class GroupGone(AdminError):
    """The response group that was chosen has been removed since the form was made."""


class CaseIsSecret(AdminError):
    """The case has become confidential since its words were proposed: nothing may be made of them any more."""


class Superseded(AdminError):
    """Somebody has asked for the same of a newer text meanwhile: what comes of this one nobody will look at."""


class BrokenReference(AdminError):
    """A migration left a row that points to one that is gone; nothing of the migration is kept."""
