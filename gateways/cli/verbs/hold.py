"""`./rramu hold`: freeze a case while an inquiry lasts."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from db import domain_clock
from db.engine import make_engine, reading, writing
from db.models.directory import Centre
from dispatch.cases import legal_hold
from gateways.cli import embedded
from gateways.cli.console import say
from gateways.cli.errors import CommandError
from gateways.cli.options import DEMO, Instance
from kit.caller import Author
from kit.clock import Clock
from kit.errors import RegulationError
from kit.settings import Settings

COMMAND = Author(None, "COMMAND")
"""Author of what is done by command on the machine itself."""


def hold(
    number: Annotated[str, typer.Argument(help="The case's number.")],
    instance: Instance = DEMO,
    settings: Annotated[Path | None, typer.Option("--settings", help="In the database this file names.")] = None,
    motive: Annotated[str | None, typer.Option("--motive", help="Why: the inquiry's reference.")] = None,
    end: Annotated[bool, typer.Option("--end", help="End the hold.")] = False,
) -> None:
    """Freeze a case while an inquiry lasts, or end that: what its missions left outlives its time. Written in its trail."""
    if motive is None and not end:
        raise CommandError("say why with --motive, or --end")
    told = embedded.read(instance) if settings is None else Settings.read(settings)
    try:
        asyncio.run(_act(told, number, None if end else motive))
    except RegulationError as refusal:
        raise CommandError(refusal.detail) from refusal
    say(f"case {number} is held" if not end else f"case {number} is held no more")


async def _act(settings: Settings, number: str, motive: str | None) -> None:
    engine = make_engine(settings, "rramu_api")
    clock = Clock()
    try:
        await domain_clock.start(clock, engine, settings)
        async with reading(engine, None, ()) as session:
            centres = (await session.scalars(select(Centre.id))).all()
        async with writing(engine, None, centres) as session:
            if motive is None:
                await legal_hold.end(session, COMMAND, number, clock.now())
            else:
                await legal_hold.hold(session, COMMAND, number, motive, clock.now())
    finally:
        await engine.dispose()
