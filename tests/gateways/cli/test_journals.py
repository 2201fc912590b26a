"""The account of a journal names each way in which a history can differ from it."""

from datetime import UTC, datetime, timedelta

import pytest

from gateways.cli.journals import Kept, Numbers, judge
from kit.wire.telemetry import Fix

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JOURNAL = [
    Fix(boot=boot, seq=seq, measured_at=START + timedelta(seconds=seq), lon_deg=1.0, lat_deg=49.0)
    for boot in (1, 2)
    for seq in (1, 2, 3)
]
Row = tuple[Numbers, tuple[object, ...]]
STORED: list[Row] = [((fix.boot, fix.seq), (fix.measured_at, fix.lon_deg, fix.lat_deg)) for fix in JOURNAL]


def test_what_is_stored_or_refused_or_both_has_no_fault() -> None:
    assert judge(JOURNAL, STORED, set()) == Kept(6, 0, [])
    assert judge(JOURNAL, STORED[1:], {(1, 1)}) == Kept(5, 1, [])
    assert judge(JOURNAL, STORED, {(1, 1)}) == Kept(6, 0, [])


@pytest.mark.parametrize(
    ("stored", "refused", "said"),
    [
        (STORED[:-2], {(2, 3)}, "neither stored nor refused: 1 from (2, 2)"),
        ([*STORED, ((3, 1), STORED[0][1])], set[Numbers](), "stored and never numbered: 1 from (3, 1)"),
        (STORED, {(2, 9), (2, 8)}, "refused and never numbered: 2 from (2, 8)"),
        ([(STORED[0][0], STORED[1][1]), *STORED[1:]], set[Numbers](), "stored otherwise than numbered: 1 from (1, 1)"),
        ([*STORED, STORED[0]], set[Numbers](), "stored twice: 1 fixes"),
    ],
)
def test_each_difference_is_named(stored: list[Row], refused: set[Numbers], said: str) -> None:
    assert judge(JOURNAL, stored, refused).faults == [said]
