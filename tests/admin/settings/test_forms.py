"""What the settings' forms refuse, keep and compare."""

from __future__ import annotations

import pytest

from admin.settings.departments.forms import read_department
from admin.settings.forms import Form, Reader, Verdict, form_page, judge, mark, read_id
from admin.settings.town.forms import read_town

LIMITS = {"answer_limit_1": "1", "answer_limit_2": "2"}
STORED = {"name": "Förskola", "phone": "010-1", "confidential": False}


def form(seen: str = "", **typed: str | bool) -> Form:
    """A form as it would be sent from a page that showed STORED, with these fields typed over."""
    return Form(STORED | typed, seen=seen or mark(STORED))


def test_a_form_is_saved_only_when_it_was_sent_from_what_is_stored_and_differs() -> None:
    """Unchanged and twice sent do nothing, somebody else's save in between stops it, a fault stops it first."""
    assert judge(form(phone="010-2"), STORED) is Verdict.SAVE
    assert judge(form(), STORED) is Verdict.UNCHANGED
    assert judge(form(phone="010-2"), STORED | {"phone": "010-2"}) is Verdict.UNCHANGED
    assert judge(form(phone="010-2"), STORED | {"phone": "010-3"}) is Verdict.BEHIND
    assert judge(form(phone="010-2"), STORED | {"name": "Skola"}) is Verdict.BEHIND
    assert judge(form(phone="010-2").refused("phone", "fel"), STORED) is Verdict.REFUSED
    assert judge(form(seen="påhittat", phone="010-2"), STORED) is Verdict.BEHIND


def test_a_page_after_a_stale_save_shows_what_differs_and_lets_one_decide() -> None:
    """Only fields where the two differ; sending what the page then holds is a decision, and is saved."""
    now = STORED | {"phone": "010-3", "name": "Skola"}
    page = form_page(form(phone="010-2", name="Skola"), now)
    assert page.differing == ("phone",)
    assert page.stored["phone"] == "010-3"
    assert judge(Form(page.form.values, seen=page.seen), now) is Verdict.SAVE


def test_a_page_where_nobody_was_faster_has_nothing_to_show() -> None:
    """A refused form keeps what was typed, and names no differences."""
    typed = form(phone="fel").refused("phone", "fel")
    page = form_page(typed, STORED)
    assert (page.differing, page.form.values["phone"], page.form.errors) == ((), "fel", {"phone": "fel"})


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"email": "inte en adress"}, "email"),
        ({"email": "hej@@kommunen.se"}, "email"),
        ({"web": "javascript:alert(1)"}, "web"),
        ({"web": "www.kommunen.se"}, "web"),
        ({"web": "https://"}, "web"),
        ({"web": "http://[kommunen"}, "web"),
        ({"phone": "1" * 61}, "phone"),
        ({"answer_limit_1": "0"}, "answer_limit_1"),
        ({"answer_limit_2": "två"}, "answer_limit_2"),
    ],
)
def test_what_cannot_be_a_towns_details_is_refused_and_kept(typed: dict[str, str], name: str) -> None:
    """One sentence, beside its own field, and the field keeps what was typed."""
    read = read_town({"name": "Nystad", "email": "kommunen@nystad.example", **LIMITS, **typed})
    assert list(read.errors) == [name]
    assert read.values[name] == typed[name].strip()


def test_the_shorter_answer_time_is_the_shorter() -> None:
    """Two that are the same, or the wrong way round, measure nothing side by side."""
    for shorter, longer in (("2", "2"), ("3", "2")):
        read = read_town({"name": "Nystad", "answer_limit_1": shorter, "answer_limit_2": longer})
        assert list(read.errors) == ["answer_limit_2"]


def test_a_form_is_read_without_what_nobody_can_have_meant() -> None:
    """Control characters and the spaces around are gone; nothing but the name has to be there."""
    read = read_town({"name": "  Ny\x00stads \t kommun\u202e ", "web": "https://nystad.example/a?b=c", **LIMITS})
    assert read.errors == {}
    assert (read.values["name"], read.values["email"]) == ("Nystads kommun", "")


@pytest.mark.parametrize(
    ("within", "alarm", "wrong"),
    [
        ("2", "3", []),
        ("1", "1", []),
        (" 10 ", "60", []),
        ("0", "3", ["answer_within_days"]),
        ("61", "90", ["answer_within_days"]),
        ("två", "3", ["answer_within_days"]),
        ("", "", ["answer_within_days", "alarm_after_days"]),
        ("2", "-3", ["alarm_after_days"]),
        ("2", "91", ["alarm_after_days"]),
        ("4", "3", ["alarm_after_days"]),
        ("2²", "3", ["answer_within_days"]),
        ("9" * 400, "3", ["answer_within_days"]),
    ],
)
def test_a_promise_is_whole_days_and_the_alarm_not_before_it(within: str, alarm: str, wrong: list[str]) -> None:
    """The limits are the organisation file's."""
    read = read_department({"name": "Förskola", "answer_within_days": within, "alarm_after_days": alarm})
    assert list(read.errors) == wrong


@pytest.mark.parametrize("text", [None, "", "0", "-1", "1.5", "²", "99999999999", "2147483648", "1 "])
def test_what_is_no_row_is_no_id(text: str | None) -> None:
    """Nothing that a database could choke on."""
    assert read_id(text) is None


def test_the_largest_row_is_one() -> None:
    """As much as a column of ids holds."""
    assert read_id("2147483647") == 2147483647


def test_a_box_is_ticked_or_not() -> None:
    """A field that a browser did not send is a box without its tick."""
    reader = Reader({"confidential": "ja"})
    assert (reader.flag("confidential"), reader.flag("first_line")) == (True, False)
