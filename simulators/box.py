"""The reference box: what `docs/box-protocol.md` asks of a maker.

Everything that must not be lost is numbered and written to the journal before it is sent, and leaves it only by the tracker's `stored`: the
broker's acknowledgement says nothing. What stays without receipt is sent again after 30 s, and at each connection.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random
from ssl import SSLContext

import msgspec
import structlog
from msgspec import structs

from kit.clock import Clock, ClockEpoch
from kit.mqtt import Received
from kit.settings import MqttSettings
from kit.wire.codes.boxes import MessageRefusal
from kit.wire.codes.missions import ReceiptState
from kit.wire.demo import DemoBox
from kit.wire.telemetry import BoxHealth, BoxSettings, Order, Presence, Refused, Stored
from simulators.answered import Answered
from simulators.clock import take_epoch
from simulators.credentials import Credentials
from simulators.journal import Journal, Number
from simulators.line import Line
from simulators.logbook import Logbook, Measured
from simulators.outgoing import Outgoing
from simulators.travel import Place

HEALTH_EVERY_S = 60.0
LOOK_AROUND_S = 1.0
UNKNOWN_HERE = (MessageRefusal.UNKNOWN_BOX, MessageRefusal.WRONG_PARTITION)
"""Refusals of the box, not of what it says: nothing is settled, everything is kept and sent again later."""
FIRMWARE = "rramu-reference 1"
DEFAULT_INTERVAL_S = 5.0
ACCURACY_M = 5.0

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_stored = msgspec.json.Decoder(Stored)
_refused = msgspec.json.Decoder(Refused)
_order = msgspec.json.Decoder(Order)
_settings = msgspec.json.Decoder(BoxSettings)


class Box(Logbook):
    """One box in one vehicle.

    Args:
        identity: name, partition and credential given at provisioning.
        journal: its disk; open as long as the box runs.
        clock: domain time; set by the `settings` the server sends.
        broker: where to connect.
        context: TLS context of the process.
        chance: jitter of resends.
        on_order: called once for each new version of an order that is meant for this vehicle.
    """

    def __init__(
        self,
        identity: DemoBox,
        journal: Journal,
        clock: Clock,
        broker: MqttSettings,
        context: SSLContext | None,
        *,
        chance: Random,
        on_order: Callable[[Order], None],
    ) -> None:
        super().__init__(journal, clock)
        self.identity = identity
        self.told_time = asyncio.Event()
        """Set once the server has told the time: before, domain time is the machine's."""
        self._chance = chance
        self._on_order = on_order
        self._answered = asyncio.Event()
        self._health_is_due = asyncio.Event()
        self._credentials = Credentials(journal, identity.credential)
        self._line = Line(
            identity, self._credentials, broker, context, on_message=self._received, on_up=self._connected
        )  # fmt: skip
        self._forget()

    def _forget(self) -> None:
        """Start with an empty memory: what a box must know is on its disk."""
        self.interval_s = DEFAULT_INTERVAL_S
        self.full = True
        self._outgoing = Outgoing(self._journal, self._publish, self._now)
        self._orders = Answered(self._journal)
        self._newest = None

    @property
    def connected(self) -> bool:
        """Tell whether the broker hears the box now."""
        return self._line.is_up

    def take_credential(self, credential: str) -> None:
        """Be given another credential by whoever keeps the box: the broker takes it once it was heard that the box has it."""
        self._credentials.take(credential)
        self._health_is_due.set()

    def record(self, place: Place) -> None:
        """Note where the vehicle is now; only the presence is told while the server asks for no more."""
        if not self.full:
            if self._line.is_up:
                self._tell_presence()
            return
        self.keep(
            Measured(
                self._now(),
                round(place.lon_deg, 6),
                round(place.lat_deg, 6),
                speed_mps=round(place.speed_mps, 1),
                heading_deg=None if place.heading_deg is None else round(place.heading_deg, 1),
                accuracy_m=ACCURACY_M,
            )
        )

    # --- the connection ---

    async def run(self) -> None:
        """Stay connected and send, until cancelled.

        Raises (in a group): SessionTakenOver, another box uses this name; NotAllowed, the broker refuses this box for good.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._line.run())
            tasks.create_task(self._send_for_ever())
            tasks.create_task(self._tell_health())

    async def until_settled(self) -> None:
        """Wait until nothing is without receipt."""
        while self.waiting:
            self._answered.clear()
            await self._answered.wait()

    def cut(self) -> None:
        """Lose the connection; the network is there, and the box connects again."""
        self._line.cut()

    def lose_network(self) -> bool:
        """Be out of reach until `find_network`; tell whether that is new."""
        return self._line.lose_network()

    def find_network(self) -> None:
        """Be in reach again."""
        self._line.find_network()

    def reboot(self) -> None:
        """Restart as after a loss of power: only what is on the disk is known, and numbers start again in another boot."""
        self._line.cut()
        self._journal.reboot()
        self._forget()

    def _connected(self, _session_kept: bool) -> None:
        self._outgoing.start_again(_now_s())
        self._tell_presence()
        self._health_is_due.set()
        self._wake.set()

    def _tell_presence(self) -> None:
        presence = Presence(online=True, boot=self._journal.boot, oldest_seq=self._journal.oldest_seq())
        self._publish("presence", msgspec.json.encode(presence))

    async def _tell_health(self) -> None:
        """Tell it at each connection, now and then, and once another credential was given."""
        while True:
            self._health_is_due.clear()
            if self._line.is_up:
                health = BoxHealth(
                    at=self._now(),
                    queue_length=len(self._journal),
                    oldest_queued_at=self._journal.oldest_at(),
                    firmware=FIRMWARE,
                    credential=self._credentials.mark,
                )
                self._line.publish("health", msgspec.json.encode(health), qos=0)
            with suppress(TimeoutError):
                async with asyncio.timeout(HEALTH_EVERY_S * self._chance.uniform(0.8, 1.2)):
                    await self._health_is_due.wait()

    async def _send_for_ever(self) -> None:
        while True:
            self._wake.clear()
            if self._line.is_up:
                self._send()
            with suppress(TimeoutError):
                # With nothing to send again, only something new is worth a look.
                async with asyncio.timeout(LOOK_AROUND_S if len(self._journal) else None):
                    await self._wake.wait()

    def _send(self) -> None:
        """Hand over what may go now; behind a backlog, the newest fix goes to the map ahead of its turn."""
        self._outgoing.send(_now_s())
        newest = self._newest
        if newest is not None and self._outgoing.has_backlog(Number(newest.boot, newest.seq)):
            self._line.publish("live", msgspec.json.encode(structs.replace(newest, sent_at=self._now())), qos=0)

    def _publish(self, what: str, payload: bytes, correlation: bytes | None = None) -> None:
        self._line.publish(what, payload, qos=1, correlation=correlation)

    # --- what the server says ---

    def _received(self, what: str, received: Received) -> None:
        try:
            match what:
                case "stored":
                    self._take_stored(_stored.decode(received.payload))
                case "refused":
                    self._take_refused(_refused.decode(received.payload))
                case "orders":
                    self._take_order(_order.decode(received.payload))
                case "settings":
                    self._take_settings(_settings.decode(received.payload), fresh=not received.retain)
                case _:
                    log.warning("unknown_topic", box=self.identity.name, topic=received.topic)
        except (msgspec.DecodeError, ValueError) as error:
            log.warning("unreadable_message", box=self.identity.name, topic=received.topic, error=str(error))

    def _take_stored(self, stored: Stored) -> None:
        self._outgoing.settle(Number(stored.boot, stored.seq), _now_s())
        self._close_hole(stored)
        self._answered.set()
        self._wake.set()

    def _close_hole(self, stored: Stored) -> None:
        """Tell where our numbers start again when what follows the receipt was set aside: the tracker cannot know."""
        if stored.boot == self._journal.boot and self._journal.oldest_seq() > stored.seq + 1:
            self._tell_presence()

    def _take_refused(self, refused: Refused) -> None:
        self._answered.set()
        oldest_seq = self._journal.oldest_seq()
        for item in refused.items:
            log.warning("fix_refused", box=self.identity.name, reason=item.reason)
            self._journal.set_aside([Number(item.boot, item.seq)], item.reason)
        if refused.message is not None:
            self._take_message_refused(refused.message, refused)
        elif self._journal.oldest_seq() != oldest_seq:
            self._tell_presence()

    def _take_message_refused(self, why: MessageRefusal, refused: Refused) -> None:
        if why in UNKNOWN_HERE:
            log.warning("box_unknown", box=self.identity.name, reason=why)
            return
        log.warning("message_refused", box=self.identity.name, reason=why, detail=refused.detail)
        self._journal.set_aside(self._outgoing.of_message(bytes.fromhex(refused.correlation or "")), why)
        self._tell_presence()

    def _take_order(self, order: Order) -> None:
        if self._orders.knows(order):
            return  # told again before our receipt came
        if order.vehicle != self.identity.call_sign:
            self.answer(order, ReceiptState.REFUSED, "this box sits in another vehicle now")
        elif order.expires_at < self._clock.now() and not order.cancelled:
            self.answer(order, ReceiptState.REFUSED, "expired before it came")
        else:
            self.answer(order, ReceiptState.RECEIVED)
            self._on_order(order)
        # Last: killed before this line, the box takes the order again when it is told again.
        self._orders.add(order)

    def _take_settings(self, settings: BoxSettings, *, fresh: bool) -> None:
        """Obey; the clock is read from a fresh message only, since a kept one may be of before its last change."""
        self.interval_s = max(settings.interval_s, 0.1)
        self.full = settings.full
        self._outgoing.backlog_fixes_per_s = max(settings.backlog_fixes_per_s, 1.0)
        if fresh:
            self.told_time.set()
            told = ClockEpoch(real_at=settings.server_at, domain_at=settings.domain_at, rate=settings.domain_rate)
            take_epoch(self._clock, told)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
