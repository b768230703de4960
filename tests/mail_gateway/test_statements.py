"""What a mail costs the database: writers wait for each other, so every statement too many is everybody's."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from assistant.services import Services
from mail_gateway.handling import handle_waiting
from tests.mail_gateway.post_room import BO, DIFFICULT, SIMPLE, store, write


@pytest.mark.parametrize(("text", "most"), [(SIMPLE, 37), (DIFFICULT, 42)])
def test_a_mail_of_somebody_new_takes_no_more_statements_than_these(town: Services, text: str, most: int) -> None:
    """From the claim to the commit; the first mail, which reads the settings, is not counted."""
    store(town, write(text))
    handle_waiting(town)
    store(town, write(text, sender=BO, message_id="<q2@bo.example>"))
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]).split()[0])

    engine = town.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert handle_waiting(town) == 1
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in seen if one != "BEGIN"]) <= most, seen
