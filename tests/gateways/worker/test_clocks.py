"""The machine's clock beside those of the database, of Redis and of a time server on a real socket."""

import asyncio
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import time
from typing import cast

import pytest
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.worker.clocks import BETWEEN_EPOCHS_S, Unanswered, ask, compare
from kit.counters import totals
from kit.metrics import REGISTRY
from kit.settings import NtpSettings

AHEAD_S = 40.0


class Responder(asyncio.DatagramProtocol):
    """A time server whose clock is `AHEAD_S` ahead, or whose answer is spoilt."""

    def __init__(self, spoilt: str) -> None:
        self._spoilt = spoilt

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer as RFC 4330 says."""
        (sent,) = struct.unpack_from("!Q", data, 40)
        now = int((time() + AHEAD_S + BETWEEN_EPOCHS_S) * 2**32)
        stratum, mode = (0 if self._spoilt == "unsynchronised" else 2), (3 if self._spoilt == "client" else 4)
        origin = sent + (self._spoilt == "forged")
        answer = struct.pack("!BB22xQQQ", 0x20 | mode, stratum, origin, now, now)
        self._transport.sendto(answer[:20] if self._spoilt == "short" else answer, addr)


@asynccontextmanager
async def server(spoilt: str = "") -> AsyncGenerator[str]:
    """Serve time on a free port of the loopback."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Responder(spoilt), local_addr=("127.0.0.1", 0)
    )
    try:
        yield f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        transport.close()


async def test_every_source_is_compared_and_one_that_is_off_is_counted(
    engines: dict[str, AsyncEngine], redis_client: redis.Redis
) -> None:
    before = totals().get("clock.off", 0)
    async with server() as ahead:
        settings = NtpSettings(servers=(ahead,), tolerance_s=30)
        assert await compare(engines["rramu_worker"], redis_client, settings) is False
    offsets = {
        source: REGISTRY.get_sample_value("rramu_clock_offset_seconds", {"source": source}) or 0.0
        for source in ("database", "redis", ahead)
    }
    assert abs(offsets["database"]) < 30  # one machine, one clock
    assert abs(offsets["redis"]) < 30
    assert 30 < offsets[ahead] < 50
    assert totals()["clock.off"] == before + 1


@pytest.mark.parametrize("spoilt", ["forged", "short", "client", "unsynchronised"])
async def test_an_answer_not_to_be_believed_is_none(spoilt: str) -> None:
    async with server(spoilt) as there:
        with pytest.raises(Unanswered):
            await ask(there)


async def test_a_server_that_is_not_there_is_counted(
    engines: dict[str, AsyncEngine], redis_client: redis.Redis
) -> None:
    before = totals().get("clock.unanswered", 0)
    async with server() as gone:
        pass
    await compare(engines["rramu_worker"], redis_client, NtpSettings(servers=(gone,)))
    assert totals()["clock.unanswered"] == before + 1
