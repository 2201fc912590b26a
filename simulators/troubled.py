"""The reference box in the field: the same box, with what goes wrong around it. What it keeps, sends again and forgets stays as it is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from ssl import SSLContext

from kit.clock import Clock
from kit.settings import MqttSettings
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Order
from simulators.box import Box
from simulators.faults import Fault, Faults
from simulators.journal import Journal
from simulators.logbook import Measured
from simulators.profiles import Repeats, Spell, Spells, Wander, minutes_wrong, years_wrong
from simulators.travel import Place

HOUR_S = 3600.0
SPELLS: Mapping[Fault, tuple[float, tuple[float, float]]] = {
    Fault.LATE: (2 * HOUR_S, (120.0, 600.0)),
    Fault.MINUTES: (6 * HOUR_S, (600.0, 3600.0)),
    Fault.YEARS: (12 * HOUR_S, (60.0, 600.0)),
    Fault.REBOOT: (4 * HOUR_S, (30.0, 90.0)),
    Fault.FLAT: (12 * HOUR_S, (0.9 * HOUR_S, 1.1 * HOUR_S)),
}
"""Mean gap, and bounds of the length, domain seconds."""
AGAIN = b"again"
"""Correlation of what is sent again: nobody waits for its refusal."""


class TroubledBox(Box):
    """A box with its faults; with none, the reference box itself. Arguments as of `Box`, and `faults`, the fleet's."""

    def __init__(
        self,
        identity: DemoBox,
        journal: Journal,
        clock: Clock,
        broker: MqttSettings,
        context: SSLContext | None,
        *,
        faults: Faults,
        chance: Random,
        on_order: Callable[[Order], None],
    ) -> None:
        name, has = identity.name, faults.of(identity.name)
        self._faults = faults
        self._zones = faults.zones if Fault.ZONES in has else None
        self._wander = Wander(faults.chance(name, Fault.DRIFT)) if Fault.DRIFT in has else None
        self._repeats = Repeats(faults.chance(name, Fault.TWICE)) if Fault.TWICE in has else None
        self._spells = {
            fault: Spells(faults.chance(name, fault), *law) for fault, law in SPELLS.items() if fault in has
        }
        self._restarts = 0
        super().__init__(identity, journal, clock, broker, context, chance=chance, on_order=on_order)

    def record(self, place: Place) -> None:
        """Note where the receiver believes the vehicle is, unless the box is off."""
        now = self._clock.now()
        spells = [self._spell(fault, now) for fault in (Fault.REBOOT, Fault.FLAT)]
        if any(spells):
            self.lose_network()
            return
        if self._restarts != self._restarts_due():
            self._restarts = self._restarts_due()
            self.reboot()
            self.find_network()
        if self._wander is not None:
            self._faults.struck[Fault.DRIFT] += place.speed_mps == 0
            place = self._wander.place(place)
        super().record(place)

    def keep(self, measured: Measured) -> None:
        """Keep a fix, and lose or find the network of its place."""
        if self._zones is None or not self._zones.covers(measured.lon_deg, measured.lat_deg):
            self.find_network()
        elif self.lose_network():
            self._faults.struck[Fault.ZONES] += 1
        super().keep(measured)

    def _restarts_due(self) -> int:
        """Count the times the box has been off."""
        return sum(self._spells[fault].begun for fault in (Fault.REBOOT, Fault.FLAT) if fault in self._spells)

    def _spell(self, fault: Fault, now: datetime) -> Spell | None:
        """Give the spell of a fault that is on, if one is; count those begun since the last look."""
        spells = self._spells.get(fault)
        if spells is None:
            return None
        begun = spells.begun
        spell = spells.at(now)
        self._faults.struck[fault] += spells.begun - begun
        return spell

    def _now(self) -> datetime:
        now = super()._now()
        if (spell := self._spell(Fault.YEARS, now)) is not None:
            return years_wrong(now, spell)
        if (spell := self._spell(Fault.MINUTES, now)) is not None:
            return minutes_wrong(now, spell)
        return now

    def _send(self) -> None:
        if self._spell(Fault.LATE, self._clock.now()) is None:
            super()._send()

    def _publish(self, what: str, payload: bytes, correlation: bytes | None = None) -> None:
        super()._publish(what, payload, correlation)
        again = None if self._repeats is None else self._repeats.after(what, payload)
        if again is not None:
            self._faults.struck[Fault.TWICE] += 1
            super()._publish(*again, AGAIN)
