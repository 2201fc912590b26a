"""Alembic's entry: online only, as `rramu_owner`, one transaction a migration, none in the queue of a lock for long (`db/migrate.py`)."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text

from db.engine import make_engine
from db.models import metadata
from kit.settings import Settings


def _migrate(connection: Connection) -> None:
    lock_wait_ms: int = context.config.attributes["lock_wait_ms"]
    connection.execute(text(f"SET lock_timeout = {lock_wait_ms:d}"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.commit()
    context.configure(
        connection=connection, target_metadata=metadata, include_name=_ours, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave PostGIS's own tables and the daily partitions of `positions` out of comparisons."""
    return kind != "table" or (name is not None and name in metadata.tables)


async def _run() -> None:
    settings: Settings = context.config.attributes["settings"]
    engine = make_engine(settings, "rramu_owner")
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


asyncio.run(_run())
