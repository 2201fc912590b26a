"""The room's news on its way to the screens: rows of calls, cases, missions and vehicles, read again when a fact touched them.

The sealers number each centre's facts without a gap. A message on Redis only says how far a centre has come; the facts themselves are read
from the chain, after the last one known. So a lost message, a restarted Redis or a sealer that was away costs time, never a row: a
poll finds what was not told. Rows are read once per centre and tick, whatever the number of screens.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, reading
from db.models.directory import Centre
from db.trouble import PASSING, passes
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.centres import help_requests, transfers
from dispatch.missions import service as missions
from dispatch.vehicles import service as vehicles
from gateways.http import room_rows
from gateways.http.room_rows import Groups, View
from gateways.redis import REDIS_AWAY
from kit.clock import Clock
from kit.counters import count
from kit.ids import AccountId, CentreId
from kit.process import heed_cancellation
from kit.wire.live import FactNews, RoomSnapshot
from kit.wire.vehicles import VehicleView
from socle.audit import service as audit
from tracker.live.channel import Channel

POLL_S = 5.0
"""How often the heads of the chains are looked at, told or not, and who may be seen: a reason ends without a fact. Real seconds."""
PAUSE_S = 1.0
NEWS_AT_ONCE = 500
SNAPSHOTS_AT_ONCE = 4
"""Screens that come back together after a restart wait for each other rather than for the pool."""

_log = structlog.stdlib.get_logger()
_news = msgspec.json.Decoder(FactNews)


class Room:
    """What the screens of this process are told of the room, kept up with the chains of facts."""

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis,
        prefix: str,
        *,
        clock: Clock,
        channels: Mapping[Groups, Channel],
        fleet_changed: Callable[[Iterable[UUID], Iterable[UUID]], None],
    ) -> None:
        """`channels`: one for each set of groups of fields that screens see.

        `fleet_changed` is told which vehicles the room has begun to see, and which it sees no more.
        """
        self.vehicles: dict[UUID, VehicleView] = {}
        """Every vehicle the room may see now."""
        self._engine = engine
        self._redis = redis
        self._told_channel = f"{prefix}facts"
        self._clock = clock
        self._channels = channels
        self._fleet_changed = fleet_changed
        self._told: dict[CentreId, int] = {}
        self._read: dict[CentreId, int] = {}
        self._fleet_is_due = True
        self._wake = asyncio.Event()
        self._snapshots = asyncio.Semaphore(SNAPSHOTS_AT_ONCE)

    async def snapshot(self, account_id: AccountId, centres: Sequence[CentreId]) -> Callable[[int], RoomSnapshot]:
        """Read every open row of these centres with the account's rights; gives the snapshot once it has its number.

        Vehicles are those known when it is numbered, so that none told gone in between comes back.

        Raises:
            db.trouble.PASSING: the database is away.
        """
        if not self._read:
            await self._look_at_heads()  # facts are told from here on, so before what the snapshot shows
        async with self._snapshots, reading(self._engine, account_id, centres) as session:
            open_calls = await calls.views(session)
            open_cases = await cases.views(session)
            open_missions = await missions.views(session)
            handed = await transfers.waiting(session)
            asked = await help_requests.waiting(session)

        def numbered(n: int) -> RoomSnapshot:
            fleet = list(self.vehicles.values())
            return RoomSnapshot(
                n=n,
                calls=open_calls,
                cases=open_cases,
                missions=open_missions,
                vehicles=fleet,
                transfers=handed,
                help_requests=asked,
            )

        return numbered

    # Who tells

    async def listen(self) -> None:
        """Hear on Redis how far the centres have come, until cancelled; while Redis is away the poll does."""
        while True:
            with suppress(*REDIS_AWAY):
                async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(self._told_channel)
                    heed_cancellation()
                    async for message in subscription.listen():
                        self._hear(message["data"])
            heed_cancellation()
            count("room.redis_away")
            await asyncio.sleep(PAUSE_S)

    def _hear(self, data: bytes) -> None:
        try:
            news = _news.decode(data)
        except msgspec.MsgspecError:
            count("room.unreadable")
            return
        self._tell(CentreId(news.centre_id), news.number)

    def _tell(self, centre_id: CentreId, number: int) -> None:
        if number > self._told.get(centre_id, 0):
            self._told[centre_id] = number
            self._wake.set()

    async def poll(self) -> None:
        """Look at the heads of the chains and at who may be seen, until cancelled."""
        while True:
            heed_cancellation()
            try:
                await self._look_at_heads()
                await self._look_at_the_seen()
            except PASSING as error:
                self._database_is_away(error)
            await asyncio.sleep(POLL_S)

    async def _look_at_heads(self) -> None:
        async with reading(self._engine, None, ()) as session:
            centres = [CentreId(centre_id) for centre_id in await session.scalars(select(Centre.id))]
        async with reading(self._engine, None, centres) as session:
            heads = dict.fromkeys(centres, 0) | await audit.head_numbers(session)
        self._read = self._read or heads
        for centre_id, number in heads.items():
            self._read.setdefault(centre_id, 0)
            self._tell(centre_id, number)

    async def _look_at_the_seen(self) -> None:
        """Ask for the fleet when the vehicles that may be seen, or the reasons, are not those known."""
        if not self._fleet_is_due:
            async with reading(self._engine, None, ()) as session:
                seen = await vehicles.visible_for(session, self._clock.now())
            self._fleet_is_due = seen != {vehicle.id: vehicle.visible_for for vehicle in self.vehicles.values()}
        if self._fleet_is_due:
            self._wake.set()

    # Who reads

    async def read(self, tick_s: float) -> None:
        """Read what was told, a tick's worth at once, until cancelled."""
        while True:
            heed_cancellation()
            await self._wake.wait()
            await asyncio.sleep(tick_s)
            self._wake.clear()
            try:
                if self._fleet_is_due:
                    await self._read_fleet()
                while behind := self._behind():
                    await self._read_chains(behind)
            except PASSING as error:
                self._database_is_away(error)
                self._wake.set()
                await asyncio.sleep(PAUSE_S)

    async def _read_fleet(self) -> None:
        async with reading(self._engine, None, ()) as session:
            self._see(await vehicles.views(session, self._clock.now()))
        self._fleet_is_due = False

    def _behind(self) -> dict[CentreId, int]:
        """Give how far the centres have come that were not read so far."""
        return {
            centre_id: number for centre_id, number in self._told.items() if self._read.get(centre_id, number) < number
        }

    async def _read_chains(self, told: Mapping[CentreId, int]) -> None:
        """Read the next facts of these centres' chains, and the rows they touched, each once; a row may be another centre's by now."""
        async with reading(self._engine, None, tuple(self._read)) as session:
            by_centre = {
                centre_id: await audit.news_after(session, centre_id, self._read[centre_id], NEWS_AT_ONCE)
                for centre_id in told
            }
            news = list(chain.from_iterable(by_centre.values()))
            if any(channel.views for channel in self._channels.values()):
                await self._read_rows(session, news)
            vehicle_ids = {fact.vehicle_id for fact in news if fact.vehicle_id}
            if vehicle_ids:
                self._see(await vehicles.views(session, self._clock.now(), vehicle_ids))
        for centre_id, number in told.items():
            of_centre = by_centre[centre_id]
            self._read[centre_id] = of_centre[-1].number if of_centre else number
        count("room.facts", len(news))

    async def _read_rows(self, session: Reading, news: Sequence[FactNews]) -> None:
        found, gone = await room_rows.touched(session, news)
        for view, centres in found:
            self._tell_screens(view, centres)
        for key in gone:
            self._drop(key)

    def _tell_screens(self, view: View, centres: frozenset[UUID] | None) -> None:
        for groups, channel in self._channels.items():
            channel.put(view.id, partial(room_rows.row, groups, view, centres))

    def _drop(self, key: UUID) -> None:
        for channel in self._channels.values():
            channel.drop(key)

    def _see(self, views: Iterable[VehicleView]) -> None:
        """Tell the vehicles that changed, and those that may be seen no more."""
        shown: list[UUID] = []
        hidden: list[UUID] = []
        for view in views:
            known = self.vehicles.get(view.id)
            if view.visible_for and view != known:
                self.vehicles[view.id] = view
                self._tell_screens(view, None)
                if known is None:
                    shown.append(view.id)
            elif not view.visible_for and known is not None:
                del self.vehicles[view.id]
                self._drop(view.id)
                hidden.append(view.id)
        if shown or hidden:
            self._fleet_changed(shown, hidden)

    @staticmethod
    def _database_is_away(error: Exception) -> None:
        heed_cancellation()
        if not passes(error):
            raise error
        count("room.database_away")
        _log.warning("room.database_away", error=type(error).__name__)
