"""Slow down whoever guesses passwords: failed sign-ins are counted in Redis, shared by every API process and forgotten by themselves."""

import hashlib
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
                tries = (await pipe.execute())[::2]
        except REDIS_AWAY as error:
            count("sign_in.unthrottled")
            log.warning("sign_in.unthrottled", error=type(error).__name__)
            return
        if any(tried > limit for tried, limit in zip(tries, limits.values(), strict=True)):
            count("sign_in.throttled")
            raise TooMany("too many failed sign-ins; wait a quarter of an hour", retry_after_s=WINDOW_S)

    async def forgive(self, login: str, address: str) -> None:
        """Take back a try that succeeded, and forget this person's failures from this address."""
        own, *others = self._limits(login, address)
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                pipe.delete(own)
                for key in others:
                    pipe.decr(key)
                await pipe.execute()
        except REDIS_AWAY as error:
            log.warning("sign_in.unforgiven", error=type(error).__name__)
