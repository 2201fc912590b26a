"""Rights: the statements of the room's commands with rights, row-level security and trail, beside the same run by the owner without.

Calls are told once to an API that runs here, and every statement it sends is written down. Then two copies of the database as it was before
are given the same transactions, one story after the other, sides alternating: ours as `rramu_api`, with the look-up of the session, the
transaction's scope and the rows of the trail; the bare one as `rramu_owner`, for whom the policies let everything through, without these.
Source of the bar: issue of people, centres, rights and trail: at most 1.3 times.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median
from time import perf_counter
from typing import Any

import asyncpg
import httpx
import msgspec
import uvloop

from db.engine import connect_arguments
from gateways.cli.embedded import reset, start, temporary_name
from gateways.cli.embedded.places import places
from gateways.cli.seed import Files, seed_world
from gateways.http.app import serving
from kit.settings import DatabaseRole, Settings
from kit.wire.accounts import DemoAccount
from load.recording import Recording, Statement
from load.regulation import desks
from load.report import Found, machine
from load.stories import Teller, story

STORIES = 12
ROUNDS = 5
TRAIL = ("INSERT INTO facts", "INSERT INTO audit", "INSERT INTO changes", "set_config")
"""What only our side runs, besides the look-up of the session."""


def run() -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres", "redis"})
        figures, ratios = uvloop.run(_measure(instance, settings))
    finally:
        reset(instance)
    return Found(bench="rights", command="./rramu bench rights", ratios=ratios, figures=figures, machine=machine())


async def _measure(instance: str, settings: Settings) -> tuple[dict[str, float | list[float]], dict[str, float]]:
    files = Files(places(instance).state)
    await seed_world(settings, files)
    before = await _copy(settings, settings.postgres.database, "before")
    recording = await record(settings, files.programs(), STORIES)
    commands = [one for one in recording.transactions if any("idempotency_keys" in each.sql for each in one)]
    ours = [recording.alone[number % len(recording.alone)] for number in range(len(commands))]
    with_rights = [[look_up, *command] for look_up, command in zip(ours, commands, strict=True)]
    without = [[one for one in command if not any(words in one.sql for words in TRAIL)] for command in commands]
    pairs = [await _pair(before, turn, with_rights, without) for turn in range(ROUNDS)]
    count = len(commands)
    figures: dict[str, float | list[float]] = {
        "commands": float(count),
        "statements_per_command": round(sum(map(len, with_rights)) / count, 1),
        "bare_statements_per_command": round(sum(map(len, without)) / count, 1),
        "command_ms": round(1000 * median(ours_s for ours_s, _ in pairs) / count, 3),
        "bare_command_ms": round(1000 * median(bare_s for _, bare_s in pairs) / count, 3),
    }
    return figures, {"rights": round(median(ours_s / bare_s for ours_s, bare_s in pairs), 2)}


async def _pair(
    before: Settings, turn: int, ours: Sequence[Sequence[Statement]], bare: Sequence[Sequence[Statement]]
) -> tuple[float, float]:
    """Run both sides on copies of their own; who goes first alternates. Gives the seconds of ours and of the bare one."""
    copies = [await _copy(before, before.postgres.database, f"side_{turn}_{side}") for side in ("ours", "bare")]
    await _untie(copies[1])
    if turn % 2:
        bare_s = await _again(copies[1], "rramu_owner", bare)
        return await _again(copies[0], "rramu_api", ours), bare_s
    return await _again(copies[0], "rramu_api", ours), await _again(copies[1], "rramu_owner", bare)


async def record(settings: Settings, accounts: Sequence[DemoAccount], stories: int) -> Recording:
    """Tell calls from ringing to closing to an API in this process, and give what it sent the database meanwhile."""
    recording = Recording()
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(serving(settings))
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench")
        )
        teller = Teller(client)
        centres = await desks(teller, accounts)
        recording.listen(app.state.resources.engine)
        for number in range(stories):
            await story(teller, centres[number % len(centres)])
    return recording


async def _again(settings: Settings, role: DatabaseRole, transactions: Sequence[Sequence[Statement]]) -> float:
    """Run transactions again, one after the other; gives the seconds they took."""
    connection = await asyncpg.connect(**connect_arguments(settings, role))
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=str, decoder=msgspec.json.decode, schema="pg_catalog")
    try:
        began = perf_counter()
        for statements in transactions:
            async with connection.transaction():
                for statement in statements:
                    await connection.fetch(statement.sql, *statement.given)
        return perf_counter() - began
    finally:
        await connection.close()


async def _untie(settings: Settings) -> None:
    """Let orders be written without the facts that cause them."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        await connection.execute("ALTER TABLE outbox DROP CONSTRAINT outbox_fact_id_fkey")
    finally:
        await connection.close()


async def _copy(settings: Settings, template: str, name: str) -> Settings:
    """Copy a database nobody is connected to; gives settings on the copy."""
    arguments: dict[str, Any] = connect_arguments(settings, "rramu_owner") | {"database": "postgres"}
    connection = await asyncpg.connect(**arguments)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
    return settings.model_copy(update={"postgres": settings.postgres.model_copy(update={"database": name})})
