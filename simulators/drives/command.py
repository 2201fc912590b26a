"""`python -m simulators drives`: what `./rramu simulate drives` runs once the boxes are provisioned."""

import asyncio
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from kit.process import CannotStart, run
from kit.settings import Settings
from kit.wire.demo import DemoBox
from region.drives import BadDrive, read_drives
from simulators.drives.play import play
from simulators.faults import read_shares
from simulators.journal import Disk


def drives(  # noqa: PLR0917 - each is an option of the command line
    folder: Annotated[Path, typer.Argument(help="Folder of the recorded drives.")],
    state: Annotated[Path, typer.Option(help="Holds boxes.json; gets the boxes' disk and played.json.")],
    only: Annotated[str, typer.Option(help="Drives by name, comma between; else all.")] = "",
    backlog: Annotated[bool, typer.Option("--backlog", help="All at once, as a backlog of the recent past.")] = False,
    journals: Annotated[bool, typer.Option("--journals", help="Every fault strikes; tell what was numbered.")] = False,
    troubles: Annotated[str, typer.Option(help="on, off, all, or shares: zones=1,late=0.5,twice=0.5.")] = "off",
) -> None:
    """Play recorded drives as boxes, and tell what was played."""

    async def main(settings: Settings, stop: asyncio.Event) -> None:
        try:
            recorded = read_drives(folder, [name for name in only.split(",") if name])
            boxes = msgspec.json.decode((state / "boxes.json").read_bytes(), type=list[DemoBox])
            shares = read_shares(troubles)
        except (BadDrive, OSError, msgspec.DecodeError, ValueError) as error:
            raise CannotStart(str(error)) from error
        by_drive = {box.call_sign.removeprefix("drive-"): box for box in boxes}
        with Disk(state / "boxes.sqlite") as disk:
            playing = asyncio.create_task(
                play(recorded, by_drive, disk, settings.mqtt, backlog=backlog, journals=journals, troubles=shares)
            )
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not playing.done():
                playing.cancel()
                await asyncio.wait({playing})
                raise CannotStart("stopped before the end")
            (state / "played.json").write_bytes(msgspec.json.encode(await playing))

    raise typer.Exit(run("drives", main))
