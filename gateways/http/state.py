"""What an API process holds while it runs, kept in `app.state` under one name and typed here."""

import asyncio
from dataclasses import dataclass, field

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from gateways.http.provider import Provider
from kit.clock import Clock
from kit.settings import Settings

REPLAYS_AT_ONCE = 2
"""How many past rooms a process rebuilds at the same time: each takes a connection beside the pool. Parameter of ours."""


@dataclass(frozen=True, slots=True)
class State:
    """The open resources of the process."""

    settings: Settings
    engine: AsyncEngine
    """Pool of `rramu_api`."""
    redis: Redis
    clock: Clock
    provider: Provider | None = None
    """The identity provider, where one is set up."""
    inquests: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """The one turn of those who have an inquest file made: a chain is walked for it."""
    replays: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(REPLAYS_AT_ONCE))
    """Turns of those who look at the past."""


def state_of(connection: HTTPConnection) -> State:
    """Give the state of the process that serves this request or websocket."""
    found: State = connection.app.state.resources
    return found
