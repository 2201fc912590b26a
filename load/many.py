"""A database with many cases: those it has, copied again and again with what hangs on them, by SQL, as the owner."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

IDS = ("id", "case_id", "call_id", "patient_id", "decision_id", "proposal_id", "mission_id", "fact_id")
"""What ties rows together: a copy has ids of its own, made of the original's and the copy's number."""
KEPT_FACTS = "('call.rang', 'case.opened', 'mission.ordered')"
"""A copied case has these facts only: three rows of each table of the trail a case are as many as the planner needs to see."""
_COLUMNS = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
)
_KEYS = text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:table) AND contype = 'f'")
_INDEXES = text("""
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
    WHERE i.indrelid = to_regclass(:table) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)""")
COPIED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "cases": (
        {
            "number": "t.number || '-' || n",
            "opened_at": "t.opened_at - n * interval '10 seconds'",
            "closed_at": "t.opened_at - n * interval '10 seconds' + interval '1 hour'",
            "state": "'CLOTURE'",
        },
        "true",
    ),
    "calls": (
        {
            "external_id": "t.external_id || '-' || n",
            "rang_at": "t.rang_at - n * interval '10 seconds'",
            "ended_at": "t.rang_at - n * interval '10 seconds' + interval '5 minutes'",
            "number_blind": "decode(md5(n::text), 'hex')",
        },
        "true",
    ),
    "patients": ({}, "true"),
    "decisions": ({}, "true"),
    "proposals": ({"body": "'{}'::jsonb"}, "true"),
    "missions": ({"closed_at": "t.ordered_at - n * interval '10 seconds' + interval '1 hour'"}, "true"),
    "mission_statuses": ({}, "t.status = 'DEPART'"),
    "facts": ({"at": "t.at - n * interval '10 seconds'", "body": "'{}'::jsonb"}, f"t.kind IN {KEPT_FACTS}"),
    "changes": (
        {"rows": "'{}'::jsonb"},
        f"EXISTS (SELECT FROM facts f WHERE f.id = t.fact_id AND f.kind IN {KEPT_FACTS})",
    ),
    "audit": (
        {
            "number": "1000 * n + row_number() OVER (PARTITION BY t.centre_id, n ORDER BY t.id)",
            "hash": "decode(md5(t.id::text || n), 'hex')",
        },
        f"t.action IN {KEPT_FACTS}",
    ),
    "idempotency_keys": ({"key": "t.key || '-' || n", "answer": "''::bytea"}, "substr(md5(t.key), 1, 1) = '0'"),
    "vehicle_visibility": (
        {
            "from_at": "t.from_at - n * interval '1 minute'",
            "to_at": "t.from_at - n * interval '1 minute' + interval '1 second'",
        },
        "t.reason = 'MISSION'",
    ),
}
"""In the order in which rows name each other: what a copy has otherwise (closed, further back in time), and which rows are copied. Of
keys, kept for days and not years, a sixteenth: about one a case."""


async def multiply(owner: AsyncEngine, copies: int) -> int:
    """Copy every case `copies` times, each further back in time; gives how many cases there are then.

    The tables lose their foreign keys, which a copy by SQL would check row by row: the database is good for reading afterwards.
    """
    async with owner.begin() as connection:
        await connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for table in COPIED:
            for key in list(await connection.scalars(_KEYS, {"table": table})):
                await connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{key}" CASCADE')
        for table in reversed(list(COPIED)):  # what is looked at for a choice is still as it was
            await _copy(connection, table, copies)
    async with owner.begin() as connection:
        await connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for table in COPIED:
            await connection.exec_driver_sql(f"ANALYZE {table}")
        return int(await connection.scalar(text("SELECT count(*) FROM cases")) or 0)


async def _copy(connection: AsyncConnection, table: str, copies: int) -> None:
    """Copy one table's rows; its indexes are made again afterwards, which is many times faster than row by row."""
    indexes = (await connection.execute(_INDEXES, {"table": table})).all()
    for index in indexes:
        await connection.exec_driver_sql(f"DROP INDEX {index.name}")
    otherwise, which = COPIED[table]
    names = list(await connection.scalars(_COLUMNS, {"table": table}))
    fresh = {name: f"md5(t.{name}::text || '-' || n)::uuid" for name in IDS if name in names} | dict(otherwise)
    values = ", ".join(fresh.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    await connection.exec_driver_sql(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, generate_series(1, {copies:d}) n WHERE {which}"  # noqa: S608 - names of this module and of the schema, and a number
    )
    for index in indexes:
        await connection.exec_driver_sql(index.made)
