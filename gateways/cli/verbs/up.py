"""`./rramu up`: start what is not running."""

from pathlib import Path
from typing import Annotated

import typer

from gateways.cli import embedded
from gateways.cli.console import say
from gateways.cli.options import DEMO, Instance


def up(
    instance: Instance = DEMO,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", help="Use the existing servers this file names, instead of private ones."),
    ] = None,
) -> None:
    """Start an instance: PostgreSQL, Redis, the broker, then tracker, api and worker."""
    if settings is not None:
        embedded.attach(instance, settings)
    address = embedded.start(instance, only={*embedded.SERVICES, *embedded.APPLICATION}).instance.public_url
    say(f"Instance '{instance}' is up.")
    print(address)
