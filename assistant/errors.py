"""The errors of `assistant`, each with what a caller needs to turn it into a sentence."""

from __future__ import annotations


class AssistantError(Exception):
    """Something in `assistant` could not be done; `permanent` tells whether a retry is pointless."""

    permanent = True


class QuestionRefused(AssistantError):
    """The text cannot be taken as a question; `sentence` is the kind Swedish explanation."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class CaseClosed(AssistantError):
    """The case is closed, so this cannot be done to it."""


class LinkRefused(AssistantError):
    """These two cases cannot be linked: they are one, or each already names another."""


class MergeRefused(AssistantError):
    """These two cases cannot be made one; the text is the value of the `MergeFault`."""


class EmptyReply(AssistantError):
    """A handler's reply has no text."""


class AnswerNotOurs(AssistantError):
    """Only the entry's own department may give its answer; carries the entry's number."""
