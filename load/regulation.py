"""Regulation: the commands of calls arriving at a steady rate, whether or not the ones before are answered, over HTTP.

Source of the bar: design, section 10: the p99 of each command ÷ the p99 of a bare insert through the same kind of pool at the same rate;
sides alternate, the median of the pairs counts. The processor time of a command says more than its delay on a machine others share: it is
what the programs took meanwhile ÷ the commands answered. The region is a demo's: six centres, every vehicle, some screens that watch.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import Any

import httpx
import msgspec
import uvloop
from sqlalchemy import text

from db.engine import make_engine, writing
from gateways.cli.embedded import SERVICES, ProgramName, reset, settings_file, start, temporary_name
from gateways.cli.embedded.places import places
from gateways.cli.seed import Files, seed_world
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.accounts import CentreView, DemoAccount
from kit.wire.codes.people import Role
from load.processor import Processor, spent_ms
from load.report import Found, machine
from load.sides import side
from load.stories import Desks, Teller, story
from load.watchers import Watch, percentile

PAIRS = 5
STORIES_PER_S = 1.0
WINDOW_S = 12.0
BARE_S = 4.0
SCREENS = 12
IDLE_S = 20.0
POSTS = (Role.TELEPHONY, Role.ARM, Role.ARM_SUIVI, Role.MRU)
PROGRAMS: tuple[ProgramName, ...] = ("api", "worker", "postgres")

_BARE = text("INSERT INTO bare (at, body) VALUES (clock_timestamp(), :body)")


def run() -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only=set(SERVICES))
        figures, ratios = uvloop.run(_measure(instance, settings))
    finally:
        reset(instance)
    return Found(
        bench="regulation", command="./rramu bench regulation", ratios=ratios, figures=figures, machine=machine()
    )


async def _measure(instance: str, settings: Settings) -> tuple[dict[str, float | list[float]], dict[str, float]]:
    files = Files(places(instance).state)
    await seed_world(settings, files)
    await _make_bare(settings)
    await asyncio.to_thread(start, instance, only={"api", "worker"})
    processor = Processor(instance)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://{settings.http.host}:{settings.http.port}", timeout=30)
        )
        teller = Teller(client)
        centres = await desks(teller, files.programs())
        address = f"ws://{settings.http.host}:{settings.http.port}/api/live"
        watch = Watch(address=address, token=centres[0].tokens[Role.ARM], screens=SCREENS)
        environment = os.environ | {SETTINGS_FILE_VARIABLE: str(settings_file(instance))}
        await side(stack, environment, "load.watchers", watch)
        bench = _Bench(settings, processor, teller, centres)
        stack.push_async_callback(bench.close)
        await bench.ours()  # warm
        idle = await bench.idle()
        pairs = [await bench.pair(turn) for turn in range(PAIRS)]
    return _sum_up(idle, pairs)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What one window of ours gave."""

    took_ms: dict[str, list[float]]
    spent_ms: dict[str, float]

    @property
    def commands(self) -> int:
        """Count the commands answered."""
        return sum(map(len, self.took_ms.values()))


class _Bench:
    """Runs one side after the other at the same rate of commands."""

    def __init__(self, settings: Settings, processor: Processor, teller: Teller, desks: list[Desks]) -> None:
        self._engine = make_engine(settings, "rramu_api")
        self._processor = processor
        self._teller = teller
        self._desks = cycle(desks)
        self._commands_per_s = 0.0

    async def close(self) -> None:
        """Close the bare side's pool."""
        await self._engine.dispose()

    async def pair(self, turn: int) -> tuple[Window, list[float]]:
        """Measure both sides; who goes first alternates."""
        if turn % 2:
            bare = await self._bare()
            return await self.ours(), bare
        return await self.ours(), await self._bare()

    async def ours(self) -> Window:
        """Let calls arrive for a window, and wait until the last one's story is told."""
        self._teller.took_ms.clear()
        before, began = self._processor.seconds(), perf_counter()
        await _open_loop(STORIES_PER_S, WINDOW_S, lambda: story(self._teller, next(self._desks)))
        after = self._processor.seconds()
        window = Window(
            took_ms=dict(self._teller.took_ms), spent_ms={name: spent_ms(before, after, name) for name in PROGRAMS}
        )
        self._commands_per_s = window.commands / (perf_counter() - began)
        return window

    async def idle(self) -> dict[str, float]:
        """Give what share of a core each program takes while nobody does anything, percent."""
        before = self._processor.seconds()
        await asyncio.sleep(IDLE_S)
        after = self._processor.seconds()
        return {f"idle_{name}_percent": spent_ms(before, after, name) / IDLE_S / 10 for name in PROGRAMS}

    async def _bare(self) -> list[float]:
        """Insert a row a transaction through a pool like the API's, at the rate of the commands."""
        took_ms: list[float] = []

        async def insert() -> None:
            began = perf_counter()
            async with writing(self._engine, None, ()) as session:
                await session.execute(_BARE, {"body": "a bare row"})
            took_ms.append(1000 * (perf_counter() - began))

        await _open_loop(self._commands_per_s, BARE_S, insert)
        return took_ms


async def _open_loop(per_s: float, seconds: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Begin an act at each beat, however long those before take; ends with the last one."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.TaskGroup() as acts:
        for number in range(round(per_s * seconds)):
            await asyncio.sleep(max(0.0, began + number / per_s - loop.time()))
            acts.create_task(act())


def _sum_up(
    idle: dict[str, float], pairs: list[tuple[Window, list[float]]]
) -> tuple[dict[str, float | list[float]], dict[str, float]]:
    windows = [window for window, _ in pairs]
    figures: dict[str, float | list[float]] = {name: round(value, 2) for name, value in idle.items()}
    figures["commands_per_s"] = round(median(window.commands for window in windows) / WINDOW_S, 1)
    for name in PROGRAMS:
        each = [window.spent_ms[name] / window.commands for window in windows]
        figures[f"{name}_processor_per_command_ms"] = round(median(each), 2)
    bare = [percentile(took_ms, 0.99) for _, took_ms in pairs]
    figures["bare_p50_ms"] = round(median(percentile(took_ms, 0.5) for _, took_ms in pairs), 2)
    figures["bare_p99_ms"] = round(median(bare), 2)
    ratios: dict[str, float] = {}
    for command in windows[0].took_ms:
        took = [window.took_ms[command] for window in windows]
        figures[f"{command}_p50_ms"] = round(median(percentile(one, 0.5) for one in took), 2)
        figures[f"{command}_p99_ms"] = round(median(percentile(one, 0.99) for one in took), 2)
        each = [percentile(one, 0.99) / bare_ms for one, bare_ms in zip(took, bare, strict=True)]
        ratios[f"{command}_p99"] = round(median(each), 2)
    return figures, ratios


async def _make_bare(settings: Settings) -> None:
    """Make the table of the bare side."""
    engine = make_engine(settings, "rramu_owner")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE bare (at timestamptz NOT NULL, body text NOT NULL)"))
        await connection.execute(text("GRANT INSERT ON bare TO rramu_api"))
    await engine.dispose()


async def desks(teller: Teller, accounts: Sequence[DemoAccount]) -> list[Desks]:
    """Sign in one account of each post at each centre."""
    posts: dict[str, dict[Role, str]] = {}
    for account in accounts:
        if account.role in POSTS and account.role not in posts.setdefault(account.centre, {}):
            posts[account.centre][account.role] = str((await teller.sign_in(account)).token)
    token = next(iter(posts.values()))[Role.ARM]
    centres = await teller.tell("centres", token, "GET", "/centres", None, list[CentreView])
    return [
        Desks(centre_id=centre.id, lon_deg=centre.lon_deg, lat_deg=centre.lat_deg, tokens=posts[centre.name])
        for centre in centres
        if centre.name in posts
    ]
