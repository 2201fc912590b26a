"""The instance's clock as the simulation reads it from the wire, sets it, and moves it forward."""

import asyncio
from datetime import date, datetime, time

import structlog

from kit.clock import PARIS, Clock, ClockEpoch
from kit.wire.accounts import ClockRate, ClockView
from simulators.api import Api, Away, Refused

CLOCK_EVERY_S = 2.0
SAME_CLOCK_S = 0.2
"""Real seconds."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class PastDate(Exception):
    """The day asked for has begun, or is over; the sentence says what time it is."""


async def read_clock(api: Api, clock: Clock) -> None:
    """Bring the clock to what the API says.

    Raises:
        Away: it does not answer.
    """
    _set(clock, await api.ask("/api/clock", ClockView))


async def set_clock(setter: Api, clock: Clock, *, speed: float | None, start: date | datetime | None) -> None:
    """Let domain time run at another speed, and from the midnight of Paris of a later day, or from a later instant, on.

    Today goes on from where it is.

    Raises:
        PastDate: domain time never goes back.
        Refused, Away: see `Api.put`.
    """
    rate = clock.rate if speed is None else speed
    domain_at = None if start is None else _first_instant(start)
    if domain_at is not None and domain_at <= clock.now():
        now = clock.now().astimezone(PARIS)
        if isinstance(start, datetime) or start != now.date():
            raise PastDate(
                f"it is {now:%Y-%m-%d %H:%M} on this instance and time never goes back: ./rramu reset starts afresh"
            )
        domain_at = None
    if domain_at is not None or rate != clock.rate:
        _set(clock, await setter.put("/api/clock", ClockRate(rate=rate, domain_at=domain_at), ClockView))


async def follow_clock(api: Api, clock: Clock) -> None:
    """Keep the clock fresh until cancelled; while the API is away it goes on as it was."""
    while True:
        await asyncio.sleep(CLOCK_EVERY_S)
        try:
            await read_clock(api, clock)
        except (Refused, Away) as error:
            log.warning("clock_not_read", error=str(error))


def _first_instant(start: date | datetime) -> datetime:
    return start if isinstance(start, datetime) else datetime.combine(start, time(), PARIS)


def _set(clock: Clock, told: ClockView) -> None:
    take_epoch(clock, ClockEpoch(real_at=told.server_at, domain_at=told.domain_at, rate=told.rate))


def take_epoch(clock: Clock, told: ClockEpoch) -> None:
    """Bring the clock to what the server says; a difference of the network's making is left alone."""
    apart_s = abs((told.domain(clock.real()) - clock.now()).total_seconds())
    if told.rate != clock.rate or apart_s > SAME_CLOCK_S * told.rate:
        clock.epoch = told
