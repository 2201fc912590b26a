"""`./rramu reset`: stop, and delete everything."""

from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.options import DEMO, Instance


def reset(instance: Instance = DEMO) -> None:
    """Stop an instance and delete its data, settings and logs."""
    with step(f"reset '{instance}'"):
        embedded.reset(instance)
