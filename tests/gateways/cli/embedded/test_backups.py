"""What a folder of backups holds, and what it lacks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateways.cli.embedded import backups, postgres, restoring
from gateways.cli.embedded.places import Places
from gateways.cli.errors import CommandError


def test_copies_are_told_by_the_instant_they_were_complete(tmp_path: Path) -> None:
    for name in ("20261122T052842.409808Z", "20261121T010000.000000Z", ".new"):
        (tmp_path / "base" / name).mkdir(parents=True)
    assert [at for at, _ in backups.copies(tmp_path)] == [
        datetime(2026, 11, 21, 1, tzinfo=UTC),
        datetime(2026, 11, 22, 5, 28, 42, 409808, tzinfo=UTC),
    ]


def test_a_folder_without_a_copy_is_told(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    with pytest.raises(CommandError, match="holds no backup"):
        backups.verify(tmp_path)


def test_nothing_is_restored_from_before_the_first_copy(tmp_path: Path) -> None:
    (tmp_path / "base" / "20261122T052842.409808Z").mkdir(parents=True)
    before = datetime(2026, 11, 22, 5, 28, 42, tzinfo=UTC)
    with pytest.raises(CommandError, match="complete by"):
        restoring.restore(tmp_path, "nowhere", keys=tmp_path / "keys", at=before)


def test_nothing_is_archived_before_the_first_backup(tmp_path: Path) -> None:
    where = Places("one", tmp_path / "state", tmp_path / "data", tmp_path / "run")
    where.state.mkdir()
    assert postgres.archive_command(where) == "true"
    where.backups.symlink_to(tmp_path / "elsewhere")
    told = postgres.archive_command(where)
    assert f"mv {tmp_path}/elsewhere/wal/%f.new {tmp_path}/elsewhere/wal/%f" in told
