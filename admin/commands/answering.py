"""`forstalinjen answers stop | resume | status | mode`: how far the assistant may go, without a browser."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.commands.invocation import Invocation, pass_invocation
from knowledge.answering import modes_on, resume_all, set_mode, stop_all, the_switch
from knowledge.channel import ANSWERING_CHANNELS, Channel
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department, department_named
from knowledge.worktime import STOCKHOLM


@click.group()
def answers() -> None:
    """Automatic answers: stop them, start them, choose a department's mode."""


@answers.command("stop")
@pass_invocation
def stop(invocation: Invocation) -> None:
    """Hold back every automatic answer, in every process, from the next question on."""
    with invocation.services() as services, services.database.transaction() as session:
        changed = stop_all(session, None, services.clock())
    click.echo("Automatic answers are stopped" if changed else "Automatic answers were stopped already")


@answers.command("resume")
@pass_invocation
def resume(invocation: Invocation) -> None:
    """Let the departments' modes decide again."""
    with invocation.services() as services, services.database.transaction() as session:
        changed = resume_all(session, None, services.clock())
    click.echo("Automatic answers are running again" if changed else "Automatic answers were not stopped")
    if not services.settings.assistant.automatic_answers:
        click.echo("But assistant.automatic_answers is false in the settings, so none is sent")


@answers.command("status")
@pass_invocation
def status(invocation: Invocation) -> None:
    """Show whether automatic answers are stopped, and the departments that do not answer automatically."""
    with invocation.services() as services, services.database.reading() as session:
        lines = [_switch(session), *_chosen(session)]
        if not services.settings.assistant.automatic_answers:
            lines.insert(0, "assistant.automatic_answers is false in the settings: no automatic answers")
    click.echo("\n".join(lines))


@answers.command("mode")
@click.argument("department")
@click.argument("channel", type=click.Choice([channel.value for channel in ANSWERING_CHANNELS]))
@click.argument("mode", type=click.Choice([mode.value for mode in AnsweringMode]))
@pass_invocation
def choose_mode(invocation: Invocation, department: str, channel: str, mode: str) -> None:
    """Choose the MODE of the department named DEPARTMENT on CHANNEL: off, suggest or auto."""
    with invocation.services() as services, services.database.transaction() as session:
        owner = _department(session, department)
        set_mode(session, owner, Channel(channel), AnsweringMode(mode), None, services.clock())
    click.echo(f"{owner.name}, {channel}: {mode}")


def _switch(session: Session) -> str:
    switch = the_switch(session)
    if switch is None or not switch.stopped:
        return "Automatic answers: running"
    by = f" by {switch.staff.name}" if switch.staff else ""
    return f"Automatic answers: stopped since {switch.at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}{by}"


def _chosen(session: Session) -> list[str]:
    """A line for each department and channel that is not automatic."""
    names = {row.id: row.name for row in session.execute(select(Department.id, Department.name))}
    held = [
        f"{names[department_id]}, {channel.value}: {mode.value}"
        for channel in ANSWERING_CHANNELS
        for department_id, mode in modes_on(session, channel).items()
        if mode is not AnsweringMode.AUTO
    ]
    return [*sorted(held), "Every other department and channel: auto" if held else "Every department and channel: auto"]


def _department(session: Session, name: str) -> Department:
    found = department_named(session, name)
    if found is None:
        known = ", ".join(session.scalars(select(Department.name).order_by(Department.name)))
        raise click.ClickException(f"no department is named {name}; there are: {known or 'none'}")
    return found
