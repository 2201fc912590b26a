"""`./rramu roads`: which road network there is, and another in its place."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from gateways.cli.console import say, step
from gateways.cli.embedded import country
from gateways.cli.embedded.places import REGION
from gateways.cli.errors import CommandError
from gateways.cli.options import Json
from kit.settings import Settings
from region.roads import BadRoads, NoRoad
from region.roads.preparation import FOLDER, install
from region.roads.store import summary

app = typer.Typer(no_args_is_help=True, help="The road network: show it, import another.")

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="Use the country folder this file names, not the checkout's.")
]


class RoadsStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What `roads status --json` prints."""

    folder: str
    is_synthetic: bool
    attribution: str
    nodes: int
    edges: int
    length_km: int
    command: str


@app.command("import")
def import_(files: list[Path], settings: SettingsFile = None) -> None:
    """Put a network in place of the one there: an OpenStreetMap extract (.osm.pbf), or a nodes and an arcs file."""
    # Loads scipy and osmium: a second that no other command needs.
    from region.roads.importing import BadImport, read_network  # noqa: PLC0415
    from region.roads.lines import BadLines  # noqa: PLC0415
    from region.roads.pbf import BadExtract  # noqa: PLC0415

    folder = _folder(settings)
    try:
        with step(f"read {', '.join(file.name for file in files)}"):
            network = read_network(files)
    except (BadImport, BadExtract, BadLines, NoRoad) as fault:
        raise CommandError(str(fault)) from fault
    with country.alone(folder), step(f"prepare {network.edge_count:,} roads"):
        install(folder, network)
    say("Running programs keep the roads they opened: stop and start them.")


@app.command()
def synthetic(settings: SettingsFile = None) -> None:
    """Go back to the network built from the communes."""
    country.prepare(_folder(settings), anew=True)


@app.command()
def status(settings: SettingsFile = None, json: Json = False) -> None:
    """Show which network there is; exit code 1 without one."""
    folder = _folder(settings) / FOLDER
    try:
        said = summary(folder)
    except BadRoads as fault:
        raise CommandError(f"{fault}: ./rramu roads synthetic, or ./rramu roads import FILE") from fault
    found = RoadsStatus(
        folder=str(folder),
        is_synthetic=said.is_synthetic,
        attribution=said.attribution,
        nodes=said.nodes,
        edges=said.edges,
        length_km=said.length_km,
        command=shlex.join(["./rramu", *sys.argv[1:]]),
    )
    if json:
        print(msgspec.json.encode(found).decode())
        return
    print(f"{found.attribution or 'no attribution'}{' (synthetic)' if found.is_synthetic else ''}")
    print(f"{found.edges:,} roads, {found.nodes:,} junctions, {found.length_km:,} km   {found.folder}")


def _folder(settings: Path | None) -> Path:
    return REGION if settings is None else Settings.read(settings).region.folder
