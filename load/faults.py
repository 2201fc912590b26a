"""Faults: every part killed, flushed, starved of disk, wrong about the time, cut off, frozen, while 2,000 boxes send; then the reckoning.

`--times` each fault (1), in an order and at moments drawn by `--seed` (1); `--rate` fixes a second of 2,000 boxes (2000); `--only` faults
whose name holds a word; no harm begins after `--minutes` (5 × times). After each the boxes' own journals are held against the database:
what was receipted is stored, once. What the machine cannot do is told as not done, with its reason.
"""

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx
import uvloop

from gateways.cli import embedded
from gateways.cli.embedded import APPLICATION, SERVICES
from gateways.cli.embedded.places import make, places, write
from gateways.cli.seed import Files, seed_world
from gateways.cli.seed.extra import provision
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.codes.people import Role
from load import apart, clocks, outcome
from load.apart import SmallDisk
from load.clocks import Clocks
from load.harm import Harmer
from load.outcome import Figures, Round
from load.reckoning import reckon
from load.recovery import PATIENCE_S, Fleet, drained, recovery
from load.report import Found, machine
from load.screens import Door, Onlooker
from load.sides import side
from load.telephone import Telephone, sign_in
from load.witnesses import Share

VEHICLES = 2000
ONLOOKERS = 3
MINUTES = 5.0
"""For each time every fault is done; on a slow machine the last ones are left out, and told as not done."""
QUIET_S = (1.0, 4.0)
"""Between a recovery and the next harm, drawn anew each time."""
SEEN_SINCE = timedelta(hours=1)
LOST_TOLD = 20


class Ground(NamedTuple):
    """The instance, and what of it can be harmed besides its programs."""

    instance: str
    settings: Settings
    disk: SmallDisk | None
    clocks: Clocks | None
    not_done: dict[str, str]


def run(*words: str) -> Found:
    """Harm a private instance, deleted afterwards; started anew in namespaces of its own where there can be some.

    Raises: SystemExit when the words are not understood.
    """
    asked = _asked(words)
    library = clocks.library()
    refused = apart.why_not()
    if refused is None and not apart.is_apart():
        apart.enter(["faults", *words, *(["--json"] if "--json" in sys.argv else [])])
    with _ground(asked.rate, library, refused) as ground:
        figures = uvloop.run(_measure(ground, asked))
    command = " ".join(["./rramu bench faults", *words])
    return Found(
        bench="faults", command=command, ratios={}, figures=figures, machine=machine(), not_done=ground.not_done
    )


def _asked(words: Sequence[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="rramu bench faults")
    reader.add_argument("--times", type=int, default=1)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--rate", type=float, default=float(VEHICLES))
    reader.add_argument("--only", default="")
    reader.add_argument("--minutes", type=float, default=None)
    asked = reader.parse_args(words)
    asked.minutes = MINUTES * asked.times if asked.minutes is None else asked.minutes
    return asked


@contextmanager
def _ground(rate: float, library: Path | None, refused: str | None) -> Generator[Ground]:
    """Give a started instance, its programs' clocks and disk in hand where that can be."""
    instance = embedded.temporary_name("bench")
    where = make(instance)
    disk = None
    not_done: dict[str, str] = {}
    if refused is None:
        apart.raise_loopback()
        disk = SmallDisk(where.data)
    else:
        not_done |= dict.fromkeys(("disk_full", "network_gone"), refused)
    wrong_clocks = None if library is None else Clocks(library, where.data / "clocks")
    if wrong_clocks is None:
        not_done |= {f"{program}_clock": clocks.NO_LIBRARY for program in clocks.PROGRAMS}
    under = None if wrong_clocks is None else wrong_clocks.under()
    try:
        settings = embedded.start(instance, under=under)
        interval = f"RRAMU_TRACKER__FULL_INTERVAL_S={VEHICLES / rate}\n"
        write(where.settings_file, where.settings_file.read_text(encoding="utf-8") + interval)
        asyncio.run(_fill(settings, Files(where.state), Files(where.state / "fleet")))
        embedded.refresh_boxes(instance)
        embedded.start(instance, only={*SERVICES, *APPLICATION}, under=under)
        yield Ground(instance, settings, disk, wrong_clocks, not_done)
    finally:
        embedded.stop(instance)
        if disk is not None:
            disk.unmount()
        embedded.reset(instance)


async def _fill(settings: Settings, files: Files, fleet: Files) -> None:
    await seed_world(settings, files)
    names = [f"witness-{number:04}" for number in range(VEHICLES)]
    await provision(settings, names, fleet, real_now() - SEEN_SINCE)


async def _measure(ground: Ground, asked: argparse.Namespace) -> Figures:
    files = Files(places(ground.instance).state)
    url = ground.settings.instance.public_url
    telephone = Telephone(url, next(one for one in files.programs() if one.role is Role.TELEPHONY))
    async with httpx.AsyncClient(base_url=f"{url}/api", timeout=PATIENCE_S) as client:
        door = Door(url, await sign_in(client, next(one for one in files.accounts() if one.role is Role.ARM)))
    onlookers = [Onlooker(door) for _ in range(ONLOOKERS)]
    async with AsyncExitStack() as stack:
        fleet = await _fleet(ground.instance, stack)
        tasks = [asyncio.create_task(telephone.run()), *(asyncio.create_task(one.run()) for one in onlookers)]
        for task in tasks:
            stack.callback(task.cancel)
        harmer = Harmer(
            instance=ground.instance,
            settings=ground.settings,
            cut=fleet.cut,
            held=fleet.held,
            door=door,
            onlookers=onlookers,
            clocks=ground.clocks,
            disk=ground.disk,
            is_apart=ground.disk is not None,
        )
        began_s, before = _now_s(), (await fleet.tell()).given
        rounds = [one async for one in _rounds(ground, asked, harmer, fleet, door, telephone)]
        rate = ((await fleet.tell()).given - before) / (_now_s() - began_s)
        all_sent = await drained(fleet)
        told, reckoned = await fleet.tell(), await reckon(ground.settings, await fleet.ledger())
        calls = await telephone.reckon(ground.settings)
        for task in tasks:
            if task.done():
                task.result()
    return outcome.figures(rounds) | {
        "vehicles": float(VEHICLES),
        "fixes": float(told.given),
        "fixes_per_s": round(rate, 1),
        "lost_fixes": float(reckoned.lost_numbers),
        "doubled_fixes": float(reckoned.doubled),
        "strange_fixes": float(reckoned.strange),
        "refused_fixes": float(reckoned.refused),
        "unsettled_fixes": float(told.waiting if not all_sent else reckoned.unsettled),
        "calls": float(len(telephone.announced)),
        "lost_calls": float(calls.lost),
        "doubled_calls": float(calls.doubled),
    }


async def _fleet(instance: str, stack: AsyncExitStack) -> Fleet:
    """Start the boxes, a share for each core."""
    shares = os.cpu_count() or 1
    folder = str(places(instance).state / "fleet")
    starting = (
        side(stack, embedded.environment(instance), "load.witnesses", Share(folder=folder, share=share, shares=shares))
        for share in range(shares)
    )
    return Fleet(await asyncio.gather(*starting))


async def _rounds(  # noqa: PLR0917 - what a round needs
    ground: Ground, asked: argparse.Namespace, harmer: Harmer, fleet: Fleet, door: Door, telephone: Telephone
) -> AsyncGenerator[Round]:
    """Do every harm as often as asked, in drawn order, each after the recovery from the one before."""
    chance = Random(asked.seed)
    acts = {name: act for name, act in harmer.acts().items() if asked.only in name}
    order = [name for name in acts for _ in range(asked.times)]
    chance.shuffle(order)
    until_s = _now_s() + asked.minutes * 60
    for number, name in enumerate(order):
        if _now_s() > until_s:
            left = Counter(order[number:])
            ground.not_done.update({name: f"{many} times, no time left" for name, many in left.items()})
            return
        await asyncio.sleep(chance.uniform(*QUIET_S))
        own = await acts[name](chance)
        recovered = await recovery(fleet, door, telephone, VEHICLES)
        found = Round(name, recovered, own, await reckon(ground.settings, await fleet.ledger()))
        sys.stderr.write(f"{name}: {recovered.whole_s:.1f} s, lost {found.reckoned.lost_numbers}\n")
        for box, boot, first, last in found.reckoned.lost[:LOST_TOLD]:
            sys.stderr.write(f"  lost so far: {box}, boot {boot}, {first} to {last}\n")
        yield found


def _now_s() -> float:
    return asyncio.get_running_loop().time()
