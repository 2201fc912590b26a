"""`./rramu keys`: the keys of patient data, which are in no backup of the database."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from db.engine import make_engine, reading
from db.key_folder import KeyFolder
from db.models.directory import Centre
from db.models.keeping import Rekeying
from gateways.cli import embedded
from gateways.cli.console import say
from gateways.cli.errors import CommandError
from gateways.cli.options import DEMO, Instance
from kit.ids import CentreId
from kit.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The keys of patient data: make, show, rotate, export, import.")

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="The keys this file names, not a private instance's.")
]


@app.command()
def make(instance: Instance = DEMO, settings: SettingsFile = None) -> None:
    """Make the folder and its master key, and a key for each centre that has none."""
    told = _settings(instance, settings)
    folder = KeyFolder(told.keys)
    folder.make()
    for centre_id in asyncio.run(_centres(told)).values():
        folder.add(centre_id, unless_any=True)
    say(f"{len(folder.read())} keys in {folder.folder}: keep an export of them apart (./rramu keys export FILE)")


@app.command("list")
def list_(instance: Instance = DEMO, settings: SettingsFile = None) -> None:
    """Show every key, never its secret, and whether a centre's values all stand under its newest one."""
    told = _settings(instance, settings)
    names = {centre_id: code for code, centre_id in asyncio.run(_centres(told)).items()}
    done = asyncio.run(_rekeyed(told))
    for key in KeyFolder(told.keys).read():
        centre_id = CentreId(key.centre_id)
        state = "everything stands under it" if done.get(centre_id) == key.id else ""
        print(
            names.get(centre_id, centre_id),
            key.id,
            f"version {key.version}",
            f"{key.made_at:%Y-%m-%d %H:%M} UTC",
            state,
        )


@app.command()
def rotate(
    instance: Instance = DEMO,
    settings: SettingsFile = None,
    centre: Annotated[str | None, typer.Option("--centre", help="Only this centre, by its national code.")] = None,
    master: Annotated[bool, typer.Option("--master", help="The master key, which wraps the centres' keys.")] = False,
) -> None:
    """Put new keys in force: programs that run write under them within a second, the worker writes the older values again."""
    told = _settings(instance, settings)
    folder = KeyFolder(told.keys)
    if master:
        folder.rotate_master()
        say("The master key is a new one: export the keys again")
        return
    centres = asyncio.run(_centres(told))
    if centre is not None and centre not in centres:
        raise CommandError(f"there is no centre '{centre}': {', '.join(sorted(centres))}")
    for code in sorted(centres) if centre is None else [centre]:
        made = folder.add(centres[code])
        say(f"{code}: version {made.version}, key {made.id}")
    say("Export the keys again")


@app.command()
def export(file: Path, instance: Instance = DEMO, settings: SettingsFile = None) -> None:
    """Write master and keys to one file (mode 600): without it no backup can be read. Keep it apart from them."""
    KeyFolder(_settings(instance, settings).keys).export(file)


@app.command("import")
def import_(file: Path, settings: Annotated[Path, typer.Option("--settings", help="Whose keys they become.")]) -> None:
    """Make the folder of keys from an export; a private instance gets its keys at `./rramu restore`."""
    KeyFolder(Settings.read(settings).keys).take_in(file)


def _settings(instance: str, file: Path | None) -> Settings:
    return embedded.read(instance) if file is None else Settings.read(file)


async def _centres(settings: Settings) -> dict[str, CentreId]:
    """Give every centre by code, the region's own chain included."""
    engine = make_engine(settings, "rramu_api")
    try:
        async with reading(engine, None, ()) as session:
            return {code: CentreId(found) for code, found in await session.execute(select(Centre.code, Centre.id))}
    finally:
        await engine.dispose()


async def _rekeyed(settings: Settings) -> dict[CentreId, str]:
    """Give, by centre, the key everything of it stands under."""
    engine = make_engine(settings, "rramu_worker")
    try:
        async with reading(engine, None, ()) as session:
            rows = await session.execute(select(Rekeying.centre_id, Rekeying.key_id))
            return {CentreId(centre_id): key_id for centre_id, key_id in rows}
    finally:
        await engine.dispose()
