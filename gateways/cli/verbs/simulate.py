"""`./rramu simulate`: vehicles, callers and staff, in the foreground."""

import typer

from gateways.cli import embedded
from gateways.cli.options import DEMO, Instance
from gateways.cli.running import module, run


def simulate(context: typer.Context, name: str, instance: Instance = DEMO) -> None:
    """Run a simulation against an instance; further words are the simulation's own options."""
    raise typer.Exit(run(module("simulators", name, *context.args), environment=embedded.environment(instance)))
