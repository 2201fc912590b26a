"""A Redis of a test's own, that may be stopped and started."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from kit.settings import RedisSettings


class PrivateRedis:
    """A Redis server on a socket in a folder."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"
        self._process: Process | None = None
        self.settings = RedisSettings(url=SecretStr(f"unix://{self._socket}"), prefix="test:")

    async def start(self) -> None:
        """Start it, empty, and wait until it serves."""
        self._process = await asyncio.create_subprocess_exec(
            "redis-server", "--port", "0", "--unixsocket", str(self._socket), "--save", "", "--dir", str(self._socket.parent), stdout=PIPE
        )  # fmt: skip
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            if b"ready to accept connections" in line:
                return
        pytest.fail("redis-server did not start")

    async def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            await self._process.communicate()
            self._process = None


@pytest.fixture
async def private_redis(tmp_path: Path) -> AsyncIterator[PrivateRedis]:
    """Give a Redis server that is not started yet."""
    server = PrivateRedis(tmp_path)
    yield server
    await server.stop()
