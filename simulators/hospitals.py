"""The emergency departments as crews meet them: a few patients are taken over at once, the other crews wait in the order they came."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from random import Random

from simulators.pace import Pace
from simulators.plan.habits import hand_over_s
from simulators.plan.laws.crews import Habits

HANDS = 6
"""Patients one department takes over at a time. An assumption of ours."""


class Hospitals:
    """Every department of the region, by name.

    Args:
        pace: domain time.
        seed: of the day: which departments have a bad evening.
    """

    def __init__(self, pace: Pace, seed: int) -> None:
        self._pace = pace
        self._seed = seed
        self._hands: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(HANDS))

    async def hand_over(
        self, department: str, chance: Random, habits: Habits, wait: Callable[[float], Awaitable[None]]
    ) -> None:
        """Wait for one's turn, then for as long as the hand-over takes at this hour."""
        async with self._hands[department]:
            await wait(hand_over_s(chance, habits, department, self._pace.now(), seed=self._seed))
