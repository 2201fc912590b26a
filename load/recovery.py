"""How long until an instance serves again: the boxes' receipts, the map of a fresh screen, the API."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import httpx
import msgspec

from kit.clock import real_now
from load.ledger import Kept
from load.screens import Door
from load.sides import say
from load.telephone import Telephone
from load.witnesses import Told, Word

PATIENCE_S = 180.0
LOOK_S = 0.25
API_S = 5.0
OK = 200

_told = msgspec.json.Decoder(Told).decode
_kept = msgspec.json.Decoder(list[Kept]).decode


class Recovery(NamedTuple):
    """Seconds from the end of the harm; the patience, when it never came."""

    receipts_s: float
    """Until every box holds a receipt for a fix it took after the harm, and so for all before."""
    map_s: float
    """Until a fresh screen's snapshot holds a fix measured after the harm of every vehicle."""
    api_s: float
    """Until the API is ready and has taken a call."""

    @property
    def whole_s(self) -> float:
        """Give the longest."""
        return max(self)


class Fleet:
    """The boxes, in the processes that run them."""

    def __init__(self, sides: Sequence[Process]) -> None:
        self._sides = sides

    async def tell(self, word: Word = Word.TELL) -> Told:
        """Say a word to every box; gives how they are then, in all."""
        each = [_told(answer) for answer in await self._say(word)]
        return Told(**{name: sum(getattr(one, name) for one in each) for name in Told.__struct_fields__})

    async def ledger(self) -> list[Kept]:
        """Ask every box what it knows."""
        return [one for answer in await self._say(Word.LEDGER) for one in _kept(answer)]

    async def cut(self) -> None:
        """Cut every box off."""
        await self.tell(Word.CUT)

    async def held(self) -> int:
        """Count the fixes without receipt."""
        return (await self.tell()).waiting

    async def _say(self, word: Word) -> list[bytes]:
        return list(await asyncio.gather(*(say(side, word.value.encode()) for side in self._sides)))


async def recovery(fleet: Fleet, door: Door, telephone: Telephone, vehicles: int) -> Recovery:
    """Wait until everything is as before; the harm is over now."""
    since, began_s = real_now(), asyncio.get_running_loop().time()
    await fleet.tell(Word.MARK)
    called = len(telephone.announced)

    async def receipted() -> bool:
        return (await fleet.tell()).behind == 0

    async def takes_calls() -> bool:
        async with httpx.AsyncClient(timeout=API_S) as client:
            try:
                ready = (await client.get(f"{door.url}/api/health/ready")).status_code == OK
            except httpx.HTTPError:
                return False
        return ready and len(telephone.announced) > called

    return Recovery(
        *await asyncio.gather(
            _until(receipted, began_s),
            _until(lambda: door.map_is_full(vehicles, since), began_s),
            _until(takes_calls, began_s),
        )
    )


async def drained(fleet: Fleet) -> bool:
    """Let the boxes rest, and wait until they hold nothing any more; tell whether they came to that."""
    await fleet.tell(Word.REST)

    async def empty() -> bool:
        return (await fleet.tell()).waiting == 0

    return await _until(empty, asyncio.get_running_loop().time()) < PATIENCE_S


async def _until(holds: Callable[[], Awaitable[bool]], began_s: float) -> float:
    """Give how long it took, seconds, since then by the loop's clock."""
    loop = asyncio.get_running_loop()
    while True:
        took_s = loop.time() - began_s
        if took_s >= PATIENCE_S or await holds():
            return min(loop.time() - began_s, PATIENCE_S)
        await asyncio.sleep(LOOK_S)
