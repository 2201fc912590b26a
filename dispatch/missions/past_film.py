"""A stretch of a room's past as a screen was told it: what it showed at first, then what changed, tick by tick.

The room's rows are those that facts touched, read by the functions that read them live; positions are those that came, the newest of each
vehicle. Everything is read at once, so that nothing of the database is held while it is shown.
"""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from msgspec.structs import replace

from db.engine import Writing
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.missions import past, past_facts, past_fleet, past_history, service
from dispatch.missions.past_history import Told
from dispatch.missions.past_stage import Stage
from kit.ids import CentreId
from kit.wire.live import LivePosition, PositionDelta, RoomDelta
from kit.wire.past import PastFacts, PastRoom
from kit.wire.vehicles import VehicleView
from tracker import trails

T = TypeVar("T")
Frame = RoomDelta | PositionDelta | PastFacts
"""Not numbered yet: a connection counts its own."""


class Scene(NamedTuple):
    """What a screen was told at the end of a tick, domain time."""

    at: datetime
    frames: list[Frame]


class Film(NamedTuple):
    """The room at the beginning, and the scenes after it, in order."""

    room: PastRoom
    scenes: list[Scene]


class Ticks(NamedTuple):
    """Equal steps of domain time from an instant on; the last one ends where the stretch does."""

    from_at: datetime
    to_at: datetime
    step: timedelta

    def end(self, at: datetime) -> datetime:
        """Give the end of the tick in which something came."""
        return min(self.to_at, self.from_at + -((self.from_at - at) // self.step) * self.step)


async def film(session: Writing, centre_id: CentreId, ticks: Ticks) -> Film:
    """Give a stretch of a centre's past, domain time; `session` as for `past.room`."""
    from_at, to_at, step = ticks
    history = await past_history.between(session, from_at, to_at)
    turns = {ticks.end(at) for at in await trails.sight_changes(session, from_at, to_at)}
    sights = {at: await trails.visible_vehicles(session, at) for at in (from_at, *sorted(turns))}
    ever_seen = set[UUID]().union(*sights.values())
    first = await past.positions_at(session, ever_seen, from_at)
    fixes = await past.positions_between(session, ever_seen, from_at, to_at, step)
    turns |= {ticks.end(at) for at in await past_fleet.declarations(session, from_at, to_at)}
    fleets = {
        at: await past_fleet.views(session, sights[max(then for then in sights if then <= at)], at)
        for at in (from_at, *sorted(turns))
    }
    told = await past_facts.between(session, centre_id, from_at, to_at)
    facts, next_at = await past_facts.around(session, centre_id, from_at, past.FACTS_SHOWN)

    # What is read from here on is read of the tables as they were.
    stage = Stage(session, history)
    await stage.go_to(from_at)
    missions = {mission.id: mission for mission in await service.views(session)}
    vehicles = past_fleet.on_missions(fleets[from_at], list(missions.values()))
    room = PastRoom(
        at=from_at,
        centre_id=centre_id,
        calls=await calls.views(session),
        cases=await cases.views(session),
        missions=list(missions.values()),
        positions=[fix for fix in first if fix.vehicle_id in sights[from_at]],
        vehicles=vehicles,
        facts=facts,
        next_at=next_at,
    )
    moved = await asyncio.to_thread(
        list, moves(first, fixes, sights, ticks)
    )  # a large fleet's would hold live screens up
    scenes: dict[datetime, list[Frame]] = {at: [delta] for at, delta in moved}
    touched = _by_tick(ticks, [(one.at, one) for one in history.told if one.at > from_at])
    for at in sorted(touched.keys() | turns):
        await stage.go_to(at)
        delta = await _read_again(session, touched.get(at, ()))
        missions |= {mission.id: mission for mission in delta.missions}
        fleet = past_fleet.on_missions(fleets[max(then for then in fleets if then <= at)], list(missions.values()))
        delta = replace(delta, vehicles=_changed(fleet, vehicles), gone=[*delta.gone, *_lost(fleet, vehicles)])
        vehicles = fleet
        scenes.setdefault(at, []).append(delta)
    for at, happened in _by_tick(ticks, [(fact.at, fact) for fact in told]).items():
        scenes.setdefault(at, []).append(PastFacts(n=0, facts=happened))
    return Film(room, [Scene(at, scenes[at]) for at in sorted(scenes)])


def moves(
    first: Iterable[LivePosition],
    fixes: Iterable[LivePosition],
    sights: Mapping[datetime, Collection[UUID]],
    ticks: Ticks,
) -> Iterator[tuple[datetime, PositionDelta]]:
    """Give what screens were told of positions, by the end of the tick: the newest of each vehicle in sight, and those that left it.

    `first`: the newest at the beginning, in sight or not; `fixes`: those that came since; `sights`: who was in sight from when on.
    """
    newest = {fix.vehicle_id: fix for fix in first}
    came = _by_tick(ticks, [(fix.received_at, fix) for fix in fixes])
    seen = sights[ticks.from_at]
    held = newest.keys() & set(seen)
    for at in sorted(came.keys() | (sights.keys() - {ticks.from_at})):
        seen = sights.get(at, seen)
        moved = set[UUID]()
        for fix in came.get(at, ()):
            known = newest.get(fix.vehicle_id)
            if known is None or fix.measured_at > known.measured_at:
                newest[fix.vehicle_id] = fix
                moved.add(fix.vehicle_id)
        shown = newest.keys() & set(seen)
        told = [newest[vehicle_id] for vehicle_id in shown if vehicle_id in moved or vehicle_id not in held]
        if told or held - shown:
            yield at, PositionDelta(n=0, moved=told, gone=list(held - shown))
        held = shown


async def _read_again(session: Writing, touched: Iterable[Told]) -> RoomDelta:
    """Read the rows that facts touched, as they stand on the stage."""
    told = list(touched)
    mission_ids = {one.mission_id for one in told if one.mission_id}
    call_ids = {one.call_id for one in told if one.call_id}
    case_ids = {one.case_id for one in told if one.case_id}
    missions = await service.views(session, mission_ids) if mission_ids else []
    rung = await calls.views(session, call_ids) if call_ids else []
    opened = await cases.views(session, case_ids) if case_ids else []
    gone = mission_ids - {one.id for one in missions} | call_ids - {one.id for one in rung}
    gone |= case_ids - {one.id for one in opened}
    return RoomDelta(n=0, calls=rung, cases=opened, missions=missions, gone=list(gone))


def _by_tick(ticks: Ticks, dated: Iterable[tuple[datetime, T]]) -> dict[datetime, list[T]]:
    found: dict[datetime, list[T]] = {}
    for at, one in dated:
        found.setdefault(ticks.end(at), []).append(one)
    return found


def _changed(fleet: Sequence[VehicleView], before: Sequence[VehicleView]) -> list[VehicleView]:
    known = {vehicle.id: vehicle for vehicle in before}
    return [vehicle for vehicle in fleet if known.get(vehicle.id) != vehicle]


def _lost(fleet: Sequence[VehicleView], before: Sequence[VehicleView]) -> set[UUID]:
    return {vehicle.id for vehicle in before} - {vehicle.id for vehicle in fleet}
