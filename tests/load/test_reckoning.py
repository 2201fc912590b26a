"""The boxes' word against the tables: what is lost, doubled, strange, refused or still under way is told, and nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from hypothesis import given
from hypothesis import strategies as st

from db.engine import connect_arguments
from kit.settings import Settings
from load.fleet import fill
from load.ledger import Kept
from load.reckoning import NONE, Range, Reckoned, Rows, held_against, length, reckon, without

KEPT = Kept(box="a", boot=1, given=10, receipted=8)
PLACE = ("a", 1)
NOTHING_WRONG = Reckoned([], 0, 0, 0, 0)
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)

numbers = st.sets(st.integers(1, 30))


def ranges(wanted: set[int]) -> list[Range]:
    return [(one, one) for one in sorted(wanted)]


def test_all_stored_once_is_right() -> None:
    assert held_against([KEPT], {PLACE: Rows(10, [(1, 10)])}, {}) == NOTHING_WRONG


def test_what_is_receipted_and_not_stored_is_lost_with_its_numbers() -> None:
    found = held_against([KEPT], {PLACE: Rows(6, [(1, 3), (6, 8)])}, {})
    assert found.lost == [("a", 1, 4, 5)]
    assert found.lost_numbers == 2
    assert found.unsettled == 2


def test_a_refused_number_is_settled() -> None:
    found = held_against([KEPT], {PLACE: Rows(9, [(1, 4), (6, 10)])}, {PLACE: Rows(1, [(5, 5)])})
    assert found == NOTHING_WRONG._replace(refused=1)


def test_a_number_stored_and_refused_is_stored() -> None:
    assert held_against([KEPT], {PLACE: Rows(10, [(1, 10)])}, {PLACE: Rows(1, [(5, 5)])}) == NOTHING_WRONG


def test_one_row_too_many_is_told() -> None:
    assert held_against([KEPT], {PLACE: Rows(11, [(1, 10)])}, {}) == NOTHING_WRONG._replace(doubled=1)


def test_what_nobody_gave_is_strange() -> None:
    found = held_against([KEPT], {PLACE: Rows(12, [(1, 12)]), ("a", 2): Rows(3, [(1, 3)])}, {})
    assert found == NOTHING_WRONG._replace(strange=5)


def test_a_box_of_which_nothing_is_stored_has_lost_all_it_was_promised() -> None:
    assert NONE.rows == 0
    assert held_against([KEPT], {}, {}).lost == [("a", 1, 1, 8)]


@given(numbers, numbers)
def test_ranges_are_taken_away_as_numbers_are(some: set[int], taken: set[int]) -> None:
    left = without(ranges(some), ranges(taken))
    assert {one for first, last in left for one in range(first, last + 1)} == some - taken
    assert length(left) == len(some - taken)


async def test_the_tables_are_read(database: Settings) -> None:
    """Five fixes given and receipted: three stored, one of them twice with another time, one refused, one lost."""
    await fill(database, {"box-a": 0})
    connection = await asyncpg.connect(**connect_arguments(database, "rramu_owner"))
    try:
        box: UUID = await connection.fetchval("SELECT id FROM boxes WHERE name = 'box-a'")
        vehicle: UUID = await connection.fetchval("SELECT vehicle_id FROM box_links WHERE box_id = $1", box)
        await connection.execute("SELECT make_position_days($1, $1)", AT.date())
        await connection.executemany(
            "INSERT INTO positions (box_id, boot, seq, measured_at, received_at, vehicle_id, late, lon_deg, lat_deg, h3_9)"
            " VALUES ($1, 1, $2, $3, $3, $4, false, 0, 49, 0)",
            [(box, seq, AT + timedelta(seconds=s), vehicle) for seq, s in ((1, 1), (2, 2), (3, 3), (3, 4))],
        )
        await connection.execute(
            "INSERT INTO refused_fixes (box_name, boot, seq, reason, refused_at, sha256, payload)"
            " VALUES ('box-a', 1, 4, 'FUTURE', $1, '\\x00', '\\x00')",
            AT,
        )
    finally:
        await connection.close()
    found = await reckon(database, [Kept(box="box-a", boot=1, given=6, receipted=5)])
    assert found == Reckoned([("box-a", 1, 5, 5)], doubled=1, strange=0, unsettled=1, refused=1)
