"""One owner per partition, whatever happens to the connection."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from db.engine import connect_arguments
from gateways.mqtt.locks import Locks, PartitionLost
from kit.settings import Settings


@pytest.fixture
async def pair(database: Settings) -> AsyncIterator[tuple[Locks, Locks]]:
    one, other = Locks(database), Locks(database)
    yield one, other
    await one.close()
    await other.close()


async def _cut(settings: Settings) -> None:
    """End every connection of the trackers from the server's side."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = 'rramu_tracker' AND pid <> pg_backend_pid()"
    )
    await connection.close()


async def test_a_partition_has_one_owner(pair: tuple[Locks, Locks]) -> None:
    one, other = pair
    assert await one.take("p07")
    assert not await other.take("p07")
    assert await other.take("p08")
    await one.give_back("p07")
    assert await other.take("p07")
    assert not one.held
    assert other.held == {"p07", "p08"}


async def test_a_lost_connection_takes_its_locks_back(pair: tuple[Locks, Locks], database: Settings) -> None:
    one, _ = pair
    assert await one.take("p07")
    await _cut(database)
    await one.confirm("p07")
    assert one.held == {"p07"}


async def test_what_another_took_meanwhile_is_lost(pair: tuple[Locks, Locks], database: Settings) -> None:
    one, other = pair
    assert await one.take("p07")
    assert await one.take("p08")
    await _cut(database)
    assert await other.take("p07")
    with pytest.raises(PartitionLost):
        await one.confirm("p07")
    await one.confirm("p08")
    assert one.held == {"p08"}


async def test_partitions_are_shared_out_among_the_trackers_that_live(pair: tuple[Locks, Locks]) -> None:
    one, other = pair
    assert await one.share() == 16
    assert await other.share() == 8
    assert await one.share() == 8
    await other.close()
    assert await one.share() == 16
