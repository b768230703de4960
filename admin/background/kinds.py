"""Every kind of background job in the house with its work: the composition, known to the serving commands alone."""

from __future__ import annotations

from admin.background.running import run_waiting
from admin.background.work import Works
from admin.background.worker import Worker
from admin.proof.asking import PROOF
from admin.proof.reckoning import EFFECT, reckon
from admin.proof.running import run_proof
from assistant.services import Services

WORKS: Works = {EFFECT: reckon, PROOF: run_proof}


def start_background(services: Services) -> Worker:
    """Do background jobs from now on in a thread of this process."""
    worker = Worker(services, WORKS)
    worker.start()
    return worker


def run_waiting_jobs(services: Services) -> int:
    """Do here and now what waits, one job after the other; returns how many. For tests and commands."""
    return run_waiting(services, WORKS, "here")
