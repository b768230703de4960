"""The errors of `knowledge`, each saying whether trying again can help."""

from __future__ import annotations

import enum


class KnowledgeError(Exception):
    """Something in `knowledge` could not be done; `permanent` tells whether a retry is pointless."""

    permanent = True


class SettingsError(KnowledgeError):
    """The program cannot start with these settings; the text names the setting."""


class OrganisationError(KnowledgeError):
    """The organisation file says something that cannot be true; the text names the place."""


class SearchUnavailable(KnowledgeError):
    """The index can neither be read nor rebuilt just now; the caller hands the question to a person."""

    permanent = False


class EmbedderUnavailable(KnowledgeError):
    """There are no vectors of meaning to be had; search goes on by words alone."""

    def __init__(self, message: str, *, permanent: bool = True) -> None:
        super().__init__(message)
        self.permanent = permanent


class CalibrationUnusable(KnowledgeError):
    """The calibration file is missing, torn or of another version; the text says which."""


class UnknownOwner(KnowledgeError):
    """A text belongs to a department or response group that is no longer there; the text names it."""


class NotAllowedYet(KnowledgeError):
    """A step of an entry's life that cannot be taken from where it is; `obstacle` says what is in the way."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


class Obstacle(enum.Enum):
    """What stands in the way of a step in an entry's life."""

    NOTHING_TO_APPROVE = "nothing_to_approve"
    SAME_PERSON = "same_person"
    WRONG_STATUS = "wrong_status"
    PAST_MOMENT = "past_moment"
    NUMBER_TAKEN = "number_taken"
    GROUP_GONE = "group_gone"
