"""`python -m simulators report`: draw the day that was."""

import os
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from simulators.record import RECORDS, BadRecord, read
from simulators.report.borders import Line, borders
from simulators.report.words import Language


def report(
    file: Annotated[Path | None, typer.Argument(help="A day's record; else the instance's newest.")] = None,
    out: Annotated[Path, typer.Option(help="Where the page goes.")] = Path("report.html"),
    language: Annotated[Language, typer.Option(help="Of the page.")] = Language.FR,
    region: Annotated[
        Path | None, typer.Option(help="Prepared region, for the map; else that of the settings.")
    ] = None,
) -> None:
    """Draw the day that was, as one page with plots beside the target figures."""
    from simulators.report.page import render  # noqa: PLC0415 - a second and 60 MB of plotting that only this command needs

    file = file or _newest()
    try:
        record = read(file)
        out.write_text(render(record, language, _map(region)), encoding="utf-8")
    except (BadRecord, OSError) as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"{out}: {record.header.date}, {len(record.calls):,} calls, from {file}")


def _newest() -> Path:
    """Give the newest record of the instance meant.

    Raises:
        typer.BadParameter: no instance is meant, or none of its days was recorded.
    """
    named = os.environ.get(SETTINGS_FILE_VARIABLE)
    records = [] if named is None else sorted((Path(named).parent / RECORDS).glob("day-*.jsonl"))
    if not records:
        raise typer.BadParameter("no recorded day: name a file, or let `./rramu simulate day` run a minute")
    return records[-1]


def _map(region: Path | None) -> list[Line]:
    """Give the borders, none when the region is not prepared: the report does without."""
    folder = region or Settings.read().region.folder
    try:
        return borders(folder / "map" / "departments.geojson")
    except (OSError, msgspec.DecodeError):
        return []
