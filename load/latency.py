"""Latency: from a box's publish to the frame decoded by a screen, beside a bare round trip through the same broker under the same TLS.

Source of the bars: design, section 10: p50 ≤ tick/2 + 10 ×, p99 ≤ tick + 30 × the same percentile of the bare round trip. The ratios given
here are those multiples: what is left after the tick, in bare round trips. Sides alternate; the median of five pairs counts. The bare
side is a tracker's session that gets the same payloads on a partition no tracker has, and only notes when they came. `cores_…`: the share
of a core each program took meanwhile, the boxes and the screens of the bench among them: on few cores they are what the rest waits for.
"""

import asyncio
import os
from argparse import ArgumentParser
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import AsyncExitStack
from statistics import median
from typing import NamedTuple, Self

import asyncpg
import msgspec
import uvloop

from db.engine import connect_arguments, make_engine, writing
from gateways.cli.embedded import SERVICES, refresh_boxes, reset, settings_file, start, temporary_name
from gateways.mqtt import topics
from gateways.mqtt.locks import LOCK_CLASS
from kit.caller import Author
from kit.clock import Clock, real_now
from kit.ids import CentreId
from kit.mqtt import MqttClient, Received, tls_context
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.accounts import Credentials
from kit.wire.codes.people import Role
from kit.wire.people import RightEntry
from kit.wire.telemetry import PARTITIONS, Fix
from load.fleet import PASSWORD, fill
from load.moves import Boxes, Send
from load.processor import Processor, spent_ms
from load.report import Found, machine
from load.sides import say, side
from load.watchers import Ages, Watch, percentile
from socle.accounts import service as accounts
from socle.accounts import sign_in
from socle.accounts.sign_in import Door, Opened

PAIRS = 5
WINDOW_S = 4.0
SCREENS = 60
RATES = (340, 3400)
VEHICLES = 340
"""At 3,400 fixes a second each sends ten a second, one in each tick: the frames are those of 3,400 vehicles at one a second."""
BARE_BOXES = 34
LOGIN = "bench"
BARE_PARTITION = PARTITIONS[-1]

_fixes = msgspec.json.Decoder(list[Fix])


class Pair(NamedTuple):
    """One window of each side."""

    ours: Ages
    cores: Mapping[str, float]
    """What each program took of a core."""
    bare_p50_ms: float
    bare_p99_ms: float


def run(*words: str) -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards.

    Raises: SystemExit: the words are not `--screens N --decoding N`.
    """
    parser = ArgumentParser(prog="rramu bench latency")
    parser.add_argument("--screens", type=int, default=SCREENS, help="how many watch the whole region")
    parser.add_argument("--decoding", type=int, default=1, help="one screen in so many decodes; the others only read")
    wanted = parser.parse_args(words)
    screens: int = wanted.screens
    decoding: int = wanted.decoding
    instance = temporary_name("bench")
    try:
        settings = start(instance, only=set(SERVICES))
        figures, ratios = uvloop.run(_measure(instance, settings, screens, decoding))
    finally:
        reset(instance)
    command = " ".join(("./rramu bench latency", *words))
    return Found(bench="latency", command=command, ratios=ratios, figures=figures, machine=machine())


async def _measure(
    instance: str, settings: Settings, screens: int, decoding: int
) -> tuple[dict[str, float | list[float]], dict[str, float]]:
    moving = {f"moving-{number:04d}": number % (len(PARTITIONS) - 1) for number in range(VEHICLES)}
    bare = {f"bare-{number:04d}": len(PARTITIONS) - 1 for number in range(BARE_BOXES)}
    boxes = moving | bare
    centre = await fill(settings, boxes)
    await asyncio.to_thread(refresh_boxes, instance)
    figures: dict[str, float | list[float]] = {
        "tick_ms": settings.live.tick_s * 1000,
        "screens": screens,
        "decoding": screens / decoding,
    }
    ratios: dict[str, float] = {}
    environment = os.environ | {SETTINGS_FILE_VARIABLE: str(settings_file(instance))}
    async with AsyncExitStack() as stack:
        lock = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
        stack.push_async_callback(lock.close)
        await lock.execute("SELECT pg_advisory_lock($1, $2)", LOCK_CLASS, len(PARTITIONS) - 1)
        await asyncio.to_thread(start, instance, only={"tracker", "api"})
        listener = Bare(settings)
        await stack.enter_async_context(listener)
        named = {name: PARTITIONS[partition] for name, partition in boxes.items()}
        senders = await side(stack, environment, "load.moves", Boxes(names=named, password=PASSWORD))
        address = f"ws://{settings.http.host}:{settings.http.port}/api/live"
        watch = Watch(address=address, token=await token(settings, centre), screens=screens, decoding=decoding)
        watchers = await side(stack, environment, "load.watchers", watch)
        processor = Processor(instance, boxes=senders.pid, watchers=watchers.pid)
        bench = _Pairs(senders, watchers, listener, processor)
        for rate in RATES:
            await bench.ours(rate)  # warm
            pairs = [await bench.pair(rate, turn) for turn in range(PAIRS)]
            _sum_up(pairs, rate, settings.live.tick_s * 1000, figures, ratios)
    return figures, ratios


def _sum_up(
    pairs: list[Pair], rate: int, tick_ms: float, figures: dict[str, float | list[float]], ratios: dict[str, float]
) -> None:
    at = "" if rate == RATES[0] else f"at_{rate}_"
    of_pairs = {
        "p50_ms": [pair.ours.p50_ms for pair in pairs],
        "p99_ms": [pair.ours.p99_ms for pair in pairs],
        "bare_p50_ms": [pair.bare_p50_ms for pair in pairs],
        "bare_p99_ms": [pair.bare_p99_ms for pair in pairs],
        "to_tracker_p50_ms": [pair.ours.to_tracker_p50_ms for pair in pairs],
        "to_tracker_p99_ms": [pair.ours.to_tracker_p99_ms for pair in pairs],
    }
    figures |= {f"{at}{name}": round(median(values), 3) for name, values in of_pairs.items()}
    for name in pairs[0].cores:
        figures[f"{at}cores_{name}"] = round(median(pair.cores[name] for pair in pairs), 2)
    figures[f"{at}fixes_decoded_per_s"] = round(median(pair.ours.fixes for pair in pairs) / WINDOW_S)
    figures[f"{at}allowed_p50_ms"] = round(tick_ms / 2 + 10 * median(of_pairs["bare_p50_ms"]), 3)
    figures[f"{at}allowed_p99_ms"] = round(tick_ms + 30 * median(of_pairs["bare_p99_ms"]), 3)
    ratios[f"{at}p50"] = round(median((pair.ours.p50_ms - tick_ms / 2) / pair.bare_p50_ms for pair in pairs), 2)
    ratios[f"{at}p99"] = round(median((pair.ours.p99_ms - tick_ms) / pair.bare_p99_ms for pair in pairs), 2)


class _Pairs:
    """Runs one side after the other at the same rate."""

    def __init__(self, senders: Process, watchers: Process, listener: "Bare", processor: Processor) -> None:
        self._senders = senders
        self._watchers = watchers
        self._listener = listener
        self._processor = processor

    async def pair(self, rate: int, turn: int) -> Pair:
        """Measure both sides; who goes first alternates."""
        if turn % 2:
            bare = await self._bare(rate)
            return Pair(*await self.ours(rate), *bare)
        return Pair(*await self.ours(rate), *await self._bare(rate))

    async def ours(self, rate: int) -> tuple[Ages, Mapping[str, float]]:
        """Let the vehicles move; gives what the screens saw, and what each program took of a core."""
        await say(self._watchers, b"")
        before = self._processor.seconds()
        await self._send("moving-", rate)
        after = self._processor.seconds()
        cores = {name: spent_ms(before, after, name) / 1000 / WINDOW_S for name in before}
        return msgspec.json.decode(await say(self._watchers, b""), type=Ages), cores

    async def _bare(self, rate: int) -> tuple[float, float]:
        self._listener.heard.clear()
        await self._send("bare-", rate)
        ages = self._listener.ages_ms()
        return percentile(ages, 0.5), percentile(ages, 0.99)

    async def _send(self, beginning: str, rate: int) -> None:
        send = Send(beginning=beginning, fixes_per_s=rate, seconds=WINDOW_S)
        await say(self._senders, msgspec.json.encode(send))
        await asyncio.sleep(0.5)  # what is under way arrives


class Bare:
    """The bare side: the session of a tracker on its partition, which only notes when each message came."""

    def __init__(self, settings: Settings) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self._up = asyncio.Event()
        self._client = MqttClient(
            settings.mqtt,
            tls_context(settings.mqtt),
            client_id=f"tracker-{BARE_PARTITION}",
            password=settings.mqtt.tracker_password.get_secret_value(),
            subscriptions=[topics.up_filter(BARE_PARTITION)],
            on_message=self._hear,
            on_up=lambda _: self._up.set(),
            receive_maximum=settings.mqtt.receive_maximum,
        )

    async def __aenter__(self) -> Self:
        """Connect."""
        self._running = asyncio.create_task(self._client.run())
        await self._up.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        await self._client.close()
        await self._running

    def ages_ms(self) -> list[float]:
        """Give the age of each message when it came, milliseconds."""
        return [(came - _fixes.decode(payload)[0].measured_at.timestamp()) * 1000 for came, payload in self.heard]

    def _hear(self, received: Received) -> None:
        self.heard.append((real_now().timestamp(), received.payload))


async def token(settings: Settings, centre: CentreId) -> str:
    """Sign somebody in who may watch the room."""
    engine, clock = make_engine(settings, "rramu_api"), Clock()
    async with writing(engine, None, [centre]) as session:
        await accounts.create_account(
            session,
            Author(None, "BENCH"),
            clock,
            login=LOGIN,
            name="Bench",
            password=PASSWORD,
            rights=[RightEntry(centre_id=centre, role=Role.ARM)],
        )
    async with writing(engine, None, [centre]) as session:
        credentials = Credentials(login=LOGIN, password=PASSWORD, kind="bearer")
        opened = await sign_in.by_password(session, clock, credentials, Door("127.0.0.1", "bench", frozenset()))
    await engine.dispose()
    if not isinstance(opened, Opened):
        message = "the bench's account needs a second factor"
        raise TypeError(message)
    return opened.token
