"""`forstalinjen topics`: which topics of the municipal pack an entry is linked to, without a browser."""

from __future__ import annotations

import click

from admin.commands.invocation import Invocation, pass_invocation
from admin.topics.listing import chances_of
from knowledge.linking import entry_numbered
from knowledge.topic_links import LinkedBy, LinkedTopic, corrections_of, linked_topics


@click.command()
@click.argument("number")
@pass_invocation
def topics(invocation: Invocation, number: str) -> None:
    """Show the topics of the entry NUMBER, nearest first: id, nearness (0-1), by whose word, name."""
    with invocation.services() as services, services.database.reading() as session:
        entry = entry_numbered(session, number)
        chances = chances_of(services.matcher.refresh(session), entry.id)
        links = corrections_of(session, [entry.id]).get(entry.id, {})
        linked = linked_topics(chances, links, services.matcher.space.topics)
    click.echo(f"{entry.number} {entry.question}")
    if chances is None:
        click.echo("Not published: no topics are computed yet")
    for one in linked:
        click.echo(_line(one))


def _line(linked: LinkedTopic) -> str:
    word = linked.by.value if linked.holds else f"not, {LinkedBy.EDITOR.value}"
    return f"  {linked.nearness:.2f}  {word:12}  {linked.topic.id}: {linked.topic.name}"
