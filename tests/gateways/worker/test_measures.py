"""What waits in the database, as metrics, and when a worker is said to be behind."""

import time
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from gateways.worker.measures import LATE_S, Measures
from kit.clock import Clock, real_now
from kit.metrics import REGISTRY
from kit.wire.health import Part
from tests import world
from tests.dispatch.story import Story


async def test_the_unsealed_tail_is_told_by_centre(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).case()
    measures = Measures(engines["rramu_worker"])
    assert measures.parts() == [Part(name="sealer", ok=True)]

    assert await measures.step() is False

    def told(name: str, centre: str) -> float:
        return REGISTRY.get_sample_value(name, {"centre": centre}) or 0.0

    codes = {
        sample.labels["centre"]
        for family in REGISTRY.collect()
        if family.name == "rramu_unsealed_rows"
        for sample in family.samples
    }
    full = {code for code in codes if told("rramu_unsealed_rows", code) > 0}
    assert len(full) == 1
    assert told("rramu_sealing_lag_seconds", full.pop()) > 0
    assert REGISTRY.get_sample_value("rramu_box_messages_waiting") == 0
    assert measures.parts() == [Part(name="sealer", ok=True)]


async def test_a_trail_that_is_not_numbered_in_time_is_told(
    engines: dict[str, AsyncEngine], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).case()
    measures = Measures(engines["rramu_worker"])
    monkeypatch.setattr("gateways.worker.measures.real_now", lambda: real_now() + timedelta(seconds=2 * LATE_S))

    await measures.step()

    [part] = measures.parts()
    assert (part.name, part.ok, part.needed) == ("sealer", False, True)
    assert part.detail.endswith(" s")


def test_a_sealer_that_nobody_looks_at_is_not_called_ready(
    engines: dict[str, AsyncEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    measures = Measures(engines["rramu_worker"])
    assert measures.parts() == [Part(name="sealer", ok=True)]
    later = time.monotonic() + 2 * LATE_S
    monkeypatch.setattr("gateways.worker.measures.time.monotonic", lambda: later)
    [part] = measures.parts()
    assert (part.ok, part.detail) == (False, "not looked at for 120 s")
