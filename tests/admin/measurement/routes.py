"""The measurement's routes with the roles that get in, and what stands in their addresses."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from knowledge.organisation import Department, Role
from tests.admin.measurement.rounds import a_round, asked, came
from tests.factories import THEN

READ = {Role.MANAGER, Role.ADMINISTRATOR}
KEEP = {Role.ADMINISTRATOR}
_ROUND, _PLACE = "/servicematning/<int:round_id>", "/servicematning/<int:round_id>/forvaltning/<int:place_id>"
_ASKED = "/servicematning/<int:round_id>/bedom/<int:asked_id>"
MEASUREMENT: dict[tuple[str, str], set[Role] | None] = {
    ("GET", "/servicematning"): READ,
    ("GET", _ROUND): READ,
    ("GET", f"{_ROUND}/bild.svg"): READ,
    ("GET", f"{_ROUND}/fil"): READ,
    ("GET", "/servicematning/fragor"): READ,
    ("GET", "/servicematning/fragor/<bank_key>"): READ,
    ("POST", "/servicematning/fragor/<bank_key>"): READ,
    ("GET", "/servicematning/ny"): KEEP,
    ("POST", "/servicematning/ny"): KEEP,
    ("GET", f"{_ROUND}/andra"): KEEP,
    ("POST", f"{_ROUND}/andra"): KEEP,
    ("GET", _PLACE): KEEP,
    ("POST", _PLACE): KEEP,
    ("POST", f"{_PLACE}/dra"): KEEP,
    ("GET", f"{_ROUND}/bedom"): KEEP,
    ("GET", f"{_ROUND}/fragor"): KEEP,
    ("GET", _ASKED): KEEP,
    ("POST", _ASKED): KEEP,
    ("GET", "/servicematning/ovriga"): KEEP,
    ("POST", "/servicematning/ovriga/<int:reply_id>"): KEEP,
    ("POST", "/servicematning/svar/<int:reply_id>"): KEEP,
    **{("POST", f"{_ROUND}/{step}"): KEEP for step in ("starta", "stoppa", "ta-bort", "tillbaka")},
}


def a_measurement(session: Session, department: Department) -> dict[str, str]:
    """A round that is over, so that managers see it too."""
    sent = THEN - timedelta(days=400)
    one = a_round(session, sent, department.name)
    question = asked(session, one, department.name, "Söka plats", sent)
    reply = came(session, question, sent + timedelta(days=1))
    return {
        "<int:round_id>": str(one.id),
        "<int:place_id>": str(one.departments[0].id),
        "<int:asked_id>": str(question.id),
        "<int:reply_id>": str(reply.id),
        "<bank_key>": "bygg-altan",
    }
