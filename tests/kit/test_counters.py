"""Counters, and their publication while the store comes and goes."""

import asyncio
from collections.abc import Mapping

import pytest

from kit import counters


def test_counters_add_up() -> None:
    before = counters.totals().get("test.added", 0)
    counters.count("test.added")
    counters.count("test.added", 4)
    assert counters.totals()["test.added"] == before + 5
    assert counters.fields()["test.added"] == str(before + 5)
    assert "started_at" in counters.fields()


async def test_publishing_goes_on_after_the_store_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "PERIOD_S", 0)
    tries = 0
    written: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()

    async def write(fields: Mapping[str, str]) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("away")
        if not written.done():
            written.set_result(fields)

    task = asyncio.create_task(counters.publish(write, (OSError,)))
    async with asyncio.timeout(30):
        told = await written
    task.cancel()
    assert int(told["counters.unpublished"]) >= 1
