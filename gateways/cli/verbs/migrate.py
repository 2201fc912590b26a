"""`./rramu migrate`: bring the schema up to date, or one migration back, while the room works."""

from pathlib import Path
from typing import Annotated

import typer

from db.migrate import roll_back, upgrade
from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.options import DEMO, Instance
from kit.settings import Settings


def migrate(
    instance: Instance = DEMO,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="Migrate the existing database this file names.")
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help="Undo the newest migration: only once the code of before it runs.")
    ] = False,
) -> None:
    """Run the migrations not yet run; on a private instance, after starting its PostgreSQL."""
    if back:
        with step("schema, one migration back"):
            roll_back(embedded.read(instance) if settings is None else Settings.read(settings))
    elif settings is None:
        embedded.start(instance, only={"postgres"})
    else:
        with step("schema"):
            upgrade(Settings.read(settings))
