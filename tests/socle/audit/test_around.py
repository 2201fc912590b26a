"""What was done to the rows of a case, or to a signed head, is told in its file; the rest is not looked at."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from kit.caller import Author
from kit.ids import CaseId
from socle.audit import around, service
from socle.audit.rules import Stretch
from socle.audit.service import Verification
from tests.world import ARM_CAEN, CAEN, NOON, fixed_id

Engines = dict[str, AsyncEngine]
LENGTH = 40
MINE = CaseId(fixed_id(22, 1))
ROWS = (17, 19)
HEADS = (8, 16, 24, 32, 40)


@pytest.fixture
async def signed(engines: Engines) -> dict[int, str]:
    """Give the heads signed of a chain in which rows 17 and 19 are about the case."""
    async with writing(engines["rramu_api"], ARM_CAEN.id, [CAEN]) as session:
        for n in range(1, LENGTH + 1):
            author, case_id = Author(ARM_CAEN.id, "ARM", CAEN), MINE if n in ROWS else CaseId(fixed_id(23, n))
            await service.record(session, author, CAEN, "case.noted", NOON, {"n": n}, case_id=case_id)
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await service.seal(session, CAEN)
        heads = text("SELECT number, encode(hash, 'hex') FROM audit WHERE number = ANY (:heads)")
        return {row.number: row.encode for row in await session.execute(heads, {"heads": list(HEADS)})}


async def _around(engines: Engines, signed: dict[int, str]) -> Verification:
    async with reading(engines["rramu_api"], None, [CAEN]) as session:
        return await around.verify(session, CAEN, MINE, ROWS, signed)


async def _harm(engines: Engines, *harms: str) -> None:
    async with engines["rramu_owner"].begin() as connection:
        for harm in harms:
            await connection.execute(text(harm))


def _told(found: Verification) -> list[tuple[str, int]]:
    return [(fault.what, fault.number) for fault in found.faults]


async def test_a_case_is_proved_between_the_heads_signed_around_it(engines: Engines, signed: dict[int, str]) -> None:
    found = await _around(engines, signed)
    assert (found.sound, found.sealed, found.signed) == (True, LENGTH, len(HEADS))
    assert found.walked == (Stretch(17, 24, begins_signed=True, ends_signed=True),)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE audit SET role = 'MRU' WHERE number = 19", [("CHANGED", 19)]),
        ("UPDATE facts SET case_id = NULL WHERE id = (SELECT fact_id FROM audit WHERE number = 20)", [("CHANGED", 20)]),
        ("DELETE FROM audit WHERE number = 18", [("MISSING", 18)]),
        ("DELETE FROM audit WHERE number = 24", [("MISSING", 24)]),
        ("DELETE FROM audit WHERE number > 36", [("MISSING", 40)]),
        ("UPDATE audit SET hash = '\\x00' WHERE number = 8", [("REWRITTEN", 8)]),
        ("UPDATE audit SET role = 'MRU' WHERE number = 30", []),
    ],
)
async def test_what_was_done_is_told(
    engines: Engines, signed: dict[int, str], harm: str, told: list[tuple[str, int]]
) -> None:
    await _harm(engines, harm)
    assert _told(await _around(engines, signed)) == told


async def test_a_chain_made_again_is_told(engines: Engines, signed: dict[int, str]) -> None:
    await _harm(
        engines,
        "UPDATE audit SET role = 'MRU' WHERE number = 3",
        "UPDATE audit SET number = NULL, hash = NULL",
        "DELETE FROM chain_heads",
    )
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await service.seal(session, CAEN)
    assert _told(await _around(engines, signed)) == [("REWRITTEN", number) for number in HEADS]


async def test_a_chain_cut_off_is_told(engines: Engines, signed: dict[int, str]) -> None:
    await _harm(engines, "DELETE FROM audit WHERE number > 30", "DELETE FROM chain_heads")
    assert _told(await _around(engines, signed)) == [("TRUNCATED", 32), ("TRUNCATED", 40)]


async def test_a_fact_of_the_case_without_a_row_is_told(engines: Engines, signed: dict[int, str]) -> None:
    await _harm(engines, "UPDATE audit SET fact_id = NULL WHERE number = 19")
    found = await _around(engines, signed)
    assert (found.sound, found.untold, _told(found)) == (False, 1, [("CHANGED", 19)])
