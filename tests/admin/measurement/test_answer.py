"""What is read from an answer: its sender's grade, and whether it says more than it was asked."""

from __future__ import annotations

import pytest

from admin.measurement.answer import Recognised, parted, recognise
from assistant.cases.sender_grade import SenderGrade

_COMPLETE, _NAME_PHONE = SenderGrade.COMPLETE, SenderGrade.NAME_PHONE
_NAME_PLACE, _OTHER = SenderGrade.NAME_DEPARTMENT, SenderGrade.OTHER


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Ja.\n\nMed vänlig hälsning\n\nAnna Ek\nHandläggare\nProvstads kommun\n0980-31 92 10", _COMPLETE),
        ("Ja.\nVänliga hälsningar,\nEva-Lena af Klint | bygglovsarkitekt\nKrokoms kommun\nTel: 0640-161 00", _COMPLETE),
        ("Ja.\nHälsningar från Bo Åkerström, Miljöenheten, Lunds kommun, +46 46 359 50 00", _COMPLETE),
        ("Ja.\nMvh Bo Ek, rektor\nGöteborgs Stad\n031-365 00 00", _COMPLETE),
        ("Ja.\n\nMvh\nBo Ek\n0980-319 210", _NAME_PHONE),
        ("Ja.\n\nMvh\nBo Ek\nHemtjänstens kontor", _NAME_PLACE),
        ("Ja, det går bra.\n\nBo Ek\nBygglovsenheten", _NAME_PLACE),
        ("Ja.\n\nVänliga hälsningar\nKundtjänst\nProvstads kommun\n0980-319 200", _OTHER),
        ("Ja.\n\nVänligen\nBo Ek\nBygglovsenheten", _NAME_PLACE),
        ("Ja.\n\nHälsar Bo Ek, Bygglovsenheten", _NAME_PLACE),
        ("Vänligen vänd dig till förskolan.\n\nMvh\nBo Ek", _OTHER),
        ("Ja.\n/Bo", _OTHER),
        ("", _OTHER),
    ],
)
def test_a_sender_is_graded_as_the_surveyor_does(text: str, grade: SenderGrade) -> None:
    """Name, title or department, municipality and phone; what one letter lacks, another cannot lend it."""
    assert recognise(text, 0).sender is grade


@pytest.mark.parametrize(
    ("letter", "attachments", "extra"),
    [
        ("Det kostar 500 kronor.", 0, False),
        ("Det kostar 500 kronor, se www.prov.example/taxa.", 0, True),
        ("Det kostar 500 kronor. Anna på 0980-319 222 vet mer.", 0, True),
        ("Det kostar 500 kronor. Blanketten hämtar du i kommunhuset.", 0, True),
        ("Det kostar 500 kronor.", 1, True),
        # Sentences that begin as closings do.
        ("Vänligen använd e-tjänsten https://prov.example/taxa.", 0, True),
        ("Hälsar man på bokar man tid, se www.prov.example.", 0, True),
    ],
)
@pytest.mark.parametrize("closing", ["Mvh\n", ""])
def test_extra_is_what_the_letter_says_and_not_its_signature(
    letter: str, attachments: int, extra: bool, closing: str
) -> None:
    """Links, contacts, references and files count; the phone and address below every letter do not."""
    text = f"Hej!\n\n{letter}\n\n{closing}Anna Ek\nHandläggare\n0980-319 210\nanna.ek@prov.example\nwww.prov.example"
    assert recognise(text, attachments) == Recognised(recognise(text, 0).sender, extra)


def test_nothing_is_lost_between_letter_and_signature() -> None:
    """A question about greetings in the middle does not hide the signature."""
    body, signature = parted("Hej!\nHälsar vi först?\nNej.\n\nMvh\nBo Ek")
    assert (body.splitlines()[1:3], signature) == (["Hälsar vi först?", "Nej."], ["Mvh", "Bo Ek"])
