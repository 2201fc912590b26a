"""The session of one partition, left while others go on."""

import asyncio

import pytest

from gateways.mqtt.client import PartitionClient
from kit.clock import Clock
from kit.settings import Settings
from tests.gateways.mqtt.boxes import PATIENCE_S
from tests.tracker.fixes import fix
from tests.tracker.way_in import UNIT, taken, way_in
from tracker.arrivals import Fixes, Source
from tracker.settling import Arrival
from tracker.store import Rows, Store


async def _may() -> None:
    """Let it connect."""


async def test_a_partition_is_left_once_its_own_is_stored_though_another_keeps_coming(
    database: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateways.mqtt.client.DRAIN_S", 2 * PATIENCE_S)
    save = Store.save
    async with way_in(database, clock) as way:
        await taken(database, "p02")
        way.owned["p02"] = 1

        async def and_more_comes(store: Store, rows: Rows) -> None:
            await save(store, rows)
            way.settling.add(Arrival(Source("p02", UNIT.box_name), None))

        monkeypatch.setattr(Store, "save", and_more_comes)
        client = PartitionClient(
            database.mqtt,
            None,
            "p01",
            way.ingest,
            way.settling,
            before_connecting=_may,
            on_up=lambda: None,
            on_presence=lambda _: None,
        )
        number = way.take(Fixes([fix(1)], [], None, kept=True))
        async with asyncio.timeout(PATIENCE_S):
            await client.close()
        assert way.told.acknowledged == [number]
