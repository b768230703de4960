"""What is done with a round as a whole: started, stopped, taken away and taken back."""

from __future__ import annotations

from gettext import gettext as _

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from admin.measurement import words
from admin.measurement.access import round_to_change
from admin.measurement.round import MeasurementRound, RoundState
from admin.measurement.starting import hindrance, start, stop
from admin.settings.saving import Change, write_down
from assistant.chat.web import the_services
from knowledge.audit import Values, What


def start_round(round_id: int) -> ResponseReturnValue:
    """Put its questions in the outbox, each at its moment; a round that has been stopped goes on with what is left."""
    services = the_services()
    now, calendar = services.clock(), services.rules.calendar
    with services.database.transaction() as session:
        one = round_to_change(session, round_id)
        in_the_way = hindrance(one, services.settings.mail, calendar, now)
        if one.state is RoundState.STARTED:
            said = _("Omgången är redan startad.")
        elif one.removed_at is not None:
            said = _("Omgången är borttagen.")
        elif in_the_way is not None:
            said = words.HINDRANCE[in_the_way]
        else:
            before = _told(one)
            start(session, one, calendar, now)
            write_down(session, Change(What.MEASUREMENT, one.id, before), one.name, _told(one))
            said = _("Omgången är startad. Frågorna skickas på slumpade arbetstider under perioden.")
    flash(said)
    return redirect(url_for("measurement.round_page", round_id=round_id), 303)


def stop_round(round_id: int) -> ResponseReturnValue:
    """Send nothing more; what has been asked is measured all the same."""
    services = the_services()
    with services.database.transaction() as session:
        one = round_to_change(session, round_id)
        if one.state is RoundState.STARTED:
            before = _told(one)
            left = stop(session, one, services.clock())
            write_down(session, Change(What.MEASUREMENT, one.id, before), one.name, _told(one))
            said = _("Omgången är stoppad. {questions} skickas inte.").format(questions=words.questions(left))
        else:
            said = _("Omgången pågår inte.")
    flash(said)
    return redirect(url_for("measurement.round_page", round_id=round_id), 303)


def remove_round(round_id: int) -> ResponseReturnValue:
    """Take a draft away; the list says how to take it back."""
    services = the_services()
    with services.database.transaction() as session:
        one = round_to_change(session, round_id)
        if one.state is not RoundState.DRAFT:
            flash(_("Bara ett utkast kan tas bort."))
            return redirect(url_for("measurement.round_page", round_id=round_id), 303)
        if one.removed_at is None:
            before = _told(one)
            one.removed_at = services.clock()
            write_down(session, Change(What.MEASUREMENT, one.id, before), one.name, _told(one))
    flash(_("Utkastet är borttaget."))
    return redirect(url_for("measurement.round_list", borttagen=round_id), 303)


def restore_round(round_id: int) -> ResponseReturnValue:
    """Take a draft back."""
    with the_services().database.transaction() as session:
        one = round_to_change(session, round_id)
        if one.removed_at is not None:
            before = _told(one)
            one.removed_at = None
            write_down(session, Change(What.MEASUREMENT, one.id, before), one.name, _told(one))
    flash(_("Utkastet är tillbaka."))
    return redirect(url_for("measurement.round_page", round_id=round_id), 303)


def _told(one: MeasurementRound) -> Values:
    """What the log says of it."""
    return {"measurement": words.state(one, over=False)[0], "removed": one.removed_at is not None}
