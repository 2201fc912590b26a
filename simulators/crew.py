"""The people of one vehicle: where they are, what they were ordered, how they move and wait.

What they do on a mission is in `mission.py`, what they do without one in `service.py`. What they were doing is noted on the box's disk, so
that a restarted simulation takes it up where it was.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from random import Random

import msgspec
from msgspec import Struct

from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Order
from simulators.box import Box
from simulators.failings import failings_of
from simulators.hospitals import Hospitals
from simulators.pace import Pace
from simulators.plan.habits import habits_of
from simulators.travel import Leg, Place, Point, parked
from simulators.ways import Ways

Phone = Callable[[str], Awaitable[None]]


class Memory(Struct, kw_only=True):
    """What a crew must not forget when its box restarts."""

    lon_deg: float
    lat_deg: float
    on_duty: bool = False
    order: Order | None = None
    next_order: Order | None = None
    done: list[MissionStatus] = []
    receipts: list[ReceiptState] = []
    repaired_at: datetime | None = None
    """Broken down until then."""


class OrderChanged(Exception):
    """An order came, or was stood down: what the crew was doing ends."""


class Crew:
    """The people of one vehicle.

    Args:
        identity: vehicle and base.
        pace: domain time.
        chance: this crew's own stream of choices.
        ways: the roads.
        hospitals: where patients are handed over.
        seed: of the day: the weather a pilot looks at.
        phone: rings the room for a crew, by call sign, until it is heard or gives up; none: crews only press buttons.
    """

    def __init__(
        self,
        identity: DemoBox,
        pace: Pace,
        chance: Random,
        ways: Ways,
        hospitals: Hospitals,
        *,
        seed: int,
        phone: Phone | None = None,
    ) -> None:
        self.box: Box
        self.call_sign = identity.call_sign
        self.seed = seed
        self.phone = phone
        self.kind = identity.type
        self.base: Point = (identity.base_lon_deg, identity.base_lat_deg)
        self.pace = pace
        self.chance = chance
        self.hospitals = hospitals
        self.habits = habits_of(identity.type)
        self.failings = failings_of(identity.type)
        self.memory = Memory(lon_deg=self.base[0], lat_deg=self.base[1])
        self._ways = ways
        self._changed = asyncio.Event()
        self._leg: Leg

    def board(self, box: Box) -> None:
        """Get in: remember what the box noted, and drive from there."""
        self.box = box
        noted = box.noted("crew")
        if noted is not None:
            self.memory = msgspec.json.decode(noted, type=Memory)
        self._leg = parked((self.memory.lon_deg, self.memory.lat_deg), self.pace.now())

    def place(self) -> Place:
        """Tell where the vehicle is now."""
        return self._leg.at(self.pace.now())

    def take(self, order: Order) -> None:
        """Hear of an order, of its change, or of its end. An order for another mission waits until the present one is over."""
        memory = self.memory
        if memory.order is not None and memory.order.mission_id == order.mission_id:
            memory.order, memory.receipts = order, []
        elif order.cancelled:
            if memory.next_order is not None and memory.next_order.mission_id == order.mission_id:
                memory.next_order = None
        elif memory.order is None:
            memory.order = order
        else:
            memory.next_order = order
        self.remember()
        self._changed.set()

    def declare(self, availability: Availability) -> None:
        """Say whether one may be counted on."""
        self.box.declare(availability)
        self.remember()

    # --- moving and waiting: an order interrupts both ---

    async def drive(self, to: Point, *, urgent: bool) -> None:
        """Drive somewhere.

        Raises:
            OrderChanged: the order held is not the one of before.
        """
        leg = await self._ways.leg(self.kind, self.place().point, to, self.pace.now(), urgent=urgent)
        self._leg = leg
        try:
            await self.wait(leg.duration_s)
        finally:
            self._leg = parked(self.place().point, self.pace.now())
            self.remember()

    async def wait(self, seconds: float) -> None:
        """Wait in domain time.

        Raises:
            OrderChanged: the order held is not the one of before.
        """
        order = self.memory.order
        if await self.pace.until_true(lambda: self.memory.order is not order, self._changed, seconds):
            raise OrderChanged

    async def wait_for_the_room(self, order: Order, seconds: float) -> None:
        """Wait until the room says something new about `order`, or sends another one."""
        memory = self.memory
        await self.pace.until_true(
            lambda: memory.order is not order or memory.next_order is not None, self._changed, seconds
        )

    # --- what is noted ---

    def remember(self) -> None:
        """Note on the box's disk where the vehicle is and what the crew does."""
        self.memory.lon_deg, self.memory.lat_deg = self.place().point
        self.box.note("crew", self.memory)

    def turn_page(self) -> None:
        """End the mission; the order that waits, if any, is the next one."""
        memory = self.memory
        memory.order, memory.next_order = memory.next_order, None
        memory.done, memory.receipts = [], []
        self.remember()
