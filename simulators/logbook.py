"""What a vehicle says, numbered and kept on the box's disk before anything is sent."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct

from kit.clock import Clock
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.telemetry import BoxStatus, Fix, Order, OrderReceipt
from simulators.journal import Journal, Kind, Number
from simulators.travel import Place


class Measured(NamedTuple):
    """A fix as the receiver gives it."""

    measured_at: datetime
    lon_deg: float
    lat_deg: float
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None


class Logbook:
    """The part of a box that needs no network.

    Args:
        journal: its disk.
        clock: domain time, which everything said is dated in.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._wake = asyncio.Event()
        """Set when something new is to be sent."""
        self._newest: Fix | None = None
        self.dropped = 0
        """Fixes not kept, the journal being full."""

    def keep(self, measured: Measured) -> None:
        """Number a fix, and keep it until it is settled; a full journal keeps no more."""
        if self._journal.full:
            self.dropped += 1
            return

        def fix(number: Number) -> Fix:
            self._newest = Fix(boot=number.boot, seq=number.seq, **measured._asdict())
            return self._newest

        self._write(Kind.TRACK, fix)

    def press(self, order: Order, status: MissionStatus, place: Place) -> None:
        """Tell that a button was pressed on a mission."""
        self._write(
            Kind.STATUS,
            lambda number: BoxStatus(
                boot=number.boot,
                seq=number.seq,
                at=self._now(),
                mission_id=order.mission_id,
                status=status,
                lon_deg=place.lon_deg,
                lat_deg=place.lat_deg,
            ),
        )

    def declare(self, availability: Availability) -> None:
        """Tell what the crew says of itself."""
        self._write(
            Kind.STATUS,
            lambda number: BoxStatus(boot=number.boot, seq=number.seq, at=self._now(), availability=availability),
        )

    def answer(self, order: Order, state: ReceiptState, reason: str | None = None) -> None:
        """Tell what became of an order."""
        self._write(
            Kind.RECEIPT,
            lambda number: OrderReceipt(
                boot=number.boot,
                seq=number.seq,
                at=self._now(),
                mission_id=order.mission_id,
                version=order.version,
                state=state,
                reason=reason,
            ),
        )

    def note(self, name: str, value: Struct | None) -> None:
        """Keep a value of the vehicle's across boots."""
        self._journal.note(name, None if value is None else msgspec.json.encode(value))

    def noted(self, name: str) -> bytes | None:
        """Give back a kept value, as JSON."""
        return self._journal.noted(name)

    @property
    def waiting(self) -> int:
        """Count the messages without receipt."""
        return len(self._journal)

    def _now(self) -> datetime:
        """Give the time the box dates by, domain time."""
        return self._clock.now()

    def _write(self, kind: Kind, make: Callable[[Number], Struct]) -> None:
        self._journal.write(kind, self._clock.now(), make)
        self._wake.set()
