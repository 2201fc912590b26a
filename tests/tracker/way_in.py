"""A tracker's way in without its door: what would be said to boxes and broker is written down."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import asyncpg
from redis.asyncio import Redis

from db.engine import connect_arguments, make_pool
from gateways.mqtt.locks import Locks
from kit.clock import Clock
from kit.settings import Settings
from kit.wire.telemetry import Refused
from tests import world
from tests.tracker.live.moves import PATIENCE_S
from tracker.arrivals import Content, Source, Ticket
from tracker.boxes import BoxRegister
from tracker.ingest import Ingest
from tracker.live.feed import Feed, Feeds
from tracker.park import Park
from tracker.settling import Settling
from tracker.state import LiveState
from tracker.store import Store

UNIT = world.AMBULANCE_CAEN


class Told:
    """What was said, in order."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self.receipts: dict[str, tuple[int, int]] = {}
        self.refusals: list[Refused] = []
        self.something = asyncio.Event()

    def acknowledge(self, _: str, tickets: Sequence[Ticket]) -> None:
        """Note acknowledgements, by their number."""
        self.acknowledged += [ticket.mid for ticket in tickets]
        self.something.set()

    def settled(self, _: str, box: str, boot: int, seq: int) -> None:
        """Note a receipt."""
        self.receipts[box] = boot, seq

    def refused(self, _: str, __: str, refused: Refused) -> None:
        """Note a refusal."""
        self.refusals.append(refused)


class WayIn:
    """Register, verdicts and store on one database, with partition p01 open."""

    def __init__(self, settings: Settings, clock: Clock, register: BoxRegister) -> None:
        self.told = Told()
        self.state = LiveState()
        self.store = Store(settings)
        self.owned = {"p01": 1}
        self.settling = Settling(settings.tracker, clock, self.store, self.told, self.owned)
        self.park = Park()
        self.ingest = Ingest(clock, register, self.state, self.settling, self.park)
        self.feed: Feed = Feeds(Redis(), settings.redis.prefix).open("p01", ())
        self.ingest.open(self.feed, ())
        self._settings = settings
        self._mid = 0

    def take(self, content: Content, unit: world.Unit = UNIT) -> int:
        """Hand a message over; give the number it is acknowledged by."""
        self._mid += 1
        self.ingest.take(Source("p01", unit.box_name, 1, self._mid, b"\x01"), content)
        return self._mid

    async def until_acknowledged(self, mid: int) -> None:
        """Wait until a message is acknowledged."""
        async with asyncio.timeout(PATIENCE_S):
            while mid not in self.told.acknowledged:
                self.told.something.clear()
                await self.told.something.wait()

    async def fetch(self, query: str) -> list[asyncpg.Record]:
        """Look into the database as the tracker."""
        connection = await asyncpg.connect(**connect_arguments(self._settings, "rramu_tracker"))
        try:
            rows: list[asyncpg.Record] = await connection.fetch(query)
            return rows
        finally:
            await connection.close()


async def taken(settings: Settings, partition: str = "p01") -> None:
    """Take a partition, as a tracker does: its number is 1 the first time."""
    locks = Locks(settings)
    assert await locks.take(partition)
    await locks.close()


@asynccontextmanager
async def way_in(settings: Settings, clock: Clock) -> AsyncGenerator[WayIn]:
    """Open the way in for the length of a block."""
    register = BoxRegister()
    pool = await make_pool(settings, "rramu_tracker", 1)
    await register.refresh(pool, clock.now())
    await pool.close()
    await taken(settings)
    opened = WayIn(settings, clock, register)
    settling = asyncio.create_task(opened.settling.run())
    try:
        yield opened
    finally:
        settling.cancel()
        await opened.store.close()
