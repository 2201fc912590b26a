"""Every job of a worker process, and the notices that wake them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from types import MappingProxyType

from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock, secrets
from db.engine import make_engine, reading
from db.listen import listen
from db.models.directory import Centre
from dispatch.centres.react import help_settled
from dispatch.missions import follow
from dispatch.missions.react import decision_ended, place_changed
from gateways.readiness import LOOK_S, Watch
from gateways.redis import open_redis, publish_counters
from gateways.worker import centres, garde, relief
from gateways.worker.box_messages import apply_next
from gateways.worker.broker import Broker
from gateways.worker.clocks import compare
from gateways.worker.heads import sign
from gateways.worker.jobs import Job, run
from gateways.worker.measures import Measures
from gateways.worker.reactions import Reactions, react
from gateways.worker.rekey import Rekey, take_over
from gateways.worker.retention import keep
from gateways.worker.sealer import seal
from kit.clock import Clock
from kit.ids import CentreId
from kit.settings import Settings
from kit.watched import watched
from kit.wire.live import FactNews

REACTIONS: Reactions = MappingProxyType(
    {
        "case.place_changed": (place_changed,),
        "case.transferred": (take_over,),
        "case.closed": (help_settled,),
        "case.filed": (help_settled,),
        "decision.withdrawn": (decision_ended, help_settled),
        "decision.replaced": (decision_ended, help_settled),
        "mission.ordered": (help_settled,),
        "mission.asked": (help_settled,),
        "mission.cancelled": (help_settled,),
        "mission.closed": (help_settled,),
    }
)

POLL_S = 15.0
"""A notice wakes a job at once: by itself it only looks for what a lost one may have left, as rarely as the listening is probed."""
GATHER_S = 0.05
"""What a sealer waits for a command's neighbours: a burst is sealed in one transaction, well within a screen's tick."""
RETENTION_S = 600.0
GARDE_S = 5.0
CENTRES_S = 1.0
RELIEF_S = 5.0
NEW_CENTRES_S = 5.0
REKEY_S = 60.0
MEASURES_S = 5.0
BOXES_S = 5.0
CLOCKS_S = 60.0


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Open what the worker needs, run every job until asked to stop.

    Raises: CannotStart when the database does not answer.
    """
    engine = make_engine(settings, "rramu_worker")
    redis = open_redis(settings.redis)
    clock = Clock()
    try:
        secrets.start(engine)
        await domain_clock.start(clock, engine, settings)
        worker = Worker(settings, engine, redis, clock)
        with watched(settings.metrics.worker_port, worker.watch.health):
            running = asyncio.create_task(worker.run())
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
    finally:
        await redis.aclose()
        await engine.dispose()


class Worker:
    """Runs the jobs; a centre that appears gets its own within seconds."""

    def __init__(self, settings: Settings, engine: AsyncEngine, redis: Redis, clock: Clock) -> None:
        self._settings = settings
        self._engine = engine
        self._redis = redis
        self._clock = clock
        self._sealers: dict[str, Job] = {}
        """By centre id, as notices name it."""
        self._measures = Measures(engine)
        self.watch = Watch(engine, redis, settings.ntp.tolerance_s, self._measures.parts)
        self._box_messages = Job("box_messages", partial(apply_next, engine, clock, follow.apply_box_message), POLL_S)
        self._boxes = Job(
            "boxes", Broker(engine, clock, settings.mqtt, settings.boxes).step, BOXES_S, gather_s=GATHER_S
        )
        self._centres = Job("alarms", partial(centres.alarm, engine, clock, settings.centres), CENTRES_S)
        self._garde = Job("garde", partial(garde.keep, engine, clock, settings), GARDE_S)
        self._heads = Job("heads", partial(sign, engine, settings.audit), settings.audit.heads_interval_s)
        self._retention = Job("retention", partial(keep, engine, clock), RETENTION_S)

    async def run(self) -> None:
        """Run every job until cancelled; a bug outside a job's step ends the process."""
        notices: dict[str, Callable[[str], None]] = {
            "audit": self._wake_sealer,
            "box_messages": lambda _: self._box_messages.wake.set(),
            "boxes": lambda _: self._boxes.wake.set(),
        }
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(domain_clock.follow(self._clock, self._settings, "rramu_worker", self._engine))
            tasks.create_task(publish_counters(self._redis, self._settings.redis.prefix, "worker"))
            tasks.create_task(listen(self._settings, "rramu_worker", notices))
            tasks.create_task(run(self._box_messages))
            tasks.create_task(run(self._boxes))
            tasks.create_task(run(self._garde))
            tasks.create_task(run(self._centres))
            tasks.create_task(run(self._retention))
            tasks.create_task(run(self._heads))
            tasks.create_task(
                run(Job("clocks", partial(compare, self._engine, self._redis, self._settings.ntp), CLOCKS_S))
            )
            tasks.create_task(run(Job("measures", self._measures.step, MEASURES_S)))
            tasks.create_task(run(Job("readiness", self.watch.step, LOOK_S)))
            tasks.create_task(run(Job("centres", partial(self._start_new_centres, tasks), NEW_CENTRES_S)))

    def _wake_sealer(self, centre: str) -> None:
        """Wake a centre's sealer; all of them when notices may have been missed."""
        for job in [self._sealers[centre]] if centre in self._sealers else self._sealers.values():
            job.wake.set()

    async def _start_new_centres(self, tasks: asyncio.TaskGroup) -> bool:
        async with reading(self._engine, None, ()) as session:
            centres = (await session.execute(select(Centre.id, Centre.code))).all()
        for centre_id, code in centres:
            if str(centre_id) not in self._sealers:
                self._start_centre(tasks, CentreId(centre_id), code)
        return False

    def _start_centre(self, tasks: asyncio.TaskGroup, centre_id: CentreId, code: str) -> None:
        channel = f"{self._settings.redis.prefix}facts"
        reactions = Job(f"react:{code}", partial(react, self._engine, self._clock, REACTIONS, centre_id), POLL_S)

        def sealed(news: Sequence[FactNews]) -> None:
            if any(fact.kind in REACTIONS for fact in news):
                reactions.wake.set()

        step = partial(seal, self._engine, self._redis, channel, centre_id, sealed)
        sealer = Job(f"seal:{code}", step, POLL_S, gather_s=GATHER_S)
        self._sealers[str(centre_id)] = sealer
        watch = Job(f"relief:{code}", partial(relief.watch, self._engine, self._clock, centre_id), RELIEF_S)
        rekey = Job(f"rekey:{code}", Rekey(self._engine, centre_id).step, REKEY_S)
        for job in (sealer, reactions, watch, rekey):
            tasks.create_task(run(job))
