"""Imports of the desk in the background: read and written a few letters at a time, under a lease.

Every few letters are one transaction, which also takes the lease on. A process that is killed has
either written them or not; whoever takes the lease next goes on behind them.
"""

import logging
import time

from django.db import DataError, transaction

from questions.actions.import_leases import Job, LeaseLost
from questions.actions.import_reading import read_slice
from questions.actions.import_runs import RunOptions
from questions.actions.import_writing import write_slice
from questions.models import ImportRun
from questions.transfer.sources import SourceRefused

SLICE = 10.0  # seconds of work, before whatever else a worker has to do gets its turn
UNREADABLE = (
    *(ArithmeticError, AssertionError, DataError, LookupError, RecursionError, TypeError),
    ValueError,
)
State = ImportRun.State
FAULTS = {
    State.READING: "The file could not be read to its end. It may be damaged.",
    State.WRITING: "Something went wrong while the letters were being imported.",
}
logger = logging.getLogger(__name__)


def advance_next(options: RunOptions, seconds: float = SLICE) -> bool:
    """Go on with an import that waits for a process. Returns whether there is more to do.

    Args:
        options: how to keep pictures, and how to hear danger.
        seconds: how long to work.

    Raises:
        Exception: what went wrong with one of them, when none of the others has anything to do.
    """
    waiting = ImportRun.objects.filter(state__in=[State.READING, State.WRITING])
    faults: list[Exception] = []
    for run in waiting.order_by("pk"):
        try:
            if advance_run(run, options, seconds):
                return True
        except Exception as fault:  # what nobody foresaw must not keep back those behind it
            faults.append(fault)
    if faults:
        raise faults[0]
    return False


def advance_run(run: ImportRun, options: RunOptions, seconds: float = SLICE) -> bool:
    """Go on with an import for some seconds. Returns whether anything was done."""
    job = Job(run=run, options=options, until=time.monotonic() + seconds)
    if not job.take_lease():
        return False
    try:
        read_slice(job) if run.state == State.READING else write_slice(job)
    except LeaseLost:
        return False
    except SourceRefused as reason:
        fail_run(run, str(reason))
    except UNREADABLE as error:
        logger.warning("An import failed (%s).", type(error).__name__)
        fail_run(run, FAULTS[State(run.state)])
    finally:
        job.end_lease()
    return True


@transaction.atomic
def resume_run(run: ImportRun) -> None:
    """Let a worker go on with an import that failed; nothing of it is written twice."""
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state != State.FAILED:
        return
    found.state, found.fault_text = State.READING if found.parts.exists() else State.WRITING, ""
    found.save(update_fields=["state", "fault_text"])


def fail_run(run: ImportRun, reason: str) -> None:
    """Note why an import cannot go on."""
    run.state, run.fault_text = State.FAILED, reason[:300]
    run.save(update_fields=["state", "fault_text"])
