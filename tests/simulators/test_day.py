"""What a simulated day is made of."""

import asyncio
from pathlib import Path

from kit.clock import Clock
from kit.wire.codes.people import Role
from simulators.day import Plan, recording
from simulators.pace import Pace
from simulators.record import RECORDS
from simulators.room import Room
from tests.simulators import rows


async def test_a_day_without_staff_is_not_recorded(tmp_path: Path) -> None:
    def begin(staff: frozenset[Role]) -> int:
        plan = Plan(folder=tmp_path, seed=1, staff=staff)
        tasks = [asyncio.ensure_future(one) for one in recording(plan, [Room()], {rows.CENTRE: "140"}, Pace(Clock()))]
        for task in tasks:
            task.cancel()
        return len(tasks)

    assert begin(frozenset()) == 0
    assert not (tmp_path / RECORDS).exists()
    assert begin(frozenset({Role.ARM})) == 1
