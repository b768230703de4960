"""Address headers are read as they are written, and a display name is never taken for an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.parts.addresses import Address, parse_addresses, strip_comments


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("anna@example.se", [("", "anna@example.se")]),
        ("Anna Andersson <anna@example.se>", [("Anna Andersson", "anna@example.se")]),
        ('"Andersson, Anna" <anna@example.se>', [("Andersson, Anna", "anna@example.se")]),
        (r'"Anna \"Ann\" A" <a@example.se>', [('Anna "Ann" A', "a@example.se")]),
        ("=?utf-8?q?=C3=85sa?= <asa@example.se>", [("Åsa", "asa@example.se")]),
        ("anna@example.se (Anna (hemma))", [("", "anna@example.se")]),
        ("a@x.se, B <b@x.se>; c@x.se", [("", "a@x.se"), ("B", "b@x.se"), ("", "c@x.se")]),
        ("Grupp: a@x.se, b@x.se;", [("", "a@x.se"), ("", "b@x.se")]),
        ("Undisclosed recipients:;", []),
        ("<@relay.se,@two.se:anna@example.se>", [("", "anna@example.se")]),
        ("<mailto:anna@example.se>", [("", "anna@example.se")]),
        ("Anna anna@example.se", [("", "anna@example.se")]),
        ("Anna <anna@example.se", [("", "anna@example.se")]),
        ('"Anna <anna@example.se>, b@x.se', [("Anna", "anna@example.se"), ("", "b@x.se")]),
        ("Anna", [("Anna", "")]),
        ("<>", [("", "")]),
        ("", []),
        ("åsa@exämpel.se", [("", "åsa@exämpel.se")]),
    ],
)
def test_the_forms_that_mailers_write(value: str, found: list[tuple[str, str]]) -> None:
    """Names, bare addresses, groups, comments, routes and half-finished ones."""
    assert [(party.name, party.address) for party in parse_addresses(value)] == found


@pytest.mark.parametrize(
    "value",
    [
        '"chef@exempelby.se" <evil@example.com>',
        "chef@exempelby.se <evil@example.com>",
        "=?utf-8?q?chef=40exempelby.se?= <evil@example.com>",
    ],
)
def test_an_address_in_the_name_is_only_a_name(value: str) -> None:
    """From is shown by its name and answered by its address."""
    assert [party.address for party in parse_addresses(value)] == ["evil@example.com"]


def test_two_angle_addresses_are_two_parties() -> None:
    """A doubtful From then goes to a person as "more than one From"."""
    assert [party.address for party in parse_addresses("A <a@x.se> <b@y.se>")] == ["a@x.se", "b@y.se"]


def test_an_encoded_word_is_never_decoded_into_an_address() -> None:
    """What a mailer hid in a word is a name without an address."""
    assert parse_addresses("=?utf-8?q?anna=40example=2Ese?=") == (Address("anna@example.se", ""),)


def test_line_breaks_never_reach_an_address_or_a_name() -> None:
    """Header injection ends here."""
    (party,) = parse_addresses('"Anna\r\nBcc: alla@x.se" <anna@exa\r\nmple.se>')
    assert party == Address("Anna Bcc: alla@x.se", "anna@example.se")
    (coded,) = parse_addresses("=?utf-8?q?Anna=0D=0ABcc=3A_x?= <anna@example.se>")
    assert coded.name == "Anna Bcc: x"


def test_an_endless_address_is_no_address() -> None:
    """Nothing over 320 characters can be answered or stored."""
    assert parse_addresses(f"<{'a' * 400}@x.se>") == (Address("", ""),)


def test_halves_are_compared_without_case() -> None:
    """Mailers change the case of both."""
    party = Address("", "Anna.A@Example.SE.")
    assert (party.local_part, party.domain) == ("anna.a", "example.se")


@pytest.mark.parametrize(
    ("value", "left"),
    [("a (b (c) d) e", "a  e"), ('"(a)" b', '"(a)" b'), ("a (b", "a (b"), ("a) b", "a) b"), (r"a \( b", r"a \( b")],
)
def test_comments_are_removed_only_when_they_close(value: str, left: str) -> None:
    """A bracket too many leaves the value as it was."""
    assert strip_comments(value) == left


@given(st.text(alphabet='ab@.<>,;:"\\() \r\n=?å\0', max_size=80))
def test_every_value_is_read_without_a_fault(value: str) -> None:
    """What is found is one line, and an address or nothing."""
    for party in parse_addresses(value):
        assert "\n" not in party.name + party.address
        assert "\r" not in party.name + party.address


@pytest.mark.parametrize("piece", ['"', '\\"', "<", "(", "a@b,", "a<", ",", "=?a?q?"])
def test_long_broken_values_give_a_result(piece: str) -> None:
    """100,000 repetitions of what could trip a reader."""
    assert isinstance(parse_addresses(piece * 100_000), tuple)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("=?utf-8?Q?Ek,_Bo?= <bo@x.se>", "Ek, Bo"),
        ("=?utf-8?Q?Bo_(Bygg)?= <bo@x.se>", "Bo (Bygg)"),
        ("=?utf-8?Q?Bygg:_Bo?= <bo@x.se>", "Bygg: Bo"),
        ("=?utf-8?Q?Bo@Bygg?= <bo@x.se>", "Bo@Bygg"),
        ("=?iso-8859-1?Q?=C5sa?= =?iso-8859-1?Q?,_Bygg?= <bo@x.se>", "Åsa, Bygg"),
    ],
)
def test_rule_06_signs_in_an_encoded_name_make_no_second_sender(value: str, name: str) -> None:
    """Mailers encode such a name without the quotes it would need."""
    (party,) = parse_addresses(value)
    assert (party.name, party.address) == (name, "bo@x.se")
