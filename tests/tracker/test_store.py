"""One transaction a batch, each row once."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from db.engine import connect_arguments, make_pool
from db.trouble import PASSING, passes
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal
from tests import world
from tests.tracker.fixes import UNIT, position_row
from tests.tracker.live.moves import PATIENCE_S
from tests.tracker.way_in import taken
from tracker.store import (
    LONGEST_MS,
    Fenced,
    MessageRow,
    PositionRow,
    ProgressRow,
    RefusedRow,
    Rows,
    Store,
    last_positions,
    open_days,
    progress,
)


def rows(
    positions: list[PositionRow] | None = None,
    refused: list[RefusedRow] | None = None,
    messages: list[MessageRow] | None = None,
    settled: list[ProgressRow] | None = None,
    again: list[PositionRow] | None = None,
) -> Rows:
    return Rows(positions or [], again or [], refused or [], messages or [], settled or [], world.NOON, {})


async def _fetch(settings: Settings, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    try:
        rows: list[asyncpg.Record] = await connection.fetch(query)
        return rows
    finally:
        await connection.close()


@pytest.mark.parametrize("days", [-30, 30])
async def test_a_clock_moved_by_weeks_meanwhile_costs_no_fix(database: Settings, days: int) -> None:
    store = Store(database)
    await store.save(rows([position_row(1)._replace(received_at=world.NOON + timedelta(days=days))]))
    await store.close()
    (kept,) = await _fetch(database, "SELECT stored_ms FROM positions")
    assert abs(kept["stored_ms"]) == LONGEST_MS


async def test_a_batch_stored_twice_is_stored_once(database: Settings) -> None:
    store = Store(database)
    refused = [
        RefusedRow.of("box-0001", (1, 3), FixRefusal.NULL_ISLAND, b"x" * 5000),
        RefusedRow.of("box-0001", None, FixRefusal.UNREADABLE, b"y"),
    ]
    message = MessageRow(UNIT.box_id, 1, 4, UNIT.vehicle_id, "status", '{"availability": "AVAILABLE"}', world.NOON)
    settled = ProgressRow(UNIT.box_id, 1, 4, world.NOON)
    batch = rows([position_row(1), position_row(2, after_s=5)], refused, [message], [settled])
    await store.save(batch)
    await store.save(batch)
    await store.close()
    assert [row["seq"] for row in await _fetch(database, "SELECT seq FROM positions ORDER BY seq")] == [1, 2]
    kept = await _fetch(database, "SELECT reason, length(payload) AS kept FROM refused_fixes ORDER BY id")
    assert [(row["reason"], row["kept"]) for row in kept] == [("NULL_ISLAND", 2048), ("UNREADABLE", 1)]
    assert len(await _fetch(database, "SELECT 1 FROM box_messages WHERE applied_at IS NULL")) == 1
    located = await _fetch(database, "SELECT round(ST_Y(geom)::numeric, 2) AS lat FROM positions WHERE seq = 1")
    assert float(located[0]["lat"]) == 49.18


async def test_of_a_batch_partly_stored_the_rest_is_stored(database: Settings) -> None:
    store = Store(database)
    await store.save(rows([position_row(1), position_row(3, after_s=10)]))
    again = [position_row(2, after_s=5), position_row(3, after_s=10), position_row(4, after_s=15)]
    await store.save(rows([*again, again[-1]]))
    await store.save(rows([position_row(5, after_s=20)]))
    await store.close()
    assert [row["seq"] for row in await _fetch(database, "SELECT seq FROM positions ORDER BY seq")] == [1, 2, 3, 4, 5]
    assert [row["seq"] for row in await _fetch(database, "SELECT seq FROM last_positions")] == [5]


async def test_the_last_position_only_moves_forward_and_never_by_a_late_fix(database: Settings) -> None:
    store = Store(database)
    await store.save(rows([position_row(5, after_s=50), position_row(7, after_s=70)]))
    await store.save(rows([position_row(6, after_s=60), position_row(8, after_s=80, late=True)]))
    await store.close()
    pool = await make_pool(database, "rramu_tracker", 1)
    [(last, box_id)] = await last_positions(pool, UNIT.partition)
    await pool.close()
    assert (last.vehicle_id, last.seq, box_id) == (UNIT.vehicle_id, 7, UNIT.box_id)


async def test_progress_never_goes_back_and_the_newest_boots_are_found_again(database: Settings) -> None:
    store = Store(database)
    await store.save(rows(settled=[ProgressRow(UNIT.box_id, boot, 10 * boot, world.NOON) for boot in (1, 2, 3)]))
    await store.save(rows(settled=[ProgressRow(UNIT.box_id, 3, 7, world.NOON)]))
    await store.close()
    pool = await make_pool(database, "rramu_tracker", 1)
    found = await progress(pool, UNIT.partition, 2)
    await pool.close()
    assert sorted(found) == [(UNIT.box_id, 2, 20), (UNIT.box_id, 3, 30)]


async def test_a_message_is_told_to_the_worker(database: Settings) -> None:
    listener = await asyncpg.connect(**connect_arguments(database, "rramu_worker"))
    heard = asyncio.Event()

    def hear(*_: object) -> None:
        heard.set()

    await listener.add_listener("box_messages", hear)
    store = Store(database)
    await store.save(rows(messages=[MessageRow(UNIT.box_id, 1, 1, None, "receipt", "{}", world.NOON)]))
    async with asyncio.timeout(10):
        await heard.wait()
    await store.close()
    await listener.close()


async def test_a_row_without_a_day_fails_the_whole_batch_and_leaves_the_store_usable(database: Settings) -> None:
    store = Store(database)
    with pytest.raises(asyncpg.CheckViolationError):
        await store.save(rows([position_row(1), position_row(2, after_s=86400 * 300)]))
    await store.save(rows([position_row(1)]))
    await store.close()
    assert len(await _fetch(database, "SELECT 1 FROM positions")) == 1


async def test_a_store_connects_again(database: Settings) -> None:
    """At most one try fails, as the connection may have heard of its end or not, and in a way that says to try again."""
    store = Store(database)
    await store.save(rows([position_row(1)]))
    await _fetch(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database() AND usename = 'rramu_tracker'",
    )
    trouble: Exception | None = None
    try:
        await store.save(rows([position_row(2)]))
    except PASSING as error:
        trouble = error
    assert trouble is None or passes(trouble)
    await store.save(rows([position_row(2)]))
    await store.close()
    assert len(await _fetch(database, "SELECT 1 FROM positions")) == 2


async def test_a_store_that_stands_still_is_ended_and_stores_again(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two statements of its transaction, as a paused process would; the next owner may be waiting for it."""
    monkeypatch.setattr("tracker.store.SILENCE_S", 0.2)
    store = Store(database)

    async def stand_still(connection: asyncpg.Connection, *_: object) -> None:
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await ended.wait()
        await connection.execute("SELECT 1")

    with monkeypatch.context() as patch:
        patch.setattr("tracker.store._copy", stand_still)
        async with asyncio.timeout(PATIENCE_S):
            with pytest.raises(PASSING) as trouble:
                await store.save(rows([position_row(1)]))
    assert passes(trouble.value)
    assert passes(asyncpg.IdleInTransactionSessionTimeoutError()), "it may be told so at its next statement"
    await store.save(rows([position_row(1)]))
    await store.close()
    assert len(await _fetch(database, "SELECT FROM positions")) == 1


async def test_days_are_opened_around_today(database: Settings) -> None:
    pool = await make_pool(database, "rramu_tracker", 1)
    far = world.NOON.replace(year=2027)
    await open_days(pool, far)
    await open_days(pool, far)
    await pool.close()
    store = Store(database)
    await store.save(rows([position_row(1)._replace(measured_at=far)]))
    await store.close()


async def test_an_old_number_stores_nothing(database: Settings) -> None:
    for _ in range(2):
        await taken(database)
    store = Store(database)
    batch = rows([position_row(1)], settled=[ProgressRow(UNIT.box_id, 1, 1, world.NOON)])
    with pytest.raises(Fenced) as refused:
        await store.save(batch._replace(epochs={1: 1}))
    assert set(refused.value.partitions) == {1}
    assert await _fetch(database, "SELECT FROM positions") == []
    assert await _fetch(database, "SELECT FROM box_progress") == []
    await store.save(batch._replace(epochs={1: 2}))
    assert len(await _fetch(database, "SELECT FROM positions")) == 1
    await store.close()
