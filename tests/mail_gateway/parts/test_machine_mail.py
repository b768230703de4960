"""Rules 1-5, 7 and spam of facts/mail.md section 1: what a machine sent is known by its headers, then its words."""

import pytest

from mail_gateway.parse import parse
from mail_gateway.screening import Action, Reason, Screening, screen
from tests.mail_gateway.raw_mail import NOW, OURS, POLICY, QUESTION, RECEIVED, mail, multipart, part
from tests.mail_gateway.verdicts import ANSWER, BOUNCE, case, ignored, judge


def test_rule_01_null_path_is_a_case_without_answer() -> None:
    """A person may be behind it; an answer would go nowhere."""
    assert judge(mail({"Return-Path": "<>"})) == case(Reason.NULL_RETURN_PATH)


def test_rule_01_absent_path_is_unknown_not_null() -> None:
    """Many servers write none."""
    assert judge(mail({"Return-Path": None})) == ANSWER


def test_rule_01_only_the_topmost_path_counts() -> None:
    """A null path further down is history."""
    assert judge(mail(extra="Return-Path: <anna@example.se>\r\nReturn-Path: <>\r\n")) == ANSWER
    assert judge(mail(extra="Return-Path: <>\r\n")) == case(Reason.NULL_RETURN_PATH)


@pytest.mark.parametrize(
    "value",
    [
        "auto-replied",
        "AUTO-REPLIED",
        "auto-replied; owner-email=anna@example.se",
        "auto-generated (x)",
        "(x) auto-notified",
        "auto-generated;",
        "yes",
        "no-not-really",
        "",
    ],
)
def test_rule_02_auto_submitted_is_ignored(value: str) -> None:
    """In any case, with comments and parameters; anything but `no`."""
    assert judge(mail({"Auto-Submitted": value})) == ignored(Reason.AUTO_SUBMITTED)


@pytest.mark.parametrize("value", ["no", "NO", "No (typed by hand)", "no; x=y", " no "])
def test_rule_02_auto_submitted_no_is_an_ordinary_mail(value: str) -> None:
    """The header says that a person wrote it."""
    assert judge(mail({"Auto-Submitted": value})) == ANSWER


def test_rule_02_one_automatic_mark_of_two_is_enough() -> None:
    """`no` above does not undo what is below."""
    assert judge(mail(extra="Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n"))[1] is Reason.AUTO_SUBMITTED


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("List-Id: <x.example.se>", Reason.MAILING_LIST),
        ("LIST-UNSUBSCRIBE: <mailto:x@y.se>", Reason.MAILING_LIST),
        ("List-Post: NO", Reason.MAILING_LIST),
        ("Precedence: bulk", Reason.BULK),
        ("precedence: Junk", Reason.BULK),
        ("Precedence: LIST (x)", Reason.BULK),
        ("Precedence: auto_reply", Reason.BULK),
        ("Feedback-ID: 1:2:3:x", Reason.MASS_MAILER),
    ],
)
def test_rule_03_lists_and_bulk_are_ignored(header: str, reason: Reason) -> None:
    """They say so themselves."""
    assert judge(mail(extra=f"{header}\r\n")) == ignored(reason)


@pytest.mark.parametrize("value", ["first-class", "normal", "special-delivery"])
def test_rule_03_other_precedence_is_ordinary(value: str) -> None:
    """Only the named words count."""
    assert judge(mail({"Precedence": value})) == ANSWER


@pytest.mark.parametrize(
    ("kind", "part_type", "verdict"),
    [
        ("delivery-status", "message/delivery-status", BOUNCE),
        ("disposition-notification", "message/disposition-notification", ignored(Reason.READ_RECEIPT)),
        ("feedback-report", "message/feedback-report", ignored(Reason.FEEDBACK_REPORT)),
        ("disposition-notification", "text/plain", ignored(Reason.READ_RECEIPT)),
        ("odd", "text/plain", BOUNCE),
    ],
)
def test_rule_03_reports(kind: str, part_type: str, verdict: tuple[Action, Reason]) -> None:
    """A bounce is read as one; receipts and spam reports are ignored; never an answer."""
    raw = multipart(f"multipart/report; report-type={kind}", part("text/plain", "Hej"), part(part_type, "A: b"))
    assert judge(parse(raw)) == verdict


@pytest.mark.parametrize(
    "header",
    ["X-Autoreply: yes", "X-Autorespond: x", "x-ms-exchange-generated-message-source: Mailbox Rules Agent",
     "Delivered-To: Autoresponder"],
)  # fmt: skip
def test_rule_04_responders_are_ignored(header: str) -> None:
    """Headers that only responders write."""
    assert judge(mail(extra=f"{header}\r\n")) == ignored(Reason.AUTORESPONDER)


@pytest.mark.parametrize("value", ["All", "OOF", "DR, AutoReply", "dr,oof", "ALL"])
def test_rule_04_a_suppressed_response_is_a_case(value: str) -> None:
    """Systems set it on mail with a person behind it too."""
    assert judge(mail({"X-Auto-Response-Suppress": value})) == case(Reason.RESPONSES_SUPPRESSED)


@pytest.mark.parametrize("value", ["DR", "RN, NRN", "None"])
def test_rule_04_suppressed_receipts_alone_are_ordinary(value: str) -> None:
    """They ask for no receipts, not for no answer."""
    assert judge(mail({"X-Auto-Response-Suppress": value})) == ANSWER


def test_rule_04_mail_passed_on_by_a_rule_is_a_case() -> None:
    """Somebody's rule sent on what a person may have written."""
    assert judge(mail({"X-Loop": "other@example.se"})) == case(Reason.FOREIGN_LOOP)
    assert judge(mail({"X-MS-Exchange-Inbox-Rules-Loop": "a@x.se"})) == case(Reason.INBOX_RULE)
    assert judge(mail({"Delivered-To": OURS})) == ANSWER


@pytest.mark.parametrize(
    ("local", "reason"),
    [
        ("MAILER-DAEMON", Reason.DAEMON_SENDER),
        ("postmaster", Reason.DAEMON_SENDER),
        ("list-request", Reason.LIST_ADDRESS_SENDER),
        ("owner-list", Reason.LIST_ADDRESS_SENDER),
        ("bounces+1", Reason.LIST_ADDRESS_SENDER),
        ("no-reply", Reason.NO_REPLY_SENDER),
        ("NoReply", Reason.NO_REPLY_SENDER),
        ("do_not_reply", Reason.NO_REPLY_SENDER),
        ("donotreply+7", Reason.NO_REPLY_SENDER),
    ],
)
def test_rule_05_sender_names_of_machines_are_a_case(local: str, reason: Reason) -> None:
    """Notices from other systems may matter; an answer to them never does."""
    assert judge(mail({"From": f"X <{local}@example.se>"})) == case(reason)


@pytest.mark.parametrize("local", ["nora.reply", "annorequest", "postmastare", "downer-x"])
def test_rule_05_people_with_like_names_are_ordinary(local: str) -> None:
    """Only the named forms count."""
    assert judge(mail({"From": f"{local}@example.se"})) == ANSWER


@pytest.mark.parametrize(
    "subject",
    [
        "Autosvar: Sv: Bygglov",
        "AUTOSVAR",
        "Automatiskt svar: Bygglov",
        "Automatic reply: Bygglov",
        "Automaattinen vastaus: Kirjasto",
        "Automatische Antwort: Bibliothek",
        "Out of office: Bygglov",
        "Out of Office AutoReply: x",
        "=?utf-8?q?Automatiskt_svar=3A_x?=",
    ],
)
def test_rule_07_automatic_subjects_are_ignored(subject: str) -> None:
    """Words that no person begins a question with, and no header says anything."""
    assert judge(mail({"Subject": subject})) == ignored(Reason.AUTOMATIC_SUBJECT)


@pytest.mark.parametrize(
    "subject",
    ["Frånvaro från skolan", "Frånvaro: Anna", "Autosvar fungerar inte hos er", "Läst: Bygglov", "Oläst: Bygglov",
     "Återkalla: min ansökan", "Olevererbart: Bygglov", "Undeliverable: x", "Poissaolo: Anna"],
)  # fmt: skip
def test_rule_07_doubtful_subjects_are_a_case_that_wakes_nothing(subject: str) -> None:
    """Residents use these words; a responder that does must not reopen a case or move a clock."""
    screening = screen(mail({"Subject": subject}), POLICY, RECEIVED, NOW)
    assert screening == Screening(Action.CASE_ONLY, Reason.DOUBTFUL_SUBJECT)
    assert not screening.may_reopen


@pytest.mark.parametrize("subject", ["Sv: Autosvar: er adress", "Fråga om frånvaro", "Återkallad licens", "Läsplatta"])
def test_rule_07_the_words_count_only_at_the_beginning(subject: str) -> None:
    """A reply to a responder is a person."""
    assert judge(mail({"Subject": subject})) == ANSWER


def test_rule_07_headers_come_before_words() -> None:
    """The reason that is stored is the surest one."""
    both = {"Subject": "Autosvar: x", "Auto-Submitted": "auto-replied", "Return-Path": "<>"}
    assert judge(mail(both)) == ignored(Reason.AUTO_SUBMITTED)
    assert judge(mail({**both, "Auto-Submitted": None})) == ignored(Reason.AUTOMATIC_SUBJECT)


def test_rule_07_what_is_ignored_or_bounced_never_reopens() -> None:
    """An ordinary mail and a person's do."""
    assert screen(mail(), POLICY, RECEIVED, NOW).may_reopen
    assert screen(mail({"To": "bo@x.se"}), POLICY, RECEIVED, NOW).may_reopen
    for action in (Action.IGNORE, Action.BOUNCE):
        assert not Screening(action, Reason.AUTO_SUBMITTED).may_reopen
    assert not screen(mail({"Return-Path": "<>"}), POLICY, RECEIVED, NOW).may_reopen


@pytest.mark.parametrize(
    "header",
    ["X-Spam-Flag: YES", "X-MS-Exchange-Organization-SCL: 5", "X-MS-Exchange-Organization-SCL: 9",
     "X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:6;SRV:;"],
)  # fmt: skip
def test_rule_08_spam_is_ignored(header: str) -> None:
    """By the town's own filter."""
    assert judge(mail(extra=f"{header}\r\n")) == ignored(Reason.SPAM)


@pytest.mark.parametrize(
    "header",
    ["X-Spam-Flag: NO", "X-MS-Exchange-Organization-SCL: -1", "X-MS-Exchange-Organization-SCL: 4",
     "X-MS-Exchange-Organization-SCL: ²", "X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:-1;"],
)  # fmt: skip
def test_rule_08_no_spam_is_ordinary(header: str) -> None:
    """Below the limit, and odd digits."""
    assert judge(mail(extra=f"{header}\r\n")) == ANSWER


def test_section_4_bounces_that_are_no_reports() -> None:
    """Two signs together: null path, a daemon, the subject's words, a status part."""
    daemon = {"From": "Mail Delivery System <MAILER-DAEMON@mx.se>"}
    assert judge(mail({**daemon, "Return-Path": "<>"})) == BOUNCE
    assert judge(mail({**daemon, "Subject": "Undeliverable: Sv: Bygglov", "Return-Path": None})) == BOUNCE
    assert judge(mail({"Return-Path": "<>", "Subject": "Olevererbart: x", "Auto-Submitted": "auto-replied"})) == BOUNCE
    assert judge(mail({"Return-Path": "<>", "Auto-Submitted": "auto-replied"})) == ignored(Reason.AUTO_SUBMITTED)


def test_section_4_a_person_who_attaches_a_mail_or_a_report_is_no_bounce() -> None:
    """An .eml is ordinary, a status part goes to a person."""
    words = part("text/plain", QUESTION)
    inner = "From: MAILER-DAEMON@x.se\r\nContent-Type: multipart/report; boundary=z\r\n\r\n--z--\r\n"
    assert judge(parse(multipart("multipart/mixed", words, part("message/rfc822", inner)))) == ANSWER
    status = parse(multipart("multipart/mixed", words, part("message/delivery-status", "Action: failed\r\n\r\n")))
    assert judge(status) == case(Reason.DAEMON_SENDER)
