"""`./rramu down`: stop everything, keep the data."""

from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.options import DEMO, Instance


def down(instance: Instance = DEMO) -> None:
    """Stop every program of an instance; its data stays."""
    with step(f"stop '{instance}'"):
        embedded.stop(instance)
