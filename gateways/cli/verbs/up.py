"""`./rramu up`: start what is not running."""

from gateways.cli import embedded
from gateways.cli.console import say
from gateways.cli.options import DEMO, Instance


def up(instance: Instance = DEMO) -> None:
    """Start an instance: PostgreSQL, Redis, the broker, then tracker, api and worker."""
    settings = embedded.start(instance, only={*embedded.SERVICES, *embedded.APPLICATION})
    say(f"Instance '{instance}' is up.")
    print(settings.instance.public_url)
