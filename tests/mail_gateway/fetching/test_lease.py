"""Of several gateways one reads a mailbox (facts/mail.md 7, crash 10): taken, renewed, released, run out, inherited."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import select

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.errors import LeaseLost
from mail_gateway.fetch import fetch_round
from mail_gateway.fetching.lease import LEASE, Lease, new_owner
from mail_gateway.inbound import InboundMail, MailboxProgress
from mail_gateway.mailbox import Mailbox
from tests.fakes import Clock
from tests.mail_gateway.post_room import PASSWORD, count, together, write
from tests.servers.dovecot import Dovecot


def owner_of(services: Services) -> str:
    """Whose name stands in the only mailbox's row."""
    with services.database.reading() as session:
        return session.scalars(select(MailboxProgress.leased_by)).one()


def test_one_gateway_has_the_mailbox_until_it_lets_go(services: Services, box: MailboxSettings) -> None:
    """The second one waits, and has it at once when the first one stops."""
    first, second = (Lease(services, box, owner) for owner in ("first", "second"))
    assert first.take()
    assert first.take()
    assert not second.take()
    second.release()
    assert owner_of(services) == "first"
    first.release()
    assert second.take()
    assert not first.keep()


def test_a_lease_runs_out_unless_it_is_kept(services: Services, box: MailboxSettings, clock: Clock) -> None:
    """Kept it holds for ever; let alone, another gateway takes it over when its time is over, and the first sees it."""
    first, second = (Lease(services, box, owner) for owner in ("first", "second"))
    assert first.take()
    for _ in range(9):
        clock.forward(seconds=25)
        assert first.keep()
    assert not second.take()
    clock.forward(seconds=LEASE.total_seconds())
    assert second.take()
    assert not first.keep()
    first.release()
    assert owner_of(services) == "second"


def test_crash_10_two_gateways_at_the_same_moment(services: Services, box: MailboxSettings) -> None:
    """Exactly one gets it, also where the row did not exist before."""
    leases = [Lease(services, box, owner) for owner in ("first", "second", "third")]
    got: list[bool] = []
    together(*(lambda lease=lease: got.append(lease.take()) for lease in leases))  # type: ignore[misc]
    assert sorted(got) == [False, False, True]


def test_the_lease_of_a_process_that_has_died_is_inherited(services: Services, box: MailboxSettings) -> None:
    """Killed with the lease in its hand: a gateway on the same machine has it at once; of a living one it has not."""
    say_and_wait = "from mail_gateway.fetching.lease import new_owner; print(new_owner(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", say_and_wait], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        owner = process.stdout.readline().strip()
        assert Lease(services, box, owner).take()
        assert not Lease(services, box, new_owner()).take()
        process.kill()
        process.wait()
    assert Lease(services, box, new_owner()).take()


@pytest.mark.parametrize("owner", ["another", "host - 999999999 abcd", "host otherboot.1 999999999 abcd", "a b c d"])
def test_of_a_gateway_elsewhere_nobody_can_know(services: Services, box: MailboxSettings, owner: str) -> None:
    """Process numbers of another machine or container mean nothing: its lease is waited out."""
    assert Lease(services, box, owner).take()
    assert not Lease(services, box, new_owner()).take()


def test_a_gateway_s_name_fits_and_is_its_own() -> None:
    """Two of one process differ; the column holds 60 letters."""
    names = {new_owner() for _ in range(9)}
    assert len(names) == 9
    assert max(map(len, names)) <= 60


def test_a_round_ends_where_the_lease_is_lost(
    services: Services, dovecot: Dovecot, user: str, box: MailboxSettings, clock: Clock
) -> None:
    """Another gateway has taken it between two mails: nothing more is stored, and the watermark stays."""
    dovecot.deliver(user, write())
    slow, fast = (Lease(services, box, owner) for owner in ("slow", "fast"))
    assert slow.take()
    clock.forward(seconds=LEASE.total_seconds())
    assert fast.take()
    with Mailbox(box, PASSWORD) as opened, pytest.raises(LeaseLost, match="kontakt"):
        fetch_round(services, opened, lease=slow)
    with services.database.reading() as session:
        assert (count(session, InboundMail), session.scalars(select(MailboxProgress.last_uid)).one()) == (0, 0)
    with Mailbox(box, PASSWORD) as opened:
        assert fetch_round(services, opened, lease=fast) == 1


def test_the_store_itself_sees_that_the_lease_is_lost(
    services: Services, dovecot: Dovecot, user: str, box: MailboxSettings
) -> None:
    """Not yet time to renew, and yet another name stands in the row: the mail's commit is refused."""
    dovecot.deliver(user, write())
    lease = Lease(services, box, "slow")
    assert lease.take()
    with services.database.transaction() as session:
        session.scalars(select(MailboxProgress)).one().leased_by = "fast"
    with Mailbox(box, PASSWORD) as opened, pytest.raises(LeaseLost):
        fetch_round(services, opened, lease=lease)
    with services.database.reading() as session:
        assert count(session, InboundMail) == 0
