"""One owner per partition, whatever happens to the connection."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from asyncpg.transaction import Transaction

from db.engine import close, connect_arguments
from db.trouble import PASSING
from gateways.mqtt.locks import LOCK_CLASS, Locks, PartitionLost
from kit.settings import Settings
from tests.gateways.mqtt.boxes import PATIENCE_S


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
    assert other.held == {"p07": 2, "p08": 1}


async def test_a_lost_connection_takes_its_locks_back(pair: tuple[Locks, Locks], database: Settings) -> None:
    one, _ = pair
    assert await one.take("p07")
    await _cut(database)
    await one.confirm("p07")
    assert one.held == {"p07": 2}


async def test_what_another_took_meanwhile_is_lost(pair: tuple[Locks, Locks], database: Settings) -> None:
    one, other = pair
    assert await one.take("p07")
    assert await one.take("p08")
    await _cut(database)
    assert await other.take("p07")
    with pytest.raises(PartitionLost):
        await one.confirm("p07")
    await one.confirm("p08")
    assert one.held == {"p08": 2}


async def test_what_another_had_meanwhile_is_lost_too(pair: tuple[Locks, Locks], database: Settings) -> None:
    one, other = pair
    assert await one.take("p07")
    await _cut(database)
    assert await other.take("p07")
    await other.give_back("p07")
    with pytest.raises(PartitionLost):
        await one.confirm("p07")
    assert await other.take("p07"), "given back, not kept in secret"


async def test_a_tracker_that_says_nothing_loses_what_it_has(pair: tuple[Locks, Locks]) -> None:
    one, other = pair
    assert await one.take("p07")
    async with asyncio.timeout(PATIENCE_S):
        while not await other.take("p07"):
            pass
    assert await other.share() == 16, "nor is it counted"
    with pytest.raises(PartitionLost):
        await one.confirm("p07")


@pytest.fixture
async def storing(database: Settings) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection that stores under the first number of p07: its transaction has begun."""
    connection = await asyncpg.connect(**connect_arguments(database, "rramu_tracker"))
    yield connection
    await close(connection)


async def _begin(storing: asyncpg.Connection) -> Transaction:
    transaction = storing.transaction()
    await transaction.start()
    assert await storing.fetch("SELECT FROM partition_epochs WHERE partition = 7 AND epoch = 1 FOR SHARE")
    return transaction


async def test_what_a_former_owner_is_storing_is_waited_for(
    database: Settings, storing: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateways.mqtt.locks.STORING_S", PATIENCE_S)
    one, other = Locks(database), Locks(database)
    assert await one.take("p07")
    transaction = await _begin(storing)
    await one.give_back("p07")
    taking = asyncio.create_task(other.take("p07"))
    waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
    async with asyncio.timeout(PATIENCE_S):
        while not await storing.fetchval(waits):
            pass
    assert not taking.done()
    await transaction.commit()
    assert await taking
    await one.close()
    await other.close()


async def test_what_a_former_owner_never_ends_is_cut(pair: tuple[Locks, Locks], storing: asyncpg.Connection) -> None:
    one, other = pair
    assert await one.take("p07")
    transaction = await _begin(storing)
    await one.give_back("p07")
    assert await other.take("p07")
    assert other.held == {"p07": 2}
    with pytest.raises(PASSING):
        await transaction.commit()


async def test_a_partition_that_is_not_to_be_had_costs_no_other(
    pair: tuple[Locks, Locks], storing: asyncpg.Connection, database: Settings
) -> None:
    """Two connections of a former owner store under one number: there is nobody to cut."""
    one, other = pair
    assert await one.take("p07")
    assert await one.take("p08")
    again = await asyncpg.connect(**connect_arguments(database, "rramu_tracker"))
    transactions = [await _begin(connection) for connection in (storing, again)]
    await storing.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = 8"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        LOCK_CLASS,
    )
    async with asyncio.timeout(PATIENCE_S):
        await one.confirm("p08")
    assert one.held == {"p08": 2}
    assert not await other.take("p07")
    assert await other.take("p09")
    for transaction in transactions:
        await transaction.commit()
    assert await other.take("p07"), "nobody kept its lock in secret"
    await close(again)


async def test_partitions_are_shared_out_among_the_trackers_that_live(database: Settings) -> None:
    trackers = [Locks(database) for _ in range(4)]
    shares: list[list[int]] = []
    for count in range(1, 5):
        for one in trackers[:count]:
            await one.keep()
        shares.append(sorted([await one.share() for one in trackers[:count]]))
    assert shares == [[16], [8, 8], [5, 5, 6], [4, 4, 4, 4]]
    assert await trackers[0].take("p07")
    await trackers[0].leave()
    assert sorted([await one.share() for one in trackers[1:]]) == [5, 5, 6]
    assert not await trackers[1].take("p07"), "what the leaving one has not given back is its own"
    for one in trackers:
        await one.close()
