"""A conversation through the API follows the chat's rules: answers, choices, a person, secrecy, nothing twice."""

from __future__ import annotations

import pytest

from assistant.cases.case import Case, EventKind
from assistant.cases.message import Message
from tests.assistant.chat.api.program import KEY, Program
from tests.assistant.chat.site import ANSWER, CHOICES, CLEAR, DANGER, LINK, UNCLEAR, UNKNOWN, Site


def test_a_question_is_answered_with_a_card(site: Site, program: Program) -> None:
    """The first message opens a case; the answer is data: heading, text, e-service, links, department, page."""
    begun = program.post("/conversations", {"text": CLEAR})
    assert begun.status_code == 201
    talk = begun.get_json()
    assert begun.location == f"/api/v1/conversations/{talk['code']}"
    asked, said = talk["turns"]
    assert (asked["author"], asked["text"], asked["outcome"]) == ("resident", CLEAR, None)
    assert (said["author"], said["outcome"]) == ("assistant", "answered")
    [card] = said["cards"]
    assert card["heading"] == CLEAR
    assert card["text"].startswith(ANSWER)
    assert card["services"] == [{"label": "E-tjänst: Säg upp plats", "url": LINK}]
    assert card["department"]["name"] == "Förskola och fritidshem"
    assert card["page"].startswith("http://127.0.0.1:8000/fragor/")
    assert talk["case"] is None
    assert talk["told"]["outcome"] == "answered"
    assert site.count(Case) == 1


def test_a_conversation_can_begin_empty_and_stores_nothing_until_something_is_said(
    site: Site, program: Program
) -> None:
    """The code holds from the start, and is not the case's own; a changed one is unknown."""
    empty = program.talk("/conversations")
    assert (empty["turns"], empty["told"], site.count(Case)) == ([], None, 0)
    assert program.get(f"/conversations/{empty['code']}").get_json() == empty
    talk = program.talk(f"/conversations/{empty['code']}/messages", {"text": CLEAR})
    assert site.only_case().code == talk["code"]
    assert program.get(f"/conversations/{empty['code']}").get_json()["turns"] == talk["turns"]
    assert program.get(f"/conversations/{empty['code']}x").status_code == 404


def test_choices_are_offered_and_chosen(program: Program) -> None:
    """An unclear question is asked back; the choice is answered, another one is refused."""
    talk = program.talk("/conversations", {"text": UNCLEAR})
    address = f"/conversations/{talk['code']}/choices"
    offered = {one["question"]: one["id"] for one in talk["turns"][-1]["choices"]}
    assert set(CHOICES) <= set(offered)
    wrong = program.post(address, {"choice": 999_999})
    assert wrong.status_code == 422
    assert wrong.get_json()["errors"][0]["where"] == "/choice"
    after = program.talk(address, {"choice": offered[CHOICES[0]]})
    assert after["turns"][-1]["cards"][0]["heading"] == CHOICES[0]


def test_none_of_the_choices_is_a_person(program: Program) -> None:
    """A person takes over with a case number and a day."""
    talk = program.talk("/conversations", {"text": UNCLEAR})
    after = program.talk(f"/conversations/{talk['code']}/choices", {"choice": None})
    assert after["told"]["outcome"] == "handed_over"
    assert after["case"]["number"].startswith("2026-")
    assert after["case"]["due_at"].endswith("Z")


def test_a_person_is_asked_for_once(site: Site, program: Program) -> None:
    """Asked for again nothing more happens; without anything said there is nothing to take over."""
    code = program.talk("/conversations", {"text": CLEAR})["code"]
    first = program.talk(f"/conversations/{code}/person")
    second = program.talk(f"/conversations/{code}/person")
    assert first["turns"] == second["turns"]
    assert first["case"]["number"] == second["case"]["number"]
    assert len(site.events(EventKind.HANDED_OVER)) == 1
    empty = program.talk("/conversations")["code"]
    assert program.post(f"/conversations/{empty}/person").status_code == 422


def test_what_nobody_knows_goes_to_a_person_who_answers_in_the_same_conversation(site: Site, program: Program) -> None:
    """Never without an answer or a case number; a handler's words come with their name."""
    talk = program.talk("/conversations", {"text": UNKNOWN})
    assert talk["case"]["closed"] is False
    site.answer_as_staff("Den bokas inte här.")
    after = program.get(f"/conversations/{talk['code']}").get_json()
    assert (after["turns"][-1]["author"], after["turns"][-1]["name"]) == ("staff", "Anna Lind")
    assert after["turns"][-1]["text"] == "Den bokas inte här."
    assert after["case"]["answered"] is True


def test_a_confidential_conversation_shows_only_that_it_is_received(program: Program) -> None:
    """What is to be said at once is told in the answer to the message; nothing can be read afterwards."""
    talk = program.talk("/conversations", {"text": DANGER})
    assert talk["confidential"] is True
    assert "112" in talk["told"]["text"]
    after = program.get(f"/conversations/{talk['code']}").get_json()
    assert (after["turns"], after["earlier"], after["told"]) == ([], None, None)
    assert DANGER not in str(after)
    more = program.talk(f"/conversations/{talk['code']}/messages", {"text": "Skynda er"})
    assert more["turns"] == []
    assert more["told"]["text"]


def test_the_same_request_stores_nothing_twice(site: Site, program: Program) -> None:
    """By its Idempotency-Key, from the start on; with other words it is another request."""
    first = program.talk("/conversations", {"text": CLEAR}, KEY)
    again = program.talk("/conversations", {"text": CLEAR}, KEY)
    assert again == first
    address = f"/conversations/{first['code']}/messages"
    said = program.talk(address, {"text": "Hej!"}, KEY)
    assert program.talk(address, {"text": "Hej!"}, KEY)["turns"] == said["turns"]
    assert (site.count(Case), site.count(Message)) == (1, 4)
    program.talk(address, {"text": "Hej då!"}, KEY)
    assert site.count(Message) == 6


@pytest.mark.parametrize("key", ["1", "a" * 21, "a" * 201, "å" * 30, "a b" * 10])
def test_a_key_that_others_could_use_too_is_refused(site: Site, program: Program, key: str) -> None:
    """Two programs with the same key and words would share a conversation."""
    assert program.post("/conversations", {"text": CLEAR}, key).status_code == 400
    assert site.count(Case) == 0


def test_a_long_conversation_is_read_in_pieces(program: Program) -> None:
    """The newest messages first, each answer saying where the earlier ones begin; none twice, none left out."""
    talk = program.talk("/conversations", {"text": "Hej nummer 0!"})
    address = f"/conversations/{talk['code']}"
    for number in range(1, 30):
        program.talk(f"{address}/messages", {"text": f"Hej nummer {number}!"})
    newest = program.get(address).get_json()
    assert (len(newest["turns"]), newest["earlier"]) == (50, newest["turns"][0]["id"])
    earlier = program.get(f"{address}?before={newest['earlier']}").get_json()
    assert (len(earlier["turns"]), earlier["earlier"]) == (10, None)
    ids = [turn["id"] for turn in [*earlier["turns"], *newest["turns"]]]
    assert ids == sorted(set(ids))
    assert earlier["turns"][0]["text"] == "Hej nummer 0!"
