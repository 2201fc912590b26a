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
