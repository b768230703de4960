"""`forstalinjen init | organisation | staff`: the data folder, the tables, and who works here."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from admin import schema
from admin.auth import set_password
from admin.commands.invocation import Invocation, pass_invocation, unreachable
from knowledge.database import Database
from knowledge.organisation import staff_by_email
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
        write_organisation(session, facts)
    click.echo(f"{len(facts.departments)} departments, {len(facts.staff)} staff members")


@click.group()
def staff() -> None:
    """Staff members' logins."""


@staff.command("password")
@click.argument("email")
@click.password_option(help="Asked for when it is not given; at least 12 characters.")
@pass_invocation
def password(invocation: Invocation, email: str, password: str) -> None:
    """Set the password of the staff member with the address EMAIL; it ends all their sessions."""
    with invocation.services() as services, services.database.transaction() as session:
        member = staff_by_email(session, email)
        if member is None:
            raise click.ClickException(f"no active staff member has the address {email}")
        set_password(member, password)
    click.echo(f"Password set for {email}")
