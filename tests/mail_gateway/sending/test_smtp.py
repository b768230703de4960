"""One mail by SMTP in steps: how far it came is told exactly, whatever the server does."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pytest

from knowledge.settings import Security, SmtpSettings
from mail_gateway.errors import TokenUnavailable
from mail_gateway.sending.smtp import Attempt, Letter, Result, SmtpLine
from tests.mail_gateway.scripted_smtp import OK, says
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.ports import free_port
from tests.servers.smtp import CapturingSmtp, Stage
from tests.servers.smtp import Security as ServerSecurity

MAIL = b"Subject: hej\r\n\r\nHej\r\n"
FROM, TO = "kontakt@prov.example", "rut@resident.example"
LETTER = Letter(FROM, TO, MAIL)


def settings(smtp: CapturingSmtp) -> SmtpSettings:
    """How the post-room reaches this server."""
    return SmtpSettings(smtp.host, smtp.port, Security.PLAIN)


def hand_over(to: SmtpSettings, mail: bytes = MAIL, password: str = "", before: list[str] | None = None) -> Attempt:
    """One attempt; `before` gets a word when the text is about to go."""

    def before_text() -> bool:
        if before is not None:
            before.append("text")
        return True

    with SmtpLine(to, password) as line:
        return line.send(Letter(FROM, TO, mail), before_text)


def test_7e_a_mail_is_handed_over_step_by_step_byte_for_byte(smtp: CapturingSmtp) -> None:
    """Envelope, bytes, and the mark before the text."""
    marks: list[str] = []
    assert hand_over(settings(smtp), before=marks) == Attempt(Result.SENT, "250 2.0.0 OK")
    (mail,) = smtp.mails
    assert (mail.sender, mail.recipients, mail.raw, marks) == (FROM, (TO,), MAIL, ["text"])


@pytest.mark.parametrize(
    "text", [b".\r\n", b".hej\r\n..\r\n.\r\nslut\r\n", b"utan radslut", b"\r\n", b"a\r\n.", b"x" * 998 + b"\r\n"]
)
def test_dots_are_stuffed_and_the_end_is_the_end(smtp: CapturingSmtp, text: bytes) -> None:
    """A line that is a dot does not end the mail (RFC 5321 4.5.2); one without a last line end gets it."""
    assert hand_over(settings(smtp), MAIL + text).result is Result.SENT
    assert smtp.mails[0].raw == MAIL + text + (b"" if text.endswith(b"\r\n") else b"\r\n")


@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.RECIPIENT, Stage.DATA, Stage.FINAL_DOT])
@pytest.mark.parametrize(
    ("reply", "result"),
    [
        ("451 4.3.0 Senare", Result.RETRY),
        ("421 4.3.2 Stänger", Result.RETRY),
        ("554 5.7.1 Aldrig", Result.REFUSED),
        ("530 5.7.0 Logga in först", Result.UNREACHABLE),
    ],
)
def test_7e_a_refusal_at_each_step(smtp: CapturingSmtp, stage: Stage, reply: str, result: Result) -> None:
    """4xx may go later, 5xx never, and "log in first" is not about the mail; nothing has been taken."""
    smtp.answer(stage, reply)
    marks: list[str] = []
    attempt = hand_over(settings(smtp), before=marks)
    assert attempt.result is result
    assert attempt.reply.startswith(reply[:9])
    assert marks == (["text"] if stage is Stage.FINAL_DOT else [])
    assert smtp.mails == []


def test_section_2_a_refused_recipient_is_told(smtp: CapturingSmtp) -> None:
    """Told with the server's words."""
    smtp.refuse(TO, "550 5.1.1 Finns inte")
    assert hand_over(settings(smtp)) == Attempt(Result.REFUSED, "550 5.1.1 Finns inte")


@pytest.mark.parametrize(
    ("stage", "result", "kept"),
    [
        (Stage.SENDER, Result.RETRY, 0),
        (Stage.RECIPIENT, Result.RETRY, 0),
        (Stage.DATA, Result.UNCERTAIN, 0),
        (Stage.FINAL_DOT, Result.UNCERTAIN, 1),
    ],
)
def test_7e_a_connection_lost_at_each_step(smtp: CapturingSmtp, stage: Stage, result: Result, kept: int) -> None:
    """Before the text nothing can have been taken; from then on nobody can know, whether the server has it or not."""
    smtp.drop(stage)
    assert hand_over(settings(smtp), MAIL * 5000).result is result
    assert len(smtp.mails) == kept


def test_a_mail_that_another_has_taken_is_not_sent(smtp: CapturingSmtp) -> None:
    """When `before_text` says no, or fails, the text stays here and the server keeps nothing."""
    with SmtpLine(settings(smtp), "") as line:
        assert line.send(LETTER, lambda: False).result is Result.RETRY

    def fails() -> bool:
        raise ZeroDivisionError

    with SmtpLine(settings(smtp), "") as line, pytest.raises(ZeroDivisionError):
        line.send(LETTER, fails)
    assert smtp.mails == []


def test_nobody_there() -> None:
    """A server that cannot be reached says nothing about the mail."""
    attempt = hand_over(SmtpSettings("localhost", free_port(), Security.PLAIN))
    assert attempt.result is Result.UNREACHABLE
    assert "refused" in attempt.reply


@pytest.mark.parametrize(
    ("replies", "result"),
    [
        ((b"554 5.3.2 Du far inte",), Result.UNREACHABLE),
        ((b"421 4.3.2 Fullt",), Result.UNREACHABLE),
        ((b"inte SMTP alls",), Result.UNREACHABLE),
        ((b"220 hej", b"502 nej", b"502 nej"), Result.UNREACHABLE),
        ((*OK[:-1], b"vad?"), Result.RETRY),
        ((*OK, b"250 tagen", b"221 hej da"), Result.SENT),
        ((*OK, b"250 tagen", b"421 stanger"), Result.SENT),
        ((*OK, b"250 tagen", b"500 vad?"), Result.SENT),
        ((*OK, b"250 tagen"), Result.SENT),
        ((*OK, b"vad?"), Result.UNCERTAIN),
        ((*OK, b"300 mer"), Result.UNCERTAIN),
        (OK, Result.UNCERTAIN),
    ],
    ids=[
        "shut out",
        "full",
        "another protocol",
        "no greeting",
        "nonsense before the text",
        "orderly",
        "421 to QUIT",
        "500 to QUIT",
        "gone at QUIT",
        "nonsense after the dot",
        "300 after the dot",
        "gone",
    ],
)
def test_what_a_server_may_say(replies: tuple[bytes, ...], result: Result) -> None:
    """A mail that was taken is sent, whatever is said at the farewell: else it would be sent again."""
    with says(*replies) as server:
        assert hand_over(server).result is result


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for localhost and its authority."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_login_over_a_protected_connection(certificate: Certificate, security: Security) -> None:
    """The right password over each kind; a wrong one, one that SMTP cannot say, and an unknown certificate are
    faults of the way and not of the mail."""
    with CapturingSmtp(
        accounts={FROM: "hemligt"}, security=ServerSecurity[security.name], certificate=certificate
    ) as smtp:
        to = SmtpSettings(smtp.host, smtp.port, security, FROM, str(certificate.ca_file))
        assert hand_over(to, password="hemligt").result is Result.SENT
        assert smtp.mails[0].login == FROM
        wrong = hand_over(to, password="fel")
        assert (wrong.result, wrong.reply[:3]) == (Result.UNREACHABLE, "535")
        unsayable = hand_over(to, password="lösenord")
        assert unsayable.result is Result.UNREACHABLE
        assert "ö" not in unsayable.reply
        stranger = hand_over(SmtpSettings(smtp.host, smtp.port, security, FROM), password="hemligt")
        assert stranger.result is Result.UNREACHABLE
        assert "certificate" in stranger.reply
        assert len(smtp.mails) == 1


def test_without_starttls_nothing_is_said(smtp: CapturingSmtp) -> None:
    """A server that offers no TLS where it was demanded gets no mail."""
    attempt = hand_over(SmtpSettings(smtp.host, smtp.port, Security.STARTTLS))
    assert attempt.result is Result.UNREACHABLE
    assert smtp.mails == []


def test_many_mails_go_on_one_connection(smtp: CapturingSmtp) -> None:
    """Whatever became of the mail before, the next one starts from nothing (RFC 5321 4.1.1.5)."""
    before = smtp.connections
    smtp.answer(Stage.RECIPIENT, "550 5.1.1 Finns inte")
    with SmtpLine(settings(smtp), "") as line:
        results = [line.send(letter(number), lambda: True).result for number in range(4)]
    assert results == [Result.REFUSED, Result.SENT, Result.SENT, Result.SENT]
    assert smtp.connections == before + 1
    assert [mail.recipients for mail in smtp.mails] == [(f"nummer{number}@resident.example",) for number in (1, 2, 3)]


def letter(number: int) -> Letter:
    """A mail to somebody of their own."""
    return replace(LETTER, recipient=f"nummer{number}@resident.example")


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        (Stage.SENDER, Result.RETRY),
        (Stage.RECIPIENT, Result.RETRY),
        (Stage.DATA, Result.UNCERTAIN),
        (Stage.FINAL_DOT, Result.UNCERTAIN),
    ],
)
def test_a_broken_connection_is_opened_anew(smtp: CapturingSmtp, stage: Stage, first: Result) -> None:
    """What was lost under one mail says nothing about the next."""
    before = smtp.connections
    smtp.drop(stage)
    with SmtpLine(settings(smtp), "") as line:
        results = [line.send(letter(number), lambda: True).result for number in range(3)]
    assert results == [first, Result.SENT, Result.SENT]
    assert smtp.connections == before + 2


def test_a_mail_held_back_costs_only_its_connection(smtp: CapturingSmtp) -> None:
    """The server waits for a text that does not come; the next mail goes on a connection of its own."""
    with SmtpLine(settings(smtp), "") as line:
        assert line.send(letter(0), lambda: False).result is Result.RETRY
        assert line.send(letter(1), lambda: True).result is Result.SENT
    assert [mail.recipients for mail in smtp.mails] == [("nummer1@resident.example",)]


def test_a_server_that_has_restarted_is_no_fault() -> None:
    """The dead connection is noticed before the mail, which goes at the first attempt."""
    with CapturingSmtp() as own, SmtpLine(settings(own), "") as line:
        assert line.send(letter(0), lambda: True).result is Result.SENT
        own.stop()
        own.start()
        assert line.send(letter(1), lambda: True).result is Result.SENT
        own.stop()
        assert line.send(letter(2), lambda: True).result is Result.UNREACHABLE


def test_a_report_is_asked_for_where_the_server_knows_them() -> None:
    """DSN (RFC 3461): our own name for the mail, headers only, and a word when it fails or waits."""
    heard: list[bytes] = []
    greeting = (b"220 hej", b"250-ehlo\r\n250 DSN", *OK[2:], b"250 tagen", b"221 hej da")
    with says(*greeting, heard=heard) as server, SmtpLine(server, "") as line:
        assert line.send(replace(LETTER, envelope_id="fl.7.abc"), lambda: True).result is Result.SENT
    assert heard[1:3] == [
        b"mail FROM:<kontakt@prov.example> RET=HDRS ENVID=fl.7.abc\r\n",
        b"rcpt TO:<rut@resident.example> NOTIFY=FAILURE,DELAY\r\n",
    ]


def login_by_token(*after: bytes, tokens: list[str], key_fails: bool = False) -> tuple[Attempt, list[bytes]]:
    """One attempt at a server that wants a token; `tokens` are those that we are given, first to last."""
    heard: list[bytes] = []
    asked: list[str] = []

    def key(refused: str) -> str:
        if key_fails:
            raise TokenUnavailable("smtp", "401 invalid_client")
        asked.append(refused)
        return tokens[len(asked) - 1]

    greeting = (b"220 hej", b"250-ehlo\r\n250 AUTH XOAUTH2")
    with says(*greeting, *after, heard=heard) as server, SmtpLine(replace(server, user=FROM), key) as line:
        attempt = line.send(LETTER, lambda: True)
    assert asked == ["", *tokens][: len(asked)]
    return attempt, [b64decode(said.split()[-1]) for said in heard if said.startswith(b"AUTH")]


def test_login_by_token() -> None:
    """XOAUTH2, as Microsoft 365 wants it; a token that was revoked is fetched anew, once."""
    shown = f"user={FROM}\x01auth=Bearer {{}}\x01\x01"
    taken = (*OK[2:], b"250 tagen", b"221 hej da")
    attempt, said = login_by_token(b"235 valkommen", *taken, tokens=["ett"])
    assert (attempt.result, said) == (Result.SENT, [shown.format("ett").encode()])
    attempt, said = login_by_token(b"334 e30=", b"535 nej", b"235 valkommen", *taken, tokens=["ett", "tva"])
    assert (attempt.result, said) == (Result.SENT, [shown.format(token).encode() for token in ("ett", "tva")])
    attempt, said = login_by_token(b"535 nej", b"535 nej", tokens=["ett", "tva"])
    assert (attempt.result, len(said)) == (Result.UNREACHABLE, 2)
    attempt, said = login_by_token(tokens=[], key_fails=True)
    assert (attempt.result, said) == (Result.UNREACHABLE, [])
    assert "401 invalid_client" in attempt.reply
