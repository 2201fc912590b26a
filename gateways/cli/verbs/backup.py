"""`./rramu backup` and `restore`: copies of the database, and an instance made from them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from gateways.cli.console import say, step
from gateways.cli.embedded import backups, restoring
from gateways.cli.errors import CommandError
from gateways.cli.options import DEMO, Instance

KEPT = 7

app = typer.Typer(invoke_without_command=True, help="Back up an instance's database while it works, and archive on.")


@app.callback()
def backup(
    context: typer.Context,
    instance: Instance = DEMO,
    to: Annotated[Path | None, typer.Option("--to", help="Where, from now on: another disk.")] = None,
    keep: Annotated[int, typer.Option("--keep", min=1, help="How many backups are kept.")] = KEPT,
) -> None:
    """Back up an instance's database while it works; from then on it archives each change there within a minute."""
    if context.invoked_subcommand is None:
        with step("backup"):
            made = backups.back_up(instance, to, keep)
        say(f"{made}: the keys are not in it (./rramu keys export FILE)")


@app.command()
def verify(folder: Annotated[Path, typer.Option("--from", help="The folder of backups.")]) -> None:
    """Check every backup of a folder against its checksums, and that no segment of the log is missing."""
    with step("verify"):
        copies, segments = backups.verify(folder)
    say(f"{copies} backups, {segments} segments: sound")


def restore(
    folder: Annotated[Path, typer.Option("--from", help="The folder of backups.")],
    keys: Annotated[Path, typer.Option("--keys", help="An export of the keys (./rramu keys export FILE).")],
    instance: Annotated[str, typer.Option("--instance", "-i", help="A name for the new instance.")],
    time: Annotated[
        str | None, typer.Option("--time", help="Up to this instant, as 2026-11-22T05:30:00 (UTC unless it says).")
    ] = None,
    wal: Annotated[
        Path | None, typer.Option("--wal", help="The lost cluster's pg_wal, for what it had not archived yet.")
    ] = None,
) -> None:
    """Make a new instance from a backup: everything that was archived, or exactly what was committed before an instant."""
    with step("restore"):
        restoring.restore(folder, instance, keys=keys, at=_instant(time), wal=wal)
    say(f"./rramu up --instance {instance} starts it")


def _instant(told: str | None) -> datetime | None:
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError as error:
        raise CommandError(f"'{told}' is no instant: write it as 2026-11-22T05:30:00") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
