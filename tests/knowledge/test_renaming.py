"""A renamed department or group: what is being written of its entries, and what was, is still its own."""

from __future__ import annotations

from sqlalchemy import select

from assistant.services import Services
from knowledge.content import content_of
from knowledge.curation import approve, revert, write
from knowledge.drafts import EntryDraft
from knowledge.entries import Revision
from knowledge.renaming import department_renamed, group_renamed
from tests.factories import THEN, add_department, add_entry


def test_drafts_and_imports_follow_a_new_name_and_an_older_text_can_still_be_taken_back(services: Services) -> None:
    """Another department's group of the same name stays; what was written under the old name is published."""
    with services.database.transaction() as session:
        own, other = add_department(session), add_department(session, "Skola")
        entry, stranger = add_entry(session, own, "När?"), add_entry(session, other, "Var?")
        for one in (entry, stranger):
            one.imported = content_of(one)
            write(session, one, {**content_of(one), "answer": "Nytt."}, "", THEN)
        first = session.scalars(select(Revision).where(Revision.entry_id == entry.id).order_by(Revision.id)).first()
        assert first is not None
        own.name, own.groups[0].name = "Förskola och hem", "Platser"
        session.flush()
        department_renamed(session, "Förskola", own.name)
        group_renamed(session, own.name, "Placering", "Platser")
        assert entry.imported is not None
        assert (entry.imported["department"], entry.imported["group"]) == ("Förskola och hem", "Platser")
        assert session.get_one(EntryDraft, stranger.id).content["group"] == "Placering"
        approve(session, entry, "", THEN)
        assert (entry.answer, entry.department, entry.group) == ("Nytt.", own, own.groups[0])
        revert(session, entry, first, THEN)
        approve(session, entry, "", THEN)
        assert (entry.answer, entry.department) == ("Gör det i e-tjänsten.", own)
