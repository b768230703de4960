"""What is done with a round as a whole: started, stopped, taken away and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

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
    with _changing(round_id) as (session, one):
        in_the_way = hindrance(one, services.settings.mail, calendar, now)
        if one.state is RoundState.STARTED:
            said = _("Omgången är redan startad.")
        elif one.removed_at is not None:
            said = _("Omgången är borttagen.")
        elif in_the_way is not None:
            said = words.HINDRANCE[in_the_way]
        else:
            start(session, one, calendar, now)
            said = _("Omgången är startad. Frågorna skickas på slumpade arbetstider under perioden.")
    return _to_the_round(round_id, said)


def stop_round(round_id: int) -> ResponseReturnValue:
    """Send nothing more; what has been asked is measured all the same."""
    with _changing(round_id) as (session, one):
        if one.state is RoundState.STARTED:
            left = words.questions(stop(session, one, the_services().clock()))
            said = _("Omgången är stoppad. {questions} skickas inte.").format(questions=left)
        else:
            said = _("Omgången pågår inte.")
    return _to_the_round(round_id, said)


def remove_round(round_id: int) -> ResponseReturnValue:
    """Take a draft away; the list says how to take it back."""
    with _changing(round_id) as (_session, one):
        if one.state is not RoundState.DRAFT:
            return _to_the_round(round_id, _("Bara ett utkast kan tas bort."))
        one.removed_at = one.removed_at or the_services().clock()
    flash(_("Utkastet är borttaget."))
    return redirect(url_for("measurement.round_list", borttagen=round_id), 303)


def restore_round(round_id: int) -> ResponseReturnValue:
    """Take a draft back."""
    with _changing(round_id) as (_session, one):
        one.removed_at = None
    return _to_the_round(round_id, _("Utkastet är tillbaka."))


@contextmanager
def _changing(round_id: int) -> Iterator[tuple[Session, MeasurementRound]]:
    """The round, held in a transaction; the log says what has become of it, where anything has."""
    with the_services().database.transaction() as session:
        one = round_to_change(session, round_id)
        before = _told(one)
        yield session, one
        write_down(session, Change(What.MEASUREMENT, one.id, before), one.name, _told(one))


def _to_the_round(round_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("measurement.round_page", round_id=round_id), 303)


def _told(one: MeasurementRound) -> Values:
    """What the log says of it."""
    return {"measurement": words.state(one, over=False)[0], "removed": one.removed_at is not None}
