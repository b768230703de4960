"""Only our own server's verdict counts, and only for the domain that From names (facts/mail.md 1.9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.parts.authentication import verify
from mail_gateway.reasons import Verification

V, U = Verification.VERIFIED, Verification.UNVERIFIED
MX = "mx.exempelby.se"


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ("dmarc=pass (p=reject) header.from=example.se", V),
        ("spf=pass smtp.mailfrom=anna@example.se", V),
        ("SPF = Pass smtp.mailfrom=Example.SE.", V),
        ("dkim=pass header.d=mail.example.se", V),
        ("dkim=pass header.i=@example.se", V),
        ("dkim/1=pass header.d=example.se", V),
        ("dkim=fail header.d=example.se; dkim=pass header.d=example.se", V),
        ("dmarc=none header.from=example.se; spf=pass smtp.mailfrom=example.se", V),
        ("dmarc=fail header.from=example.se; spf=pass smtp.mailfrom=example.se", U),
        ("dmarc=pass header.from=example.se; dmarc=fail header.from=example.se", U),
        ("dmarc=pass header.from=other.se", U),
        ("dmarc=pass", U),
        ("spf=pass smtp.mailfrom=other.se; dkim=pass header.d=notexample.se", U),
        ("dkim=pass header.d=se", U),
        ("spf=softfail smtp.mailfrom=example.se", U),
        ("none", U),
        ("", U),
        ("spf=fail reason=\"x; dkim=pass header.d=example.se\" smtp.mailfrom=a.se", U),
        ("spf=fail (x; dkim=pass header.d=example.se) smtp.mailfrom=a.se", U),
        ("spf=fail (x) dkim); dkim=pass header.d=example.se", U),
    ],
)  # fmt: skip
def test_rule_09_the_verdict_for_the_senders_domain(results: str, verdict: Verification) -> None:
    """Aligned SPF or DKIM or dmarc=pass; words in comments and quotes prove nothing."""
    assert verify([f"{MX} 1; {results}"], MX, "example.se") is verdict


def test_rule_09_only_the_topmost_with_our_servers_name_counts() -> None:
    """A sender can write such headers too, but ours is put above them."""
    forged = f"{MX}; dmarc=pass header.from=example.se"
    real = f"{MX.upper()}; dmarc=fail header.from=example.se"
    other = "mx.elsewhere.se; dmarc=fail header.from=example.se"
    assert verify([real, forged], MX, "example.se") is U
    assert verify([other, forged], MX, "example.se") is V
    assert verify([other], MX, "example.se") is U
    assert verify([], MX, "example.se") is U


def test_rule_09_exchange_online_writes_no_name() -> None:
    """An empty configured name means the header without one."""
    value = (
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.se; dkim=pass header.d=example.se;"
        "dmarc=pass action=none header.from=example.se;compauth=pass reason=100"
    )
    assert verify([value], "", "example.se") is V
    assert verify([value], MX, "example.se") is U


def test_rule_09_without_a_configured_server_nothing_is_known() -> None:
    """Unknown is neither proved nor disproved."""
    assert verify([f"{MX}; dmarc=fail"], None, "example.se") is Verification.UNKNOWN


def test_rule_09_no_readable_sender_is_unverified() -> None:
    """An empty domain is aligned with nothing."""
    assert verify([f"{MX}; dmarc=pass; spf=pass smtp.mailfrom="], MX, "") is U


@given(st.text(alphabet='dkimspf=a;() "\\.@/', max_size=60))
def test_every_value_is_judged_without_a_fault(value: str) -> None:
    """And random noise proves nothing."""
    assert verify([f"{MX};{value}"], MX, "example.se") is U
