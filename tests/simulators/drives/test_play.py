"""A drive full of faults through a real broker and tracker, then its account: what is stored and refused is what the list says."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock
from db.engine import writing
from gateways.cli.drives import read_list, reconcile
from kit.clock import ClockEpoch, real_now
from kit.settings import Settings
from region.drives import read_drives
from simulators import outgoing, profiles, troubled
from simulators.drives import expected
from simulators.drives.play import play
from simulators.faults import Fault, read_shares
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
                list(drives.values()),
                {"bad": identity()},
                disk,
                settings.mqtt,
                backlog=True,
                journals=False,
                troubles=troubles,
            )
    (account,) = await reconcile(settings, drives, played, listed)
    assert account.faults == []
    assert set(listed["bad"].values()) == {"IMPOSSIBLE_SPEED", "NULL_ISLAND", "OUT_OF_RANGE", "BELIEVED_LATER"}
    assert account.refused == len(listed["bad"]) > 4
    assert account.stored == account.fixes - sum(why != "BELIEVED_LATER" for why in listed["bad"].values())


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every fault strike within the minutes of a drive, and a third of the country be without a network."""
    monkeypatch.setattr(troubled, "SPELLS", dict.fromkeys(troubled.SPELLS, (60.0, (10.0, 30.0))))
    monkeypatch.setattr(profiles.DeadZones.__init__, "__defaults__", (0.3,))
    monkeypatch.setattr(outgoing, "RESEND_AFTER_S", 2.0)


@pytest.mark.usefixtures("often")
async def test_with_every_fault_at_once_the_history_is_what_the_journal_numbered(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], tmp_path: Path
) -> None:
    fixes = [f"{-0.37 + 0.002 * min(second % 100, 60):.4f},49.18,{2 * second}" for second in range(200)]
    (tmp_path / "all.csv").write_text("\n".join(["lon_deg,lat_deg,t_s", *fixes]) + "\n")
    drives = {drive.name: drive for drive in read_drives(tmp_path)}
    async with writing(engines["rramu_api"], None, ()) as session:
        await domain_clock.write(session, ClockEpoch(real_at=real_now(), domain_at=real_now(), rate=30.0), None)
    async with tracking():
        with Disk(tmp_path / "boxes.sqlite") as disk:
            [played] = await play(
                list(drives.values()), {"all": identity()}, disk, settings.mqtt, backlog=False, journals=True,
                troubles=read_shares("all"),
            )  # fmt: skip
            assert disk.database.execute("SELECT count(*) FROM messages").fetchone() == (0,)
    (account,) = await reconcile(settings, drives, [played], {})
    assert account.faults == []
    assert account.stored + account.refused == account.fixes == len(played.journal or ()) > 0
    assert len({fix.boot for fix in played.journal or ()}) > 1
