"""Nearest: the ten nearest of 100,000 vehicles while 3,400 fixes a second move them, beside Redis GEOSEARCH and PostGIS on geography.

A ratio is the other's median ÷ ours: how many times sooner we answer. Each side holds as many vehicles, moved at the same rate: theirs by a
program of its own, ours between two questions. A question is timed in the program that asks, from the call to the list: ours is a call
(`tracker.nearest`), theirs one round trip, with a prepared statement. Five rounds, the order of the sides turning; the median round counts.
Then everything stands still, and 500 answers are compared with PostGIS's sort by geodesic distance. Source of the bars: issue of the
tracker; design, section 10.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from random import Random
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID

import asyncpg
from redis import Redis

from db.engine import connect_arguments
from gateways.cli.embedded import reset, start, temporary_name
from kit.settings import Settings
from load.report import Found, machine
from tracker.nearest import Index

VEHICLES = 100_000
NEAREST = 10
QUESTIONS = 600
"""Of each side in each round."""
ROUNDS = 5
COMPARED = 500
MOVES_PER_S = 3400
MOVES_AT_ONCE = 34
WEST_DEG, SOUTH_DEG, EAST_DEG, NORTH_DEG = -1.9, 48.2, 1.8, 50.1
"""Normandy."""
STEP_DEG = 0.0003
"""About what a vehicle drives in a second or two."""
RADIUS_M = 6_000
"""Redis wants one: at this density it holds the ten nearest ten times over."""
FURTHEST_M = 20_000
"""Where the sort by geodesic looks."""

Place = tuple[float, float]
Ask = Callable[[Place], Awaitable[object]]


class Fleet:
    """Where every vehicle is, and where it goes next."""

    def __init__(self, vehicles: int = VEHICLES) -> None:
        self.chance = Random(1)
        self.ids = [UUID(int=number + 1) for number in range(vehicles)]
        self.places = {vehicle_id: self.somewhere() for vehicle_id in self.ids}
        self._turn = self._forever()

    def somewhere(self) -> Place:
        """Draw a place."""
        return self.chance.uniform(WEST_DEG, EAST_DEG), self.chance.uniform(SOUTH_DEG, NORTH_DEG)

    def moved(self, count: int) -> list[tuple[UUID, Place]]:
        """Move the next few a little."""
        moves: list[tuple[UUID, Place]] = []
        for vehicle_id in islice(self._turn, count):
            lon_deg, lat_deg = self.places[vehicle_id]
            place = (
                lon_deg + self.chance.uniform(-STEP_DEG, STEP_DEG),
                lat_deg + self.chance.uniform(-STEP_DEG, STEP_DEG),
            )
            self.places[vehicle_id] = place
            moves.append((vehicle_id, place))
        return moves

    def _forever(self) -> Iterator[UUID]:
        while True:
            yield from self.chance.sample(self.ids, len(self.ids))


class Ours:
    """The tracker's index."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.index = Index()
        for vehicle_id, place in fleet.places.items():
            self.index.put(vehicle_id, *place)
        self._began = perf_counter()
        self._moves = 0

    def keep_up(self) -> None:
        """Make the moves that are due by now."""
        due = int((perf_counter() - self._began) * MOVES_PER_S)
        for vehicle_id, place in self.fleet.moved(due - self._moves):
            self.index.put(vehicle_id, *place)
        self._moves = due

    async def ask(self, place: Place) -> object:
        """Ask for the nearest."""
        return self.index.nearest(*place, NEAREST)


class Theirs:
    """A geo set of Redis, asked as its client is quickest: without an event loop."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def move(self, moves: list[tuple[UUID, Place]]) -> None:
        """Place them, in one command."""
        self._redis.geoadd("fleet", [word for vehicle_id, place in moves for word in (*place, vehicle_id.bytes)])

    async def ask(self, place: Place) -> object:
        """Ask for the nearest."""
        lon_deg, lat_deg = place
        return self._redis.geosearch(
            "fleet", longitude=lon_deg, latitude=lat_deg, radius=RADIUS_M, unit="m",
            sort="ASC", count=NEAREST, withdist=True,
        )  # fmt: skip


class PostGis:
    """A table with a GiST index on geography."""

    def __init__(self, asking: asyncpg.Connection, moving: asyncpg.Connection) -> None:
        self._asking = asking
        self._moving = moving

    async def fill(self, places: dict[UUID, Place]) -> None:
        """Make the table."""
        run = self._moving.execute
        await run(
            "CREATE UNLOGGED TABLE fleet (id uuid PRIMARY KEY, place geography(Point) NOT NULL) WITH (fillfactor = 70)"
        )
        await self._moving.executemany(
            "INSERT INTO fleet VALUES ($1, ST_MakePoint($2, $3)::geography)",
            [(i, *place) for i, place in places.items()],
        )
        await run("CREATE INDEX fleet_place ON fleet USING gist (place)")
        await run("VACUUM ANALYZE fleet")

    async def move(self, moves: list[tuple[UUID, Place]]) -> None:
        """Place them, in one statement."""
        await self._moving.execute(
            "UPDATE fleet SET place = ST_MakePoint(lon, lat)::geography"
            " FROM unnest($1::uuid[], $2::float8[], $3::float8[]) AS moved (vehicle, lon, lat) WHERE id = vehicle",
            [vehicle_id for vehicle_id, _ in moves],
            [lon_deg for _, (lon_deg, _) in moves],
            [lat_deg for _, (_, lat_deg) in moves],
        )

    async def ask(self, place: Place) -> object:
        """Ask for the nearest."""
        return await self._asking.fetch(
            "SELECT id, place <-> ST_MakePoint($1, $2)::geography AS apart_m FROM fleet ORDER BY 2 LIMIT $3",
            *place,
            NEAREST,
        )

    async def sorted(self, place: Place) -> list[UUID]:
        """Measure every vehicle near by its geodesic and sort: what is right."""
        rows = await self._asking.fetch(
            "SELECT id FROM fleet WHERE ST_DWithin(place, ST_MakePoint($1, $2)::geography, $4)"
            " ORDER BY ST_Distance(place, ST_MakePoint($1, $2)::geography) LIMIT $3",
            *place, NEAREST, FURTHEST_M,
        )  # fmt: skip
        return [row["id"] for row in rows]


def run() -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres", "redis"})
        ratios, figures = asyncio.run(_measure(settings))
    finally:
        reset(instance)
    return Found(bench="nearest", command="./rramu bench nearest", ratios=ratios, figures=figures, machine=machine())


async def _measure(settings: Settings) -> tuple[dict[str, float], dict[str, float | list[float]]]:
    fleet, redis = Fleet(), Redis.from_url(settings.redis.url.get_secret_value())
    asking, moving = [await asyncpg.connect(**connect_arguments(settings, "rramu_owner")) for _ in range(2)]
    try:
        ours, theirs, postgis = Ours(fleet), Theirs(redis), PostGis(asking, moving)
        everybody = list(fleet.places.items())
        for begin in range(0, VEHICLES, 1000):
            await theirs.move(everybody[begin : begin + 1000])
        await postgis.fill(fleet.places)
        with _moved_by_another_program(settings):
            took = await _rounds(ours, {"ours": ours.ask, "redis": theirs.ask, "postgis": postgis.ask})
        await postgis.move(list(fleet.places.items()))
        right = await _compare(ours, postgis)
    finally:
        redis.close()
        await asking.close()
        await moving.close()
    p50s = {name: [median(times) for times in rounds] for name, rounds in took.items()}
    figures: dict[str, float | list[float]] = {"vehicles": VEHICLES, "moves_per_s": MOVES_PER_S}
    for name, rounds in took.items():
        figures[f"{name}_p50_ms"] = round(median(p50s[name]), 4)
        figures[f"{name}_p99_ms"] = round(median(quantiles(times, n=100)[98] for times in rounds), 4)
    figures |= {"compared": COMPARED, "right": right}
    ratios = {
        f"vs_{name}": round(median(other / own for other, own in zip(p50s[name], p50s["ours"], strict=True)), 2)
        for name in ("redis", "postgis")
    }
    return ratios, figures


async def _rounds(ours: Ours, sides: dict[str, Ask]) -> dict[str, list[list[float]]]:
    """Give the milliseconds of each question, by side and round."""
    took: dict[str, list[list[float]]] = {name: [] for name in sides}
    for turn in range(ROUNDS):
        order = list(sides)
        for name in order[turn % len(order) :] + order[: turn % len(order)]:
            times: list[float] = []
            for _ in range(QUESTIONS):
                ours.keep_up()
                place = ours.fleet.somewhere()
                began = perf_counter()
                await sides[name](place)
                times.append(1000 * (perf_counter() - began))
            took[name].append(times)
    return took


async def _compare(ours: Ours, postgis: PostGis) -> int:
    """Count the questions whose ten vehicles are those of the sort by geodesic, in its order."""
    right = 0
    for _ in range(COMPARED):
        place = ours.fleet.somewhere()
        found = [near.vehicle_id for near in ours.index.nearest(*place, NEAREST)]
        right += found == await postgis.sorted(place)
    return right


@contextmanager
def _moved_by_another_program(settings: Settings) -> Generator[None]:
    """Let the others' vehicles move, for the length of a block."""
    mover = get_context("spawn").Process(target=_move_theirs, args=(settings,), daemon=True)
    mover.start()
    try:
        yield
    finally:
        mover.terminate()
        mover.join()


def _move_theirs(settings: Settings) -> None:
    asyncio.run(_move(settings))


async def _move(settings: Settings) -> None:
    fleet, redis = Fleet(), Redis.from_url(settings.redis.url.get_secret_value())
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    theirs, postgis = Theirs(redis), PostGis(connection, connection)
    due = perf_counter()
    while True:
        moves = fleet.moved(MOVES_AT_ONCE)
        await theirs.move(moves)
        await postgis.move(moves)
        due += MOVES_AT_ONCE / MOVES_PER_S
        await asyncio.sleep(max(0.0, due - perf_counter()))
