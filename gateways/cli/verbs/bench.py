"""`./rramu bench`: figures beside those of bare components."""

import typer

from gateways.cli.options import Json
from gateways.cli.running import module, run


def bench(context: typer.Context, name: str, json: Json = False) -> None:
    """Run a bench in a private instance of its own; further words are the bench's own options."""
    raise typer.Exit(run(module("load", name, *(["--json"] if json else []), *context.args)))
