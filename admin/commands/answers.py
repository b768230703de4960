"""`forstalinjen import | ask`: checklists in, and what the assistant would say, without storing a case."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from admin.commands.invocation import Invocation, pass_invocation
from admin.evaluation.running import owner_of
from admin.imports import import_document
from assistant.engine.answer import Answer, Channel, Outcome, Question
from assistant.engine.respond import respond
from assistant.engine.wording import wording
from assistant.services import Services
from knowledge.importing.comparing import Change
from knowledge.importing.planning import Plan
from knowledge.staff import groups_without_members

_ORDINARY = (Change.ADDED, Change.CHANGED, Change.UNCHANGED)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="The documents are approved: publish their entries at once.")
@pass_invocation
def import_checklists(invocation: Invocation, paths: tuple[Path, ...], publish: bool) -> None:
    """Import checklists (.xlsx, .docx, .csv, .md, .json) from PATHS, files or folders.

    Exit code 1 when anything was faulty; all sound rows are imported all the same. Rows that have been edited in the
    staff's pages since are left: a conflict is decided there.
    """
    documents = list(_documents(paths))
    if not documents:
        raise click.ClickException("no checklists in " + ", ".join(str(path) for path in paths))
    plans = []
    with invocation.services() as services:
        with click.progressbar(documents, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            for document in bar:
                plans.append(import_document(services, document, publish=publish))
        with services.database.reading() as session:
            _compare(services, session)
            unmanned = groups_without_members(session)
    for done in plans:
        _report(done)
    _sum_up(plans)
    if unmanned:
        click.echo(f"Without a member, so that nobody reads their cases: {', '.join(unmanned)}")
        click.echo('Add them: forstalinjen staff add EMAIL --name NAME --role handler --group "DEPARTMENT: GROUP"')
    if any(done.faults for done in plans):
        sys.exit(1)


def _compare(services: Services, session: Session) -> None:
    """Make the new entries ready for the search: the language model takes a minute for a town's first ones."""
    with click.progressbar(length=1, label="Comparing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        services.matcher.refresh(session, told)


def _documents(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.iterdir() if file.is_file() and not file.name.startswith((".", "~$"))
            )
        else:
            yield path


def _report(done: Plan) -> None:
    click.echo(f"{done.document}: {_counts([done])}")
    if done.missing:
        click.echo(f"  no longer in the document: {', '.join(done.missing)}")
    for fault in done.faults:
        click.echo(f"  fault: {fault.place}: {fault.reason}", err=True)


def _sum_up(plans: Sequence[Plan]) -> None:
    click.echo(f"Total: {_counts(plans)}, {sum(len(done.faults) for done in plans)} faulty")


def _counts(plans: Sequence[Plan]) -> str:
    """How many rows of each kind; of what is out of the ordinary only where there is some."""
    numbers = {change: sum(done.count(change) for done in plans) for change in Change}
    return ", ".join(f"{number} {change.value}" for change, number in numbers.items() if number or change in _ORDINARY)


@click.command()
@click.argument("question")
@click.option("--email", "by_email", is_flag=True, help="Decide as for e-mail, which needs more certainty.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@pass_invocation
def ask(invocation: Invocation, question: str, by_email: bool, as_json: bool) -> None:
    """Show what the assistant would do with a QUESTION; no case is stored."""
    channel = Channel.EMAIL if by_email else Channel.CHAT
    with invocation.services() as services, services.database.reading() as session:
        policy = services.rules.policy(session, channel)
        answer = respond(Question(question, channel), services.search(session), policy, services.clock())
        facts = _facts(answer, owner_of(session, answer), services.rules.assistant.on_call_phone)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name in ("outcome", "reason", "confidence", "department"):
        click.echo(f"{name + ':':12}{facts[name]}")
    for match in answer.matches:
        click.echo(f"{'entry:':12}{match.number} ({match.confidence:.2f}) {match.question}")
    click.echo(f"\n{facts['text']}")


def _facts(answer: Answer, department: str, on_call_phone: str) -> dict[str, object]:
    return {
        "outcome": answer.outcome.value,
        "reason": answer.reason.value,
        "entry": answer.matches[0].number if answer.matches else None,
        "entries": [match.number for match in answer.matches],
        "confidence": round(answer.confidence, 4),
        "department": department,
        "text": _text(answer, on_call_phone),
    }


def _text(answer: Answer, on_call_phone: str) -> str:
    """What a resident would read; a hand-over's number and date exist only once there is a case."""
    choices = answer.matches if answer.outcome is Outcome.CLARIFY else ()
    said = wording(answer, on_call_phone=on_call_phone)
    return "\n".join([said, *(f"- {match.question}" for match in choices)])
