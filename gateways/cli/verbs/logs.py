"""`./rramu logs`: what the programs say."""

from typing import Annotated

import typer

from gateways.cli.embedded.places import places
from gateways.cli.errors import CommandError
from gateways.cli.options import DEMO, Instance
from gateways.cli.running import run


def logs(
    program: Annotated[
        str, typer.Argument(help="postgres, redis, mosquitto, tracker, api, worker…; all by default.")
    ] = "*",
    instance: Instance = DEMO,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the last lines.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on showing new lines.")] = False,
) -> None:
    """Show the last lines of the programs' logs."""
    files = sorted(map(str, places(instance).logs.glob(f"{program}.log")))
    if not files:
        raise CommandError(f"instance '{instance}' has no log of that name")
    raise typer.Exit(run(["tail", f"--lines={lines}", *(["--follow=name", "--retry"] if follow else []), *files]))
