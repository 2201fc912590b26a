"""Rights: what rights, row-level security and trail add to the room's commands.

The same calls, from ringing to closing, are told on two sides, each with a copy of one database, in turns; the median of five pairs counts.

* `ratios.command`, end to end: an API as it is (session looked up, rights in force, `rramu_api` under row-level security, facts, audit,
  changed rows) ÷ an API inside the bench that does the same work as `rramu_owner`, whom the policies let through, for callers known
  beforehand, and writes no trail. Both over ASGI in this process: what a person waits for, without the network.
* `postgres_ratio`, what PostgreSQL does of it: every statement of the commands of the first side, written down as it left, sent again on
  one connection without our Python: all of it as `rramu_api` ÷ as `rramu_owner` without look-ups, scope and trail.
* `isolation_ratio`: the same statements, trail included, as `rramu_api` ÷ as `rramu_owner`.

It is fair because both sides have the same rows, indexes, settings and statements for what the command is about, and neither is given
anything the other is not but what is measured. While a command is timed nothing is written down.
Source of the bar: issue of people, centres, rights and trail: at most 1.3 times.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack, nullcontext
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

import asyncpg
import httpx
import uvloop
from fastapi import FastAPI

from db.engine import connect_arguments
from gateways.cli.embedded import reset, start, temporary_name
from gateways.cli.embedded.places import places
from gateways.cli.seed import Files, seed_world
from gateways.http.app import serving
from kit.settings import DatabaseRole, Settings
from kit.wire.accounts import DemoAccount
from load.recording import Recorder, Statement, listen
from load.regulation import desks
from load.report import Found, machine
from load.stories import Desks, Teller, story
from load.unguarded import unguarded, without_guards

STORIES = 6
ROUNDS = 5
TRAIL = ("INSERT INTO facts", "INSERT INTO audit", "INSERT INTO changes")
RIGHTS = ("FROM sessions", "in_force", "set_config")
Commands = Sequence[Sequence[Statement]]
Figures = dict[str, float | list[float]]
Pairs = list[tuple[float, float]]
"""What was measured on the first side and on the second, in turns."""


class Spent(NamedTuple):
    """What a command took, in the mean."""

    wall_ms: float
    processor_ms: float
    """Of this process: PostgreSQL's is not in it."""


def run() -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres", "redis"})
        figures, ratio = uvloop.run(_measure(settings, Files(places(instance).state)))
    finally:
        reset(instance)
    return Found(
        bench="rights", command="./rramu bench rights", ratios={"command": ratio}, figures=figures, machine=machine()
    )


async def _measure(settings: Settings, files: Files) -> tuple[Figures, float]:
    await seed_world(settings, files)
    before = await _copy(settings, settings, "before")
    guarded, bare = [await _copy(settings, before, name) for name in ("guarded", "bare")]
    await untie(bare)
    rounds = await _told(guarded, bare, files.programs())
    told = await _copy(settings, guarded, "told")
    recorded = await _written_down(guarded, files.programs())
    trailless = _without(recorded, *TRAIL, *RIGHTS)
    figures: Figures = {
        "commands": float(len(recorded)),
        "statements_per_command": round(sum(map(len, recorded)) / len(recorded), 1),
        "bare_statements_per_command": round(sum(map(len, trailless)) / len(recorded), 1),
    }
    ratio = _add(figures, "command", [(ours.wall_ms, other.wall_ms) for ours, other in rounds])
    _add(figures, "processor", [(ours.processor_ms, other.processor_ms) for ours, other in rounds])
    _add(figures, "postgres", await _sent(settings, told, recorded, trailless))
    _add(figures, "isolation", await _sent(settings, told, recorded, recorded))
    return figures, ratio


def _add(figures: Figures, name: str, pairs: Pairs) -> float:
    """Add what pairs of times a command (ms) say; gives the median of their ratios."""
    each = [round(ours / bare, 2) for ours, bare in pairs]
    figures[f"{name}_ratio_of_each_pair"] = each
    figures[f"{name}_ratio"] = round(median(each), 2)
    figures[f"{name}_ms"] = round(median(ours for ours, _ in pairs), 2)
    figures[f"{name}_bare_ms"] = round(median(bare for _, bare in pairs), 2)
    return round(median(each), 2)


# End to end


async def _told(guarded: Settings, bare: Settings, accounts: Sequence[DemoAccount]) -> list[tuple[Spent, Spent]]:
    """Tell stories on both sides in turns; gives what a command took in each round."""
    async with AsyncExitStack() as stack:
        apps = [
            await stack.enter_async_context(serving(guarded)),
            await stack.enter_async_context(unguarded(bare)),
        ]
        tellers = [Teller(await _client(stack, app)) for app in apps]
        places_of = [await desks(teller, accounts) for teller in tellers]
        rounds: list[tuple[Spent, Spent]] = []
        for turn in range(-1, ROUNDS):  # the first warms
            sides = (_Side(tellers[0], bare=False), _Side(tellers[1], bare=True))
            for number in range(STORIES):
                for side in (0, 1) if (turn + number) % 2 else (1, 0):
                    await sides[side].tell(places_of[side][number % len(places_of[side])])
            if turn >= 0:
                rounds.append((sides[0].spent(), sides[1].spent()))
        return rounds


class _Side:
    """One side's stories of one round, with what they took."""

    def __init__(self, teller: Teller, *, bare: bool) -> None:
        self._teller = teller
        self._bare = bare
        self._took_ms: defaultdict[str, list[float]] = defaultdict(list)
        self._processor_s = 0.0

    async def tell(self, where: Desks) -> None:
        self._teller.took_ms.clear()
        began = process_time()
        with without_guards() if self._bare else nullcontext():
            await story(self._teller, where)
        self._processor_s += process_time() - began
        for command, times in self._teller.took_ms.items():
            self._took_ms[command] += times

    def spent(self) -> Spent:
        """Give the mean of the commands; of their times each kind at its median: one that another program held up is not its whole kind."""
        count = sum(map(len, self._took_ms.values()))
        wall_ms = sum(len(times) * median(times) for times in self._took_ms.values()) / count
        return Spent(wall_ms, 1000 * self._processor_s / count)


async def _client(stack: AsyncExitStack, app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    return await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://bench"))


# What PostgreSQL does


async def _written_down(settings: Settings, accounts: Sequence[DemoAccount]) -> list[list[Statement]]:
    """Tell stories once more on the first side; gives the statements of each command."""
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(serving(settings))
        listen(app.state.resources.engine)
        teller = Recorder(await _client(stack, app))
        places_of = await desks(teller, accounts)
        teller.commands.clear()
        for number in range(STORIES):
            await story(teller, places_of[number % len(places_of)])
        return teller.commands


async def _sent(settings: Settings, told: Settings, recorded: Commands, bare: Commands) -> Pairs:
    """Send recorded commands again as `rramu_api`, beside others as `rramu_owner`, in turns; gives milliseconds a command."""
    pairs: Pairs = []
    for turn in range(ROUNDS):
        sides: list[tuple[DatabaseRole, Commands]] = [("rramu_api", recorded), ("rramu_owner", bare)]
        took_ms: dict[DatabaseRole, float] = {}
        for role, commands in sides if turn % 2 else reversed(sides):
            copy = await _copy(settings, told, "again")
            await untie(copy)
            took_ms[role] = 1000 * await _again(copy, role, commands) / len(commands)
            await _drop(settings, copy)
        pairs.append((took_ms["rramu_api"], took_ms["rramu_owner"]))
    return pairs


def _without(commands: Commands, *words: str) -> list[list[Statement]]:
    return [[one for one in command if not any(word in one.sql for word in words)] for command in commands]


async def _again(settings: Settings, role: DatabaseRole, commands: Commands) -> float:
    """Send commands, one after the other; gives the seconds they took."""
    connection = await asyncpg.connect(**connect_arguments(settings, role), statement_cache_size=1000)
    try:
        for kind in ("json", "jsonb"):
            await connection.set_type_codec(kind, encoder=str, decoder=str, schema="pg_catalog")
        began = perf_counter()
        for statement in (one for command in commands for one in command):
            if statement.many:
                await connection.executemany(statement.sql, statement.given)
            elif statement.given:
                await connection.fetch(statement.sql, *statement.given)
            else:
                await connection.execute(statement.sql)
        return perf_counter() - began
    finally:
        await connection.close()


# Databases


async def untie(settings: Settings) -> None:
    """Let orders be written without the facts that cause them."""
    await _as_owner(settings, "ALTER TABLE outbox DROP CONSTRAINT outbox_fact_id_fkey")


async def _copy(settings: Settings, template: Settings, name: str) -> Settings:
    """Copy a database nobody is connected to; gives settings on the copy."""
    await _as_owner(_in(settings, "postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template.postgres.database}"')
    return _in(settings, name)


async def _drop(settings: Settings, copy: Settings) -> None:
    await _as_owner(_in(settings, "postgres"), f'DROP DATABASE "{copy.postgres.database}"')


def _in(settings: Settings, name: str) -> Settings:
    """Give settings on another database of the same server, with a prefix of its own in Redis; no screen, which nobody asks for."""
    return settings.model_copy(
        update={
            "http": settings.http.model_copy(update={"screen_folder": None}),
            "postgres": settings.postgres.model_copy(update={"database": name}),
            "redis": settings.redis.model_copy(update={"prefix": f"{name}:"}),
        }
    )


async def _as_owner(settings: Settings, sql: str) -> None:
    arguments: dict[str, Any] = connect_arguments(settings, "rramu_owner")
    connection = await asyncpg.connect(**arguments)
    try:
        await connection.execute("SET statement_timeout = 0")
        await connection.execute(sql)
    finally:
        await connection.close()
