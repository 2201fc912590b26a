"""A simulated day: the fleet, the callers and the staff in one process, each part alive while the others are not."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx
import msgspec
import structlog

from kit.clock import Clock
from kit.mqtt import tls_context
from kit.settings import MqttSettings
from kit.wire.accounts import CentreView, FacilityView
from kit.wire.codes.means import FacilityKind, VehicleType
from kit.wire.codes.people import Role
from kit.wire.demo import DemoBox, SimulationFile
from region.places import Region, read_region
from region.roads import BadRoads, open_roads
from simulators.api import Api
from simulators.clock import follow_clock, read_clock, set_clock
from simulators.exchange import Exchange
from simulators.faults import Fault, Faults
from simulators.hospitals import Hospitals
from simulators.pace import Pace
from simulators.record import RECORDS
from simulators.recorder import Recorder
from simulators.room import Room
from simulators.rota import Rota, services_of
from simulators.staff.call_taker import CallTaker
from simulators.staff.desk import Desk, Post
from simulators.staff.doctor import Doctor
from simulators.staff.follow_up import FollowUp
from simulators.staff.osnp import Osnp
from simulators.vehicles import Garage, live
from simulators.ways import Ways

POSTS: Mapping[Role, type[Post]] = {
    Role.ARM: CallTaker,
    Role.ARM_SUIVI: FollowUp,
    Role.MRU: Doctor,
    Role.MRL: Doctor,
    Role.OSNP: Osnp,
}

TOWN_PEOPLE = 3_000
"""Smaller places no idle crew drives to."""

Work = Coroutine[Any, Any, None]

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class BadFolder(Exception):
    """The folder does not hold what a seed writes; the sentence says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to simulate.

    `folder`: where the seed wrote its files. `storm`: how many times the usual calls. `staff`: the posts the simulation fills. `speed`:
    domain seconds per real second, left as it is when none. `start`: a later day, or instant, to go on from. `vehicles`: how many of the
    fleet move, all when none. `left_share`: share of calls that ring for a person first. `troubles`: how boxes misbehave.
    """

    folder: Path
    seed: int
    staff: frozenset[Role]
    storm: float = 1.0
    speed: float | None = None
    start: date | datetime | None = None
    vehicles: int | None = None
    left_share: float = 0.0
    troubles: Mapping[Fault, float] = field(default_factory=dict[Fault, float])


async def simulate(plan: Plan) -> None:
    """Simulate until cancelled.

    Raises:
        BadFolder: the folder holds no seed, or the country is not prepared.
        PastDate: the day asked for has begun.
        Refused, Away: the API refuses the programs' accounts, or does not answer.
    """
    found, boxes = _read(plan.folder)
    country = Path(found.region_folder)
    region, ways = _country(country)
    clock = Clock()
    pace = Pace(clock)
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=found.public_url, limits=limits, timeout=httpx.Timeout(20.0, connect=5.0))
        )
        apis = [Api(client, account, Random(f"{plan.seed}:{account.login}")) for account in found.programs]
        await read_clock(apis[0], clock)
        setter = next(api for api in apis if api.account.role is Role.ADMINISTRATOR)
        await set_clock(setter, clock, speed=plan.speed, start=plan.start)
        centres = {centre.name: centre for centre in await apis[0].get("/api/centres", list[CentreView])}
        exchange = Exchange(
            {centres[api.account.centre].code: api for api in apis if api.account.role is Role.TELEPHONY},
            {centre.code: centre.id for centre in centres.values()},
            pace,
            plan.folder / "lines.json",
        )
        facilities = await apis[0].get("/api/facilities", list[FacilityView])
        receiving = [one for one in facilities if one.kind in {FacilityKind.EMERGENCY, FacilityKind.HOSPITAL}]
        desks = [
            Desk(
                centre=centre,
                room=Room(centre.id),
                lines=exchange.lines,
                pace=pace,
                ways=ways,
                receiving=receiving,
                left_share=plan.left_share,
                all_come=plan.storm > 1.0,
            )
            for centre in centres.values()
        ]
        for desk in desks:
            exchange.lines.follow(desk.centre.id, desk.room)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(follow_clock(apis[0], clock))
            tasks.create_task(exchange.ring_for_ever(region, plan.seed, plan.storm))
            keeping = recording(
                plan, [desk.room for desk in desks], {one.id: one.code for one in centres.values()}, pace
            )
            staff = _staff(plan, apis, desks, found.public_url)
            for work in keeping + staff + _fleet(plan, boxes, found, ways, region, pace, exchange):
                tasks.create_task(work)


def recording(plan: Plan, rooms: Sequence[Room], centres: Mapping[UUID, str], pace: Pace) -> list[Work]:
    """Give the work of writing the day down. Without staff there is none: no room is watched, and the day would look empty."""
    if not plan.staff:
        return []
    recorder = Recorder(
        rooms=rooms, centres=centres, pace=pace, folder=plan.folder / RECORDS, seed=plan.seed, storm=plan.storm
    )
    return [recorder.keep()]


def _read(folder: Path) -> tuple[SimulationFile, list[DemoBox]]:
    try:
        return (
            msgspec.json.decode((folder / "simulators.json").read_bytes(), type=SimulationFile),
            msgspec.json.decode((folder / "boxes.json").read_bytes(), type=list[DemoBox]),
        )
    except (OSError, msgspec.DecodeError) as error:
        raise BadFolder(f"{folder} does not hold what a seed writes: {error}") from error


def _country(folder: Path) -> tuple[Region, Ways]:
    """Read the places and open the roads; without roads everybody goes straight."""
    roads = folder / "roads"
    if not roads.is_dir():
        log.warning("no_roads", folder=str(roads))
    try:
        return read_region(folder), Ways(open_roads(roads) if roads.is_dir() else None)
    except (OSError, BadRoads) as error:
        raise BadFolder(f"{folder} does not hold a prepared country: {error}") from error


def _staff(plan: Plan, apis: Sequence[Api], desks: Sequence[Desk], public_url: str) -> list[Work]:
    """Give the work of each centre's staff, and of the websocket its desk looks at."""
    work: list[Work] = []
    for desk in desks:
        own = [api for api in apis if api.account.centre == desk.centre.name and api.account.role in plan.staff]
        for role, kind in POSTS.items():
            present = [api for api in own if api.account.role is role]
            for rank, api in enumerate(present):
                chance = Random(f"{plan.seed}:{api.account.login}:work")
                work.append(kind(api, desk, chance, rank=rank, colleagues=len(present)).work())
        if own:
            work.append(desk.room.watch(own[0], public_url, Random(f"{plan.seed}:{desk.centre.name}:live")))
    return work


def _fleet(  # noqa: PLR0917 - what a vehicle needs of the world
    plan: Plan,
    boxes: Sequence[DemoBox],
    found: SimulationFile,
    ways: Ways,
    region: Region,
    pace: Pace,
    exchange: Exchange,
) -> list[Work]:
    """Give the work of each vehicle that may move; a smaller fleet is spread over the region. Seated transports never do."""
    broker = MqttSettings(
        host=found.broker.host,
        port=found.broker.port,
        tls=found.broker.tls,
        ca_file=None if found.broker.ca_file is None else Path(found.broker.ca_file),
    )
    rooms = {vehicle.call_sign: vehicle.centre_code for vehicle in region.vehicles}

    async def phone(call_sign: str) -> None:
        await exchange.ring_for_crew(rooms[call_sign], call_sign)

    garage = Garage(
        folder=plan.folder / "boxes",
        pace=pace,
        broker=broker,
        context=tls_context(broker),
        towns=[(one.lon_deg, one.lat_deg) for one in region.communes if one.population >= TOWN_PEOPLE],
        ways=ways,
        hospitals=Hospitals(pace, plan.seed),
        rota=Rota(partial(services_of, region, plan.seed)),
        faults=Faults(plan.seed, plan.troubles),
        seed=plan.seed,
        phone=phone if plan.staff else None,
    )
    crewed = [box for box in boxes if box.type is not VehicleType.TSU_VSL]
    wanted = len(crewed) if plan.vehicles is None else min(plan.vehicles, len(crewed))
    chosen = sorted(Random(plan.seed).sample(range(len(crewed)), wanted))
    return [garage.faults.tell_for_ever(), *(live(crewed[number], garage) for number in chosen)]
