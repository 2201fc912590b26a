"""Backups of an instance's PostgreSQL: whole copies now and then, and every segment of its write-ahead log as it is filled.

A folder holds `base/<end of the copy, UTC>/` (made by pg_basebackup, with a manifest of checksums) and `wal/`. From its first backup on, an
instance archives there: a segment is copied beside, flushed to the disk, then given its name; PostgreSQL keeps it until that has worked.
Nothing of the keys of patient data is in it. Source: PostgreSQL 15, chapter 26.
"""

import asyncio
import re
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from gateways.cli.embedded import configuration, postgres, timelines
from gateways.cli.embedded.places import Places, give_folder, link, places
from gateways.cli.embedded.programs import as_user
from gateways.cli.embedded.supervision import Supervisor
from gateways.cli.errors import CommandError
from kit.clock import real_now
from kit.settings import Settings

NAME_FORM = "%Y%m%dT%H%M%S.%fZ"
RELOAD_WAIT_S = 20.0
_START = re.compile(r"^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$", re.MULTILINE)


def back_up(instance: str, to: Path | None, keep: int) -> Path:
    """Copy the whole cluster while it works, check the copy, then let go of what is older than the `keep` newest ones.

    `to`: where, from now on; else where the last one went, at first the instance's own data. Gives the copy's folder.

    Raises:
        CommandError: PostgreSQL does not run, or cannot write there.
    """
    where = places(instance)
    settings = configuration.ensure(where)
    if not Supervisor(where).state("postgres").is_live:
        raise CommandError(f"PostgreSQL of instance '{instance}' does not run: ./rramu up --instance {instance}")
    if asyncio.run(postgres.shown(settings, "archive_mode")) != "on":
        raise CommandError(
            f"PostgreSQL has run since before it could archive: ./rramu down, then up, --instance {instance}"
        )
    folder = _folder(where, to)
    link(where.backups, folder)
    _archive_there(where, settings)
    beside = folder / "base" / ".new"
    _as_postgres("rm", "-rf", str(beside))
    _as_postgres(
        str(postgres.binaries() / "pg_basebackup"),
        *["--host", settings.postgres.host, "--port", str(settings.postgres.port), "--username", postgres.USER],
        *["--pgdata", str(beside), "--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256"],
    )
    verify_copy(beside)
    made = beside.rename(folder / "base" / real_now().strftime(NAME_FORM))
    _let_go(folder, keep)
    return made


def copies(folder: Path) -> list[tuple[datetime, Path]]:
    """List the copies of a folder with the instant each was complete, oldest first."""
    found = [path for path in (folder.resolve() / "base").glob("[0-9]*") if path.is_dir()]
    return sorted((datetime.strptime(path.name, NAME_FORM).replace(tzinfo=UTC), path) for path in found)


def verify(folder: Path) -> tuple[int, int]:
    """Check each copy against its manifest, and that no segment is missing since the oldest, on any timeline; give how many there are.

    Raises:
        CommandError: something is missing or was changed.
    """
    found = copies(folder)
    if not found:
        raise CommandError(f"{folder} holds no backup")
    for _, path in found:
        verify_copy(path)
    segments = _segments(folder)
    gap = timelines.missing(segments, _first_needed(found[0][1]), _forks(folder))
    if gap is not None:
        raise CommandError(f"{gap} is missing from {folder / 'wal'}")
    return len(found), len(segments)


def verify_copy(path: Path) -> None:
    """Check one copy against its manifest.

    Raises:
        CommandError: a file is missing or was changed.
    """
    _as_postgres(str(postgres.binaries() / "pg_verifybackup"), "--exit-on-error", "--quiet", str(path))


def _folder(where: Places, to: Path | None) -> Path:
    """Choose where backups go, and make it PostgreSQL's."""
    kept = where.backups.resolve() if where.backups.is_symlink() else where.data / "backups"
    folder = kept if to is None else to.resolve()
    for part in (folder, folder / "base", folder / "wal"):
        give_folder(part, postgres.USER)
    try:
        _as_postgres("test", "-w", str(folder / "wal"))
    except CommandError as error:
        raise CommandError(
            f"PostgreSQL's user '{postgres.USER}' cannot write in {folder}: open the way to it"
        ) from error
    return folder


def _archive_there(where: Places, settings: Settings) -> None:
    """Let PostgreSQL archive from now on, and wait until it does."""
    postgres.configure(where)
    Supervisor(where).send("postgres", signal.SIGHUP)
    deadline = time.monotonic() + RELOAD_WAIT_S
    while asyncio.run(postgres.shown(settings, "archive_command")) != postgres.archive_command(where):
        if time.monotonic() > deadline:
            raise CommandError("PostgreSQL does not take its new settings: see ./rramu logs postgres")
        time.sleep(0.05)


def _let_go(folder: Path, keep: int) -> None:
    """Delete copies but the newest, and the segments only they needed."""
    found = [path for _, path in copies(folder)]
    for path in found[:-keep]:
        _as_postgres("rm", "-rf", str(path))
    first_needed = _first_needed(found[-keep:][0])
    for segment in _segments(folder):
        if segment < first_needed:
            (folder / "wal" / segment).unlink()


def _first_needed(copy: Path) -> str:
    """Give the segment a copy's replay starts in."""
    found = _START.search((copy / "backup_label").read_text(encoding="utf-8"))
    if found is None:
        raise CommandError(f"{copy} has no readable backup_label")
    return found[1]


def _segments(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "wal").iterdir() if timelines.SEGMENT.fullmatch(file.name))


def _forks(folder: Path) -> dict[str, tuple[str, int]]:
    """Read where each timeline of a folder was begun."""
    files = {file: timelines.HISTORY.fullmatch(file.name) for file in (folder / "wal").iterdir()}
    try:
        return {name[1]: timelines.fork(file.read_text(encoding="utf-8")) for file, name in files.items() if name}
    except ValueError as error:
        raise CommandError(f"a history file of {folder / 'wal'} is damaged: {error}") from error


def _as_postgres(*command: str) -> None:
    """Run one command as PostgreSQL's user."""
    done = subprocess.run([*as_user(postgres.USER), *command], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise CommandError(f"{Path(command[0]).name} {command[-1]}: {said[-1]}")
