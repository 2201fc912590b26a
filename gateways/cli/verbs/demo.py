"""`./rramu demo`: a live, regulated region in one command."""

import sys

import msgspec
from rich.console import Console
from rich.table import Table

from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.embedded.places import places
from gateways.cli.options import DEMO
from gateways.cli.seed import seed
from kit.wire.accounts import DemoAccount


def demo() -> None:
    """Start everything with a simulated day, and print where to look."""
    folder = places(DEMO)
    settings = embedded.start(DEMO)
    with step("region, fleet and accounts"):
        seed(settings, folder.state)
    embedded.refresh_boxes(DEMO)
    embedded.start(DEMO, only={*embedded.APPLICATION, "simulators"})
    show(settings.instance.public_url, msgspec.json.decode(folder.accounts_file.read_bytes(), type=list[DemoAccount]))


def show(address: str, accounts: list[DemoAccount]) -> None:
    """Print the address and, by centre, the accounts to try."""
    table = Table(box=None)
    for heading in ("centre", "post", "login", "password"):
        table.add_column(heading, no_wrap=True)
    for account in accounts:
        table.add_row(account.centre, account.role, account.login, account.password)
    # Piped into a file, lines must not be folded at the width of a terminal that is not there.
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(f"\n[bold]{address}[/bold]\n", highlight=False)
    console.print(table)
    console.print(
        "\n./rramu status shows how it goes, ./rramu down stops it, ./rramu reset empties it.", highlight=False
    )
