"""Engines and transactions, one database role per process kind.

One request or one job is one transaction. The settings that row-level security reads (`rramu.account`, `rramu.centres`) are
set first, for that transaction only; without them no centre's row is visible. Reading and writing transactions have
different types, so that a function that changes something says so in its signature.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from db.changes import TracedSession
from db.secrets import OPTION, Keyring
from db.trouble import PASSING
from kit.settings import DatabaseRole, Settings

CONNECT_TIMEOUT_S = 5.0
"""Longest wait for a connection, from the server or from the pool; a silent server is given up so much after its own timeout."""

CLOSE_S = 2.0
"""What a connection gets to say goodbye; with a server that does not answer it is cut short."""

_SET_SCOPE = "SELECT set_config('rramu.account', $1, true), set_config('rramu.centres', $2, true)"
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Said by the BEGIN itself, so without a round trip of its own."""
_NO_TRANSACTION = {"isolation_level": "AUTOCOMMIT"}


class Reading(AsyncSession):
    """A transaction that may only look."""


class Writing(Reading):
    """A transaction that may change; everything a `Reading` can do it can do too. What it changes in a case is kept beside its facts."""

    sync_session_class = TracedSession


def driver(session: AsyncSession) -> asyncpg.Connection:
    """Give the driver's connection of a session whose transaction has begun: for statements of every command (ADR 0118).

    What the session holds unwritten stays so; JSON goes and comes as text.
    """
    return cast("asyncpg.Connection", session.sync_session.connection().connection.driver_connection)


async def ask(session: AsyncSession, sql: str, *given: object) -> list[asyncpg.Record]:
    """Ask something of the driver itself, once what the session holds unwritten is written. `sql` in PostgreSQL's own form (`$1`)."""
    if session.new or session.dirty or session.deleted:
        await session.flush()
    return await driver(session).fetch(sql, *given)


def connect_arguments(settings: Settings, role: DatabaseRole) -> dict[str, Any]:
    """Give the asyncpg arguments of a role, for `connect` and `create_pool`; `host` may be the folder of a unix socket."""
    postgres = settings.postgres
    arguments: dict[str, Any] = {
        "host": postgres.host,
        "port": postgres.port,
        "database": postgres.database,
        "user": role,
        "password": postgres.password(role),
        "timeout": CONNECT_TIMEOUT_S,
        # Migrations alone may run for long.
        "command_timeout": None if role == "rramu_owner" else postgres.statement_timeout_s + CONNECT_TIMEOUT_S,
        "server_settings": {
            "application_name": role,
            "statement_timeout": str(int(postgres.statement_timeout_s * 1000)),
            "timezone": "UTC",
        },
    }
    return arguments


def make_engine(settings: Settings, role: DatabaseRole) -> AsyncEngine:
    """Open a pool for one role; connections are made when first needed."""
    arguments = connect_arguments(settings, role)
    engine = create_async_engine(
        URL.create("postgresql+asyncpg"),
        async_creator=lambda: asyncpg.connect(**arguments),
        pool_size=settings.postgres.pool_size,
        max_overflow=0,
        pool_timeout=CONNECT_TIMEOUT_S,
        hide_parameters=True,  # an error's text may reach a log: never with what was written about a patient
        json_serializer=_json,
        json_deserializer=msgspec.json.decode,
        execution_options={OPTION: Keyring(settings.keys)},  # opened by the first who reads or writes patient data
    )
    event.listen(engine.sync_engine, "checkout", _leave_closed)
    return engine


def _leave_closed(connection: PoolProxiedConnection, _: object, __: object) -> None:
    """Let the pool replace a connection whose server has gone: asyncpg was told by the socket, nobody has to ask at each checkout.

    A network that is cut in silence is noticed by the statement's own timeout, as a ping of ours would be.
    Raises: DisconnectionError, which the pool answers with a new connection.
    """
    driver: asyncpg.Connection | None = connection.driver_connection
    if driver is None or driver.is_closed():
        raise DisconnectionError


def use_of(engine: AsyncEngine) -> tuple[Callable[[], int], int]:
    """Give how many of an engine's connections are held, at each asking, and how many may be."""
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        raise TypeError(pool)
    return pool.checkedout, pool.size()


def _json(value: object) -> str:
    """Write a JSONB value."""
    return msgspec.json.encode(value).decode()


async def make_pool(settings: Settings, role: DatabaseRole, size: int) -> asyncpg.Pool:
    """Open a bare asyncpg pool, for the hot path that skips the ORM."""
    return await asyncpg.create_pool(**connect_arguments(settings, role), min_size=0, max_size=size)


async def close(opened: asyncpg.Connection | asyncpg.Pool) -> None:
    """Close in order, or abruptly when that takes longer than `CLOSE_S`."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await opened.close()
    except PASSING:
        opened.terminate()


async def work_for(session: AsyncSession, account: UUID | None, centres: Sequence[UUID]) -> None:
    """Give the transaction these rights, until it ends: a job that learns within it whose rows it needs."""
    scope = ("" if account is None else str(account), ",".join(map(str, centres)))
    await session.run_sync(lambda begun: begun.connection().exec_driver_sql(_SET_SCOPE, scope))


@asynccontextmanager
async def writing(engine: AsyncEngine, account: UUID | None, centres: Sequence[UUID]) -> AsyncGenerator[Writing]:
    """Open one writing transaction with the rights of this moment; committed at the end, rolled back on any exception."""
    async with Writing(engine, expire_on_commit=False) as session, session.begin():
        await work_for(session, account, centres)
        yield session


@asynccontextmanager
async def reading(engine: AsyncEngine, account: UUID | None, centres: Sequence[UUID]) -> AsyncGenerator[Reading]:
    """Open one read-only transaction with the rights of this moment; all its statements see the same moment."""
    async with Reading(engine, expire_on_commit=False) as session, session.begin():
        await session.connection(execution_options=_ONE_MOMENT)
        await work_for(session, account, centres)
        yield session


@asynccontextmanager
async def alone(engine: AsyncEngine) -> AsyncGenerator[asyncpg.Connection]:
    """Lend a connection without a session or a transaction, for what every request asks; otherwise as `glancing`."""
    async with engine.connect() as connection:
        pooled = await connection.get_raw_connection()
        yield cast("asyncpg.Connection", pooled.driver_connection)


@asynccontextmanager
async def glancing(engine: AsyncEngine) -> AsyncGenerator[Reading]:
    """Open a session without a transaction, on tables without row-level security: a statement is one round trip and sees its own moment."""
    async with Reading(engine, expire_on_commit=False) as session:
        await session.connection(execution_options=_NO_TRANSACTION)
        yield session
