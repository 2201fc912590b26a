"""How a job runs: steps until there is nothing to do, then a wait for its wake-up or its period; trouble in one never stops another."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from db.trouble import passes
from kit.counters import count
from kit.process import heed_cancellation

log = structlog.get_logger()

FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 30.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again. `step` does a bounded part and tells whether more is waiting."""

    name: str
    """Counted and logged under this name; `seal:<centre code>` for a centre's."""
    step: Callable[[], Awaitable[bool]]
    period_s: float
    """Longest real time between two looks, notice or not."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    gather_s: float = 0.0
    """What a wake-up waits for others to join it, real seconds."""


async def run(job: Job) -> None:
    """Run a job until cancelled. A failing step is tried again, later and later; a bug is loud each time."""
    retry_s = FIRST_RETRY_S
    while True:
        job.wake.clear()
        try:
            while await job.step():
                heed_cancellation()
        except Exception as error:  # noqa: BLE001 - told below, and the other jobs go on
            heed_cancellation()
            _tell(job, error)
            await asyncio.sleep(retry_s)
            retry_s = min(2 * retry_s, LONGEST_RETRY_S)
            continue
        heed_cancellation()
        retry_s = FIRST_RETRY_S
        with suppress(TimeoutError):
            async with asyncio.timeout(job.period_s):
                await job.wake.wait()
                await asyncio.sleep(job.gather_s)


def _tell(job: Job, error: Exception) -> None:
    if passes(error):
        count("worker.waited")
        log.warning("worker.waited", job=job.name, error=type(error).__name__)
    else:
        count(f"worker.failed.{job.name}")
        log.error("worker.failed", job=job.name, exc_info=error)
