"""`./rramu simulate offline` and `report`: a day without an instance, and the page of one."""

import os

import typer

from gateways.cli import embedded
from gateways.cli.embedded import country
from gateways.cli.embedded.places import REGION
from gateways.cli.errors import CommandError
from gateways.cli.options import DEMO, Instance
from gateways.cli.running import module, run


def offline(context: typer.Context) -> None:
    """Play a day without an instance, as fast as it goes; `./rramu simulate offline --help` lists its own options."""
    country.prepare(REGION)
    raise typer.Exit(run(module("simulators", "offline", "--region", str(REGION), *context.args)))


def report(context: typer.Context, instance: Instance = DEMO) -> None:
    """Draw the day that was, of a record or of an instance; `./rramu simulate report --help` lists its own options."""
    try:
        environment = embedded.environment(instance)
    except CommandError:  # a record by its name needs none
        environment = dict(os.environ)
    raise typer.Exit(
        run(module("simulators", "report", "--region", str(REGION), *context.args), environment=environment)
    )
