"""A crew: waits at its base or drives about, obeys orders, presses the buttons as things happen, never decides where a patient goes.

What it was doing is noted on the box's disk, so that a restarted simulation takes it up where it was.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import NoReturn

import msgspec
from msgspec import Struct

from kit.geo import distance_m
from kit.wire.codes import Availability, MissionStatus, ReceiptState, VehicleType
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Order
from simulators.box import Box
from simulators.pace import Pace
from simulators.plan.durations import Lognormal
from simulators.plan.habits import habits_of
from simulators.travel import Leg, Place, Point, parked, speed_mps, straight

OUTING_M = (2_000.0, 22_000.0)
OUTING_SHARE = 0.45
"""How often an idle crew drives to a town nearby rather than staying at its base."""
REST = Lognormal(18 * 60, 50 * 60)
STAY = Lognormal(8 * 60, 20 * 60)
FOREVER_S = 7 * 24 * 3600.0
CLOSE_ENOUGH_M = 1.0


class Memory(Struct, kw_only=True):
    """What a crew must not forget when its box restarts."""

    lon_deg: float
    lat_deg: float
    order: Order | None = None
    next_order: Order | None = None
    done: list[MissionStatus] = []
    receipts: list[ReceiptState] = []


class OrderChanged(Exception):
    """An order came, or was stood down: what the crew was doing ends."""


class Crew:
    """The people of one vehicle and what they do with it.

    Args:
        identity: vehicle and base.
        pace: domain time.
        chance: this crew's own stream of choices.
        towns: places an idle crew may drive to.
    """

    def __init__(self, identity: DemoBox, pace: Pace, chance: Random, towns: Sequence[Point]) -> None:
        self.box: Box
        self._base = (identity.base_lon_deg, identity.base_lat_deg)
        self._kind = identity.type
        self._pace = pace
        self._chance = chance
        nearest_m, farthest_m = OUTING_M
        self._towns = [town for town in towns if nearest_m < distance_m(*self._base, *town) < farthest_m]
        self._habits = habits_of(identity.type)
        self._changed = asyncio.Event()
        self._memory = Memory(lon_deg=self._base[0], lat_deg=self._base[1])
        self._leg: Leg

    def board(self, box: Box) -> None:
        """Get in: remember what the box noted, and drive from there."""
        self.box = box
        noted = box.noted("crew")
        if noted is not None:
            self._memory = msgspec.json.decode(noted, type=Memory)
        self._leg = parked((self._memory.lon_deg, self._memory.lat_deg), self._pace.now())

    def place(self) -> Place:
        """Tell where the vehicle is now."""
        return self._leg.at(self._pace.now())

    def take(self, order: Order) -> None:
        """Hear of an order, of its change, or of its end. An order for another mission waits until the present one is over."""
        memory = self._memory
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

    async def run(self) -> None:
        """Live, until cancelled."""
        is_first = True
        while True:
            order = self._memory.order
            try:
                if order is None:
                    await self._idle(rested=is_first)
                elif order.cancelled:
                    await self._stand_down(order)
                else:
                    await self._mission(order)
            except OrderChanged:
                pass
            is_first = False

    # --- without a mission ---

    async def _idle(self, *, rested: bool) -> NoReturn:
        """Go home, rest, drive about, until an order comes."""
        while True:
            if not rested or distance_m(*self.place().point, *self._base) > CLOSE_ENOUGH_M:
                await self._drive(self._base, urgent=False)
            if not rested or self._chance.random() > OUTING_SHARE:
                await self._wait(REST.draw(self._chance))
            if self._towns and self._kind is not VehicleType.SMUR_HELI and self._chance.random() < OUTING_SHARE:
                await self._drive(self._chance.choice(self._towns), urgent=False)
                await self._wait(STAY.draw(self._chance))
            rested = False

    # --- with one ---

    async def _stand_down(self, order: Order) -> None:
        """Hear that the mission is over; a crew that has arrived leaves the scene first."""
        self._receipt(order, ReceiptState.READ)
        if MissionStatus.ARRIVEE in self._memory.done:
            await self._step(order, MissionStatus.RETOUR, lambda: self._wait(self._habits.tidy.draw(self._chance)))
        self.box.declare(Availability.AVAILABLE)
        self._turn_page()

    async def _mission(self, order: Order) -> None:
        """Carry a mission out, from the step after the last one done. A changed order interrupts and comes back here."""
        habits, chance = self._habits, self._chance
        await self._answer_order(order)
        await self._step(
            order, MissionStatus.DEPART, lambda: self._wait(habits.turn_out(self._pace.now()).draw(chance))
        )
        await self._step(order, MissionStatus.ARRIVEE, lambda: self._drive(self._scene(order), urgent=True))
        await self._step(order, MissionStatus.PEC, lambda: self._wait(habits.reach_patient.draw(chance)))
        await self._step(order, MissionStatus.BILAN, lambda: self._wait(habits.examine.draw(chance)))
        destination = _destination(order)
        if destination is None:
            await self._wait_for_the_room(order)
            return
        await self._step(order, MissionStatus.ORIENTAT, lambda: self._wait(habits.read.draw(chance)))
        await self._step(order, MissionStatus.TRANSP, lambda: self._wait(habits.load.draw(chance)))
        await self._step(order, MissionStatus.DESTIN, lambda: self._drive(destination, urgent=True))
        await self._step(order, MissionStatus.FINPEC, lambda: self._wait(habits.hand_over.draw(chance)))
        await self._step(order, MissionStatus.RETOUR, lambda: self._wait(habits.tidy.draw(chance)))
        if self._kind.startswith("SMUR."):
            # Unavailable until team and kit are back.
            await self._step(order, MissionStatus.RET_BASE, lambda: self._drive(self._base, urgent=False))
            await self._step(order, MissionStatus.REN_BASE, lambda: self._wait(habits.tidy.draw(chance)))
        self.box.declare(Availability.AVAILABLE)
        self._turn_page()

    async def _wait_for_the_room(self, order: Order) -> None:
        """Stay with the patient until the room says where to go or stands the crew down; another order means that this one is over."""
        memory = self._memory
        await self._pace.until_true(
            lambda: memory.order is not order or memory.next_order is not None, self._changed, FOREVER_S
        )
        if memory.order is order and memory.next_order is not None:
            self._turn_page()

    async def _answer_order(self, order: Order) -> None:
        """Read, then accept; a change of what was accepted is read again."""
        if ReceiptState.READ not in self._memory.receipts:
            await self._wait(self._habits.read.draw(self._chance))
            self._receipt(order, ReceiptState.READ)
        if ReceiptState.ACCEPTED not in self._memory.receipts:
            if not self._memory.done:
                await self._wait(self._habits.accept.draw(self._chance))
            self._receipt(order, ReceiptState.ACCEPTED)

    async def _step(self, order: Order, status: MissionStatus, before: Callable[[], Awaitable[None]]) -> None:
        """Do what comes before a status, then press its button; a step already done is passed over."""
        if status in self._memory.done:
            return
        await before()
        self.box.press(order, status, self.place())
        self._memory.done.append(status)
        self.remember()

    def _receipt(self, order: Order, state: ReceiptState) -> None:
        self.box.answer(order, state)
        self._memory.receipts.append(state)
        self.remember()

    # --- moving and waiting: an order interrupts both ---

    async def _drive(self, to: Point, *, urgent: bool) -> None:
        leg = straight(self.place().point, to, self._pace.now(), speed_mps(self._kind, urgent=urgent))
        self._leg = leg
        try:
            await self._wait(leg.duration_s)
        finally:
            self._leg = parked(self.place().point, self._pace.now())
            self.remember()

    async def _wait(self, seconds: float) -> None:
        """Wait in domain time.

        Raises:
            OrderChanged: the order held is not the one of before.
        """
        order = self._memory.order
        if await self._pace.until_true(lambda: self._memory.order is not order, self._changed, seconds):
            raise OrderChanged

    def remember(self) -> None:
        """Note on the box's disk where the vehicle is and what the crew does."""
        self._memory.lon_deg, self._memory.lat_deg = self.place().point
        self.box.note("crew", self._memory)

    def _turn_page(self) -> None:
        """End the mission; the order that waits, if any, is the next one."""
        memory = self._memory
        memory.order, memory.next_order = memory.next_order, None
        memory.done, memory.receipts = [], []
        self.remember()

    def _scene(self, order: Order) -> Point:
        """Give where to go first; an order without a position is explained by phone, and the crew stays where it is."""
        if order.lon_deg is None or order.lat_deg is None:
            return self.place().point
        return order.lon_deg, order.lat_deg


def _destination(order: Order) -> Point | None:
    if order.destination_lon_deg is None or order.destination_lat_deg is None:
        return None
    return order.destination_lon_deg, order.destination_lat_deg
