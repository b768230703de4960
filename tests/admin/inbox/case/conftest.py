"""One mailed question that waits for a group, its handler Anna, and a second group."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.cases.reply_template import ReplyTemplate
from knowledge.organisation import ResponseGroup
from tests.admin.workplace import NOW, Workplace
from tests.factories import add_entry

LINK = "https://www.prov.example/sok"


@pytest.fixture
def number(workplace: Workplace, group: int) -> str:
    """A mailed question that waits for the group."""
    due = NOW + timedelta(hours=28)
    return workplace.case("Plats", group, due=due, email="eva@hem.example", name="Eva Ek")


@pytest.fixture
def other(workplace: Workplace) -> int:
    """Another department's group."""
    group = workplace.group("Gatudriften", "Gator och park")
    with workplace.services.database.transaction() as session:
        session.get_one(ResponseGroup, group).email = "gata@prov.example"
    return group


@pytest.fixture
def entry(workplace: Workplace, group: int) -> int:
    """An approved answer of the group's department, with a link."""
    with workplace.services.database.transaction() as session:
        department = session.get_one(ResponseGroup, group).department
        added = add_entry(
            session,
            department,
            "Hur söker jag plats?",
            number="FSK-07",
            answer="Sök i e-tjänsten.",
            links=[("E-tjänst", LINK)],
        )
        return added.id


@pytest.fixture
def template(workplace: Workplace) -> int:
    """A template that everybody may use."""
    with workplace.services.database.transaction() as session:
        made = ReplyTemplate(name="Vi ringer", text="Hej {namn}! Ärende {ärendenummer}. Mvh {handläggare} {titel}")
        session.add(made)
        session.flush()
        return made.id
