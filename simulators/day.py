"""A simulated day: the fleet, the callers and the staff in one process, each part alive while the others are not."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import structlog

from kit.clock import Clock, ClockEpoch
from kit.mqtt import tls_context
from kit.settings import MqttSettings
from kit.wire.accounts import CentreView, ClockRate, ClockView, FacilityView
from kit.wire.codes import Role
from kit.wire.demo import DemoBox, SimulationFile
from region.places import Region, read_region
from simulators.api import Api, Away, Refused
from simulators.calls import Exchange
from simulators.pace import Pace
from simulators.room import Room
from simulators.staff.call_taker import CallTaker
from simulators.staff.desk import Desk, Post
from simulators.staff.doctor import Doctor
from simulators.staff.follow_up import FollowUp
from simulators.vehicles import drive

CLOCK_EVERY_S = 2.0
SAME_CLOCK_S = 0.2
POSTS: Mapping[Role, type[Post]] = {
    Role.ARM: CallTaker,
    Role.ARM_SUIVI: FollowUp,
    Role.MRU: Doctor,
    Role.MRL: Doctor,
}

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class BadFolder(Exception):
    """The folder does not hold what a seed writes; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate.

    `folder`: where the seed wrote its files. `speed`: domain seconds per real second, left as it is when none. `vehicles`: how many of the
    fleet move, all when none. `staff`: the posts the simulation fills. `left_share`: share of calls that ring for a person first.
    """

    folder: Path
    seed: int
    calls_per_hour: float
    staff: frozenset[Role]
    speed: float | None = None
    vehicles: int | None = None
    left_share: float = 0.0


async def live(plan: Plan) -> None:
    """Simulate until cancelled.

    Raises:
        BadFolder: the folder holds no seed.
        Away: the API does not answer.
    """
    found, boxes = _read(plan.folder)
    region = read_region(Path(found.region_folder))
    clock = Clock()
    pace = Pace(clock)
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=found.public_url, limits=limits, timeout=httpx.Timeout(20.0, connect=5.0))
        )
        apis = [Api(client, account, Random(f"{plan.seed}:{account.login}")) for account in found.programs]
        await _read_clock(apis[0], clock)
        if plan.speed is not None and plan.speed != clock.rate:
            setter = next(api for api in apis if api.account.role is Role.ADMINISTRATOR)
            _set(clock, await setter.put("/api/clock", ClockRate(rate=plan.speed), ClockView))
        centres = {centre.name: centre for centre in await apis[0].get("/api/centres", list[CentreView])}
        emergencies = [
            one for one in await apis[0].get("/api/facilities", list[FacilityView]) if one.kind == "EMERGENCY"
        ]
        exchange = Exchange(
            {centres[api.account.centre].code: api for api in apis if api.account.role is Role.TELEPHONY},
            {centre.code: centre.id for centre in centres.values()},
            pace,
            plan.folder / "lines.json",
        )
        desks = {
            name: Desk(
                centre=centre,
                room=Room(),
                exchange=exchange,
                pace=pace,
                emergencies=emergencies,
                left_share=plan.left_share,
            )
            for name, centre in centres.items()
        }
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_follow_clock(apis[0], clock))
            tasks.create_task(exchange.ring_for_ever(region, plan.seed, plan.calls_per_hour))
            for work in _staff(plan, apis, desks, found.public_url) + _fleet(plan, boxes, found, pace, region):
                tasks.create_task(work)


def _read(folder: Path) -> tuple[SimulationFile, list[DemoBox]]:
    try:
        return (
            msgspec.json.decode((folder / "simulators.json").read_bytes(), type=SimulationFile),
            msgspec.json.decode((folder / "boxes.json").read_bytes(), type=list[DemoBox]),
        )
    except (OSError, msgspec.DecodeError) as error:
        raise BadFolder(f"{folder} does not hold what a seed writes: {error}") from error


async def _read_clock(api: Api, clock: Clock) -> None:
    _set(clock, await api.ask("/api/clock", ClockView))


def _set(clock: Clock, told: ClockView) -> None:
    """Bring the clock to what the API says; a difference of the network's making is left alone."""
    epoch = ClockEpoch(real_at=told.server_at, domain_at=told.domain_at, rate=told.rate)
    apart_s = abs((epoch.domain(clock.real()) - clock.now()).total_seconds())
    if epoch.rate != clock.rate or apart_s > SAME_CLOCK_S * epoch.rate:
        clock.epoch = epoch


async def _follow_clock(api: Api, clock: Clock) -> None:
    while True:
        await asyncio.sleep(CLOCK_EVERY_S)
        try:
            await _read_clock(api, clock)
        except (Refused, Away) as error:
            log.warning("clock_not_read", error=str(error))


def _staff(
    plan: Plan,
    apis: Sequence[Api],
    desks: Mapping[str, Desk],
    public_url: str,
) -> list[Coroutine[Any, Any, None]]:
    """Give the work of each centre's staff, and of the websocket its desk looks at."""
    work: list[Coroutine[Any, Any, None]] = []
    for name, desk in desks.items():
        present = [api for api in apis if api.account.centre == name and api.account.role in plan.staff & POSTS.keys()]
        if not present:
            continue
        work.append(desk.room.watch(present[0], public_url, Random(f"{plan.seed}:{name}:live")))
        for api in present:
            chance = Random(f"{plan.seed}:{api.account.login}:work")
            work.append(POSTS[api.account.role](api, desk, chance).work())
    return work


def _fleet(
    plan: Plan, boxes: Sequence[DemoBox], found: SimulationFile, pace: Pace, region: Region
) -> list[Coroutine[Any, Any, None]]:
    """Give the work of each vehicle that moves; a smaller fleet is spread over the region."""
    broker = MqttSettings(
        host=found.broker.host,
        port=found.broker.port,
        tls=found.broker.tls,
        ca_file=None if found.broker.ca_file is None else Path(found.broker.ca_file),
    )
    context = tls_context(broker)
    towns = [(commune.lon_deg, commune.lat_deg) for commune in region.communes]
    wanted = len(boxes) if plan.vehicles is None else min(plan.vehicles, len(boxes))
    chosen = sorted(Random(plan.seed).sample(range(len(boxes)), wanted))
    return [
        drive(
            boxes[number],
            plan.folder / "boxes",
            pace=pace,
            broker=broker,
            context=context,
            towns=towns,
            seed=plan.seed,
        )
        for number in chosen
    ]
