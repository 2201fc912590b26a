"""`python -m simulators fleet`: one share of what `./rramu simulate fleet` starts."""

import asyncio
import resource
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from kit.process import CannotStart, run
from kit.settings import Settings
from kit.wire.demo import DemoBox
from simulators.faults import read_shares
from simulators.fleet.share import Load, bear
from simulators.journal import Disk


def fleet(  # noqa: PLR0917 - each is an option of the command line
    state: Annotated[Path, typer.Option(help="Holds boxes.json; gets the boxes' disk, and what was found.")],
    share: Annotated[int, typer.Option(min=0, help="Which share of the boxes, from 0.")] = 0,
    shares: Annotated[int, typer.Option(min=1, help="Of how many.")] = 1,
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="Once everybody is connected.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Same seed, same faults.")] = 1,
    troubles: Annotated[str, typer.Option(help="How boxes misbehave: on, off, or shares, as late=0.2,flat=0.")] = "off",
    cut_at: Annotated[float | None, typer.Option(min=0, help="Cut boxes off after so many seconds of these.")] = None,
    cut_boxes: Annotated[int, typer.Option(min=0, help="How many of the fleet.")] = 2000,
) -> None:
    """Run a share of a fleet for some minutes, and tell what its boxes saw."""

    async def main(settings: Settings, stop: asyncio.Event) -> None:
        try:
            boxes = msgspec.json.decode((state / "boxes.json").read_bytes(), type=list[DemoBox])
            given = read_shares(troubles)
            _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (most, most)
            )  # each box is a connection; shells allow about a thousand
        except (OSError, msgspec.DecodeError, ValueError) as error:
            raise CannotStart(str(error)) from error
        load = Load(seed=seed, steady_s=minutes * 60, troubles=given, cut_at_s=cut_at, cut_boxes=cut_boxes)
        mine = list(enumerate(boxes))[share::shares]
        with Disk(state / f"boxes-{share}.sqlite") as disk:
            found = await bear(load, mine, disk, settings.mqtt, stop)
        (state / f"found-{share}.json").write_bytes(msgspec.json.encode(found))

    raise typer.Exit(run("fleet", main))
