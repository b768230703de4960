"""Makes two cases one, or says that they belong together; both can be taken back."""

from __future__ import annotations

from gettext import gettext as _

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.errors import CaseChanged
from admin.inbox.acting import Beside, carry_out, to_case
from admin.inbox.case.asking import Asked, ask
from admin.inbox.case.belonging import other_case
from admin.inbox.case.forms import confirmed
from admin.inbox.case.page import case_or_404
from assistant.cases.case import Case
from assistant.cases.linking import link, unlink
from assistant.cases.merging import MergeFault, merge, merge_fault, unmerge
from assistant.chat.web import the_services
from assistant.errors import LinkRefused, MergeRefused
from knowledge.organisation import StaffMember

FAULT = {
    MergeFault.SAME: _("Det är samma ärende. Skriv numret på det andra."),
    MergeFault.MERGED: _("Ett av ärendena är redan sammanslaget med ett annat."),
    MergeFault.CLOSED: _("Ett av ärendena är stängt. Öppna det först."),
    MergeFault.CHAT: _(
        "Ärendet kommer från chatten, där medborgaren bara ser sin egen chatt. Länka ärendena, eller öppna det andra "
        "ärendet och slå ihop det med det här."
    ),
    MergeFault.SECRECY: _("Ärendena har inte samma sekretess. Då kan fel personer få läsa det ena."),
}


def merge_into(number: str) -> ResponseReturnValue:
    """Close this case as a double of the one that is named: asked first."""
    named = request.form.get("other", "")
    if not confirmed(request.form):
        return _ask_to_merge(number, named)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        kept = _other(session, named)
        if kept is None:
            raise CaseChanged
        try:
            merge(session, case, kept, staff, the_services().clock())
        except MergeRefused as error:
            raise CaseChanged from error
        return _("Ärendet är sammanslaget med {number}. Det nya hör hemma där.").format(number=kept.number)

    return carry_out(number, act, beside=_named(named))


def undo_merge(number: str) -> ResponseReturnValue:
    """Make it a case of its own again."""

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        unmerge(session, case, staff, the_services().clock())
        return _("Sammanslagningen är ångrad. Ärendet är öppet igen.")

    return carry_out(
        number,
        act,
        already=lambda case, _staff: case.merged_into_id is None,
        beside=lambda session, case: session.get(Case, case.merged_into_id or 0),
    )


def link_with(number: str) -> ResponseReturnValue:
    """Say that the case belongs together with the one that is named."""
    named = request.form.get("other", "")
    with the_services().database.reading() as session:
        case_or_404(session, number)
        unknown = _other(session, named) is None
    if unknown:
        flash(_("Inget är gjort: det finns inget ärende {number}.").format(number=named.strip()[:40]))
        return to_case(number)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        other = _other(session, named)
        if other is None:
            raise CaseChanged
        try:
            link(case, other, staff, the_services().clock())
        except LinkRefused:
            return _("Inget är gjort: ärendena kan inte länkas. Ett ärende kan bara peka på ett annat.")
        return _("Ärendet är länkat till {number}.").format(number=other.number)

    return carry_out(number, act, adds=True, beside=_named(named))


def remove_link(number: str) -> ResponseReturnValue:
    """Take the link between the two away."""
    named = request.form.get("other", "")

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        other = _other(session, named)
        if other is None:
            raise CaseChanged
        unlink(case, other, staff, the_services().clock())
        return _("Länken till {number} är borttagen.").format(number=other.number)

    return carry_out(number, act, adds=True, beside=_named(named))


def _named(number: str) -> Beside:
    """The case of this number, to be held with the first: an event in it holds its row too."""
    return lambda session, _case: _other(session, number)


def _other(session: Session, named: str) -> Case | None:
    return other_case(session, signed_in(), named, the_services().clock())


def _ask_to_merge(number: str, named: str) -> ResponseReturnValue:
    with the_services().database.reading() as session:
        case = case_or_404(session, number)
        kept = _other(session, named)
        fault = merge_fault(case, kept) if kept is not None else None
        asked = _question(case, kept) if kept is not None and fault is None else _refusal(named, fault)
    return ask(case, asked)


def _refusal(named: str, fault: MergeFault | None) -> Asked:
    error = FAULT[fault] if fault else _("Det finns inget ärende {number}.").format(number=named.strip()[:40])
    return Asked(heading=_("Ärendena kan inte slås ihop"), action="inbox.merge_into", yes="", error=error)


def _question(double: Case, kept: Case) -> Asked:
    ours, theirs = _who(double), _who(kept)
    other = _("Medborgarna är inte desamma: {ours} här och {theirs} där. Svaren går bara till {theirs}.")
    return Asked(
        heading=_("Slå ihop {double} med {kept}?").format(double=double.number, kept=kept.number),
        action="inbox.merge_into",
        yes=_("Ja, slå ihop ärendena"),
        warnings=(other.format(ours=ours, theirs=theirs),) if ours != theirs else (),
        says=(
            _("{double} stängs och leder vidare till {kept}.").format(double=double.number, kept=kept.number),
            *_moves(double, kept),
            _("Det medborgaren skriver i {double} hamnar i {kept}.").format(double=double.number, kept=kept.number),
            _("Meddelandena i {double} går att läsa från {kept}.").format(double=double.number, kept=kept.number),
            _("Den svarstid som går ut först gäller."),
            _("Sammanslagningen kan ångras."),
        ),
        fields={"other": kept.number},
    )


def _moves(double: Case, kept: Case) -> tuple[str, ...]:
    """Whose the double becomes, where that is another group."""
    if double.group_id == kept.group_id:
        return ()
    if kept.group is None:
        return (_("{double} har sedan ingen svarsgrupp, som {kept}.").format(double=double.number, kept=kept.number),)
    return (_("{double} lämnas till {group}.").format(double=double.number, group=kept.group.name),)


def _who(case: Case) -> str:
    return case.mail_address or _("en person utan e-postadress")
