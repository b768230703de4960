"""What screening says about a mail that has just come, in the short form that the tests compare."""

from mail_gateway.parse import ParsedMail
from mail_gateway.screening import Action, Reason, ScreeningPolicy, screen
from tests.mail_gateway.raw_mail import NOW, POLICY, RECEIVED

ANSWER = (Action.ANSWER, Reason.ORDINARY)
BOUNCE = (Action.BOUNCE, Reason.DELIVERY_REPORT)


def judge(one: ParsedMail, policy: ScreeningPolicy = POLICY, **more: bool) -> tuple[Action, Reason]:
    """Screen a mail that has just come."""
    screening = screen(one, policy, RECEIVED, NOW, **more)
    return screening.action, screening.reason


def case(reason: Reason) -> tuple[Action, Reason]:
    """A person reads it."""
    return Action.CASE_ONLY, reason


def ignored(reason: Reason) -> tuple[Action, Reason]:
    """Kept with its reason."""
    return Action.IGNORE, reason
