"""`./rramu simulate drives`: recorded drives through the broker, and their account."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from gateways.cli import embedded, loads
from gateways.cli.drives import Account, read_list, reconcile
from gateways.cli.embedded.places import CHECKOUT
from gateways.cli.errors import CommandError
from gateways.cli.running import module, run
from kit.clock import MAXIMUM_WIRE_RATE
from kit.wire.loads import PlayedDrive
from region.drives import BadDrive, read_drives

LISTED = CHECKOUT / "simulators" / "drives" / "refused.csv"
BEFORE = timedelta(minutes=5)
"""The vehicles are there so long before their first fix."""


def drives(  # noqa: PLR0917 - each is an option of the command line
    folder: Annotated[Path, typer.Argument(help="Folder of `*.csv[.gz]` files: lon_deg,lat_deg,t_s.")],
    speed: Annotated[
        float | None,
        typer.Option(min=0.1, max=MAXIMUM_WIRE_RATE, help="Domain seconds per second; else as the clock runs."),
    ] = None,
    only: Annotated[str, typer.Option(help="Drives by name, comma between; else all.")] = "",
    backlog: Annotated[
        bool,
        typer.Option("--backlog", help="All at once, as a backlog of the recent past, at the rate the server gives."),
    ] = False,
    troubles: Annotated[str, typer.Option(help="on, off, all, or shares of the boxes: zones=1,late=0.5.")] = "off",
    journals: Annotated[
        bool,
        typer.Option(
            "--journals", help="Boxes' clocks, receivers and batteries fail too: compare with their journals."
        ),
    ] = False,
    refused: Annotated[Path, typer.Option(help="List of the fixes that must be refused.")] = LISTED,
    instance: Annotated[
        str | None,
        typer.Option("--instance", "-i", help="A running instance; else one of its own, deleted afterwards."),
    ] = None,
) -> None:
    """Play recorded drives as boxes, then compare what is stored with the files, or the journals; exit code 1 when they differ."""
    if journals and backlog:
        raise CommandError("--journals plays drives as they are lived, --backlog all at once: choose one")
    try:
        recorded = {drive.name: drive for drive in read_drives(folder, [name for name in only.split(",") if name])}
    except BadDrive as error:
        raise CommandError(str(error)) from error
    back = BEFORE + (max(drive.duration for drive in recorded.values()) if backlog else timedelta())
    named = [f"drive-{one}" for one in recorded]
    with (
        loads.ground(instance, "drives") as (name, settings),
        loads.boxes(name, settings, "drives", named, back) as state,
    ):
        words = [str(folder.resolve()), "--state", str(state), "--only", ",".join(recorded), "--troubles", troubles]
        ways = ["--backlog"] * backlog + ["--journals"] * journals
        command = module("simulators", "drives", *words, *ways)
        with loads.clock_at(settings, speed):
            code = run(command, environment=embedded.environment(name))
        if code != 0:
            raise typer.Exit(code)
        played = msgspec.json.decode((state / "played.json").read_bytes(), type=list[PlayedDrive])
        accounts = asyncio.run(reconcile(settings, recorded, played, read_list(refused)))
    show(accounts, "journals" if journals else "files")
    if any(account.faults for account in accounts):
        raise typer.Exit(1)


def show(accounts: list[Account], source: str) -> None:
    """Print one line a drive, and the sum."""
    table = Table(box=None)
    for heading in ("drive", "fixes", "stored", "refused", "minutes"):
        table.add_column(heading, justify="right")
    table.add_column("differs")
    for one in accounts:
        figures = (str(one.fixes), str(one.stored), str(one.refused), f"{one.minutes:.1f}")
        table.add_row(one.drive, *figures, "; ".join(one.faults))
    differ = sum(bool(one.faults) for one in accounts)
    sums = [
        str(sum(column)) for column in zip(*((one.fixes, one.stored, one.refused) for one in accounts), strict=True)
    ]
    table.add_row("all", *sums, "", f"{differ} of {len(accounts)} drives differ from their {source}")
    Console(width=140).print(table)
