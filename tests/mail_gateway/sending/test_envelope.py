"""Bounce addresses and envelope ids: only we can make them, and each names one mail (facts/mail.md 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.compose import sendable_address
from mail_gateway.sending.envelope import bounce_address, envelope_token, outbox_id_in, outbox_ids, without_tag

KEY = "nyckel" * 10


@given(number=st.integers(1, 10**18 - 1))
def test_section_2_an_envelope_address_names_its_mail(number: int) -> None:
    """Whatever a server does to its case; and SMTP can say it."""
    address = bounce_address("kontakt@prov.example", number, KEY)
    assert sendable_address(address) == address
    for form in (address, address.upper(), address.lower()):
        assert outbox_ids(["rut@resident.example", form, form], KEY) == (number,)
    assert without_tag(address) == "kontakt@prov.example"


@given(tag=st.text("fl.0123456789abcdef+@", max_size=60))
def test_section_2_a_guessed_envelope_address_names_no_mail(tag: str) -> None:
    """Nothing but what the key makes."""
    assert outbox_ids([f"kontakt+{tag}@prov.example"], KEY) == ()
    assert outbox_id_in(tag, KEY) is None


@pytest.mark.parametrize(("old", "new"), [(".7.", ".8."), ("fl.", ""), ("fl.", "xfl."), (".7.", ".07."), (".7.", "..")])
def test_a_changed_token_names_no_mail(old: str, new: str) -> None:
    """Another number, another form, another key."""
    token = envelope_token(7, KEY)
    assert outbox_id_in(token, KEY) == 7
    assert outbox_id_in(token.replace(old, new), KEY) is None
    assert outbox_id_in(token, KEY + "x") is None
    assert outbox_id_in("", KEY) is None


def test_section_2_a_long_mailbox_has_no_bounce_address() -> None:
    """A local part over 64 letters need not be carried (RFC 5321 4.5.3.1.1): then the mailbox stands there."""
    fits, long = f"{'a' * 38}@prov.example", f"{'a' * 39}@prov.example"
    assert len(bounce_address(fits, 7, KEY).partition("@")[0]) == 64
    assert bounce_address(long, 7, KEY) == long
