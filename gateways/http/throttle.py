"""Slow down whoever guesses passwords: failed sign-ins are counted in Redis, shared by every API process and forgotten by themselves."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis

from gateways.redis import REDIS_AWAY
from kit.counters import count
from kit.errors import TooMany

log = structlog.get_logger()

WINDOW_S = 900
FAILURES_PER_LOGIN_AND_ADDRESS = 10
FAILURES_PER_LOGIN = 100
"""From everywhere: far above one person's mistakes, so that a stranger elsewhere cannot keep a doctor out."""
FAILURES_PER_ADDRESS = 100
"""A whole hospital may sit behind one address."""
FIRST_LOCK_S = 60
LONGEST_LOCK_S = 3600
LOCKS_KEPT_S = 24 * 3600
"""Each lock of a day is twice as long as the one before, up to the longest."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts tries before they are judged, so that many at once do not pass together; a success takes its try back."""

    redis: Redis
    prefix: str

    def _limits(self, login: str, address: str) -> dict[str, int]:
        """Give each counter's key with its limit. A login is hashed: a typed one may be anything, a password even."""
        name = hashlib.sha256(login.encode()).hexdigest()[:32]
        return {
            f"{self.prefix}sign-in:{name}:{address}": FAILURES_PER_LOGIN_AND_ADDRESS,
            f"{self.prefix}sign-in:login:{name}": FAILURES_PER_LOGIN,
            f"{self.prefix}sign-in:address:{address}": FAILURES_PER_ADDRESS,
        }

    async def enter(self, login: str, address: str) -> None:
        """Count one try. While Redis is away nothing is counted: nobody on duty is kept out by it.

        Raises: TooMany.
        """
        limits = self._limits(login, address)
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                for key in limits:
                    pipe.incr(key)
                    pipe.expire(key, WINDOW_S, nx=True)
                tries: list[int] = (await pipe.execute())[::2]
            passed = [
                (key, tried - limit) for (key, limit), tried in zip(limits.items(), tries, strict=True) if tried > limit
            ]
            waits = [await self._lock(key, is_new=beyond == 1) for key, beyond in passed]
        except REDIS_AWAY as error:
            count("sign_in.unthrottled")
            log.warning("sign_in.unthrottled", error=type(error).__name__)
            return
        if waits:
            count("sign_in.throttled")
            log.warning("sign_in.throttled", address=address, wait_s=max(waits))
            raise TooMany("too many failed sign-ins; wait before the next", retry_after_s=max(waits))

    async def _lock(self, key: str, *, is_new: bool) -> int:
        """Give how long a counter that passed its limit refuses, seconds; the first refusal sets it."""
        if not is_new:
            return max(1, await self.redis.ttl(key))
        locks = f"{key}:locks"
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.incr(locks)
            pipe.expire(locks, LOCKS_KEPT_S)
            times = int((await pipe.execute())[0])
        wait_s = min(FIRST_LOCK_S << min(times - 1, 10), LONGEST_LOCK_S)
        await self.redis.expire(key, wait_s)
        return wait_s

    async def forgive(self, login: str, address: str) -> None:
        """Take back a try that succeeded, and forget this person's failures from this address."""
        own, *others = self._limits(login, address)
        await self._take_back(others, forget=(own, f"{own}:locks"))

    async def undo(self, login: str, address: str) -> None:
        """Take back a try that was neither right nor wrong; failures stay counted, so that codes cannot be guessed between two of these."""
        await self._take_back(tuple(self._limits(login, address)))

    async def _take_back(self, keys: Iterable[str], forget: Iterable[str] = ()) -> None:
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                for key in forget:
                    pipe.delete(key)
                for key in keys:
                    pipe.decr(key)
                await pipe.execute()
        except REDIS_AWAY as error:
            log.warning("sign_in.unforgiven", error=type(error).__name__)
