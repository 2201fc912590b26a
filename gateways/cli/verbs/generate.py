"""`./rramu generate`: write the files derived from the wire."""

import typer

from gateways.cli.running import module, run


def generate() -> None:
    """Write the generated files again, after a change of the wire."""
    raise typer.Exit(run(module("gateways.cli.generate")))
