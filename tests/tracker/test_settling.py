"""What is stored, acknowledged and receipted, and in which order."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from kit.clock import Clock
from kit.counters import totals
from kit.settings import Settings, TrackerSettings
from kit.wire.codes.boxes import FixRefusal
from kit.wire.telemetry import Presence
from tests import world
from tests.tracker.fixes import fix, position_row
from tests.tracker.live.moves import PATIENCE_S
from tests.tracker.way_in import UNIT, Told, taken, way_in
from tracker.arrivals import Fixes, Source
from tracker.settling import Arrival, Settling
from tracker.store import MessageRow, Rows, Store


def track(*seqs: int) -> Fixes:
    return Fixes([fix(seq, after_s=seq - 100) for seq in seqs], [], None, kept=True)


async def test_messages_are_acknowledged_in_order_once_stored(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        numbers = [way.take(track(seq)) for seq in range(1, 11)]
        assert way.told.acknowledged == []
        await way.until_acknowledged(numbers[-1])
        assert way.told.acknowledged == numbers
        assert way.told.receipts == {UNIT.box_name: (1, 10)}
        assert len(await way.fetch("SELECT 1 FROM positions")) == 10


async def test_receipts_stop_at_a_hole_until_it_is_filled(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(track(1, 2, 5)))
        assert way.told.receipts == {UNIT.box_name: (1, 2)}
        await way.until_acknowledged(way.take(track(3, 4)))
        assert way.told.receipts == {UNIT.box_name: (1, 5)}


async def test_what_comes_again_costs_nobody_else_a_second_try(database: Settings, clock: Clock) -> None:
    tries = totals().get("store.repeated", 0)
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(track(1, 3)))
        way.take(track(3, 4))
        way.take(track(1, 5))
        way.take(track(4, 4, 6))
        await way.until_acknowledged(way.take(track(2)))
        assert way.told.receipts == {UNIT.box_name: (1, 6)}
        assert [row["seq"] for row in await way.fetch("SELECT seq FROM positions ORDER BY seq")] == [1, 2, 3, 4, 5, 6]
    assert totals().get("store.repeated", 0) == tries


async def test_what_comes_by_a_partition_another_tracker_has_is_left_to_it(database: Settings, clock: Clock) -> None:
    """One that we know of, one that we do not know of yet: neither is stored, acknowledged nor receipted."""
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(track(1)))
        del way.owned["p01"]
        way.take(track(2))
        await way.settling.drained("p01")
        way.owned["p01"] = 1
        await taken(database)
        way.take(track(3))
        await way.settling.drained("p01")
        assert way.told.receipts == {UNIT.box_name: (1, 1)}
        assert way.told.acknowledged == [1]
        assert [row["seq"] for row in await way.fetch("SELECT seq FROM positions")] == [1]


async def test_what_was_read_before_a_partition_was_taken_again_is_stored(
    database: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection of the locks was lost and is back: the number is another one, the partition ours all the time."""
    async with way_in(database, clock) as way:
        save = Store.save

        async def taken_again(store: Store, rows: Rows) -> None:
            if way.owned["p01"] == 1:
                await taken(database)
                way.owned["p01"] = 2
            await save(store, rows)

        monkeypatch.setattr(Store, "save", taken_again)
        await way.until_acknowledged(way.take(track(1)))
        assert way.told.receipts == {UNIT.box_name: (1, 1)}


async def test_what_was_settled_before_is_taken_over(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        way.settling.resume([(UNIT.box_id, 1, 7)])
        await way.until_acknowledged(way.take(track(8)))
        assert way.told.receipts == {UNIT.box_name: (1, 8)}


async def test_a_presence_moves_the_start(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(track(9)))
        assert way.told.receipts == {}
        await way.until_acknowledged(way.take(Presence(online=True, boot=1, oldest_seq=9)))
        assert way.told.receipts == {UNIT.box_name: (1, 9)}
        [row] = await way.fetch("SELECT settled_seq FROM box_progress")
        assert row["settled_seq"] == 9


async def test_a_row_the_database_cannot_hold_is_set_aside_alone(database: Settings, clock: Clock) -> None:
    """The day of one fix is not open: it is kept as refused, told, settled, and costs nobody else anything."""
    async with way_in(database, clock) as way:
        good = [way.take(track(seq)) for seq in (1, 2, 3)]
        poison = Arrival(Source("p01", UNIT.box_name, 1, 77), UNIT.box_id)
        poison.positions += [position_row(4)._replace(measured_at=world.NOON.replace(year=2030)), position_row(5)]
        way.settling.add(poison)
        after = way.take(track(6))
        await way.until_acknowledged(after)
        assert way.told.acknowledged == [*good, 77, after]
        assert way.told.receipts == {UNIT.box_name: (1, 6)}
        stored = await way.fetch("SELECT seq FROM positions ORDER BY seq")
        assert [row["seq"] for row in stored] == [1, 2, 3, 5, 6]
        [refused] = await way.fetch("SELECT seq, reason FROM refused_fixes")
        assert (refused["seq"], refused["reason"]) == (4, FixRefusal.UNSTORABLE)
        assert [item.seq for told in way.told.refusals for item in told.items] == [4]


async def test_a_status_the_database_cannot_hold_is_set_aside_too(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        words = MessageRow(UNIT.box_id, 1, 1, UNIT.vehicle_id, "status", '{"words": "\\u0000"}', world.NOON)
        way.settling.add(Arrival(Source("p01", UNIT.box_name, 1, 77), UNIT.box_id, message=words))
        await way.until_acknowledged(77)
        assert await way.fetch("SELECT 1 FROM box_messages") == []
        assert way.told.receipts == {UNIT.box_name: (1, 1)}


async def test_a_refusal_that_cannot_be_stored_does_not_stop_the_rest(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        bad = Arrival(Source("p01", "box\0name", 1, 99), None)
        way.ingest.take(bad.source, track(1))
        await way.until_acknowledged(way.take(track(1)))
        assert 99 in way.told.acknowledged


async def test_with_the_database_away_nothing_is_acknowledged_and_the_queue_says_when_it_is_full(
    database: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = database.model_copy(update={"tracker": TrackerSettings(queue_fixes=20, batch_fixes=5)})
    back = asyncio.Event()
    save = Store.save

    async def away(store: Store, rows: Rows) -> None:
        if not back.is_set():
            raise asyncpg.CannotConnectNowError
        await save(store, rows)

    monkeypatch.setattr(Store, "save", away)
    async with way_in(small, clock) as way:
        numbers = [way.take(track(seq)) for seq in range(1, 21)]
        assert not way.settling.room.is_set()
        assert way.told.acknowledged == []
        assert way.state.latest(UNIT.vehicle_id) is not None, "the map goes on"
        back.set()
        await way.settling.room.wait()
        await way.until_acknowledged(numbers[-1])
        assert way.told.acknowledged == numbers
        await way.settling.drained("p01")


class _Deaf(Store):
    """A store that is told to stop just as it commits, and does not hear it, as a call cancelled half-way may."""

    async def save(self, rows: Rows) -> None:
        await super().save(rows)
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


async def test_a_stop_lost_in_the_store_is_heeded(database: Settings, clock: Clock) -> None:
    store = _Deaf(database)
    await taken(database)
    settling = Settling(database.tracker, clock, store, Told(), {"p01": 1})
    settling.add(Arrival(Source("p01", UNIT.box_name, 1, 1, None), UNIT.box_id, positions=[position_row(1)]))
    running = asyncio.create_task(settling.run())
    await asyncio.wait((running,), timeout=PATIENCE_S)
    assert running.cancelled()
    async with asyncio.timeout(PATIENCE_S):
        await settling.drained("p01")
    await store.close()
