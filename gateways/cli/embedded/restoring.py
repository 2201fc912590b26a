"""A backup made into an instance of its own: to the end of what was archived, or to an instant. The old one is not touched."""

import asyncio
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from db.key_folder import KeyFolder
from gateways.cli.embedded import backups, configuration, instance, postgres
from gateways.cli.embedded.places import Places, give, give_folder, make, places
from gateways.cli.embedded.places import write as write_file
from gateways.cli.errors import CommandError
from kit.settings import KeysSettings, Settings

RECOVERY = ("restore_command", "recovery_target_time", "recovery_target_inclusive", "recovery_target_action")


def restore(folder: Path, name: str, *, keys: Path, at: datetime | None = None, wal: Path | None = None) -> Settings:
    """Make instance `name` from a folder of backups and an export of the keys; its PostgreSQL runs when this ends.

    `at` (real time): exactly what was committed before it; else everything archived. `wal`: the `pg_wal` folder of the cluster that was
    lost, where it can still be read: what it had not archived yet is replayed too.

    Raises:
        CommandError: the instance exists, no copy is old enough, the archive ends before `at`, a file is damaged.
    """
    if places(name).exists():
        raise CommandError(f"instance '{name}' exists: a backup is restored into a new one")
    copy = _chosen(folder, at)
    backups.verify_copy(copy)
    where = make(name)
    KeyFolder(KeysSettings(folder=where.keys)).take_in(keys)
    configuration.ensure(where)
    cluster = _lay_down(where, copy)
    sources = [folder.resolve() / "wal", *([] if wal is None else [wal.resolve()])]
    lines = {
        "restore_command": " || ".join(f'cp "{source}/%f" "%p"' for source in sources),
        "recovery_target_action": "promote",
    }
    if at is not None:
        lines |= {"recovery_target_time": at.astimezone(UTC).isoformat(), "recovery_target_inclusive": "false"}
    with (cluster / "postgresql.auto.conf").open("a", encoding="utf-8") as settings_file:
        settings_file.writelines(f"{setting} = '{value}'\n" for setting, value in lines.items())
    write_file(cluster / "recovery.signal", "", postgres.USER)
    settings = instance.start(name, only={"postgres"})
    asyncio.run(postgres.forget(settings, RECOVERY))
    return settings


def _chosen(folder: Path, at: datetime | None) -> Path:
    """Give the newest copy that was complete by then."""
    fitting = [path for complete_at, path in backups.copies(folder) if at is None or complete_at <= at]
    if not fitting:
        raise CommandError(f"{folder} holds no backup" + ("" if at is None else f" complete by {at.isoformat()}"))
    return fitting[-1]


def _lay_down(where: Places, copy: Path) -> Path:
    """Copy the files of the cluster in place."""
    give_folder(where.data / "postgres", postgres.USER)
    cluster = where.data / "postgres" / "cluster"
    subprocess.run(["cp", "--archive", str(copy), str(cluster)], check=True)
    give(cluster, postgres.USER, 0o700)
    return cluster
