"""Rules of facts/mail.md section 1 on who writes to whom, what and when; test_machine_mail.py has the others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mail_gateway.parse import parse
from mail_gateway.reasons import Verification
from mail_gateway.screening import Action, Reason, RecentTraffic, Screening, brake, correspondent, screen
from tests.mail_gateway.raw_mail import NOW, OURS, POLICY, QUESTION, RECEIVED, mail, multipart, part
from tests.mail_gateway.verdicts import ANSWER, case, ignored, judge


def test_an_ordinary_mail_may_be_answered() -> None:
    """The mail that every other test changes in one place."""
    assert judge(mail()) == ANSWER


def test_rule_03_an_invitation_goes_to_a_person() -> None:
    """A person invites; a file without a method is only a file."""
    words = part("text/plain", QUESTION)
    event = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"
    raw = multipart("multipart/alternative", words, part("text/calendar; method=REQUEST", event))
    assert judge(parse(raw)) == case(Reason.CALENDAR)
    assert judge(parse(raw.replace(b"METHOD:REQUEST", b"VERSION:2.0"))) == ANSWER


@pytest.mark.parametrize(
    "raw",
    [
        multipart("multipart/encrypted", part("application/pgp-encrypted", "Version: 1"), part("text/plain", "x")),
        multipart("multipart/mixed", part("text/plain", "Hej"), part("application/pkcs7-mime; name=smime.p7m", "x")),
        multipart("multipart/mixed", part("text/plain", "Hej\r\n-----BEGIN PGP MESSAGE-----\r\nabc")),
    ],
)
def test_rule_03_encrypted_mail_goes_to_a_person(raw: bytes) -> None:
    """We have not read what is in it."""
    assert judge(parse(raw)) == case(Reason.ENCRYPTED)


@pytest.mark.parametrize("address", [OURS, OURS.upper(), "bygg@exempelby.se", "kontakt+tagg@exempelby.se"])
def test_rule_05_our_own_addresses_are_a_case(address: str) -> None:
    """A colleague may pass on a resident's mail; we never answer ourselves."""
    assert judge(mail({"From": address})) == case(Reason.OWN_ADDRESS)


def test_rule_05_our_own_mail_that_comes_back_is_ignored() -> None:
    """By our X-Loop, or by a Message-ID that we made."""
    assert judge(mail({"X-Loop": POLICY.own_domain_loop_token})) == ignored(Reason.OWN_MESSAGE)
    assert judge(mail(), own_message=True) == ignored(Reason.OWN_MESSAGE)


def test_rule_06_our_address_must_be_in_to_or_cc() -> None:
    """Blind copies go to a person."""
    assert judge(mail({"To": "bo@example.se"})) == case(Reason.NOT_ADDRESSED_TO_US)
    assert judge(mail({"To": None})) == case(Reason.NOT_ADDRESSED_TO_US)
    assert judge(mail({"To": "Undisclosed recipients:;"})) == case(Reason.NOT_ADDRESSED_TO_US)
    assert judge(mail({"To": "bo@example.se", "Cc": f"K <{OURS.upper()}>"})) == ANSWER
    assert judge(mail({"To": "kontakt+2026@exempelby.se"})) == ANSWER


@pytest.mark.parametrize("value", ["a@x.se, b@x.se", "A <a@x.se> <b@x.se>"])
def test_rule_06_more_than_one_sender_is_a_case(value: str) -> None:
    """In one header; two headers are malformed as well."""
    assert judge(mail({"From": value})) == case(Reason.SEVERAL_SENDERS)
    assert judge(mail(extra="From: b@x.se\r\n")) == case(Reason.SEVERAL_SENDERS)


def test_rule_06_more_than_ten_recipients_is_a_case() -> None:
    """Ten are still ordinary."""
    others = [f"a{number}@x.se" for number in range(10)]
    assert judge(mail({"Cc": ", ".join(others[:9])})) == ANSWER
    assert judge(mail({"Cc": ", ".join(others)})) == case(Reason.MANY_RECIPIENTS)


def test_rule_08_what_cannot_be_answered_from_its_text_is_a_case() -> None:
    """Malformed, attachments only, nothing new, too large."""
    picture = part("image/png; name=a.png", "x")
    quoted = "Den 4 nov 2026 skrev K <k@x.se>:\r\n> gammalt\r\n"
    assert judge(mail({"Content-Type": "multipart/mixed; boundary=never"})) == case(Reason.MALFORMED)
    assert judge(parse(multipart("multipart/mixed", part("text/plain", " "), picture))) == case(Reason.ATTACHMENTS_ONLY)
    assert judge(mail(body="")) == case(Reason.EMPTY_TEXT)
    assert judge(mail(body=quoted)) == case(Reason.EMPTY_TEXT)
    assert judge(mail(body=f"Mvh Anna\r\n\r\n{quoted}")) == case(Reason.EMPTY_TEXT)
    assert judge(mail(), oversize=True) == case(Reason.OVERSIZE)


@pytest.mark.parametrize("value", [None, "", "Anna", "<>", "=?utf-8?q?anna=40x=2Ese?="])
def test_rule_08_a_mail_without_a_readable_sender_is_a_case(value: str | None) -> None:
    """There is nobody to answer."""
    assert judge(mail({"From": value})) == case(Reason.NO_SENDER)


def test_rule_08_a_forward_goes_to_a_person() -> None:
    """By its subject or its marker; a reply to one does not."""
    marker = "---------- Forwarded message ---------\r\n"
    assert judge(mail({"Subject": "VB: Bygglov"})) == case(Reason.FORWARDED)
    assert judge(mail(body=f"{QUESTION}{marker}Gammalt")) == case(Reason.FORWARDED)
    assert judge(mail({"Subject": "Sv: VB: Bygglov"})) == ANSWER


def test_rule_09_an_unverified_sender_is_a_case_marked_so() -> None:
    """And with the check not set up nothing is said."""
    policy = replace(POLICY, trusted_authserv_id="mx.exempelby.se")
    good = mail({"Authentication-Results": "mx.exempelby.se; dmarc=pass header.from=example.se"})
    bad = mail({"Authentication-Results": "mx.exempelby.se; dmarc=fail header.from=example.se"})
    assert judge(good, policy) == ANSWER
    assert screen(good, policy, RECEIVED, NOW).sender is Verification.VERIFIED
    assert judge(bad, policy) == judge(mail(), policy) == case(Reason.UNVERIFIED)
    assert screen(bad, POLICY, RECEIVED, NOW) == Screening(Action.ANSWER, Reason.ORDINARY, Verification.UNKNOWN)


def test_rule_09_the_mark_is_there_whatever_the_first_reason() -> None:
    """A From address that is not believed never opens a case."""
    policy = replace(POLICY, trusted_authserv_id="mx.exempelby.se")
    assert screen(mail({"Return-Path": "<>"}), policy, RECEIVED, NOW).sender is Verification.UNVERIFIED


def test_rule_10_another_reply_to_is_a_case() -> None:
    """The same address in another case is the same."""
    assert judge(mail({"Reply-To": "bo@example.se"})) == case(Reason.OTHER_REPLY_TO)
    assert judge(mail({"Reply-To": "anna@example.se, bo@example.se"})) == case(Reason.OTHER_REPLY_TO)
    assert judge(mail({"Reply-To": "Anna <ANNA@Example.se>"})) == ANSWER


FORM = {"From": "Formulär <Formular@exempelby.se>", "Reply-To": "Anna <anna@example.se>"}


def test_rule_10_a_configured_web_form_may_name_the_resident() -> None:
    """And the answer goes to them."""
    assert judge(mail(FORM)) == ANSWER
    assert correspondent(mail(FORM), POLICY) == mail(FORM).reply_to[0]
    assert correspondent(mail({"Reply-To": "bo@x.se"}), POLICY) == mail().senders[0]
    assert correspondent(mail({"From": "Anna"}), POLICY) is None


@pytest.mark.parametrize(
    ("reply_to", "reason"),
    [(None, Reason.NO_REPLY_SENDER), ("a@x.se, b@x.se", Reason.OTHER_REPLY_TO), (OURS, Reason.OTHER_REPLY_TO),
     ("Anna", Reason.OTHER_REPLY_TO)],
)  # fmt: skip
def test_rule_10_a_web_form_that_names_nobody_to_answer_is_a_case(reply_to: str | None, reason: Reason) -> None:
    """None, two, ourselves, or no address."""
    assert judge(mail({**FORM, "Reply-To": reply_to})) == case(reason)


def test_rule_10_a_web_form_may_be_a_no_reply_address() -> None:
    """The commonest kind."""
    policy = replace(POLICY, web_form_senders=frozenset({"noreply@exempelby.se"}))
    assert judge(mail({**FORM, "From": "noreply@exempelby.se"}), policy) == ANSWER


def test_rule_10_a_web_forms_marks_stop_the_answer_but_never_the_case() -> None:
    """A resident wrote it, whatever the form's program says."""
    assert judge(mail({**FORM, "Auto-Submitted": "auto-generated"})) == case(Reason.AUTO_SUBMITTED)
    assert judge(mail({**FORM, "Precedence": "bulk"})) == case(Reason.BULK)


@pytest.mark.parametrize(
    ("traffic", "reason"),
    [
        (RecentTraffic(), None),
        (RecentTraffic(answers_in_case=1, answers_to_sender_24h=3), None),
        (RecentTraffic(answers_to_this_mail=1), Reason.ALREADY_ANSWERED),
        (RecentTraffic(answers_in_case=2), Reason.CASE_LIMIT),
        (RecentTraffic(answers_to_sender_24h=4), Reason.SENDER_LIMIT),
        (RecentTraffic(same_text_to_sender_7d=1), Reason.SAME_TEXT),
        (RecentTraffic(breaker_open=True), Reason.BREAKER_OPEN),
    ],
)
def test_rule_11_brakes(traffic: RecentTraffic, reason: Reason | None) -> None:
    """1 per mail, 2 per case, 4 per sender and day, no text twice in a week, breakers."""
    assert brake(traffic) is reason


def test_rule_12_older_than_72_hours_is_a_case() -> None:
    """By the day of arrival, and by the mail's own date when a move has given it a new one."""
    edge = NOW - timedelta(hours=72)
    dateless = mail({"Date": None})
    assert screen(dateless, POLICY, edge, NOW).action is Action.ANSWER
    late = screen(dateless, POLICY, edge - timedelta(seconds=1), NOW)
    assert (late.action, late.reason) == case(Reason.TOO_OLD)
    assert judge(mail({"Date": "Sat, 31 Oct 2026 12:00:00 +0100"})) == case(Reason.TOO_OLD)
    assert judge(mail({"Date": "Wed, 04 Nov 2099 12:00:00 +0100"})) == ANSWER


def test_every_reason_has_its_own_stored_word_and_swedish_label() -> None:
    """The staff read the label; the word fits its column."""
    assert len({reason.label for reason in Reason}) == len(Reason)
    assert all(reason.label and reason.value == reason.name.lower() and len(reason.value) <= 60 for reason in Reason)
