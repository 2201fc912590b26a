"""`./rramu audit`: check that nothing of what happened was changed, and what happened to one case."""

import asyncio
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import Annotated

import msgspec
import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock
from db.engine import make_engine, reading, writing
from db.models.directory import Centre
from dispatch.missions.inquest import gather
from dispatch.missions.inquest_trail import proof_of
from gateways.cli import embedded
from gateways.cli.console import say
from gateways.cli.errors import CommandError
from gateways.cli.machine import Machine, this_machine
from gateways.cli.options import DEMO, Instance, Json
from kit.clock import Clock
from kit.errors import NotFound
from kit.ids import CentreId
from kit.settings import Settings
from kit.wire.inquest import Inquest
from socle.audit import service, walk
from socle.audit.heads import PUBLIC_KEY, HeadsUnreadable, public_key
from socle.audit.signed import SignedHeads, lines_of

app = typer.Typer(no_args_is_help=True, help="The trail: check it, and write the inquest file of a case.")

SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Use the existing database this file names.")]


SHOWN = 20
"""Faults told to a person; --json gives all."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What `audit verify --json` prints."""

    sound: bool
    chains: dict[str, service.Verification]
    """By centre code; `REG` is the region's own."""
    heads: str | None
    """The files of signed heads compared with; none: only what the database holds of itself was checked."""
    heads_last_at: str | None
    heads_faults: list[str]
    took_s: float
    command: str
    machine: Machine


@app.command()
def verify(  # noqa: PLR0917 - each is an option of the command line
    instance: Instance = DEMO,
    settings: SettingsFile = None,
    centre: Annotated[str | None, typer.Option("--centre", help="Code of one centre; else all of them.")] = None,
    heads: Annotated[
        Path | None, typer.Option("--heads", help="File or folder of signed heads; else the settings' own.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="Public key of the heads; else the one beside them.")
    ] = None,
    json: Json = False,
) -> None:
    """Walk every chain beside its signed heads; exit code 1 when anything was changed, removed, reordered or cut off."""
    chosen = embedded.read(instance) if settings is None else Settings.read(settings)
    began = monotonic()
    source = heads or chosen.audit.heads_folder
    signed = None if source is None else _signed(source, key)
    chains = asyncio.run(_walk(chosen, centre, signed))
    faults = [] if signed is None else signed.faults
    found = Verified(
        sound=all(chain.sound for chain in chains.values()) and not faults,
        chains=chains,
        heads=None if signed is None else str(source),
        heads_last_at=None if signed is None or signed.last_at is None else signed.last_at.isoformat(),
        heads_faults=faults,
        took_s=round(monotonic() - began, 2),
        command=shlex.join(["./rramu", *sys.argv[1:]]),
        machine=this_machine(),
    )
    if json:
        print(msgspec.json.encode(found).decode())
    else:
        _show(found)
    if not found.sound:
        raise CommandError("the trail does not hold: somebody has changed it, or lost part of it")


@app.command()
def case(
    number: str,
    out: Annotated[
        Path, typer.Option("--out", help="Folder the two files are written to, readable by their owner only.")
    ],
    motive: Annotated[str, typer.Option("--motive", help="For whom and why: written in the trail.")],
    instance: Instance = DEMO,
    settings: SettingsFile = None,
) -> None:
    """Write the inquest file of a case, PDF and JSON: every fact and look, decisions, missions, positions, and the chains' proof."""
    from dispatch.missions import inquest_paper  # noqa: PLC0415 - its fonts and paper take a second no other command needs

    chosen = embedded.read(instance) if settings is None else Settings.read(settings)
    source = chosen.audit.heads_folder
    signed = _signed(source, None) if source is not None and source.is_dir() else None
    gathered = asyncio.run(_gather(chosen, number, motive, signed))
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix in ("json", "pdf"):
        (out / f"{number}.{suffix}").touch(mode=0o600)
    (out / f"{number}.json").write_bytes(msgspec.json.format(msgspec.json.encode(gathered), indent=2))
    (out / f"{number}.pdf").write_bytes(inquest_paper.printed(gathered))
    say(f"{out / number}.pdf and .json: {len(gathered.entries)} rows of the trail, {len(gathered.positions)} positions")


async def _gather(settings: Settings, number: str, motive: str, signed: SignedHeads | None) -> Inquest:
    chains = await _walk(settings, None, signed)
    proof = [proof_of(code, chain) for code, chain in chains.items()]
    engine = make_engine(settings, "rramu_worker")
    clock = Clock()
    try:
        await domain_clock.start(clock, engine, settings)
        centres = [centre_id for _, centre_id in await _centres(engine, None)]
        async with writing(engine, None, centres) as session:
            return await gather(session, number, motive, clock.now(), proof)
    except NotFound as error:
        raise CommandError(error.detail) from error
    finally:
        await engine.dispose()


def _signed(source: Path, key: Path | None) -> SignedHeads:
    folder = source if source.is_dir() else source.parent
    try:
        return SignedHeads(lines_of(source), public_key(key or folder / PUBLIC_KEY), whole=source.is_dir())
    except HeadsUnreadable as fault:
        raise CommandError(f"{fault}: give --heads and --key, or let the worker sign some first") from fault


async def _walk(settings: Settings, code: str | None, signed: SignedHeads | None) -> dict[str, service.Verification]:
    engine = make_engine(settings, "rramu_worker")
    try:
        centres = await _centres(engine, code)
    finally:
        await engine.dispose()
    none: Mapping[int, str] = MappingProxyType({})
    return {
        centre_code: await walk.verify(
            settings, "rramu_worker", centre_id, none if signed is None else signed.by_centre.get(centre_id, none)
        )
        for centre_code, centre_id in centres
    }


async def _centres(engine: AsyncEngine, code: str | None) -> list[tuple[str, CentreId]]:
    async with reading(engine, None, ()) as session:
        rows = (await session.execute(select(Centre.code, Centre.id).order_by(Centre.code))).all()
    chosen = [(known, CentreId(centre_id)) for known, centre_id in rows if code in {None, known}]
    if not chosen:
        raise CommandError(f"no centre has the code {code}")
    return chosen


def _show(found: Verified) -> None:
    for code, chain in found.chains.items():
        state = "sound" if chain.sound else "DOES NOT HOLD"
        say(f"{code}: {state}, {chain.sealed:,} sealed, {chain.unsealed} not sealed yet, {chain.signed} signed heads")
        for fault in chain.faults[:SHOWN]:
            say(f"   {fault.what} at {fault.number:,}")
        if len(chain.faults) > SHOWN:
            say(f"   and {len(chain.faults) - SHOWN:,} more")
        if chain.untold:
            say(f"   {chain.untold:,} facts without a row in the chain")
    for trouble in found.heads_faults[:SHOWN]:
        say(f"heads: {trouble}")
    if found.heads is None:
        say("no signed heads: a chain made again as a whole would not show (setting RRAMU_AUDIT__HEADS_FOLDER)")
