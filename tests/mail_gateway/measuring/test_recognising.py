"""What comes back to a question: told apart from its headers, its words, and by whom it was sent."""

from __future__ import annotations

import pytest

from assistant.cases.outbox import MailKind
from mail_gateway.measuring.recognising import Sent, by_subject, came_as, reads_as_receipt
from mail_gateway.measuring.reply import Came
from mail_gateway.parse import parse
from tests.mail_gateway.post_room import write

ANSWER = "Hej!\n\nJa, du behöver söka bygglov om altanen är högre än 1,8 meter.\n\nMvh\nAnna Ek, handläggare"
RECEIPTS = (
    "Tack för ditt mejl. Vi har tagit emot det och återkommer så snart vi kan.",
    "Ditt ärende är registrerat med ärendenummer 2026-1234. Du får svar inom två arbetsdagar.",
    "Detta är ett automatiskt svar som inte går att svara på. Vi har mottagit din fråga.",
    "Hej! Jag skickar din fråga vidare till bygglovsenheten som återkommer till dig inom kort. Mvh Bo",
)
ANSWERS = (
    ANSWER,
    "Hej, tack för din fråga som vi har tagit emot. Avgiften är 500 kronor i månaden. Mvh Bo",
    "Hej! Ansök i e-tjänsten, så återkommer en handläggare till dig inom en vecka. Det tar fem minuter. Mvh Bo",
)


@pytest.mark.parametrize("text", RECEIPTS)
def test_words_of_a_receipt_are_known(text: str) -> None:
    """No headers needed: a receipt, a registration, a forwarding."""
    assert reads_as_receipt(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_with_a_receipts_words_stays_an_answer(text: str) -> None:
    """One such word is no receipt; a person's answer is never taken away by it."""
    assert not reads_as_receipt(text)


@pytest.mark.parametrize(
    ("headers", "came"),
    [
        ({}, Came.ANSWER),
        ({"Auto_Submitted": "auto-replied"}, Came.RECEIPT),
        ({"X_Autoreply": "yes"}, Came.RECEIPT),
        ({"subject": "Autosvar: Fråga om altan"}, Came.RECEIPT),
        ({"subject": "Frånvaro: semester till 3 augusti"}, Came.RECEIPT),
        ({"Return_Path": "<>"}, Came.RECEIPT),
        # What case systems write on a person's answer too.
        ({"X_Auto_Response_Suppress": "All"}, Came.ANSWER),
        ({"sender": "Bygglov <noreply@prov.example>"}, Came.ANSWER),
        ({"X_Spam_Flag": "YES"}, Came.ANSWER),
        ({"List_Unsubscribe": "<mailto:a@b.example>"}, Came.OTHER),
    ],
)
def test_machines_are_told_by_the_rules_of_the_post_room(headers: dict[str, str], came: Came) -> None:
    """The post-room's own screening says receipt; its mere doubts do not."""
    mail = parse(write(ANSWER, **headers))  # type: ignore[arg-type]
    assert came_as(mail, ANSWER, None) is came


@pytest.mark.parametrize("kind", MailKind)
def test_our_own_mails_are_known_by_what_they_are(kind: MailKind) -> None:
    """The assistant's answer is marked as automatic and is an answer; our receipt, question back and delay are not."""
    mail = parse(write(ANSWER, Auto_Submitted="auto-replied"))
    expected = Came.ANSWER if kind in (MailKind.ANSWER, MailKind.REPLY) else Came.RECEIPT
    assert came_as(mail, ANSWER, kind) is expected


SENT = (
    Sent(3, "gata@prov.example", "Trasig gatlampa"),
    Sent(2, "bygg@prov.example", "Fråga om altan"),
    Sent(1, "plan@prov.example", "Fråga om altan"),
    Sent(4, "fritid@annan.example", "Lediga tomter"),
    Sent(6, "fritid@annan.example", "Bad"),
    Sent(5, "fritid@annan.example", "Badhusets öppettider"),
)


@pytest.mark.parametrize(
    ("sender", "subject", "outbox_id"),
    [
        ("bygg@prov.example", "Sv: Fråga om altan", 2),
        ("PLAN@prov.example", "[Ärende 12] SV: fråga om  ALTAN", 1),
        ("anna.ek@prov.example", "Sv: Trasig gatlampa", 3),
        # Two departments were asked the same: nobody knows which one this answers.
        ("anna.ek@prov.example", "Sv: Fråga om altan", None),
        ("anna.ek@elsewhere.example", "Sv: Trasig gatlampa", None),
        ("gata@prov.example", "Nyhetsbrev", None),
        # One subject begins another.
        ("fritid@annan.example", "Sv: Badhusets öppettider", 5),
        ("fritid@annan.example", "Sv: Bad", 6),
    ],
)
def test_a_mail_without_a_thread_is_known_by_sender_and_subject(
    sender: str, subject: str, outbox_id: int | None
) -> None:
    """Its own address first, then its domain, and never by guess."""
    found = by_subject(SENT, sender, subject)
    assert (found.outbox_id if found else None) == outbox_id
