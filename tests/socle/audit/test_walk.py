"""A chain walked in parts, by processes of their own, is the chain walked at once."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from kit.caller import Author
from kit.ids import CaseId
from kit.settings import Settings
from socle.audit import service, walk
from tests.world import ARM_CAEN, CAEN, NOON, fixed_id

Engines = dict[str, AsyncEngine]
LENGTH = 12
CUTS = [4, 8]


async def _write(engines: Engines) -> None:
    async with writing(engines["rramu_api"], ARM_CAEN.id, [CAEN]) as session:
        for n in range(LENGTH):
            author = Author(ARM_CAEN.id, "ARM", CAEN)
            await service.record(session, author, CAEN, "case.noted", NOON, {"n": n}, case_id=CaseId(fixed_id(22, n)))
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await service.seal(session, CAEN)


async def test_parts_find_what_one_walk_finds(engines: Engines, database: Settings) -> None:
    await _write(engines)
    signed = {5: "00" * 32, LENGTH: "11" * 32}
    async with engines["rramu_owner"].begin() as connection:
        for harm in ("UPDATE audit SET role = 'MRU' WHERE number IN (4, 7)", "DELETE FROM audit WHERE number = 9"):
            await connection.execute(text(harm))
    async with reading(engines["rramu_worker"], None, [CAEN]) as session:
        at_once = await service.verify(session, CAEN, signed)

    assert await walk.in_parts(database, "rramu_worker", CAEN, signed, CUTS) == at_once
    assert [(fault.number, fault.what) for fault in at_once.faults] == [
        (4, "CHANGED"), (5, "REWRITTEN"), (7, "CHANGED"), (9, "MISSING"), (LENGTH, "REWRITTEN"),
    ]  # fmt: skip


async def test_a_chain_cut_off_inside_a_part_is_told_once(engines: Engines, database: Settings) -> None:
    await _write(engines)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("DELETE FROM audit WHERE number > 6"))
    found = await walk.in_parts(database, "rramu_worker", CAEN, {}, CUTS)
    assert [(fault.number, fault.what) for fault in found.faults] == [(7, "TRUNCATED")]


async def test_a_short_chain_is_walked_here(engines: Engines, database: Settings) -> None:
    await _write(engines)
    found = await walk.verify(database, "rramu_worker", CAEN)
    assert (found.sound, found.sealed) == (True, LENGTH)
