"""What is done to a group: its details, the two tasks that only one group has, and its people."""

from __future__ import annotations

from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.settings.forms import Form
from admin.settings.groups.forms import Deed, PersonForm
from admin.settings.saving import Change, row_or_404, write_down
from knowledge.audit import What
from knowledge.audited import group_subject, group_values
from knowledge.organisation import ResponseGroup, StaffMember

# Only one group of a town takes what belongs to nobody, and one what is sensitive.
_ONLY_ONE = ("first_line", "sensitive")


def write_group(session: Session, group: ResponseGroup, form: Form) -> None:
    """Put a form without errors in the row, and take its tasks from whoever had them, which is written down too."""
    for field, value in form.values.items():
        setattr(group, field, value)
    for task in _ONLY_ONE:
        if form.values[task]:
            _take_from_others(session, group, task)


def do_with_person(session: Session, group: ResponseGroup, wanted: PersonForm) -> str:
    """Do it; the sentence that says what holds now, also where it held before."""
    person = row_or_404(session, StaffMember, wanted.staff_id)
    before = group_values(group)
    said = _carry_out(group, person, wanted.deed).format(name=person.name)
    session.flush()
    write_down(session, Change(What.GROUP, group.id, before), group_subject(group), group_values(group))
    return said


def _carry_out(group: ResponseGroup, person: StaffMember, deed: Deed) -> str:
    match deed:
        case Deed.ADD:
            if person not in group.members:
                group.members.append(person)
            return _("{name} är med i gruppen och ser dess ärenden.")
        case Deed.TAKE_OUT:
            if person in group.members:
                group.members.remove(person)
            return _("{name} är inte med i gruppen längre och ser inte dess ärenden genom den.")
        case Deed.LEAD:
            group.manager = person
            return _("{name} är gruppens chef och får larm om försenade ärenden.")
        case Deed.LEAD_NO_MORE:
            if group.manager is person:
                group.manager = None
            return _("{name} är inte gruppens chef längre.")


def _take_from_others(session: Session, group: ResponseGroup, task: str) -> None:
    column = getattr(ResponseGroup, task)
    others = select(ResponseGroup).where(column, ResponseGroup.id != group.id).with_for_update()
    for other in session.scalars(others):
        before = group_values(other)
        setattr(other, task, False)
        write_down(session, Change(What.GROUP, other.id, before), group_subject(other), group_values(other))
