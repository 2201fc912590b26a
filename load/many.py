"""A database with many cases: those it has, copied again and again with everything that hangs on them, by SQL, as the owner."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

IDS = ("id", "case_id", "call_id", "patient_id", "decision_id", "proposal_id", "mission_id", "fact_id")
"""What ties rows together: a copy has ids of its own, made of the original's and the copy's number."""
_COLUMNS = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
)
COPIED: Mapping[str, Mapping[str, str]] = {
    "cases": {
        "number": "t.number || '-' || n",
        "opened_at": "t.opened_at - n * interval '1 second'",
        "closed_at": "t.opened_at",
        "state": "'CLOTURE'",
    },
    "calls": {
        "external_id": "t.external_id || '-' || n",
        "rang_at": "t.rang_at - n * interval '1 second'",
        "ended_at": "t.rang_at",
    },
    "patients": {},
    "decisions": {},
    "proposals": {"body": "'{}'::jsonb"},
    "missions": {"closed_at": "t.ordered_at"},
    "mission_statuses": {},
    "facts": {"at": "t.at - n * interval '1 second'"},
    "audit": {
        "number": "1000000 * n + dense_rank() OVER (PARTITION BY t.centre_id ORDER BY t.id)",
        "hash": "'\\x00'::bytea",
    },
}
"""In the order in which rows name each other, with the columns a copy has otherwise: closed, and further back in time."""


async def multiply(owner: AsyncEngine, copies: int) -> int:
    """Copy every case `copies` times, each a second further back; gives how many cases there are then."""
    async with owner.begin() as connection:
        for table, changed in COPIED.items():
            names = set(await connection.scalars(_COLUMNS, {"table": table}))
            fresh = {name: f"md5(t.{name}::text || '-' || n)::uuid" for name in IDS if name in names} | dict(changed)
            members = ", ".join(f"'{name}', {value}" for name, value in fresh.items())
            copied = f"""
                INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({members}))).*
                FROM {table} t, generate_series(1, {copies:d}) n"""  # noqa: S608 - names of this module, and a number
            await connection.exec_driver_sql(copied)
        for table in COPIED:
            await connection.execute(text(f"ANALYZE {table}"))
        return int(await connection.scalar(text("SELECT count(*) FROM cases")) or 0)
