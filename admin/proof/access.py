"""Who may do what with the proof: editors and administrators keep it, managers read, everybody may add to it."""

from __future__ import annotations

from admin.auth import current_staff
from knowledge.organisation import Role

READ_ROLES = (Role.EDITOR, Role.MANAGER, Role.ADMINISTRATOR)
KEEP_ROLES = (Role.EDITOR, Role.ADMINISTRATOR)
ADD_ROLES = tuple(Role)
"""Whoever answers a case knows best what should have been said."""


def may_see_proof() -> bool:
    """Whether whoever is logged in may open the proof, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(READ_ROLES)


def may_keep_proof() -> bool:
    """Whether whoever is logged in may run it and change its questions."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(KEEP_ROLES)
