"""A broker of the tests' own, and a tracker when a test wants one."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from gateways.mqtt.serve import serve
from kit.settings import Settings
from tests.gateways.mqtt.conftest import broker, settings

__all__ = ["broker", "settings"]  # the fixtures of the door's own tests

Tracking = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def tracking(settings: Settings) -> Tracking:
    """Give a way to run a whole tracker in this process for the length of a block."""

    @asynccontextmanager
    async def run() -> AsyncGenerator[None]:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(settings, stop))
            try:
                yield
            finally:
                stop.set()

    return run
