"""The errors of `knowledge`, each saying whether trying again can help."""

from __future__ import annotations


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
