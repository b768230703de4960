"""What a change would do, reckoned in the background: losses, gains and places, kept until the knowledge changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, func, select

from admin.background.work import Progress
from admin.proof.asking import ask_by_hand
from admin.proof.base import of_newest_run
from admin.proof.changes import NOTHING, of_entry
from admin.proof.effect import Effect, effect, read_effect
from admin.proof.judging import questions_to_put
from admin.proof.reckoning import (
    EFFECT,
    ask_effect,
    ask_words_effect,
    effect_of,
    job_of,
    key_of,
    reckon,
    words_effect_of,
)
from admin.proof.running import sit
from admin.proof.runs import KeptEffect
from assistant.cases.case import open_case
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.background_job import BackgroundJob, claim
from knowledge.content import Content, content_of
from knowledge.curation import add, publish, write
from knowledge.organisation import Role
from knowledge.town_words import Word, WordChange
from tests.admin.proof.questions import BENEFIT, LAMP, SNOW, ask_in_test, four_questions, run_all
from tests.factories import add_staff
from tests.knowledge.asking import entry_numbered, numbers

WRITTEN = "Kan ni berätta för Gunvor om snöröjning av gatan?"


def content(services: Services, number: str, **changed: object) -> tuple[int, Content]:
    """An entry's id and its content with something changed."""
    with services.database.reading() as session:
        entry = entry_numbered(session, number)
        return entry.id, {**content_of(entry), **changed}


def reckoned(services: Services, entry_id: int, changed: Content) -> Effect:
    """The effect of a content, reckoned now."""
    with services.database.transaction() as session:
        assert effect_of(session, services, entry_id, changed) is None
        ask_effect(session, services, entry_id, changed, None)
    assert run_all(services) == 1
    with services.database.reading() as session:
        found = effect_of(session, services, entry_id, changed)
    assert found is not None
    return found


def begin(town: Services) -> None:
    """Four test questions."""
    with town.database.transaction() as session:
        four_questions(session)


def test_a_loss_is_seen_before_it_is_published(town: Services) -> None:
    """Without the wording that a test question has, it is no longer answered; nothing at all is changed by looking."""
    begin(town)
    entry_id, changed = content(town, "GAT-01", phrasings=[])
    found = reckoned(town, entry_id, changed)
    assert (found.questions, found.lost, found.gained, found.loses) == (4, 1, 0, True)
    [moved] = found.moved
    assert (moved.text, moved.before.outcome, moved.step < 0) == (SNOW, "answered", True)
    assert (found.before.automation, found.after.automation < 1) == (1, True)
    assert numbers(town, SNOW)[0] == "GAT-01"
    assert content(town, "GAT-01")[1]["phrasings"] == [SNOW]
    assert read_effect(found.as_table()) == found


def test_a_gain_is_seen_of_an_entry_that_nobody_has_met(town: Services) -> None:
    """A draft's wording that answers what nothing answered, with the audience and the days that it would have."""
    begin(town)
    with town.database.transaction() as session:
        ask_in_test(session, "Kan jag fiska i ån?", "GAT-09")
        model = content_of(entry_numbered(session, "GAT-02"))
        made = {**model, "number": "GAT-09", "question": "Kan jag fiska i ån?", "phrasings": []}
        entry_id = add(session, made, "ny", town.clock()).id
    found = reckoned(town, entry_id, made)
    assert (found.questions, found.lost, found.gained, found.loses) == (5, 0, 1, False)
    assert reckoned(town, entry_id, {**made, "valid_from": "2027-01-01"}).gained == 0
    [for_staff] = reckoned(town, entry_id, {**made, "audience": "department"}).moved
    assert for_staff.after.outcome == "handed_over"


def test_an_effect_is_kept_for_as_long_as_it_holds(town: Services) -> None:
    """Asked for again it is there; after a publishing or with another test question it is reckoned anew."""
    begin(town)
    entry_id, changed = content(town, "GAT-01", phrasings=[])
    reckoned(town, entry_id, changed)
    with town.database.transaction() as session:
        assert ask_effect(session, town, entry_id, changed, None) is None
        assert session.scalar(select(func.count(BackgroundJob.id))) == 1
        publish(session, entry_numbered(session, "GAT-02"), town.clock())
    assert reckoned(town, entry_id, changed).lost == 1
    with town.database.transaction() as session:
        ask_in_test(session, "Vem äger gatan?")
    assert reckoned(town, entry_id, changed).questions == 5


def test_asking_twice_is_one_reckoning(town: Services) -> None:
    """Two editors look at the same change while it is being reckoned."""
    begin(town)
    entry_id, changed = content(town, "GAT-01", phrasings=[])
    for _ in range(2):
        with town.database.transaction() as session:
            ask_effect(session, town, entry_id, changed, None)
    assert run_all(town) == 1


def test_a_newer_text_is_tried_instead_of_the_one_that_waits(town: Services) -> None:
    """Three saves are one reckoning, of the last; what stands before any change is decided once for all of them."""
    begin(town)
    saved = [content(town, "GAT-01", phrasings=[text]) for text in ("Plogning", "Sandning", "Skottning")]
    for entry_id, changed in saved:
        with town.database.transaction() as session:
            ask_effect(session, town, entry_id, changed, None)
    assert run_all(town) == 1
    with town.database.transaction() as session:
        found = [effect_of(session, town, entry_id, changed) for entry_id, changed in saved]
        assert [one is None for one in found] == [True, True, False]
        shown = [job_of(session, of_entry(*one), town.clock()) for one in saved]
        assert shown == [None, None, None]
        kept = session.get_one(KeptEffect, key_of(session, NOTHING, town.clock()))
        assert len(kept.effect) == 4
        # Told otherwise, it is believed: nothing is decided again.
        kept.effect = {name: {**made, "outcome": "handed_over"} for name, made in kept.effect.items()}
    assert reckoned(town, *content(town, "GAT-01", phrasings=[])).before.automation == 0


def test_a_reckoning_ends_when_a_newer_text_waits(town: Services) -> None:
    """Saved while the one before is being tried: that one is given up half-way, and what stands before is kept."""
    with town.database.transaction() as session:
        for place in range(30):
            ask_in_test(session, f"Fråga nummer {place}?")
    entry_id, first = content(town, "GAT-01", phrasings=["Plogning"])
    _entry, second = content(town, "GAT-01", phrasings=["Sandning"])
    with town.database.transaction() as session:
        ask_effect(session, town, entry_id, first, None)
    with town.database.transaction() as session:
        job = claim(session, (EFFECT,), "here", town.clock())
        assert job is not None
    with town.database.transaction() as session:
        ask_effect(session, town, entry_id, second, None)
    assert reckon(town, job, Progress()) == {}
    with town.database.reading() as session:
        assert effect_of(session, town, entry_id, first) is None
        assert session.get(KeptEffect, key_of(session, NOTHING, town.clock())) is not None
    assert run_all(town) == 1
    with town.database.reading() as session:
        assert effect_of(session, town, entry_id, second) is not None


def test_the_newest_run_need_not_be_decided_again(town: Services) -> None:
    """What the proof decided of the same knowledge is what stands before the change, with the same result."""
    begin(town)
    entry_id, changed = content(town, "GAT-01", phrasings=[])
    without = reckoned(town, entry_id, changed)
    with town.database.transaction() as session:
        session.execute(delete(KeptEffect))
        ask_by_hand(session, add_staff(session, "Rut", Role.EDITOR), town.clock())
    assert run_all(town) == 1
    with_run = reckoned(town, entry_id, {**changed, "phrasings": ["Plogning"]})
    assert (with_run.lost, with_run.before) == (without.lost, without.before)


def test_the_entrys_place_is_told_for_what_residents_have_asked(town: Services) -> None:
    """Masked, the moved ones first, and nothing of a confidential case or of somebody in danger."""
    now = town.clock()
    with town.database.transaction() as session:
        for text, confidential in (
            (WRITTEN, False),
            ("Snöröjningen i mitt hemliga ärende", True),
            ("Snöröjning av gatan: min man slår mig och barnen, jag är rädd", False),
        ):
            case = open_case(session, Channel.CHAT, None, text, now)
            case.confidential, case.contact_name = confidential, "Gunvor"
            asked = Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text=text, at=now, quoted="")
            case.messages.append(asked)
    entry_id, changed = content(town, "GAT-02", phrasings=[WRITTEN])
    found = reckoned(town, entry_id, changed)
    assert found.asked == 1
    [one] = found.placed
    assert one.text == "Kan ni berätta för [namn] om snöröjning av gatan?"
    assert (one.after, one.before != 1) == (1, True)


def test_a_change_of_words_is_tried_too(town: Services) -> None:
    """A pair that helps a test question, and one that leads it astray; the search itself has neither."""
    with town.database.transaction() as session:
        ask_in_test(session, BENEFIT, "IFO-01")
        ask_in_test(session, "knattebo", "FSK-02")
    for said, official in (("knattebo", "förskoleplats"), ("blipp", "blopp")):
        change = WordChange(None, Word("pair", "sv", said, official))
        with town.database.transaction() as session:
            assert words_effect_of(session, town, change) is None
            ask_words_effect(session, town, change, None)
        run_all(town)
        with town.database.reading() as session:
            found = words_effect_of(session, town, change)
            assert found is not None
            assert (found.questions, found.asked, found.lost) == (2, 0, 0)
            assert (len(found.moved) > 0) == (said == "knattebo")
            other = replace(change, after=None, before=change.after)
            assert words_effect_of(session, town, other) is None
    assert town.matcher.words.now.words == ()


def test_a_run_holds_on_other_days_unless_a_day_changes_what_is_said(town: Services) -> None:
    """Yesterday's run is what stands before a change, but not where an entry's last day has passed since."""
    begin(town)
    with town.database.transaction() as session:
        ask_by_hand(session, add_staff(session, "Rut", Role.EDITOR), town.clock())
    assert run_all(town) == 1
    now = town.clock()
    with town.database.transaction() as session:
        put = questions_to_put(session)
        assert len(of_newest_run(session, put, now + timedelta(days=3))) == 4
        entry_numbered(session, "GAT-02").valid_to = now.date() + timedelta(days=1)
        held = [len(of_newest_run(session, put, now + timedelta(days=days))) for days in (0, 1, 3)]
        assert held == [4, 0, 0]


def test_what_was_tried_is_what_comes_true(town: Services) -> None:
    """Published, each change does to every test question just what its trial said, in decisions and figures."""
    begin(town)
    for number, changed in (
        ("GAT-01", {"phrasings": [LAMP], "answer": "Ring oss."}),
        ("GAT-02", {"question": "Vem vann fotbollsmatchen?"}),
        ("IFO-01", {"audience": "department"}),
    ):
        entry_id, whole = content(town, number, **changed)
        with town.database.reading() as session:
            before = sit(town, session, town.clock(), Progress()).judged
        found = reckoned(town, entry_id, whole)
        assert found.lost + found.gained + found.other > 0
        with town.database.transaction() as session:
            write(session, entry_numbered(session, number), whole, "", town.clock())
            publish(session, entry_numbered(session, number), town.clock())
        with town.database.reading() as session:
            after = sit(town, session, town.clock(), Progress()).judged
        assert effect(before, after) == replace(found, asked=0, placed=())
