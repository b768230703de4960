"""`forstalinjen init | organisation`: the data folder, the tables, and how the town is organised."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from admin import schema
from admin.commands.invocation import Invocation, pass_invocation, unreachable
from knowledge.database import Database
from knowledge.organisation_file import read_organisation, write_organisation


@click.command()
@pass_invocation
def init(invocation: Invocation) -> None:
    """Make the data folder, its signing key and the database's tables, or bring them up to date."""
    settings = invocation.settings(create=True)
    database = Database(settings.database_url)
    try:
        schema.upgrade(database.engine)
    except OperationalError as error:
        raise unreachable(error) from error
    finally:
        database.close()
    click.echo(f"Ready: {settings.data}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_invocation
def organisation(invocation: Invocation, file: Path) -> None:
    """Read departments, groups, staff, promises and opening hours from a TOML FILE."""
    facts = read_organisation(file)
    with invocation.services() as services, services.database.transaction() as session:
        write_organisation(session, facts, services.clock())
    click.echo(f"{len(facts.departments)} departments, {len(facts.staff)} staff members")
