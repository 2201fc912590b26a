"""`python -m simulators day`: what the demo runs beside the instance."""

import asyncio
import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kit.clock import PARIS
from kit.process import CannotStart, run
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.codes.people import Role
from simulators import day as simulated_day
from simulators.api import Away, Refused
from simulators.clock import PastDate
from simulators.drives.command import drives
from simulators.faults import read_shares
from simulators.fleet.command import fleet
from simulators.offline.command import offline
from simulators.report.command import report

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Vehicles, callers and staff that know only the wire."
)

app.command()(drives)
app.command()(fleet)
app.command()(offline)
app.command()(report)


@app.callback()
def simulators() -> None:
    """Keep `day` a name to be given: other simulations will join it."""


@app.command()
def day(  # noqa: PLR0917 - each is an option of the command line
    folder: Annotated[
        Path | None, typer.Option(help="Where the seed wrote its files; else that of the settings file.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--date",
            help="Go on from the midnight of a later day (2026-12-26), or from a later instant (2026-12-26T17:00).",
        ),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.1, max=30, help="Domain seconds per second; else as the instance's clock runs."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same choices.")] = 1,
    storm: Annotated[
        float, typer.Option(min=0, max=5, help="How many times the usual calls: 3 is the design storm.")
    ] = 1.0,
    vehicles: Annotated[int | None, typer.Option(min=0, help="How many of the fleet; else all.")] = None,
    staff: Annotated[
        str,
        typer.Option(help="on, off, or posts to leave to people: arm=off,mru=off (arm, arm_suivi, mru, mrl, osnp)."),
    ] = "on",
    troubles: Annotated[
        str,
        typer.Option(help="How boxes misbehave: on, off, or shares in place of the usual ones, as late=0.2,flat=0."),
    ] = "on",
    leave_some: Annotated[
        float, typer.Option(min=0, max=1, help="Share of calls that ring a minute for a person first.")
    ] = 0.0,
) -> None:
    """Let the fleet drive, people call and staff regulate, until stopped."""
    named = os.environ.get(SETTINGS_FILE_VARIABLE)
    if folder is None and named is None:
        raise typer.BadParameter("say where the seed wrote its files", param_hint="--folder")
    try:
        plan = simulated_day.Plan(
            folder=folder or Path(named or "").parent,
            seed=seed,
            staff=_posts(staff),
            storm=storm,
            speed=speed,
            start=None if start is None else _start(start),
            vehicles=vehicles,
            left_share=leave_some,
            troubles=read_shares(troubles),
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error

    async def main(_: Settings, stop: asyncio.Event) -> None:
        working = asyncio.create_task(simulated_day.simulate(plan))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
        except (simulated_day.BadFolder, PastDate, Away, Refused) as error:
            raise CannotStart(str(error)) from error
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.wait({working})

    raise typer.Exit(run("simulators", main))


def _start(text: str) -> date | datetime:
    """Read `--date`: a day, or an instant of Paris.

    Raises:
        ValueError: it is neither.
    """
    if len(text) == len("2026-12-26"):
        return date.fromisoformat(text)
    told = datetime.fromisoformat(text)
    return told.replace(tzinfo=PARIS) if told.tzinfo is None else told


def _posts(text: str) -> frozenset[Role]:
    """Read `--staff`.

    Raises:
        typer.BadParameter: an unknown post or word.
    """
    posts = set(simulated_day.POSTS)
    if text in {"on", "off"}:
        return frozenset(posts if text == "on" else ())
    for part in text.split(","):
        name, _, word = part.partition("=")
        if name.upper() not in posts or word not in {"on", "off"}:
            raise typer.BadParameter(f"'{part}' is not a post and on or off", param_hint="--staff")
        if word == "off":
            posts.discard(Role(name.upper()))
    return frozenset(posts)


if __name__ == "__main__":
    app()
