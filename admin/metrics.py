"""`GET /matt`: the post-room's figures in Prometheus's text format, computed from the database at each scrape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.health import needs_token
from admin.post_room.standing import Standing, standing_of
from assistant.cases.outbox import SendState
from assistant.cases.response_log import ResponseLog
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine.answer import Outcome
from assistant.services import Services
from mail_gateway.guards.trouble import TroubleKind
from mail_gateway.inbound import InboundState

_DAY = timedelta(days=1)


def metrics_blueprint() -> Blueprint:
    """The page. Every process gives the same figures: all are the database's, none is counted in a process."""
    blueprint = Blueprint("metrics", __name__)
    blueprint.add_url_rule("/matt", "metrics", needs_token(metrics))
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def metrics() -> ResponseReturnValue:
    """The figures at this moment."""
    return Response(text_of(the_services()), content_type=CONTENT_TYPE_LATEST)


def text_of(services: Services) -> bytes:
    """The figures as Prometheus reads them. Raises SQLAlchemyError: a scrape without figures has failed."""
    with services.database.reading() as session:
        standing = standing_of(session, services)
        outcomes = _outcomes(session, services)
    # A registry of its own: the library's global one belongs to a process and would add that process's figures.
    registry = CollectorRegistry()
    registry.register(_Figures(standing, outcomes, troubled=[part.value for part in services.matcher.troubles]))
    return generate_latest(registry)


def _outcomes(session: Session, services: Services) -> Mapping[Outcome, int]:
    """What the assistant decided in the last 24 hours; a person's replies are in the same log, and left out."""
    counted = select(ResponseLog.outcome, func.count()).where(
        ResponseLog.at > services.clock() - _DAY, ResponseLog.staff_id.is_(None)
    )
    found: dict[Outcome, int] = dict(session.execute(counted.group_by(ResponseLog.outcome)).all())
    return {outcome: found.get(outcome, 0) for outcome in Outcome}


@dataclass(frozen=True, eq=False)
class _Figures(Collector):
    """One scrape's figures. A mailbox that was never read has no sample; an empty queue's age is 0."""

    standing: Standing
    outcomes: Mapping[Outcome, int]
    troubled: list[str]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every gauge; the library calls it."""
        standing, outbox = self.standing, self.standing.outbox
        yield _gauge("mails", "Fetched mails by state", "state", _values(standing.mails))
        yield _gauge("outbox_mails", "Outgoing mails by state, sent ones left out", "state", _values(outbox.counts))
        yield _age("unread_oldest_seconds", "Age of the oldest mail that is not handled", standing.unread)
        yield _age("outbox_oldest_waiting_seconds", "Age of the oldest mail that waits to be sent", outbox.waiting)
        yield _age("outbox_overdue_seconds", "How late the next attempt of a waiting mail is", outbox.overdue)
        lags = ((box.name, box.lag) for box in standing.mailboxes)
        read = {name: lag.total_seconds() for name, lag in lags if lag is not None}
        yield _gauge("mailbox_lag_seconds", "Time since the last successful round", "mailbox", read)
        yield _gauge("troubles_open", "Troubles of the post-room that have not ended", "kind", self._troubles())
        yield _gauge("answers_day", "Decisions of the last 24 hours by outcome", "outcome", _values(self.outcomes))
        yield _one("answers_stopped", "1 when every automatic answer is held back", float(standing.stopped))
        yield _one("search_troubles", "Parts of the search that do not work", float(len(self.troubled)))

    def _troubles(self) -> dict[str, float]:
        kinds = [trouble.kind for trouble in self.standing.troubles]
        return {kind.value: float(kinds.count(kind)) for kind in TroubleKind}


def _values(counts: Mapping[InboundState, int] | Mapping[SendState, int] | Mapping[Outcome, int]) -> dict[str, float]:
    return {key.value: float(count) for key, count in counts.items()}


def _gauge(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"forstalinjen_{name}", words, labels=[label])
    for value, figure in values.items():
        family.add_metric([value], figure)
    return family


def _age(name: str, words: str, age: timedelta | None) -> GaugeMetricFamily:
    return _one(name, words, age.total_seconds() if age is not None else 0.0)


def _one(name: str, words: str, figure: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"forstalinjen_{name}", words, value=figure)
