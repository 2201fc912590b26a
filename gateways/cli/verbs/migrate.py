"""`./rramu migrate`: bring the schema up to date."""

from pathlib import Path
from typing import Annotated

import typer

from db.migrate import upgrade
from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.options import DEMO, Instance
from kit.settings import Settings


def migrate(
    instance: Instance = DEMO,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="Migrate the existing database this file names.")
    ] = None,
) -> None:
    """Run the migrations not yet run; on a private instance, after starting its PostgreSQL."""
    if settings is None:
        embedded.start(instance, only={"postgres"})
    else:
        with step("schema"):
            upgrade(Settings.read(settings))
