"""Crews at the door of a department."""

import asyncio
from datetime import UTC, datetime
from random import Random

from kit.clock import Clock
from kit.wire.codes.means import VehicleType
from simulators.hospitals import HANDS, Hospitals
from simulators.pace import Pace
from simulators.plan.habits import habits_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def test_crews_wait_their_turn_at_a_department_and_not_for_another() -> None:
    hospitals, inside, most = Hospitals(Pace(Clock(real=lambda: NOON)), 1), 0, 0
    lasted: list[float] = []

    async def patient(seconds: float) -> None:
        nonlocal inside, most
        lasted.append(seconds)
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1

    async with asyncio.TaskGroup() as tasks:
        for number, department in enumerate(("Caen",) * 3 * HANDS + ("Lisieux",)):
            tasks.create_task(hospitals.hand_over(department, Random(number), habits_of(VehicleType.TSU_AMB), patient))
    assert most == HANDS + 1
    assert len(lasted) == 3 * HANDS + 1
    assert all(0 < seconds < 4 * 3600 for seconds in lasted)
