"""Plans: each statement of the room's commands and of a screen's snapshot, explained as the API's own role among a million cases.

None may read a large table whole. The hot statements are kept in one place, the API itself: those explained are what it sends while calls
go from ringing to closing, and while a room is shown. Each is explained twice: for the values it was given, and as PostgreSQL plans it once
for all values. Source of the bar: design, section 9; issue of people, centres, rights and trail.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import httpx
import msgspec
import uvloop

from db.engine import connect_arguments, make_engine, reading
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.centres import transfers
from dispatch.missions import service as missions
from gateways.cli.embedded import reset, start, temporary_name
from gateways.cli.embedded.places import places
from gateways.cli.seed import Files, seed_world
from gateways.http.app import serving
from kit.ids import CentreId
from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from load.many import COPIED, multiply
from load.recording import Recorder, Statement, listen, recording
from load.regulation import desks
from load.report import Found, machine
from load.stories import story

CASES = 1_000_000
STORIES = 6
PLANNING_COST = 2.5
"""What PostgreSQL counts for planning a relation again, when it chooses between a plan for each value and one for all (plancache.c)."""
LARGE = frozenset({*COPIED, "patient_blinds"})
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_PARTIAL = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indpred IS NOT NULL"


def run() -> Found:
    """Fill an instance of the bench's own, explain, delete it."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres", "redis"})
        figures = uvloop.run(_explain_all(settings, Files(places(instance).state)))
    finally:
        reset(instance)
    return Found(bench="plans", command="./rramu bench plans", ratios={}, figures=figures, machine=machine())


async def _explain_all(settings: Settings, files: Files) -> dict[str, float | list[float]]:
    await seed_world(settings, files)
    sent = await hot_statements(settings, files.programs(), STORIES)
    owner = make_engine(settings, "rramu_owner")
    cases_then = await multiply(owner, CASES // STORIES)
    await owner.dispose()
    found = await whole_reads(settings, sent)
    for sql, tables in found.items():
        sys.stderr.write(f"reads {', '.join(sorted(tables))} whole: {' '.join(sql.split())}\n")
    return {
        "cases": float(cases_then),
        "statements": float(len({one.sql for one in sent})),
        "whole_reads": float(len(found)),
    }


async def hot_statements(settings: Settings, accounts: Sequence[DemoAccount], stories: int) -> list[Statement]:
    """Tell calls to an API in this process and show their rooms; give every statement it sent, in order."""
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(serving(settings))
        engine = app.state.resources.engine
        listen(engine)
        transport = httpx.ASGITransport(app)
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://bench"))
        teller = Recorder(client)
        centres = await desks(teller, accounts)
        for number in range(stories):
            await story(teller, centres[number % len(centres)])
        async with recording() as shown, reading(engine, None, [CentreId(one.centre_id) for one in centres]) as session:
            await calls.views(session)
            await cases.views(session)
            await missions.views(session)
            await transfers.waiting(session)
    return [statement for command in (*teller.commands, shown) for statement in command]


async def whole_reads(settings: Settings, statements: Iterable[Statement]) -> dict[str, set[str]]:
    """Give each statement that reads large tables whole as `rramu_api`, with their names. Those that set the rights are carried out."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_api"), statement_cache_size=0)
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=str, decoder=str, schema="pg_catalog")
    found: dict[str, set[str]] = {}
    seen: set[str] = set()
    try:
        partial = {row[0] for row in await connection.fetch(_PARTIAL)}
        async with connection.transaction():
            for statement in statements:
                if "set_config" in statement.sql:
                    await connection.execute(statement.sql, *statement.given)
                elif statement.sql not in seen and not statement.sql.startswith(_TRANSACTION):
                    seen.add(statement.sql)
                    given = statement.given[0] if statement.many else statement.given
                    plans = await _plans(connection, statement.sql, given)
                    tables = {table for plan in plans for table in _read_whole(plan, partial)} & LARGE
                    if tables:
                        found[statement.sql] = tables
    finally:
        await connection.close()
    return found


async def _plans(connection: asyncpg.Connection, sql: str, given: Sequence[Any]) -> list[dict[str, Any]]:
    """Give how a statement is planned for these values, and once for all values when PostgreSQL would come to prefer that plan."""
    nothing = f" ({', '.join(['NULL'] * len(given))})" if given else ""
    for_these = _plan(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *given))
    await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE hot AS {sql}")
    for_all = _plan(await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE hot{nothing}"))
    await connection.execute("DEALLOCATE hot")
    await connection.execute("SET LOCAL plan_cache_mode = auto")
    planning = PLANNING_COST * sum(1 for _ in _relations(for_these))
    return [for_these, for_all] if for_all["Total Cost"] <= for_these["Total Cost"] + planning else [for_these]


def _plan(explained: str) -> dict[str, Any]:
    (found,) = msgspec.json.decode(explained)
    plan: dict[str, Any] = found["Plan"]
    return plan


def _relations(plan: dict[str, Any]) -> Iterator[str]:
    if "Relation Name" in plan:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _relations(part)


def _read_whole(plan: dict[str, Any], partial: set[str]) -> Iterator[str]:
    """Name the tables a plan reads whole; an index that holds a few rows only (the open ones) may be."""
    kind = plan["Node Type"]
    walks = kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in plan and plan["Index Name"] not in partial
    if kind == "Seq Scan" or walks:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part, partial)
