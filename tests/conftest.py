"""Real PostgreSQL, Redis and Mosquitto for every test, through the private instance that `./rramu test` starts.

`session` serves most tests: one transaction as `rramu_api`, rolled back. `database` gives a whole database of one's own (about 0.1 s) for
what needs commits: races, COPY, NOTIFY, workers. Both start from the small world of `tests/world.py`.
"""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import redis.asyncio as redis
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, connect_arguments, make_engine
from kit.clock import Clock, ClockEpoch
from kit.ids import CentreId
from kit.settings import SETTINGS_FILE_VARIABLE, DatabaseRole, Settings
from tests import world

hypothesis_settings.register_profile("rramu", deadline=None)  # a busy machine is no fault of the code
hypothesis_settings.load_profile("rramu")

ENGINE_ROLES: tuple[DatabaseRole, ...] = ("rramu_api", "rramu_worker", "rramu_owner")


@pytest.fixture(scope="session")
def instance_settings() -> Settings:
    """Settings of the running test instance; its database `rramu` is migrated and empty, and nobody connects to it."""
    named = os.environ.get(SETTINGS_FILE_VARIABLE)
    if not named:
        pytest.exit("no test instance: run the tests with ./rramu test", returncode=2)
    return Settings.read(Path(named))


async def _as_owner(settings: Settings, statement: str) -> None:
    """Run one statement that may not be in a transaction (CREATE DATABASE…), from the maintenance database."""
    arguments = connect_arguments(settings, "rramu_owner")
    arguments["database"] = "postgres"
    arguments["server_settings"]["statement_timeout"] = "0"  # dropping a database waits for a checkpoint
    connection = await asyncpg.connect(**arguments)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _on(settings: Settings, database: str) -> Settings:
    """Give the same instance with another database and its own Redis names; its processes' metrics ports stay theirs."""
    return settings.model_copy(
        update={
            "metrics": settings.metrics.model_copy(update={"tracker_port": None, "worker_port": None}),
            "postgres": settings.postgres.model_copy(update={"database": database}),
            "redis": settings.redis.model_copy(update={"prefix": f"{database}:"}),
        }
    )


@pytest.fixture(scope="session")
def clone(instance_settings: Settings) -> Callable[[str], Awaitable[Settings]]:
    """Give a function that clones a database under a new name. Nothing drops it: the whole instance is thrown away after the tests."""

    async def make(template: str) -> Settings:
        name = f"test_{uuid4().hex[:16]}"
        await _as_owner(instance_settings, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return _on(instance_settings, name)

    return make


@pytest.fixture(scope="session")
async def world_template(instance_settings: Settings, clone: Callable[[str], Awaitable[Settings]]) -> str:
    """Name of a migrated database that holds the small world; nobody stays connected to it."""
    settings = await clone(instance_settings.postgres.database)
    engine = make_engine(settings, "rramu_owner")
    async with engine.begin() as connection:
        await world.build(connection)
    await engine.dispose()
    return settings.postgres.database


@pytest.fixture(scope="session")
async def worker_settings(world_template: str, clone: Callable[[str], Awaitable[Settings]]) -> Settings:
    """Settings on the database this test process shares between its rolled-back tests."""
    return await clone(world_template)


@pytest.fixture
async def database(world_template: str, clone: Callable[[str], Awaitable[Settings]]) -> Settings:
    """Settings on a fresh database with the small world, for one test that commits."""
    return await clone(world_template)


@pytest.fixture(scope="session")
async def shared_engine(worker_settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Pool of `rramu_api` on the shared database; use `session` rather than this."""
    engine = make_engine(worker_settings, "rramu_api")
    yield engine
    await engine.dispose()


@asynccontextmanager
async def rolled_back(engine: AsyncEngine, centres: Sequence[CentreId]) -> AsyncGenerator[Writing]:
    """Open a writing transaction for these centres that is never committed."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with Writing(
            bind=connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            await session.execute(
                text("SELECT set_config('rramu.account', '', true), set_config('rramu.centres', :centres, true)"),
                {"centres": ",".join(map(str, centres))},
            )
            yield session
        await outer.rollback()


@pytest.fixture
async def session(shared_engine: AsyncEngine) -> AsyncIterator[Writing]:
    """Give a transaction as `rramu_api` working for Caen, rolled back at the end."""
    async with rolled_back(shared_engine, [world.CAEN]) as opened:
        yield opened


@pytest.fixture
async def engines(database: Settings) -> AsyncIterator[dict[str, AsyncEngine]]:
    """Give a pool per role (`rramu_api`, `rramu_worker`, `rramu_owner`) on this test's own database."""
    made: dict[str, AsyncEngine] = {role: make_engine(database, role) for role in ENGINE_ROLES}
    yield made
    for engine in made.values():
        await engine.dispose()


@pytest.fixture
async def redis_client(database: Settings) -> AsyncIterator[redis.Redis]:
    """Give a client of the instance's Redis; names start with this test's own prefix (`database.redis.prefix`)."""
    client = redis.Redis.from_url(database.redis.url.get_secret_value())
    yield client
    async for key in client.scan_iter(match=f"{database.redis.prefix}*"):
        await client.delete(key)
    await client.aclose()


@pytest.fixture
def clock() -> Clock:
    """Give a domain clock that stands still at noon of the world's day; set `clock.real` to move it."""
    epoch = ClockEpoch(real_at=world.NOON, domain_at=world.NOON, rate=1.0)
    return Clock(epoch=epoch, real=lambda: world.NOON)
