"""`python -m simulators day`: what the demo runs beside the instance."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from kit.process import CannotStart, run
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.codes import Role
from simulators import day as simulated_day
from simulators.api import Away, Refused

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Vehicles, callers and staff that know only the wire."
)


@app.callback()
def simulators() -> None:
    """Keep `day` a name to be given: other simulations will join it."""


@app.command()
def day(  # noqa: PLR0917 - each is an option of the command line
    folder: Annotated[
        Path | None, typer.Option(help="Where the seed wrote its files; else that of the settings file.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.1, max=30, help="Domain seconds per second; else as the instance's clock runs."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same choices.")] = 1,
    calls_per_hour: Annotated[float, typer.Option(min=0, max=1200, help="Mean over the day, whole region.")] = 100.0,
    vehicles: Annotated[int | None, typer.Option(min=0, help="How many of the fleet; else all.")] = None,
    staff: Annotated[
        str, typer.Option(help="on, off, or posts to leave to people: arm=off,mru=off (arm, arm_suivi, mru, mrl).")
    ] = "on",
    leave_some: Annotated[
        float, typer.Option(min=0, max=1, help="Share of calls that ring a minute for a person first.")
    ] = 0.0,
) -> None:
    """Let the fleet drive, people call and staff regulate, until stopped."""
    named = os.environ.get(SETTINGS_FILE_VARIABLE)
    if folder is None and named is None:
        raise typer.BadParameter("say where the seed wrote its files", param_hint="--folder")
    plan = simulated_day.Plan(
        folder=folder or Path(named or "").parent,
        seed=seed,
        calls_per_hour=calls_per_hour,
        staff=_posts(staff),
        speed=speed,
        vehicles=vehicles,
        left_share=leave_some,
    )

    async def main(_: Settings, stop: asyncio.Event) -> None:
        working = asyncio.create_task(simulated_day.live(plan))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
        except (simulated_day.BadFolder, Away, Refused) as error:
            raise CannotStart(str(error)) from error
        finally:
            working.cancel()
            stopping.cancel()
            await asyncio.wait({working})

    raise typer.Exit(run("simulators", main))


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
