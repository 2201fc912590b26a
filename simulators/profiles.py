"""How boxes misbehave, piece by piece: pure, each with a stream of chance of its own, to be put around the reference box.

Times are domain time and looked at forwards. Proportions and lengths are assumptions of ours, for want of a count in the field; the kinds
are those that users of such systems tell of.
"""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from math import cos, degrees, hypot, radians
from random import Random
from typing import NamedTuple

from h3.api import basic_int as h3

from kit.geo import EARTH_RADIUS_M
from simulators.travel import Place

ZONE_RESOLUTION = 7
"""H3: cells of about 5 km², a valley."""
ZONE_SHARE = 0.02
"""Of the cells, those without a network."""
REPEATED_SHARE = 0.2
"""Of the messages of a box that repeats itself, those followed by an old one."""
REPEATABLE_MESSAGES = 32
WANDER_KEPT, WANDER_STEP_M, WANDER_FURTHEST_M = 0.9, 12.0, 150.0
"""A wander of about 28 m, as between buildings."""
WANDER_SPEED_MPS = 0.5
HALF = 0.5
MINUTES_WRONG = (2.0, 20.0)
GPS_EPOCH = datetime(1980, 1, 6, tzinfo=UTC)
YEARS_AHEAD = timedelta(days=3652)


class DeadZones:
    """Places without a network: the same ones for every box and at any time."""

    def __init__(self, seed: int, share: float = ZONE_SHARE) -> None:
        self._is_dead = lru_cache(maxsize=65_536)(lambda cell: _draw(f"{seed}:{cell}") < share)

    def covers(self, lon_deg: float, lat_deg: float) -> bool:
        """Tell whether there is no network at a place."""
        return self._is_dead(h3.latlng_to_cell(lat_deg, lon_deg, ZONE_RESOLUTION))


class Spell(NamedTuple):
    """One time a fault is there. `level`, 0 to 1: how bad it is this time."""

    from_at: datetime
    to_at: datetime
    level: float


class Spells:
    """Spells of a fault: gaps without memory (`mean_gap_s`), lengths between two bounds, seconds. The first look starts the first gap."""

    def __init__(self, chance: Random, mean_gap_s: float, length_s: tuple[float, float]) -> None:
        self.begun = 0
        """Spells begun so far; those that also ended between two looks count."""
        self._chance = chance
        self._mean_gap_s = mean_gap_s
        self._length_s = length_s
        self._spell: Spell | None = None
        """The one that is on, or the next one."""
        self._is_on = False

    def at(self, now: datetime) -> Spell | None:
        """Give the spell that is on, if one is."""
        spell = self._spell or self._next(now)
        while now >= spell.to_at:
            self._begin()
            self._is_on = False
            spell = self._next(spell.to_at)
        if now >= spell.from_at:
            self._begin()
        self._spell = spell
        return spell if self._is_on else None

    def _begin(self) -> None:
        self.begun += not self._is_on
        self._is_on = True

    def _next(self, after: datetime) -> Spell:
        chance = self._chance
        start = after + timedelta(seconds=chance.expovariate(1 / self._mean_gap_s))
        return Spell(start, start + timedelta(seconds=chance.uniform(*self._length_s)), chance.random())


def minutes_wrong(now: datetime, spell: Spell) -> datetime:
    """Give what a clock says that is `MINUTES_WRONG` ahead or behind, as far during one spell."""
    least, most = MINUTES_WRONG
    size, is_ahead = 2 * spell.level % 1.0, spell.level >= HALF
    offset = timedelta(minutes=least + (most - least) * size)
    return now + offset if is_ahead else now - offset


def years_wrong(now: datetime, spell: Spell) -> datetime:
    """Give what a clock says that starts at the beginning of satellite time, or is ten years ahead."""
    return now + YEARS_AHEAD if spell.level >= HALF else GPS_EPOCH + (now - spell.from_at)


class Repeats:
    """A box that sends again what it has sent: some messages are followed by one of the last few."""

    def __init__(self, chance: Random, share: float = REPEATED_SHARE) -> None:
        self._chance = chance
        self._share = share
        self._sent: deque[tuple[str, bytes]] = deque(maxlen=REPEATABLE_MESSAGES)

    def after(self, what: str, payload: bytes) -> tuple[str, bytes] | None:
        """Give the message, (topic, payload), sent again behind this one; none most of the time."""
        self._sent.append((what, payload))
        return self._chance.choice(self._sent) if self._chance.random() < self._share else None


class Wander:
    """A receiver that wanders while its vehicle is parked: never more than `WANDER_FURTHEST_M` away, and at a walk."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._east_m = self._north_m = 0.0

    def place(self, place: Place) -> Place:
        """Give the place as received; of a moving vehicle, the place itself."""
        if place.speed_mps > 0:
            self._east_m = self._north_m = 0.0
            return place
        chance = self._chance
        self._east_m = WANDER_KEPT * self._east_m + chance.gauss(0.0, WANDER_STEP_M)
        self._north_m = WANDER_KEPT * self._north_m + chance.gauss(0.0, WANDER_STEP_M)
        bounded = min(1.0, WANDER_FURTHEST_M / max(hypot(self._east_m, self._north_m), 1.0))
        self._east_m, self._north_m = bounded * self._east_m, bounded * self._north_m
        return replace(
            place,
            lon_deg=place.lon_deg + degrees(self._east_m / (EARTH_RADIUS_M * cos(radians(place.lat_deg)))),
            lat_deg=place.lat_deg + degrees(self._north_m / EARTH_RADIUS_M),
            speed_mps=abs(chance.gauss(0.0, WANDER_SPEED_MPS)),
        )


def _draw(what: str) -> float:
    """Give a share, 0 ≤ share < 1, that belongs to a text for ever."""
    return int.from_bytes(blake2b(what.encode(), digest_size=8).digest()) / 2**64
