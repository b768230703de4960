"""The faults of the post-room, each saying whether another attempt could help."""


class MailError(Exception):
    """The base of every fault this package raises; `permanent` is true where another attempt cannot help."""

    permanent: bool = False


class MailUnreadable(MailError):
    """Nothing at all could be read from a mail; `reason` is for the log, `size` is the raw mail's bytes.

    The mail is set aside as the case "mejl som inte kunde tolkas" (facts/mail.md 7c); trying again changes nothing.
    """

    permanent = True

    def __init__(self, reason: str, size: int) -> None:
        super().__init__(f"{reason} ({size} bytes)")
        self.reason = reason
        self.size = size


class ReadingStopped(MailError):
    """The process that reads mails had to be stopped, or died; `reason` is "time", "memory",
    "died", or "fault" with the name of the parser's exception.

    Another attempt may go better; the third sets the mail aside (facts/mail.md 7c).
    """

    def __init__(self, reason: str, size: int) -> None:
        super().__init__(f"the mail could not be read: {reason} ({size} bytes)")
        self.reason = reason
        self.size = size


class MailboxUnavailable(MailError):
    """A mailbox's server cannot be reached, refused us or broke off; the next round tries again."""

    def __init__(self, mailbox: str, reason: str) -> None:
        super().__init__(f"mailbox {mailbox}: {reason}")
        self.mailbox = mailbox
        self.reason = reason


class LeaseLost(MailError):
    """Another gateway reads this mailbox now; no fault, but a reason to leave it."""

    def __init__(self, mailbox: str) -> None:
        super().__init__(f"mailbox {mailbox}: another gateway has taken it")
        self.mailbox = mailbox


class TokenUnavailable(MailError):
    """An OAuth2 server cannot be reached or gives no token; `name` is the mailbox's, or "smtp"."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"no OAuth2 token for {name}: {reason}")
        self.name = name
        self.reason = reason


class SmtpUnavailable(MailError):
    """The SMTP server cannot be reached or does not let us in, which says nothing about the mail that waits."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the SMTP server: {reason}")
        self.reason = reason


class MailUnsendable(MailError):
    """A mail cannot be written or addressed, now or ever; its case goes to a person."""

    permanent = True


class MailDecided(MailError):
    """Somebody decided about this mail meanwhile, or there was nothing to decide."""

    permanent = True

    def __init__(self, outbox_id: int) -> None:
        super().__init__(f"outgoing mail {outbox_id} waits for no decision")
        self.outbox_id = outbox_id


class MailNotSetAside(MailError):
    """There is no such mail, or it is not set aside, so there is nothing to try again."""

    permanent = True

    def __init__(self, inbound_id: int) -> None:
        super().__init__(f"mail {inbound_id} is not set aside")
        self.inbound_id = inbound_id


class NoMailConfigured(MailError):
    """The settings name no mailbox or no SMTP server, so there is nothing to run."""

    permanent = True
