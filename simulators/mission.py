"""What a crew does with an order: read, accept or refuse, go, press the buttons as things happen, hand over, come back.

Each button is pressed once: a mission interrupted by a changed order, or by a restart, goes on from the step after the last one done.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.telemetry import Order
from simulators.crew import Crew
from simulators.failings import REPAIR, SILENCE
from simulators.plan.laws import LAWS
from simulators.plan.weather import pilot_refuses
from simulators.travel import Point

FOREVER_S = 7 * 24 * 3600.0
CREWS_WHO_RING = LAWS.calls.crews_who_ring


async def carry_out(crew: Crew, order: Order) -> None:
    """Carry a mission out.

    Raises:
        OrderChanged: it was changed or stood down; called again, this goes on with what holds now.
    """
    habits, chance = crew.habits, crew.chance
    if not await _answer(crew, order):
        return
    await step(crew, order, MissionStatus.DEPART, lambda: crew.wait(habits.turn_out(crew.pace.now()).draw(chance)))
    await step(crew, order, MissionStatus.ARRIVEE, lambda: _drive_there(crew, _scene(crew, order)))
    await step(crew, order, MissionStatus.PEC, lambda: crew.wait(habits.reach_patient.draw(chance)))
    await step(crew, order, MissionStatus.BILAN, lambda: _examine(crew))
    destination = _destination(order)
    if destination is None:
        await _wait_with_the_patient(crew, order)
        return
    await step(crew, order, MissionStatus.ORIENTAT, lambda: crew.wait(habits.read.draw(chance)))
    await step(crew, order, MissionStatus.TRANSP, lambda: crew.wait(habits.load.draw(chance)))
    await step(crew, order, MissionStatus.DESTIN, lambda: crew.drive(destination, urgent=True))
    await step(crew, order, MissionStatus.FINPEC, lambda: _hand_over(crew, order))
    await step(crew, order, MissionStatus.RETOUR, lambda: crew.wait(habits.tidy.draw(chance)))
    await _come_back(crew, order)
    crew.declare(Availability.AVAILABLE)
    crew.turn_page()


async def stand_down(crew: Crew, order: Order) -> None:
    """Hear that the mission is over; a crew that has arrived leaves the scene first.

    Raises:
        OrderChanged: another order came meanwhile.
    """
    if ReceiptState.READ not in crew.memory.receipts:
        _receipt(crew, order, ReceiptState.READ)
    if MissionStatus.ARRIVEE in crew.memory.done:
        await step(crew, order, MissionStatus.RETOUR, lambda: crew.wait(crew.habits.tidy.draw(crew.chance)))
        await _come_back(crew, order)
    await _be_repaired(crew)
    crew.declare(Availability.AVAILABLE)
    crew.turn_page()


async def step(crew: Crew, order: Order, status: MissionStatus, before: Callable[[], Awaitable[None]]) -> None:
    """Do what comes before a status, then press its button; a step already done is passed over."""
    if status in crew.memory.done:
        return
    await before()
    crew.box.press(order, status, crew.place())
    crew.memory.done.append(status)
    crew.remember()


def _receipt(crew: Crew, order: Order, state: ReceiptState, reason: str | None = None) -> None:
    crew.box.answer(order, state, reason)
    crew.memory.receipts.append(state)
    crew.remember()


async def _answer(crew: Crew, order: Order) -> bool:
    """Read, then accept; a change of what was accepted is read again. Tells whether the crew goes: a few refuse, or look late."""
    habits, chance, memory = crew.habits, crew.chance, crew.memory
    if ReceiptState.READ not in memory.receipts:
        if not memory.done and chance.random() < crew.failings.silent_share:
            await crew.wait(SILENCE.draw(chance))
        await crew.wait(habits.read.draw(chance))
        _receipt(crew, order, ReceiptState.READ)
    if ReceiptState.ACCEPTED not in memory.receipts:
        if not memory.done:
            await crew.wait(habits.accept.draw(chance))
            why_not = _why_not(crew, order)
            if why_not is not None:
                _receipt(crew, order, ReceiptState.REFUSED, why_not)
                crew.turn_page()
                return False
        _receipt(crew, order, ReceiptState.ACCEPTED)
    return True


def _why_not(crew: Crew, order: Order) -> str | None:
    """Give why a crew refuses, none when it goes; a pilot who is asked looks at the weather."""
    if order.asked:
        return pilot_refuses(crew.chance, crew.pace.now(), crew.seed)
    return "équipage indisponible" if crew.chance.random() < crew.failings.refusing_share else None


async def _examine(crew: Crew) -> None:
    """Examine the patient; many crews then ring the room themselves before they press the button."""
    await crew.wait(crew.habits.examine.draw(crew.chance))
    if crew.phone is not None and crew.chance.random() < CREWS_WHO_RING:
        await crew.phone(crew.call_sign)


async def _drive_there(crew: Crew, scene: Point) -> None:
    """Drive to the scene; once in a long while the vehicle breaks down on the way, and says so."""
    if crew.memory.repaired_at is None and crew.chance.random() < crew.failings.breakdown_share:
        crew.memory.repaired_at = crew.pace.now() + timedelta(seconds=REPAIR.draw(crew.chance))
        crew.declare(Availability.UNAVAILABLE)
    await _be_repaired(crew)
    await crew.drive(scene, urgent=True)


async def _be_repaired(crew: Crew) -> None:
    repaired_at = crew.memory.repaired_at
    if repaired_at is not None:
        await crew.wait((repaired_at - crew.pace.now()).total_seconds())
        crew.memory.repaired_at = None


async def _wait_with_the_patient(crew: Crew, order: Order) -> None:
    """Stay until the room says where to go or stands the crew down; another order means that this one is over."""
    await crew.wait_for_the_room(order, FOREVER_S)
    if crew.memory.order is order and crew.memory.next_order is not None:
        crew.turn_page()


async def _hand_over(crew: Crew, order: Order) -> None:
    await crew.hospitals.hand_over(order.destination or "", crew.chance, crew.habits, crew.wait)


async def _come_back(crew: Crew, order: Order) -> None:
    """A SMUR is unavailable until team and kit are back; the others are available from where they are."""
    if crew.kind.startswith("SMUR."):
        await step(crew, order, MissionStatus.RET_BASE, lambda: crew.drive(crew.base, urgent=False))
        await step(crew, order, MissionStatus.REN_BASE, lambda: crew.wait(crew.habits.tidy.draw(crew.chance)))


def _scene(crew: Crew, order: Order) -> Point:
    """Give where to go first; an order without a position is explained by phone, and the crew stays where it is."""
    if order.lon_deg is None or order.lat_deg is None:
        return crew.place().point
    return order.lon_deg, order.lat_deg


def _destination(order: Order) -> Point | None:
    if order.destination_lon_deg is None or order.destination_lat_deg is None:
        return None
    return order.destination_lon_deg, order.destination_lat_deg
