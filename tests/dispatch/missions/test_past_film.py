"""A stretch of the past shows at each tick the room as it stood then: snapshot and deltas together are what a look at that second gives."""

import random
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_engine, writing
from db.models.directory import REGION_CHAIN_ID
from dispatch.missions import past, past_film
from dispatch.missions.past_film import Film, Scene, Ticks, film, moves
from dispatch.vehicles import service as vehicles
from kit.caller import Author
from kit.clock import Clock
from kit.ids import CentreId
from kit.settings import Settings
from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.codes.calls import CallBack
from kit.wire.codes.means import Availability
from kit.wire.live import LivePosition, PositionDelta, RoomDelta
from kit.wire.missions import MissionView
from kit.wire.past import PastRoom
from tests import world
from tests.dispatch.chance import Room, settle
from tests.dispatch.drive import drive
from tests.dispatch.story import Story
from tests.tracker.live.moves import position, vehicle_id

TENTH = timedelta(seconds=0.1)


class Shown:
    """What a screen holds: its snapshot, and what it was told since, less what it was told is gone."""

    def __init__(self, room: PastRoom) -> None:
        self.rows: dict[UUID, Struct] = {}
        self.facts = list(room.facts)
        self.positions = {fix.vehicle_id: fix for fix in room.positions}
        for rows in (room.calls, room.cases, room.missions, room.vehicles):
            self.rows |= {row.id: row for row in rows}

    def tell(self, scene: Scene) -> None:
        """Take what a scene tells of the room."""
        for frame in scene.frames:
            if isinstance(frame, RoomDelta):
                for rows in (frame.calls, frame.cases, frame.missions, frame.vehicles):
                    self.rows |= {row.id: row for row in rows}
                for key in frame.gone:
                    del self.rows[key]
            elif isinstance(frame, PositionDelta):
                self.positions |= {fix.vehicle_id: fix for fix in frame.moved}
                for key in frame.gone:
                    del self.positions[key]
            else:
                self.facts = [*frame.facts[::-1], *self.facts]

    def listed(self) -> dict[UUID, Struct]:
        """Give the rows a screen lists: what is finished it drops by itself."""
        return {key: row for key, row in self.rows.items() if self._is_listed(row)}

    def _is_listed(self, row: Struct) -> bool:
        match row:
            case CaseView():
                return row.closed_at is None
            case MissionView():
                case = self.rows.get(row.case_id)
                return row.closed_at is None or (case is not None and self._is_listed(case))
            case CallView():
                return row.ended_at is None or row.call_back is CallBack.DUE
            case _:
                return True


async def _film(settings: Settings, from_at: datetime, to_at: datetime) -> Film:
    engine = make_engine(settings, "rramu_api")
    try:
        async with writing(engine, None, [world.CAEN, CentreId(REGION_CHAIN_ID)]) as session:
            return await film(session, world.CAEN, Ticks(from_at, to_at, TENTH))
    finally:
        await engine.dispose()


async def _room(settings: Settings, at: datetime) -> PastRoom:
    engine = make_engine(settings, "rramu_api")
    try:
        async with writing(engine, None, [world.CAEN, CentreId(REGION_CHAIN_ID)]) as session:
            return await past.room(session, world.CAEN, at)
    finally:
        await engine.dispose()


async def test_each_tick_shows_the_room_as_it_stood_then(
    engines: dict[str, AsyncEngine], database: Settings, clock: Clock
) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).mission()
    minutes = [clock.now() + timedelta(minutes=number) for number in range(120)]
    for unit in (world.AMBULANCE_CAEN, world.SMUR_CAEN):
        fixes = [(at, at + timedelta(seconds=unit.number), number / 100) for number, at in enumerate(minutes)]
        await drive(engines["rramu_owner"], unit, fixes)
    room = Room(engines["rramu_api"], clock, random.Random(7))
    for _ in range(60):
        await room.act()
    from_at = clock.now()
    for _ in range(40):
        await room.act()
    await settle(engines["rramu_worker"], clock)
    to_at = clock.now()

    made = await _film(database, from_at, to_at)

    assert made.room == await _room(database, from_at)
    shown = Shown(made.room)
    for number, scene in enumerate(made.scenes):
        shown.tell(scene)
        if number % 7 and scene is not made.scenes[-1]:
            continue  # a look a scene would take minutes
        then = await _room(database, scene.at)
        assert shown.listed() == Shown(then).rows
        assert shown.positions == Shown(then).positions
        assert shown.facts[: len(then.facts)] == then.facts
    assert len(made.scenes) > 5
    assert shown.positions
    assert from_at < made.scenes[0].at <= made.scenes[-1].at <= to_at


async def test_a_vehicle_that_declares_itself_is_shown_anew(
    engines: dict[str, AsyncEngine], database: Settings, clock: Clock
) -> None:
    from_at, unit = clock.now(), world.AMBULANCE_CAEN
    then = from_at + timedelta(seconds=20)
    clock.real = lambda: then
    async with writing(engines["rramu_worker"], None, [world.CAEN, CentreId(REGION_CHAIN_ID)]) as session:
        await vehicles.declare_availability(
            session, Author(None, "BOX"), unit.vehicle_id, Availability.UNAVAILABLE, clock.now()
        )
    (scene,) = (await _film(database, from_at, from_at + timedelta(seconds=60))).scenes
    (delta,) = scene.frames
    assert isinstance(delta, RoomDelta)
    assert [(one.id, one.availability) for one in delta.vehicles] == [(unit.vehicle_id, Availability.UNAVAILABLE)]
    assert abs(scene.at - then) <= TENTH


async def test_moves_are_reckoned_away_from_the_thread_that_serves_screens(
    database: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def noted(
        first: Iterable[LivePosition],
        fixes: Iterable[LivePosition],
        sights: Mapping[datetime, Collection[UUID]],
        ticks: Ticks,
    ) -> Iterator[tuple[datetime, PositionDelta]]:
        threads.append(threading.get_ident())
        yield from moves(first, fixes, sights, ticks)

    monkeypatch.setattr(past_film, "moves", noted)
    await _film(database, clock.now(), clock.now() + timedelta(seconds=1))
    assert threads
    assert threading.get_ident() not in threads


def _deltas(
    first: list[LivePosition], fixes: list[LivePosition], sights: dict[float, set[int]]
) -> list[tuple[float, set[int], set[UUID]]]:
    ticks = Ticks(world.NOON, world.NOON + timedelta(seconds=60), TENTH)
    seen = {
        world.NOON + timedelta(seconds=at): {vehicle_id(number) for number in numbers} for at, numbers in sights.items()
    }
    told: list[tuple[datetime, PositionDelta]] = list(moves(first, fixes, seen, ticks))
    return [
        ((at - world.NOON).total_seconds(), {fix.seq for fix in delta.moved}, set(delta.gone)) for at, delta in told
    ]


def test_the_newest_fix_of_a_tick_is_told_once_and_an_older_one_never() -> None:
    late = position(1, 3)
    assert _deltas([position(1, 5)], [late, position(1, 7), position(2, 8)], {0: {1, 2}}) == [
        (7.0, {7}, set()),
        (8.0, {8}, set()),
    ]


def test_who_comes_into_sight_is_told_and_who_leaves_it_goes() -> None:
    fixes = [position(1, 10), position(2, 11), position(1, 30)]
    assert _deltas([position(2, 0)], fixes, {0: {1}, 20: {2}, 40: set()}) == [
        (10.0, {10}, set()),
        (20.0, {11}, {vehicle_id(1)}),
        (40.0, set(), {vehicle_id(2)}),
    ]


def test_what_comes_in_a_tick_is_shown_at_its_end() -> None:
    ticks = Ticks(world.NOON, world.NOON + timedelta(seconds=1.05), TENTH)
    ends = [ticks.end(world.NOON + timedelta(seconds=at)) - world.NOON for at in (0.001, 0.1, 0.101, 1.02)]
    assert [end.total_seconds() for end in ends] == [0.1, 0.1, 0.2, 1.05]
