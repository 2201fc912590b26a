"""Compares this machine's clock with the database's, Redis's and the time servers of the settings; it sets none of them."""

import asyncio
import struct
from time import time

import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from db import standing
from gateways.redis import REDIS_AWAY, clock_offset_s
from kit.counters import count
from kit.metrics import CLOCK_OFFSET
from kit.settings import NtpSettings

log = structlog.get_logger()

NTP_PORT = 123
ANSWER_S = 2.0
BETWEEN_EPOCHS_S = 2_208_988_800
"""From 1900, where NTP counts from, to 1970."""
_QUESTION = struct.Struct("!B39xQ")
"""RFC 4330: version 4 from a client, and when it was sent."""
_ANSWER = struct.Struct("!BB22xQQQ")
"""Mode and stratum; when the question was sent, when it came, when the answer left."""
_CLIENT, _SERVER, _MODE = 0x23, 4, 0x07
_UNIT = 2**32


class Unanswered(Exception):
    """A time server gave no answer to believe."""


async def compare(engine: AsyncEngine, redis: Redis, settings: NtpSettings) -> bool:
    """Measure every source once; a job's step, with never more to do at once."""
    _tell("database", (await standing.ask(engine)).clock_offset_s, settings.tolerance_s)
    try:
        _tell("redis", await clock_offset_s(redis), settings.tolerance_s)
    except REDIS_AWAY:
        count("clock.unanswered")
    for server in settings.servers:
        try:
            _tell(server, await ask(server), settings.tolerance_s)
        except (OSError, TimeoutError, Unanswered) as error:
            count("clock.unanswered")
            log.warning("clock.unanswered", source=server, error=type(error).__name__)
    return False


async def ask(server: str) -> float:
    """Ask a time server, `host` or `host:port`, how many seconds its clock is ahead of this machine's.

    Raises: OSError, TimeoutError, Unanswered.
    """
    host, _, port = server.partition(":")
    heard: asyncio.Future[tuple[bytes, float]] = asyncio.get_running_loop().create_future()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Hearing(heard), remote_addr=(host, int(port or NTP_PORT))
    )
    try:
        sent_at = time()
        stamp = int((sent_at + BETWEEN_EPOCHS_S) * _UNIT)
        transport.sendto(_QUESTION.pack(_CLIENT, stamp))
        async with asyncio.timeout(ANSWER_S):
            content, heard_at = await heard
    finally:
        transport.close()
    if len(content) < _ANSWER.size:
        raise Unanswered(server)
    first, stratum, asked, came, left = _ANSWER.unpack_from(content)
    if first & _MODE != _SERVER or stratum == 0 or asked != stamp:
        raise Unanswered(server)
    return (_since_1970(came) - sent_at + _since_1970(left) - heard_at) / 2


def _since_1970(stamp: int) -> float:
    return stamp / _UNIT - BETWEEN_EPOCHS_S


class _Hearing(asyncio.DatagramProtocol):
    """Hears one answer."""

    def __init__(self, heard: "asyncio.Future[tuple[bytes, float]]") -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Keep the first, with when it came."""
        del addr
        if not self._heard.done():
            self._heard.set_result((data, time()))

    def error_received(self, exc: Exception) -> None:
        """Nobody is there."""
        if not self._heard.done():
            self._heard.set_exception(exc)


def _tell(source: str, offset_s: float, tolerance_s: float) -> None:
    CLOCK_OFFSET.labels(source).set(offset_s)
    if abs(offset_s) > tolerance_s:
        count("clock.off")
        log.warning("clock.off", source=source, offset_s=round(offset_s, 3))
