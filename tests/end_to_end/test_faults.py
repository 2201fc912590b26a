"""Kill −9 of every part while a simulated day runs: what was receipted or answered is there once, and the screen comes back by itself."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

import asyncpg
import msgspec
import pytest
from playwright.async_api import Browser, Page

from db.engine import connect_arguments, make_engine, reading
from gateways.cli import embedded
from gateways.cli.embedded import PROGRAMS, ProgramName
from kit.clock import Clock
from kit.mqtt import tls_context
from kit.wire.codes.means import VehicleType
from kit.wire.codes.people import Role
from kit.wire.demo import DemoBox
from load import harm
from load.ledger import Ledger
from load.reckoning import reckon
from load.telephone import Calls, Telephone
from simulators.box import Box
from simulators.travel import Place
from socle.audit import service as audit
from tests.end_to_end.conftest import Stack, desk, sign_in, started

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(1500)]

KILLED: Sequence[ProgramName] = ("tracker", "api", "worker", "mosquitto", "redis", "postgres")
BOXES = 10
ONE_IN = 2
ALWAYS_SEEN = {VehicleType.SMUR_VLM}
"""What the room sees at any hour; the others while their crew is there."""
POLL_S = 0.2
PATIENCE_S = 240.0


class Witness:
    """One box of ours: it stands still, takes a fix five times a second, and knows what it was promised."""

    def __init__(self, identity: DemoBox, stack: Stack) -> None:
        self.identity = identity
        self.ledger = Ledger(stack.folder / f"witness-{identity.name}.sqlite")
        self.box = Box(
            identity, self.ledger, Clock(), stack.settings.mqtt, tls_context(stack.settings.mqtt),
            chance=Random(identity.name), on_order=lambda _order: None,
        )  # fmt: skip

    async def run(self) -> None:
        """Take fixes until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.box.run())
            while True:
                self.box.record(Place(self.identity.base_lon_deg, self.identity.base_lat_deg, 0.0, None))
                await asyncio.sleep(POLL_S)

    def last_given(self) -> int:
        """Give the last sequence given."""
        return self.ledger.given.get(self.ledger.boot, 0)

    def last_receipted(self) -> int:
        """Give the last sequence receipted."""
        return self.ledger.receipted.get(self.ledger.boot, 0)


@pytest.fixture(scope="module")
def doomed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give an instance of its own with a simulated day running on it."""
    folder = tmp_path_factory.mktemp("faults")
    made = started("faults", folder)
    # The day drives some of the first vehicles; the last ones are the witnesses'.
    day = tmp_path_factory.mktemp("day")
    for name in ("accounts.json", "simulators.json"):
        (day / name).write_bytes((folder / name).read_bytes())
    (day / "boxes.json").write_bytes(msgspec.json.encode(seen(made)[:-BOXES:ONE_IN]))
    simulation = ("day", "--folder", str(day), "--speed", "10", "--storm", "3")
    embedded.start(made.instance, only=PROGRAMS, simulation=simulation)
    yield made
    embedded.reset(made.instance)


def seen(stack: Stack) -> list[DemoBox]:
    """Give the boxes of the vehicles the room always sees."""
    return [box for box in stack.boxes if box.type in ALWAYS_SEEN]


@asynccontextmanager
async def running(*works: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Keep works going in the background; one that fails fails the test."""
    tasks = [asyncio.ensure_future(work()) for work in works]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def eventually(what: str, holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until something holds; how long it takes is not judged here."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = holds()
                if await answer if not isinstance(answer, bool) else answer:
                    return
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        pytest.fail(f"never came true: {what}")


async def kill(stack: Stack, program: ProgramName) -> None:
    """Kill −9 one program and wait until the supervisor runs another in its place."""
    killed = await harm.kill(stack.instance, program)

    async def replaced() -> bool:
        states = await asyncio.to_thread(embedded.states, stack.instance)
        return any(one.name == program and one.state == "RUNNING" and one.pid not in {None, killed} for one in states)

    await eventually(f"{program} is started again", replaced)


async def shows_what_is_measured_now(page: Page, identity: DemoBox) -> None:
    """Wait until the screen says it is live and holds a fix of this vehicle newer than the moment of asking."""
    await page.wait_for_function(
        """async (callSign) => {
            const seen = () => {
                const {vehicles, positions, link} = window.rramu.state();
                const vehicle = [...vehicles.values()].find((one) => one.call_sign === callSign);
                const position = vehicle && positions.get(vehicle.id);
                return link === "live" && position ? position.seq : null;
            };
            const before = seen();
            await new Promise((done) => setTimeout(done, 1000));
            const after = seen();
            return before !== null && after !== null && after > before;
        }""",
        arg=identity.call_sign,
        timeout=PATIENCE_S * 1000,
    )


async def fetch(stack: Stack, query: str, *arguments: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(**connect_arguments(stack.settings, "rramu_owner"))
    try:
        rows: list[asyncpg.Record] = await connection.fetch(query, *arguments)
    finally:
        await connection.close()
    return rows


async def test_nothing_promised_is_lost_or_doubled(doomed: Stack, browser: Browser) -> None:
    witnesses = [Witness(identity, doomed) for identity in seen(doomed)[-BOXES:]]
    exchange = Telephone(doomed.url, doomed.program(Role.TELEPHONY, "Caen"))
    async with AsyncExitStack() as stack:
        context = await stack.enter_async_context(desk(browser))
        page = await sign_in(context, doomed, doomed.account(Role.SUPERVISOR, "Caen"))
        async with running(exchange.run, *(witness.run for witness in witnesses)):
            await eventually("every box is receipted", lambda: all(one.last_receipted() > 0 for one in witnesses))
            await eventually("the simulated staff engages somebody", lambda: has_missions(doomed))
            for program in KILLED:
                await kill(doomed, program)
                await recovers(program, witnesses, exchange)
                await shows_what_is_measured_now(page, witnesses[0].identity)
    await check_fixes(doomed, witnesses)
    await check_calls(doomed, exchange)
    await check_room(doomed)


async def has_missions(stack: Stack) -> bool:
    return bool(await fetch(stack, "SELECT id FROM missions"))


async def recovers(killed: ProgramName, witnesses: Sequence[Witness], exchange: Telephone) -> None:
    """Wait until what the boxes held is receipted and calls are taken again."""
    given = {one.identity.name: one.last_given() for one in witnesses}
    called = len(exchange.announced)

    def receipted() -> bool:
        return all(one.last_receipted() >= given[one.identity.name] for one in witnesses)

    def taken() -> bool:
        return len(exchange.announced) > called

    await eventually(f"with {killed} killed, what the boxes held is receipted", receipted)
    await eventually(f"with {killed} killed, calls are taken", taken)


async def check_fixes(stack: Stack, witnesses: Sequence[Witness]) -> None:
    """Every receipted message is stored, every stored one was given, none twice: fixes, and answers to orders of the day."""
    found = await reckon(stack.settings, [kept for one in witnesses for kept in one.ledger.kept(one.identity.name)])
    assert found.lost == []
    assert (found.doubled, found.strange, found.refused) == (0, 0, 0)
    assert [one.ledger.refused() for one in witnesses] == [[]] * len(witnesses)


async def check_calls(stack: Stack, exchange: Telephone) -> None:
    """Every call answered 201 is there, once."""
    assert await exchange.reckon(stack.settings) == Calls(lost=0, doubled=0)


async def check_room(stack: Stack) -> None:
    """No vehicle serves two missions, no button counted twice, and each trail holds."""
    twice = await fetch(
        stack, "SELECT mission_id, status FROM mission_statuses WHERE applied GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert twice == []
    engine = make_engine(stack.settings, "rramu_worker")
    try:
        for row in await fetch(stack, "SELECT id FROM centres"):
            async with reading(engine, None, [row["id"]]) as session:
                assert (await audit.verify(session, row["id"])).faults == ()
    finally:
        await engine.dispose()
