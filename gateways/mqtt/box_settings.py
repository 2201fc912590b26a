"""What each box is told of how to behave: full positions or presence only, how often, how fast a backlog, and what time it is.

Retained, so that a box gets it on connecting; sent again when it comes online, and whenever something in it changed.
"""

import asyncio

import msgspec

from gateways.mqtt.outlet import BoxOutlet
from kit.clock import Clock, ClockEpoch
from kit.settings import TrackerSettings
from kit.wire.telemetry import BoxSettings
from tracker.boxes import BoxRegister, KnownBox

PERIOD_S = 1.0
"""How soon a change is told, real seconds."""

_encode = msgspec.json.Encoder().encode


class SettingsSender:
    """Knows what each box was told last."""

    def __init__(self, settings: TrackerSettings, clock: Clock, register: BoxRegister, outlet: BoxOutlet) -> None:
        self._settings = settings
        self._clock = clock
        self._register = register
        self._outlet = outlet
        self._told: dict[str, tuple[bool, ClockEpoch]] = {}

    def box_returned(self, box: str) -> None:
        """Tell a box that has just connected."""
        known = self._register.named(box)
        if known is not None and known.active:
            self._tell(known)

    def session_up(self, partition: str) -> None:
        """Tell every box of a partition again: the broker may have lost what it kept for them."""
        for box in self._register.of(partition):
            self._tell(box)

    async def run(self) -> None:
        """Tell the boxes for which something changed, until cancelled."""
        while True:
            await asyncio.sleep(PERIOD_S)
            self._tell_changes()

    def _tell_changes(self) -> None:
        for partition in self._outlet.connected():
            for box in self._register.of(partition):
                if self._told.get(box.name) != (self._register.is_visible(box), self._clock.epoch):
                    self._tell(box)

    def _tell(self, box: KnownBox) -> None:
        full, epoch = self._register.is_visible(box), self._clock.epoch
        settings = self._settings
        now = self._clock.real()
        words = BoxSettings(
            full=full,
            interval_s=settings.full_interval_s if full else settings.presence_interval_s,
            backlog_fixes_per_s=settings.backlog_fixes_per_s,
            server_at=now,
            domain_at=epoch.domain(now),
            domain_rate=epoch.rate,
        )
        if self._outlet.send(box.partition, box.name, "settings", _encode(words), retain=True):
            self._told[box.name] = full, epoch
