"""What a piece of background work is: a function of the services, its job and a way to say how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.services import Services
from knowledge.background_job import Job


@dataclass(frozen=True)
class Step:
    """How far a work has come: `done` of `of` steps (0 of 0: nobody knows yet), in a stage named by a word."""

    done: int = 0
    of: int = 0
    stage: str = ""


@dataclass
class Progress:
    """Where a work says how far it has come. Saying so costs nothing and may be done anywhere, also in a transaction.

    What is said stays here until the process's heartbeat writes it down.
    """

    step: Step = field(default_factory=Step)

    def __call__(self, done: int, of: int, stage: str = "") -> None:
        """Say it; without a stage that of last time holds."""
        self.step = Step(done, of, stage or self.step.stage)


Work = Callable[[Services, Job, Progress], dict[str, Any]]
"""Does a job and returns its result as plain JSON. It opens its own transactions, short ones, and may be begun anew
after a process has died: effects that must come once are committed together with `background_job.is_held`."""

Works = Mapping[str, Work]
"""Each kind of job with its work."""
