"""A drive full of faults through a real broker and tracker, then its account: what is stored and refused is what the list says."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gateways.cli.drives import read_list, reconcile
from kit.settings import Settings
from region.drives import read_drives
from simulators.drives import expected
from simulators.drives.play import play
from simulators.faults import Fault
from simulators.journal import Disk
from tests.simulators.boxes import identity
from tests.simulators.conftest import Tracking


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with one drive: jumps, a new anchor, places that do not exist, a long pause.

    It is one batch: behind a backlog the newest fix is judged first, ahead of its turn, and the others by it.
    """
    lines = ["lon_deg,lat_deg,t_s"]
    lines += [f"{-0.37 + second * 0.0001:.6f},49.18,{second}" for second in range(100)]
    lines += ["-0.37,49.9,100", "0,0,101", "-0.36,95,102", "-0.36,49.18,103"]
    lines += [f"-0.9,{49.5 + second * 0.0001:.4f},{104 + second}" for second in range(60)]
    lines += ["-0.9,49.506,9000", "-0.9,49.506,9000.25"]
    drives = tmp_path / "drives"
    drives.mkdir()
    (drives / "bad.csv").write_text("\n".join(lines) + "\n")
    return drives


@pytest.mark.parametrize("troubles", [{}, {Fault.ZONES: 1.0, Fault.TWICE: 1.0}])
async def test_the_history_is_the_file_less_what_is_listed(
    settings: Settings,
    tracking: Tracking,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    troubles: Mapping[Fault, float],
) -> None:
    expected.main(folder)
    (folder.parent / "refused.csv").write_text(capsys.readouterr().out)
    listed = read_list(folder.parent / "refused.csv")
    drives = {drive.name: drive for drive in read_drives(folder)}
    async with tracking():
        with Disk(folder.parent / "boxes.sqlite") as disk:
            played = await play(
                list(drives.values()), {"bad": identity()}, disk, settings.mqtt, backlog=True, troubles=troubles
            )
    (account,) = await reconcile(settings, drives, played, listed)
    assert account.faults == []
    assert set(listed["bad"].values()) == {"IMPOSSIBLE_SPEED", "NULL_ISLAND", "OUT_OF_RANGE", "BELIEVED_LATER"}
    assert account.refused == len(listed["bad"]) > 4
    assert account.stored == account.fixes - sum(why != "BELIEVED_LATER" for why in listed["bad"].values())
