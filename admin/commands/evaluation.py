"""`forstalinjen evaluate | calibrate`: how good the decisions are on labelled messages, and fitting to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from admin.commands.invocation import Invocation, pass_invocation
from admin.evaluation.figures import Decision, figures, outcomes, reliability
from admin.evaluation.labelled import Labelled, MessagesUnreadable, read_labelled
from admin.evaluation.running import Progress, decide_all, examples, without_each_department
from knowledge.calibrating import chances, fit

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("messages", type=_FILE)
@click.option("--decisions", type=_FILE, help="Write each decision here, one JSON object a line.")
@click.option("--leave-one-department-out", is_flag=True, help="Judge each department by a fit without its messages.")
@pass_invocation
def evaluate(invocation: Invocation, messages: Path, decisions: Path | None, leave_one_department_out: bool) -> None:
    """Run the engine over labelled MESSAGES with the town that is loaded, and print the figures. Nothing is stored."""
    labelled = _read(messages)
    with invocation.services() as services, services.database.reading() as session:
        fitted = None
        if leave_one_department_out:
            with _bar("Comparing", labelled) as progress:
                seen = examples(services, session, labelled, progress)
            fitted = without_each_department(labelled, seen)
        with _bar("Deciding", labelled) as progress:
            decided = decide_all(services, session, labelled, services.clock(), progress, fitted)
    if decisions is not None:
        _write(decisions, decided)
    for name, value in asdict(figures(labelled, decided)).items():
        click.echo(f"{name:28} {value}")
    for kind, counts in outcomes(labelled, decided).items():
        click.echo(f"  {kind:16} " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))


@click.command()
@click.argument("messages", type=_FILE)
@click.option("--out", type=_FILE, help="Write the calibration here; name it as calibration_file in the settings.")
@pass_invocation
def calibrate(invocation: Invocation, messages: Path, out: Path | None) -> None:
    """Fit the weights and the confidence to labelled MESSAGES, and print how well the confidence keeps its word.

    The table is judged with each department left out of the fit; the file is fitted on all of them.
    """
    labelled = _read(messages)
    with (
        invocation.services() as services,
        services.database.reading() as session,
        _bar("Comparing", labelled) as progress,
    ):
        seen = examples(services, session, labelled, progress)
    click.echo("promised  kept  messages (each department judged by a fit without it)")
    left_out = without_each_department(labelled, seen)
    promised = [row for one, fitted in zip(seen, left_out, strict=True) if fitted for row in chances([one], fitted)]
    for mean, kept, count in reliability(promised):
        click.echo(f"{mean:8.2f} {kept:5.2f} {count:9}")
    if out is not None:
        try:
            out.write_text(fit(seen, f"{messages.name}, {len(labelled)} messages").as_json(), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
        click.echo(f"written to {out}")


def _read(path: Path) -> list[Labelled]:
    try:
        return read_labelled(path)
    except MessagesUnreadable as error:
        raise click.ClickException(str(error)) from error


def _write(path: Path, decided: Sequence[Decision]) -> None:
    lines = [json.dumps(decision.as_table(), ensure_ascii=False) for decision in decided]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def _bar(label: str, messages: Sequence[Labelled]) -> Iterator[Progress]:
    """A progress bar on a terminal; silent elsewhere."""
    with click.progressbar(length=len(messages), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda _message: bar.update(1)
