"""`forstalinjen staff add | password | close`: who may log in."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from admin.access.passwords import set_password
from admin.commands.invocation import Invocation, pass_invocation
from knowledge.organisation import Role, StaffMember
from knowledge.organisation_file import check_address
from knowledge.staff import add_staff, end_login, staff_member
from knowledge.staff_changes import all_values, audit_event, audit_since, audited


@click.group()
def staff() -> None:
    """Staff members' logins."""


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="First name and surname, as residents see it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What the person may do; may be given several times.",
)
@click.option(
    "--group", "groups", multiple=True, help='A response group by name, or as "Department: group"; several times.'
)
@pass_invocation
def add(invocation: Invocation, email: str, name: str, roles: tuple[str, ...], groups: tuple[str, ...]) -> None:
    """Add the staff member with the address EMAIL, or give them further roles and groups."""
    check_address(email)
    with invocation.services() as services, services.database.transaction() as session:
        known = staff_member(session, email)
        before = all_values(known) if known is not None else {}
        member = add_staff(session, email, name, [Role(role) for role in roles], groups)
        audit_since(session, member, before, services.clock())
        told = f"{member.email}: {', '.join(sorted(role.value for role in member.roles))}"
        in_groups = ", ".join(group.name for group in member.groups) or "no group"
        needs_password = member.password_hash is None
    click.echo(f"{told}; {in_groups}")
    if needs_password:
        click.echo(f"To log in they need a password: forstalinjen staff password {email}")


@staff.command("password")
@click.argument("email")
@click.password_option(help="Asked for when it is not given; at least 12 characters.")
@pass_invocation
def password(invocation: Invocation, email: str, password: str) -> None:
    """Set the password of the staff member with the address EMAIL; it ends all their sessions."""
    with invocation.services() as services, services.database.transaction() as session:
        member = _active(session, email)
        set_password(member, password)
        audit_event(session, member, "password_set", None, services.clock())
    click.echo(f"Password set for {email}")


@staff.command("close")
@click.argument("email")
@pass_invocation
def close(invocation: Invocation, email: str) -> None:
    """End the login of the staff member with the address EMAIL, at once and in every browser."""
    with invocation.services() as services, services.database.transaction() as session:
        member = _active(session, email)
        with audited(session, member, None, services.clock()):
            end_login(member)
    click.echo(f"Closed: {email}")


def _active(session: Session, email: str) -> StaffMember:
    member = staff_member(session, email)
    if member is None or not member.active:
        raise click.ClickException(f"no active staff member has the address {email}")
    return member
