"""`./rramu simulate fleet`: thousands of boxes at once, in shares of one process each, and what they saw."""

import asyncio
import os
import resource
import subprocess
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from gateways.cli import embedded, loads
from gateways.cli.embedded.places import CHECKOUT
from gateways.cli.errors import CommandError, tail
from gateways.cli.fleet import fault, taken, too_many
from gateways.cli.running import module
from gateways.cli.usage import cores, sampled
from kit.sizes import quantile_s, together
from kit.wire.loads import FleetShare

BEFORE = timedelta(hours=1)
QUIET = {"RRAMU_LOG__LEVEL": "error"}
"""Thousands of boxes say too much."""


def fleet(  # noqa: PLR0917 - each is an option of the command line
    vehicles: Annotated[int, typer.Option(min=1, max=20_000, help="How many boxes.")] = 2_000,
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="Once everybody is connected.")] = 2.0,
    processes: Annotated[int, typer.Option(min=1, max=64, help="That share the boxes.")] = os.cpu_count() or 1,
    seed: Annotated[int, typer.Option(help="Same seed, same faults.")] = 1,
    troubles: Annotated[str, typer.Option(help="How boxes misbehave: on, off, or shares, as late=0.2,flat=0.")] = "off",
    cut_at: Annotated[
        float | None, typer.Option(min=0, help="Cut boxes off at once, so many seconds into these minutes.")
    ] = None,
    cut_boxes: Annotated[int, typer.Option(min=0, help="How many are cut off.")] = 2_000,
    instance: Annotated[
        str | None,
        typer.Option("--instance", "-i", help="A running instance; else one of its own, deleted afterwards."),
    ] = None,
) -> None:
    """Connect many boxes that drive about for some minutes, and print what they saw.

    Exit code 1 when the server has other fixes than the boxes kept; or, unless `--troubles` asked for it, when a message was refused, a fix
    found no room in its box, or a box is not connected at the end.
    """
    if cut_at is not None and cut_at >= minutes * 60:
        raise CommandError("--cut-at is past the end: give more --minutes")
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    refused = None if allowed == resource.RLIM_INFINITY else too_many(vehicles, allowed)
    if refused is not None:
        raise CommandError(refused)
    names = [f"load-{number:05}" for number in range(vehicles)]
    with (
        loads.ground(instance, "fleet") as (name, settings),
        loads.boxes(name, settings, "fleet", names, BEFORE) as state,
    ):
        words = ["--state", str(state), "--shares", str(processes), "--minutes", str(minutes)]
        words += ["--seed", str(seed), "--troubles", troubles, "--cut-boxes", str(cut_boxes)]
        words += [] if cut_at is None else ["--cut-at", str(cut_at)]
        before = asyncio.run(taken(settings, names))
        with sampled(name) as samples:
            found = _run(state, words, processes, embedded.environment(name) | QUIET)
        wrong = fault(found, asyncio.run(taken(settings, names)) - before)
    steady = max(share.steady_from for share in found), min(share.steady_to for share in found)
    show(found, cores(samples, *steady))
    if wrong is not None:
        raise CommandError(wrong)
    bad = any(share.refused or share.dropped or share.connected < share.boxes for share in found)
    if bad and troubles == "off":
        raise typer.Exit(1)


def _run(state: Path, words: list[str], processes: int, environment: dict[str, str]) -> list[FleetShare]:
    """Run every share to its end; a request to end reaches them all, and they tell what they saw so far."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    module("simulators", "fleet", *words, "--share", str(share)),
                    cwd=CHECKOUT,
                    env=environment,
                    stdout=stack.enter_context((state / f"share-{share}.log").open("wb")),
                )
            )
            for share in range(processes)
        ]
        try:
            codes = [process.wait() for process in started]
        except KeyboardInterrupt:
            for process in started:
                process.terminate()
            codes = [process.wait() for process in started]
    ended_badly = next((share for share, code in enumerate(codes) if code != 0), None)  # a signal is a negative code
    if ended_badly is not None:
        raise CommandError(
            f"share {ended_badly} of the fleet ended in trouble, code {codes[ended_badly]}:\n"
            f"{tail(state / f'share-{ended_badly}.log')}"
        )
    return [
        msgspec.json.decode((state / f"found-{share}.json").read_bytes(), type=FleetShare) for share in range(processes)
    ]


def show(found: list[FleetShare], used: dict[str, float]) -> None:
    """Print the shares' sums."""
    boxes = sum(share.boxes for share in found)
    seconds = max((share.steady_to - share.steady_from).total_seconds() for share in found)
    receipts, fresh = together(share.receipts for share in found), together(share.fresh for share in found)
    troubles = {
        fault: sum(share.troubles.get(fault, 0) for share in found) for share in found for fault in share.troubles
    }
    own = sum(share.cpu_s / (share.steady_to - share.steady_from).total_seconds() for share in found)
    rows = {
        "boxes, connected at the end": f"{boxes}, {sum(share.connected for share in found)}",
        "all connected after": f"{max(share.connect_s for share in found):.0f} s",
        "fixes a second, kept and receipted": (
            f"{sum(share.fixes for share in found) / seconds:.0f}, {sum(receipts.values()) / seconds:.0f}"
        ),
        "from fix to receipt, p50 and p99": _times(receipts),
        "kept in all": str(sum(share.kept for share in found)),
        "without receipt at the end, refused, no room": ", ".join(
            str(sum(column)) for column in zip(*((one.waiting, one.refused, one.dropped) for one in found), strict=True)
        ),
        "memory a box, its process": f"{sum(share.memory_bytes for share in found) / boxes / 1024:.0f} KiB",
        "cores used": ", ".join([f"boxes {own:.2f}", *(f"{program} {share:.2f}" for program, share in used.items())]),
    }
    if fresh:
        rows["from the cut to a fresh fix receipted"] = f"{_times(fresh)}, {sum(fresh.values())} boxes"
    if troubles:
        rows["troubles"] = ", ".join(f"{fault} {count}" for fault, count in sorted(troubles.items()))
    table = Table(box=None, show_header=False)
    for what, figure in rows.items():
        table.add_row(what, figure)
    Console(width=140).print(table)


def _times(counts: dict[int, int]) -> str:
    middle, far = quantile_s(counts, 0.5), quantile_s(counts, 0.99)
    return "none" if middle is None or far is None else f"{middle:.2f} s, {far:.2f} s"
