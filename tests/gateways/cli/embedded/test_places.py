"""Where an instance lives, and how its files are written."""

import stat
from pathlib import Path

import pytest

from gateways.cli.embedded.places import places, write
from gateways.cli.errors import CommandError


@pytest.mark.parametrize("name", ["", "Demo", "../etc", "a b", "-x", "1st", "x" * 33])
def test_a_name_that_could_leave_the_folder_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="cannot name an instance"):
        places(name)


def test_a_file_is_replaced_whole_and_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    write(file, "first")
    write(file, "second")
    assert file.read_text() == "second"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (tmp_path / ".settings.new").symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"):
        write(tmp_path / "settings", "overwritten")
    assert precious.read_text() == "kept"


def test_asking_for_an_instance_makes_nothing() -> None:
    assert not places("never-made").state.exists()
