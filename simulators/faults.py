"""Which box misbehaves how: in proportions one can change, repeatable by seed, and counted."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from random import Random
from typing import NoReturn

import structlog

from simulators.profiles import DeadZones


class Fault(StrEnum):
    """A kind of misbehaviour; its value is the word of `--troubles`."""

    ZONES = "zones"
    """No network in some places."""
    LATE = "late"
    """Its modem gathers for minutes, then sends all at once."""
    TWICE = "twice"
    """Sends again what is settled already."""
    MINUTES = "minutes"
    """Its clock is minutes wrong for a while."""
    YEARS = "years"
    """Its clock is in 1980, or ten years ahead, until its receiver has the time."""
    DRIFT = "drift"
    """Parked, its receiver wanders."""
    REBOOT = "reboot"
    """Restarts now and then."""
    FLAT = "flat"
    """Its battery dies, and it is back an hour later."""


USUAL: Mapping[Fault, float] = {
    Fault.ZONES: 1.0,
    Fault.LATE: 0.05,
    Fault.TWICE: 0.05,
    Fault.MINUTES: 0.01,
    Fault.YEARS: 0.01,
    Fault.DRIFT: 0.15,
    Fault.REBOOT: 0.05,
    Fault.FLAT: 0.01,
}
"""Share of the boxes each fault is given to: `--troubles on`."""


WHOLE: Mapping[str, Mapping[Fault, float]] = {"on": USUAL, "off": {}, "all": dict.fromkeys(Fault, 1.0)}

TELL_EVERY_S = 300.0
"""Real seconds between two lines of the log."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def read_shares(text: str) -> Mapping[Fault, float]:
    """Read `--troubles`: `on`, `off`, `all` (every box has every fault), or shares in place of the usual ones, as `late=0.2,flat=0`.

    Raises:
        ValueError: an unknown word, or no share of 0 to 1; the sentence is for whoever typed it.
    """
    if text in WHOLE:
        return WHOLE[text]
    given = dict(USUAL)
    for part in text.split(","):
        word, _, number = part.partition("=")
        if word not in set(Fault):
            raise ValueError(f"'{word}' is not on, off, all, or one of {', '.join(Fault)} with its share")
        try:
            share = float(number)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"'{part}': a share is a number from 0 to 1")
        given[Fault(word)] = share
    return given


class Faults:
    """The misbehaviour of a fleet. `struck`: how often each fault did."""

    def __init__(self, seed: int, shares: Mapping[Fault, float]) -> None:
        self.struck = Counter[Fault]()
        self.zones = DeadZones(seed)
        self._seed = seed
        self._shares = shares

    def of(self, box: str) -> frozenset[Fault]:
        """Draw what is wrong with a box. Another share of one fault changes nothing of the others."""
        return frozenset(
            fault for fault, share in self._shares.items() if self.chance(box, f"{fault}?").random() < share
        )

    async def tell_for_ever(self) -> NoReturn:
        """Write down now and then how often each fault has struck."""
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            log.info("faults", **{fault.value: self.struck[fault] for fault in self._shares})

    def chance(self, box: str, what: str) -> Random:
        """Give the stream of chance of one fault of one box."""
        return Random(f"{self._seed}:{box}:{what}")
