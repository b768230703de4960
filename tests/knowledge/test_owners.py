"""Whose matter a question is, when the nearest entry alone does not say it."""

from __future__ import annotations

from dataclasses import replace

from assistant.services import Services
from knowledge.manner import Manner
from knowledge.search import EntrySearch
from tests.factories import add_department, add_entry

AFRAID = "barnen här är rädda för honom"


def test_danger_leans_to_whoever_takes_reports_of_concern(town: Services) -> None:
    """Children are the preschool's matter, but children in danger are the social services'."""
    with town.database.transaction() as session:
        social = add_department(session, "Socialtjänst")
        for question in ("Hur gör jag en orosanmälan?", "Var får jag hjälp mot våld i nära relation?"):
            add_entry(session, social, question, answer="Ring socialjouren.")
    with town.database.reading() as session:
        look = EntrySearch(session, town.matcher).look(AFRAID)
    owners = town.matcher.owners(look.snapshot)
    assert owners.owner(look.asked, look.fused) not in (None, social.id)
    assert owners.owner(replace(look.asked, manners={Manner.DANGER: 1.0}), look.fused) == social.id


def test_a_town_without_entries_owns_nothing(services: Services) -> None:
    """Nobody is named, with danger or without."""
    with services.database.reading() as session:
        look = EntrySearch(session, services.matcher).look(AFRAID)
    owners = services.matcher.owners(look.snapshot)
    for manners in ({}, {Manner.DANGER: 1.0}):
        assert owners.owner(replace(look.asked, manners=manners), look.fused) is None
