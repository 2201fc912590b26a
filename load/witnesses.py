"""Reference boxes by the hundred, each with its ledger, that drive until told otherwise and answer how they are.

Run as a process of its own: `python -m load.witnesses`, with a `Share` as JSON on standard input; says READY once every box takes fixes,
then answers each `Word` with a `Told`, and the word `ledger` with a list of `Kept`.
"""

import asyncio
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from random import Random
from ssl import SSLContext

import msgspec
import structlog
import uvloop

from kit import log
from kit.clock import Clock
from kit.mqtt import tls_context
from kit.settings import Settings
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Order
from load.ledger import Ledger
from simulators.box import Box
from simulators.fleet import lap
from simulators.journal import Disk

CONNECTING_AT_ONCE = 20
CONNECT_PATIENCE_S = 30.0


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Which boxes of `boxes.json` in a folder are this process's: every `shares`-th from `share` on. The disk is in the folder too."""

    folder: str
    share: int
    shares: int


class Word(StrEnum):
    """What the boxes can be told."""

    TELL = "tell"
    MARK = "mark"
    """From now on `behind` counts the boxes without a receipt for a fix taken after this word."""
    CUT = "cut"
    """Lose the connection, all at this moment; the network is there."""
    REST = "rest"
    """Take no more fixes; send what is left."""
    LEDGER = "ledger"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How the boxes of a share are."""

    connected: int
    behind: int
    waiting: int
    """Fixes without receipt."""
    given: int
    """Fixes in all."""


class Witness:
    """One box on its lap. Its number in the fleet says where it drives."""

    def __init__(
        self, number: int, identity: DemoBox, disk: Disk, settings: Settings, context: SSLContext | None
    ) -> None:
        self.number = number
        self.name = identity.name
        self.ledger = Ledger(disk, identity.name)
        self.box = Box(
            identity, self.ledger, Clock(), settings.mqtt, context, chance=Random(identity.name), on_order=_ignore
        )
        self.began = asyncio.Event()
        self.marked = 0

    async def run(self, turns: asyncio.Semaphore, resting: asyncio.Event) -> None:
        """Connect in turn, then take a fix at the interval the server asks for, until it is time to rest; send until cancelled.

        A late fix does not put off the next: the rate of all is what was asked for as long as the machine bears it.
        """
        async with asyncio.TaskGroup() as tasks:
            async with turns:
                tasks.create_task(self.box.run())
                with suppress(TimeoutError):
                    async with asyncio.timeout(CONNECT_PATIENCE_S):
                        await self.box.told_time.wait()
            await self.box.told_time.wait()
            began_s = asyncio.get_running_loop().time()
            due_s = began_s + self.box.interval_s * Random(self.number).random()
            await asyncio.sleep(due_s - began_s)
            self.began.set()
            while not resting.is_set():
                now_s = asyncio.get_running_loop().time()
                self.box.record(lap.place(self.number, now_s - began_s))
                due_s = max(due_s + self.box.interval_s, now_s)
                await asyncio.sleep(due_s - now_s)

    @property
    def given(self) -> int:
        """Count the numbers given; a witness never reboots."""
        return self.ledger.given.get(self.ledger.boot, 0)

    @property
    def is_behind(self) -> bool:
        """Tell whether no fix taken since the mark is receipted."""
        return self.ledger.receipted.get(self.ledger.boot, 0) <= self.marked


def told(witnesses: Sequence[Witness]) -> Told:
    """Sum up."""
    return Told(
        connected=sum(one.box.connected for one in witnesses),
        behind=sum(one.is_behind for one in witnesses),
        waiting=sum(one.box.waiting for one in witnesses),
        given=sum(one.given for one in witnesses),
    )


async def main() -> None:
    """Run the share given on standard input until that ends."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger("critical"),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    log.heed(asyncio.get_running_loop())  # a cut TLS connection is nothing to tell
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each box is a connection
    share = msgspec.json.decode(sys.stdin.buffer.readline(), type=Share)
    folder, settings = Path(share.folder), Settings.read()
    boxes = msgspec.json.decode((folder / "boxes.json").read_bytes(), type=list[DemoBox])
    context = tls_context(settings.mqtt)
    with Disk(folder / f"witnesses-{share.share}.sqlite") as disk:
        witnesses = [
            Witness(number, identity, disk, settings, context)
            for number, identity in list(enumerate(boxes))[share.share :: share.shares]
        ]
        turns, resting = asyncio.Semaphore(CONNECTING_AT_ONCE), asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(one.run(turns, resting)) for one in witnesses]
            for one in witnesses:
                await one.began.wait()
            print("READY", flush=True)
            while line := await asyncio.to_thread(sys.stdin.buffer.readline):
                print(_answer(Word(line.strip().decode()), witnesses, resting), flush=True)
            for task in running:
                task.cancel()


def _answer(word: Word, witnesses: Sequence[Witness], resting: asyncio.Event) -> str:
    match word:
        case Word.MARK:
            for one in witnesses:
                one.marked = one.given
        case Word.CUT:
            for one in witnesses:
                one.box.cut()
        case Word.REST:
            resting.set()
        case Word.LEDGER:
            return msgspec.json.encode([kept for one in witnesses for kept in one.ledger.kept(one.name)]).decode()
        case Word.TELL:
            pass
    return msgspec.json.encode(told(witnesses)).decode()


def _ignore(_: Order) -> None:
    """A witness obeys nobody."""


if __name__ == "__main__":
    uvloop.run(main())
