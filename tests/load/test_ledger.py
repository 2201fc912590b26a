"""What a box's disk remembers for the reckoning, across boots."""

from datetime import UTC, datetime
from pathlib import Path

from kit.wire.telemetry import Fix
from load.ledger import Kept, Ledger
from simulators.journal import Disk, Kind, Number

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def write(ledger: Ledger, many: int) -> None:
    for _ in range(many):
        ledger.write(
            Kind.TRACK,
            AT,
            lambda number: Fix(boot=number.boot, seq=number.seq, measured_at=AT, lon_deg=0.0, lat_deg=49.0),
        )


def test_each_boot_is_told_with_what_it_gave_and_was_promised(tmp_path: Path) -> None:
    with Ledger(tmp_path / "box.sqlite") as ledger:
        write(ledger, 5)
        ledger.settle(Number(1, 3))
        ledger.settle(Number(1, 2))  # an old receipt, told again, takes nothing back
        ledger.reboot()
        write(ledger, 2)
        assert ledger.kept("box-1") == [
            Kept(box="box-1", boot=1, given=5, receipted=3),
            Kept(box="box-1", boot=2, given=2, receipted=0),
        ]
        assert len(ledger) == 4


def test_a_receipt_promises_nothing_that_was_not_given(tmp_path: Path) -> None:
    with Ledger(tmp_path / "box.sqlite") as ledger:
        write(ledger, 2)
        ledger.settle(Number(1, 9))
        assert ledger.kept("box-1") == [Kept(box="box-1", boot=1, given=2, receipted=2)]


def test_boxes_of_one_disk_are_kept_apart(tmp_path: Path) -> None:
    with Disk(tmp_path / "boxes.sqlite") as disk:
        first, second = Ledger(disk, "a"), Ledger(disk, "b")
        write(first, 3)
        write(second, 1)
        assert [one.given for ledger in (first, second) for one in ledger.kept("")] == [3, 1]
