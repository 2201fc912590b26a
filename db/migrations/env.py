"""Alembic's entry: online only, as `rramu_owner`, one transaction a migration, none in the queue of a lock for long (`db/migrate.py`).

Of transactions that wait in a circle the first to look round is undone: a migration looks after `LOOKS_ROUND_MS`, a command after a second
(PostgreSQL's own), so that it is the migration, which begins again. What is done CONCURRENTLY takes as long as it takes: nobody stands
behind it, and given up midway it leaves half an index. Half an index of that name, left by a server that stopped, is dropped first.
"""

import asyncio
import re

import structlog
from alembic import context
from sqlalchemy import Connection, event, text

from db.engine import make_engine
from db.models import metadata
from kit.settings import Settings

LONGEST = "10min"
"""No statement of a migration takes longer, but what is done CONCURRENTLY."""
LOOKS_ROUND_MS = 1
"""`deadlock_timeout` of a migration: the least there is."""
MAKES_INDEX = re.compile(r"\s*CREATE (UNIQUE )?INDEX CONCURRENTLY (?P<name>\w+)")
log = structlog.get_logger()


def _migrate(connection: Connection) -> None:
    lock_wait_ms: int = context.config.attributes["lock_wait_ms"]
    connection.execute(text(f"SET lock_timeout = {lock_wait_ms:d}"))
    connection.execute(text(f"SET statement_timeout = '{LONGEST}'"))
    if connection.scalar(text("SELECT has_parameter_privilege('deadlock_timeout', 'SET')")):
        connection.execute(text(f"SET deadlock_timeout = {LOOKS_ROUND_MS:d}"))
    else:
        log.warning("migration.may_undo_a_command", wants="GRANT SET ON PARAMETER deadlock_timeout TO rramu_owner")
    connection.commit()
    _let_wait(connection, lock_wait_ms)
    context.configure(
        connection=connection, target_metadata=metadata, include_name=_ours, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


def _let_wait(connection: Connection, lock_wait_ms: int) -> None:
    def for_ever(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if " CONCURRENTLY " in statement:
            making = MAKES_INDEX.match(statement)
            if making is not None:
                _drop_half(connection, making["name"])
            connection.exec_driver_sql("SET lock_timeout = 0")
            connection.exec_driver_sql("SET statement_timeout = 0")

    def as_before(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if " CONCURRENTLY " in statement:
            connection.exec_driver_sql(f"SET lock_timeout = {lock_wait_ms:d}")
            connection.exec_driver_sql(f"SET statement_timeout = '{LONGEST}'")

    event.listen(connection, "before_cursor_execute", for_ever)
    event.listen(connection, "after_cursor_execute", as_before)


def _drop_half(connection: Connection, name: str) -> None:
    """Drop an index of this name whose making was cut off."""
    half = text("SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid)")
    if connection.scalar(half, {"name": name}):
        log.warning("migration.half_index", name=name)
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {name}")


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
