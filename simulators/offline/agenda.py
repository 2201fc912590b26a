"""Simulated time: people and vehicles as generators that say how long they wait, or for what. One thread, no clock, no chance of its own.

    def caller(agenda: Agenda, answered: Signal) -> Work[None]:
        if (yield from agenda.wait(answered, within_s=300.0)):
            yield 120.0

What happens at one instant happens in the order it was asked for, so the same work gives the same day.
"""

import heapq
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Signal:
    """Something that comes true once; whoever waits for it goes on."""

    is_set: bool = False
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def set(self) -> None:
        """Come true."""
        self.is_set = True
        woken, self.waiting = self.waiting, []
        for wake in woken:
            wake()


@dataclass(slots=True)
class _Until:
    signal: Signal
    within_s: float | None


Work = Generator[float | _Until, None, T]
"""What a person or a vehicle does: yields seconds to let pass."""


class Agenda:
    """What is to happen, by its instant. `now_s`: seconds since the start."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._order = count()
        self._coming: list[tuple[float, int, Callable[[], None]]] = []

    def at(self, instant_s: float, do: Callable[[], None]) -> None:
        """Do something at an instant; at once when that is past."""
        heapq.heappush(self._coming, (max(instant_s, self.now_s), next(self._order), do))

    def start(self, work: Work[None]) -> None:
        """Let somebody begin now."""
        self.at(self.now_s, lambda: self._go_on(work))

    def run(self) -> None:
        """Let everything happen, until nothing is left to come."""
        while self._coming:
            self.now_s, _, do = heapq.heappop(self._coming)
            do()

    def wait(self, signal: Signal, within_s: float | None = None) -> Work[bool]:
        """Wait for a signal, for at most `within_s`; tell whether it came."""
        if not signal.is_set:
            yield _Until(signal, within_s)
        return signal.is_set

    def _go_on(self, work: Work[None]) -> None:
        """Let somebody act until they wait again."""
        try:
            wanted = next(work)
        except StopIteration:
            return
        if isinstance(wanted, _Until):
            self._wake_once(work, wanted)
        else:
            self.at(self.now_s + wanted, lambda: self._go_on(work))

    def _wake_once(self, work: Work[None], until: _Until) -> None:
        is_awake = False

        def wake() -> None:
            nonlocal is_awake
            if not is_awake:
                is_awake = True
                self._go_on(work)

        until.signal.waiting.append(lambda: self.at(self.now_s, wake))
        if until.within_s is not None:
            self.at(self.now_s + until.within_s, wake)


class Pool:
    """People at one kind of post. Who asks is served by rank, then in the order of asking; `rank` sorts the most urgent first."""

    def __init__(self, agenda: Agenda, people: int = 0) -> None:
        self._agenda = agenda
        self._people = people
        self._busy = 0
        self._order = count()
        self._asked: list[tuple[Sequence[float], int, Signal]] = []
        self._gone: set[int] = set()

    def staff(self, people: int) -> None:
        """Change how many are at work; who leaves finishes what they do."""
        self._people = people
        self._serve()

    def take(self, rank: Sequence[float], within_s: float | None = None) -> Work[bool]:
        """Wait until somebody is free, for at most `within_s`; tell whether they are now ours, to be given back."""
        number, turn = next(self._order), Signal()
        heapq.heappush(self._asked, (rank, number, turn))
        self._serve()
        is_ours = yield from self._agenda.wait(turn, within_s)
        if not is_ours:
            self._gone.add(number)
        return is_ours

    def give_back(self) -> None:
        """Say that somebody is free again."""
        self._busy -= 1
        self._serve()

    def _serve(self) -> None:
        while self._busy < self._people and self._asked:
            _, number, turn = heapq.heappop(self._asked)
            if number in self._gone:
                self._gone.discard(number)
                continue
            self._busy += 1
            turn.set()
