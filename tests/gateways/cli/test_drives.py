"""The account of a drive names each way in which a history can differ from its file."""

from datetime import UTC, datetime, timedelta

import pytest

from gateways.cli.drives import StoredFix, faults
from region.drives import Drive, DriveFix

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DRIVE = Drive("a", tuple(DriveFix(line, timedelta(seconds=line), 1.0, 49.0) for line in range(2, 12)))
STORED = [StoredFix(seq, START + fix.after, 1.0, 49.0) for seq, fix in enumerate(DRIVE.fixes, start=1)]


def test_a_true_history_has_no_fault() -> None:
    assert faults(DRIVE, START, STORED, [], {}) == []
    assert faults(DRIVE, START, STORED[1:], [(1, "NULL_ISLAND")], {2: "NULL_ISLAND"}) == []
    assert faults(DRIVE, START, STORED, [(1, "IMPOSSIBLE_SPEED")], {2: "BELIEVED_LATER"}) == []


@pytest.mark.parametrize(
    ("stored", "refused", "said"),
    [
        (STORED[:-1], [], "not stored: line 11"),
        (STORED[3:], [], "not stored: line 2, 3, 4"),
        ([], [], "not stored: line 2, 3, 4, 5, 6… (10 in all)"),
        ([*STORED, STORED[-1]], [], "stored twice: 1 fixes"),
        ([*STORED, STORED[-1]._replace(seq=11)], [], "stored and not to be: line 0"),
        ([STORED[0]._replace(lon_deg=1.000001), *STORED[1:]], [], "stored otherwise than in the file: line 2"),
        ([STORED[0]._replace(measured_at=START), *STORED[1:]], [], "stored otherwise than in the file: line 2"),
        ([STORED[1], STORED[0], *STORED[2:]], [], "not in order"),
        (STORED, [(4, "TOO_OLD")], "refused otherwise than listed: line 5"),
    ],
)
def test_each_difference_is_named(stored: list[StoredFix], refused: list[tuple[int, str]], said: str) -> None:
    assert faults(DRIVE, START, stored, refused, {}) == [said]


def test_a_refusal_that_does_not_come_is_named() -> None:
    assert faults(DRIVE, START, STORED, [], {2: "NULL_ISLAND"}) == [
        "stored and not to be: line 2",
        "refused otherwise than listed: line 2",
    ]
    assert faults(DRIVE, START, STORED, [], {2: "BELIEVED_LATER"}) == ["refused otherwise than listed: line 2"]
