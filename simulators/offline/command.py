"""`python -m simulators offline`: play a day without I/O and keep its record, or judge the mean of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Annotated

import typer

from kit.clock import PARIS, real_now
from kit.settings import Settings
from region.places import Region, read_region
from region.roads import BadRoads, open_roads
from simulators import plan
from simulators.offline.day import play
from simulators.offline.travel import ByRoad, StraightLines, Travel
from simulators.record import DayRecord, encode, write
from simulators.report.english import ENGLISH
from simulators.report.figures import written
from simulators.report.targets import Verdict, judge, judge_mean

DAY_S = 24 * 3600
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Country:
    """What a day is played in."""

    region: Region
    travel: Travel


def open_country(folder: Path | None) -> Country:
    """Open a prepared region, its roads when it has any.

    Raises:
        typer.BadParameter: the folder is not prepared.
    """
    folder = folder or Settings.read().region.folder
    try:
        region = read_region(folder)
    except FileNotFoundError as error:
        raise typer.BadParameter(f"{folder} holds no prepared region: {error}", param_hint="--region") from error
    try:
        return Country(region, ByRoad(open_roads(folder / "roads")))
    except (BadRoads, FileNotFoundError):
        return Country(region, StraightLines())


def offline(  # noqa: PLR0917 - each is an option of the command line
    day: Annotated[str, typer.Option("--date", help="A date of Paris, 2026-12-26; else today.")] = "",
    seed: Annotated[int, typer.Option(help="Same seed, same day.")] = 1,
    storm: Annotated[
        float, typer.Option(min=0, max=5, help="How many times the usual calls; 3 is the design storm.")
    ] = 1.0,
    out: Annotated[Path | None, typer.Option(help="Where the record goes, JSON lines; else nowhere.")] = None,
    seeds: Annotated[
        int, typer.Option(min=1, max=100, help="Judge the mean of so many days, by seeds from this one on.")
    ] = 1,
    region: Annotated[Path | None, typer.Option(help="Prepared region; else that of the settings.")] = None,
) -> None:
    """Play a day without I/O, as fast as it goes."""
    try:
        date_ = date.fromisoformat(day) if day else real_now().astimezone(PARIS).date()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--date") from error
    country = open_country(region)
    judged: list[list[Verdict]] = []
    for number in range(seed, seed + seeds):
        started = process_time()
        record = play(plan.day(country.region, date_, number, storm), country.region, country.travel)
        typer.echo(_told(record, process_time() - started))
        judged.append(judge(record))
        if out is not None and seeds == 1:
            write(record, out)
    typer.echo(table(judged))


def _told(record: DayRecord, took_s: float) -> str:
    header, digest = record.header, sha256(encode(record.lines())).hexdigest()
    return (
        f"{header.date}, seed {header.seed}, storm {header.storm:g}, {header.roads}: {len(record.calls):,} calls, "
        f"{len(record.cases):,} cases, {len(record.missions):,} missions; processor {took_s:.1f} s "
        f"({DAY_S / took_s:,.0f} × real time); sha256 {digest[:16]}"
    )


def table(days: Sequence[list[Verdict]]) -> str:
    """Write what was judged, a line a target: the mean, what is accepted of it, and how many days are met alone."""
    verdicts = judge_mean(days) if len(days) > 1 else days[0]
    lines = [f"{'':<32}{'found':>12}{'expected':>18}{'accepted':>18}   days met"]
    for number, verdict in enumerate(verdicts):
        found, expected, accepted = written(verdict, ENGLISH)
        met = sum(day[number].is_met is True for day in days)
        sign = {True: "✓", False: "✗", None: "–"}[verdict.is_met]
        name = ENGLISH.targets[verdict.target.key]
        lines.append(f"{name:<32}{found:>12}{expected:>18}{accepted:>18} {sign} {met}/{len(days)}")
    return "\n".join(lines)
