"""The partitions this process serves: taken when free, shared out between trackers, left when lost."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import asyncpg
import structlog

from db.trouble import PASSING
from gateways.mqtt.client import PartitionClient
from gateways.mqtt.locks import Locks, PartitionLost
from gateways.mqtt.outlet import BoxOutlet
from kit.counters import count
from kit.mqtt import NotAllowed, SessionTakenOver
from kit.process import heed_cancellation
from kit.settings import MqttSettings
from kit.wire.health import Part
from kit.wire.telemetry import PARTITIONS
from tracker.boxes import BoxRegister
from tracker.ingest import PARTITION_NUMBERS, Ingest
from tracker.live.feed import Feeds
from tracker.settling import MOST_BOOTS, Settling
from tracker.store import last_positions, progress

PERIOD_S = 1.0
"""How often free partitions are looked for, real seconds."""
PENALTY_S = 5.0
"""How long a partition whose session failed is left to others, real seconds."""
LEAVE_S = 2.0
"""What a session gets to say goodbye; one that waits to connect again is cut short."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Follower(Protocol):
    """Who has something to send when boxes can hear again."""

    def session_up(self, partition: str) -> None:
        """The broker hears us on this partition; it may have lost what it had."""

    def box_returned(self, box: str) -> None:
        """A box has just come online."""


class Partitions:
    """Every partition served here, each by a task of its own. `followers` are told of sessions up and boxes back."""

    def __init__(
        self,
        settings: MqttSettings,
        context: ssl.SSLContext | None,
        *,
        locks: Locks,
        pool: asyncpg.Pool,
        register: BoxRegister,
        feeds: Feeds,
        ingest: Ingest,
        settling: Settling,
        outlet: BoxOutlet,
        followers: Sequence[Follower],
    ) -> None:
        self._settings = settings
        self._context = context
        self._locks = locks
        self._pool = pool
        self._register = register
        self._feeds = feeds
        self._ingest = ingest
        self._settling = settling
        self._outlet = outlet
        self._followers = followers
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._closing: dict[str, asyncio.Event] = {}
        self._not_before: dict[str, float] = {}

    @property
    def serving(self) -> int:
        """Tell how many partitions this process serves."""
        return len(self._serving)

    def parts(self) -> list[Part]:
        """Tell whether this process has partitions, and whether the broker hears it in each."""
        detail = "" if self._serving else "none: other trackers have them all, or the database is away"
        unheard = sorted(self._serving.keys() - set(self._outlet.connected()))
        return [
            Part(name="partitions", ok=bool(self._serving), detail=detail),
            Part(name="broker", ok=not unheard, detail=f"does not hear {', '.join(unheard)}" if unheard else ""),
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Take free partitions, up to a fair share, and give back what is too much, until asked to stop; then leave them all in order."""
        async with asyncio.TaskGroup() as tasks:
            while not stop.is_set():
                heed_cancellation()
                with suppress(*PASSING):  # the database is away: what is served goes on, nothing can be taken
                    await self._share_out(tasks)
                with suppress(TimeoutError):
                    async with asyncio.timeout(PERIOD_S):
                        await stop.wait()
            for closing in self._closing.values():
                closing.set()
            with suppress(*PASSING):
                await self._locks.leave()
            while leaving := list(self._serving.values()):  # what was read is stored first: it is ours until then
                heed_cancellation()
                with suppress(*PASSING):
                    await self._locks.keep()
                await asyncio.wait(leaving, timeout=PERIOD_S)

    async def _share_out(self, tasks: asyncio.TaskGroup) -> None:
        share = await self._locks.share()
        now = asyncio.get_running_loop().time()
        for partition in PARTITIONS:
            if len(self._serving) >= share:
                break
            if partition in self._serving or self._not_before.get(partition, 0.0) > now:
                continue
            if await self._locks.take(partition):
                self._closing[partition] = asyncio.Event()
                self._serving[partition] = tasks.create_task(self._serve(partition, self._closing[partition]))
        lost = self._serving.keys() - self._locks.held.keys()
        surplus = sorted(self._serving)[share:]
        for partition in (*lost, *surplus):
            self._closing[partition].set()

    async def _serve(self, partition: str, closing: asyncio.Event) -> None:
        """Serve a partition whose lock we have, until it is lost, given back, or the process stops."""
        log.info("partition_taken", partition=partition)
        try:
            await self._session(partition, closing)
        except (PartitionLost, SessionTakenOver, NotAllowed, *PASSING) as error:
            count("partition.lost")
            log.warning("partition_lost", partition=partition, error=type(error).__name__)
            self._not_before[partition] = asyncio.get_running_loop().time() + PENALTY_S
        finally:
            await self._locks.give_back(partition)
            del self._serving[partition], self._closing[partition]
        log.info("partition_left", partition=partition)

    async def _session(self, partition: str, closing: asyncio.Event) -> None:
        number = PARTITION_NUMBERS[partition]
        known = await last_positions(self._pool, number)
        self._settling.resume(await progress(self._pool, number, MOST_BOOTS))
        feed = self._feeds.open(partition, [position for position, _ in known])
        self._ingest.open(feed, known)
        client = PartitionClient(
            self._settings,
            self._context,
            partition,
            self._ingest,
            self._settling,
            before_connecting=lambda: self._locks.confirm(partition),
            on_up=lambda: self._tell_up(partition),
            on_presence=self._tell_presence,
        )
        self._outlet.open(client)
        running = asyncio.create_task(client.run())
        asked = asyncio.create_task(closing.wait())
        try:
            await asyncio.wait((running, asked), return_when=asyncio.FIRST_COMPLETED)
            await client.close()
            await asyncio.wait((running,), timeout=LEAVE_S)
            if running.done():
                await running
        finally:
            asked.cancel()
            running.cancel()
            self._outlet.close(partition)
            boxes = self._register.of(partition)
            self._ingest.close(partition, boxes)
            self._settling.forget(box.id for box in boxes)
            self._feeds.close(feed)

    def _tell_up(self, partition: str) -> None:
        for follower in self._followers:
            follower.session_up(partition)

    def _tell_presence(self, box: str) -> None:
        for follower in self._followers:
            follower.box_returned(box)
