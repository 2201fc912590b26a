"""What a process says of the things it works with, each of them really taken away."""

from datetime import timedelta

import pytest
import redis.asyncio as redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import standing
from db.engine import make_engine
from gateways.readiness import FRESH_S, Watch, look
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.health import Health, Part

TOLERANCE_S = 30.0


def wrong(health: Health) -> list[str]:
    """Name what is not as it should be."""
    return [part.name for part in health.parts if not part.ok]


async def test_with_everything_there_it_is_ready(engines: dict[str, AsyncEngine], redis_client: redis.Redis) -> None:
    health = await look(engines["rramu_api"], redis_client, TOLERANCE_S, [Part(name="broker", ok=True)])
    assert (health.ready, wrong(health)) == (True, [])
    assert {part.name for part in health.parts} == {"database", "redis", "broker", "schema", "clock"}


async def test_without_the_database_it_is_not(
    database: Settings, redis_client: redis.Redis, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nowhere = database.postgres.model_copy(update={"host": str(tmp_path_factory.mktemp("empty"))})
    engine = make_engine(database.model_copy(update={"postgres": nowhere}), "rramu_worker")
    health = await look(engine, redis_client, TOLERANCE_S)
    assert (health.ready, health.database, wrong(health)) == (False, False, ["database"])
    await engine.dispose()


async def test_without_redis_it_goes_on(engines: dict[str, AsyncEngine]) -> None:
    gone = redis.Redis.from_url("unix:///nowhere/redis.sock")
    health = await look(engines["rramu_api"], gone, TOLERANCE_S)
    assert (health.ready, health.redis, wrong(health)) == (True, False, ["redis"])
    await gone.aclose()


async def test_on_a_schema_of_before_its_code_it_is_not(
    engines: dict[str, AsyncEngine], redis_client: redis.Redis
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    health = await look(engines["rramu_api"], redis_client, TOLERANCE_S)
    assert (health.ready, wrong(health)) == (False, ["schema"])
    assert next(part.detail for part in health.parts if part.name == "schema").startswith("0001, ")


async def test_a_clock_off_is_told_and_closes_no_door(
    engines: dict[str, AsyncEngine], redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "real_now", lambda: real_now() - timedelta(minutes=10))
    health = await look(engines["rramu_api"], redis_client, TOLERANCE_S)
    assert (health.ready, wrong(health)) == (True, ["clock"])
    assert next(part.detail for part in health.parts if part.name == "clock").startswith("database +")


async def test_a_part_of_the_process_s_own_counts(engines: dict[str, AsyncEngine], redis_client: redis.Redis) -> None:
    for needed in (True, False):
        own = [Part(name="sealer", ok=False, needed=needed)]
        health = await look(engines["rramu_worker"], redis_client, TOLERANCE_S, own)
        assert (health.ready, wrong(health)) == (not needed, ["sealer"])


async def test_a_process_that_looks_no_more_is_not_ready(
    engines: dict[str, AsyncEngine], redis_client: redis.Redis
) -> None:
    now_s = 0.0
    watch = Watch(engines["rramu_worker"], redis_client, TOLERANCE_S, list, lambda: now_s)
    assert not watch.health().ready
    await watch.step()
    assert watch.health().ready
    now_s = FRESH_S + 1
    assert (watch.health().ready, wrong(watch.health())) == (False, ["process"])
