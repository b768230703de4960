"""`forstalinjen statistics`: the figures of some months, as the pages show them, for other programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

import click
from sqlalchemy.orm import Session

from admin.commands.invocation import Invocation, pass_invocation
from admin.errors import AdminError
from admin.figures.export.csv import write_csv
from admin.figures.export.measured import Measured, measured, measured_table
from admin.figures.export.surveyed import surveyed
from admin.figures.measures import Dimension, Selection, figures, figures_by
from admin.figures.recounting import recount
from admin.figures.standing import Standing, standing
from admin.figures.sums import Sums
from admin.figures.survey_measures import survey_figures, survey_figures_by
from admin.figures.survey_sums import SurveySums
from assistant.services import Services
from knowledge.organisation import department_named

_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
_TOTAL = "total"


def _month(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not _MONTH.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no month such as 2026-05")
    return value


@click.command("statistics")
@click.option("--from", "first", required=True, callback=_month, help="The first month: 2026-01.")
@click.option("--to", "last", required=True, callback=_month, help="The last month, included: 2026-06.")
@click.option("--department", help="Only this department, by its name.")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option("--rebuild", is_flag=True, help="Count every month anew first, not only what has changed.")
@pass_invocation
def statistics(invocation: Invocation, first: str, last: str, department: str | None, form: str, rebuild: bool) -> None:
    """Print the figures of some months and of each of them. What has changed since the last count is counted first."""
    if first > last:
        raise AdminError(f"the months are the wrong way round: {first} comes after {last}")
    with invocation.services() as services:
        _count(services, everything=rebuild)
        with services.database.reading() as session:
            selection = Selection(first, last, _chosen(session, department))
            counted, now = standing(session), services.clock()
            periods = {_TOTAL: figures(session, selection, now)} | dict(
                figures_by(session, selection, Dimension.MONTH, now)
            )
            said = _said(session, selection, periods)
    if form == "csv":
        names = {period: f"{first} till {last}" if period == _TOTAL else period for period in periods}
        named = {names[period]: sums for period, sums in periods.items()}
        more = {names[period]: some for period, some in said.items()}
        # The mark at the beginning is what tells Excel that the letters are UTF-8.
        click.echo(write_csv([measured_table("Statistik", named, counted.limits, more)]), nl=False)
        return
    click.echo(json.dumps(_facts(selection, department, counted, periods, said), ensure_ascii=False, indent=1))


def _count(services: Services, *, everything: bool) -> None:
    with click.progressbar(length=1, label="Counting", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(_month: str, done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        if recount(services, told, everything=everything) is None:
            click.echo("Another process is counting: these are the figures as they were counted last.", err=True)


def _chosen(session: Session, name: str | None) -> tuple[int, ...]:
    if name is None:
        return ()
    found = department_named(session, name)
    if found is None:
        raise AdminError(f"there is no department {name!r}")
    return (found.id,)


def _said(session: Session, selection: Selection, periods: Iterable[str]) -> dict[str, Sequence[Measured]]:
    """What residents have said in each of these periods."""
    by_month = survey_figures_by(session, selection, Dimension.MONTH)
    total = survey_figures(session, selection)
    return {period: surveyed(total if period == _TOTAL else by_month.get(period, SurveySums())) for period in periods}


def _facts(
    selection: Selection,
    department: str | None,
    counted: Standing,
    periods: Mapping[str, Sums],
    said: Mapping[str, Sequence[Measured]],
) -> dict[str, object]:
    """What the pages show, by fixed names; null is unknown, never zero."""
    told = {
        period: {
            one.code: {"value": one.value, "unit": one.unit, "part": one.part, "n": one.n}
            for one in (*measured(sums, counted.limits), *said[period])
        }
        for period, sums in periods.items()
    }
    return {
        "from": selection.first,
        "to": selection.last,
        "department": department,
        "counted_at": counted.counted_at.isoformat() if counted.counted_at else None,
        "limits_working_days": list(counted.limits),
        "total": told.pop(_TOTAL),
        "months": told,
    }
