"""Every kind of background job in the house with its work: the composition, known to the serving commands alone."""

from __future__ import annotations

from admin.background.running import run_waiting
from admin.background.work import Works
from admin.background.worker import Worker
from admin.checklists.works import CARRY_OUT, PLAN, UNDO, carry_out_import, plan_document, undo_import
from admin.comparison.fetching import KOLADA, fetch_references
from admin.figures.counting_job import FIGURES, count_everything
from admin.proof.asking import PROOF
from admin.proof.reckoning import EFFECT, reckon
from admin.proof.running import run_proof
from admin.unanswered.gathering import UNANSWERED, begin_gathering, gather
from assistant.services import Services

WORKS: Works = {
    PLAN: plan_document,
    CARRY_OUT: carry_out_import,
    UNDO: undo_import,
    EFFECT: reckon,
    FIGURES: count_everything,
    KOLADA: fetch_references,
    PROOF: run_proof,
    UNANSWERED: gather,
}


def start_background(services: Services) -> Worker:
    """Do background jobs from now on in a thread of this process."""
    begin_gathering(services)
    worker = Worker(services, WORKS)
    worker.start()
    return worker


def run_waiting_jobs(services: Services) -> int:
    """Do here and now what waits, one job after the other; returns how many. For tests and commands."""
    return run_waiting(services, WORKS, "here")
