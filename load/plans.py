"""Plans: each statement of the room's commands, explained as the API's own role among a million cases: none may read a large table whole.

The statements are not listed here: they are those the API sends while calls go their way, and a screen's snapshot is read.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import asyncpg
import uvloop

from db.engine import connect_arguments, make_engine
from gateways.cli.embedded import reset, start, temporary_name
from gateways.cli.embedded.places import places
from gateways.cli.seed import Files, seed_world
from kit.settings import Settings
from load.many import COPIED, multiply
from load.recording import Statement
from load.report import Found, machine
from load.rights import record

CASES = 1_000_000
STORIES = 24


def run() -> Found:
    """Fill an instance of the bench's own, explain, delete it."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres", "redis"})
        figures = uvloop.run(_explain_all(instance, settings))
    finally:
        reset(instance)
    return Found(bench="plans", command="./rramu bench plans", ratios={}, figures=figures, machine=machine())


async def _explain_all(instance: str, settings: Settings) -> dict[str, float | list[float]]:
    files = Files(places(instance).state)
    await seed_world(settings, files)
    recording = await record(settings, files.programs(), STORIES)
    owner = make_engine(settings, "rramu_owner")
    cases = await multiply(owner, CASES // STORIES)
    await owner.dispose()
    sent = [statement for transaction in recording.transactions for statement in transaction] + recording.alone
    found = await whole_reads(settings, sent)
    for sql, tables in found.items():
        sys.stderr.write(f"reads {', '.join(sorted(tables))} whole: {' '.join(sql.split())}\n")
    return {
        "cases": float(cases),
        "statements": float(len({one.sql for one in sent})),
        "whole_reads": float(len(found)),
    }


async def whole_reads(settings: Settings, statements: Iterable[Statement]) -> dict[str, set[str]]:
    """Give each statement that reads large tables whole as `rramu_api`, with their names. Those that set the rights are carried out."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_api"))
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=str, decoder=json.loads, schema="pg_catalog")
    found: dict[str, set[str]] = {}
    seen: set[str] = set()
    try:
        async with connection.transaction():
            for statement in statements:
                if "set_config" in statement.sql:
                    await connection.execute(statement.sql, *statement.given)
                elif statement.sql not in seen:
                    seen.add(statement.sql)
                    (plan,) = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *statement.given)
                    tables = set(_read_whole(plan["Plan"])) & set(COPIED)
                    if tables:
                        found[statement.sql] = tables
    finally:
        await connection.close()
    return found


def _read_whole(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part)
