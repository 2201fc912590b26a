"""The trail: written with the act, sealed after it, and anything done to it since is found."""

from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, reading, writing
from db.models.directory import REGION_CHAIN_ID
from db.models.trail import AuditEntry, Fact
from kit.caller import Author
from kit.ids import CaseId, CentreId
from socle.audit import service
from socle.audit.rules import Fault
from tests.world import ARM_CAEN, CAEN, MRU_CAEN, NOON, ROUEN

AUTHOR = Author(ARM_CAEN.id, "ARM")
Engines = dict[str, AsyncEngine]


async def _record(engine: AsyncEngine, n: int, centre_id: CentreId = CAEN) -> None:
    async with writing(engine, ARM_CAEN.id, [centre_id]) as session:
        for i in range(n):
            await service.record(session, AUTHOR, centre_id, "case.noted", NOON, {"i": i}, case_id=CaseId(uuid4()))


async def _seal(engine: AsyncEngine, centre_id: CentreId = CAEN) -> list[int]:
    async with writing(engine, None, [centre_id]) as session:
        return [news.number for news in await service.seal(session, centre_id)]


async def _verify(engine: AsyncEngine, centre_id: CentreId = CAEN) -> service.Verification:
    async with reading(engine, None, [centre_id]) as session:
        return await service.verify(session, centre_id)


async def test_a_fact_and_its_audit_row_are_written_together(session: Writing) -> None:
    case_id = CaseId(uuid4())

    fact_id = await service.record(
        session, AUTHOR, CAEN, "case.opened", NOON, {"number": "x", "at": NOON}, case_id=case_id
    )

    fact = (await session.scalars(select(Fact).where(Fact.id == fact_id))).one()
    entry = (await session.scalars(select(AuditEntry).where(AuditEntry.fact_id == fact_id))).one()
    assert (fact.kind, fact.case_id, fact.body) == (
        "case.opened",
        case_id,
        {"number": "x", "at": "2026-11-21T12:00:00Z"},
    )
    assert (entry.action, entry.subject, entry.number) == ("case.opened", f"case:{case_id}", None)


async def test_looking_again_within_the_minute_is_the_same_look(session: Writing) -> None:
    looks = select(func.count()).select_from(AuditEntry).where(AuditEntry.subject == "vehicle:1")
    reader = Author(ARM_CAEN.id, "ARM", CAEN)
    for _ in range(3):
        await service.look(session, reader, CAEN, "trail.looked", "vehicle:1", NOON)
    assert await session.scalar(looks) == 1
    await service.look(session, reader, CAEN, "vehicle.read", "vehicle:1", NOON)
    await service.look(session, Author(MRU_CAEN.id, "MRU", CAEN), CAEN, "trail.looked", "vehicle:1", NOON)
    assert await session.scalar(looks) == 3


async def test_a_look_has_no_fact(session: Writing) -> None:
    await service.look(session, AUTHOR, CAEN, "trail.looked", "vehicle:1", NOON)

    entry = (await session.scalars(select(AuditEntry).where(AuditEntry.subject == "vehicle:1"))).one()
    assert (entry.fact_id, entry.role) == (None, "ARM")


async def test_anybody_may_add_to_the_region_s_chain_and_not_read_it(session: Writing) -> None:
    fact_id = await service.record(session, AUTHOR, CentreId(REGION_CHAIN_ID), "account.created", NOON, {})

    assert (await session.scalars(select(Fact).where(Fact.id == fact_id))).all() == []


async def test_nothing_is_recorded_for_a_centre_the_transaction_does_not_work_for(session: Writing) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await service.record(session, AUTHOR, ROUEN, "case.opened", NOON, {})


async def test_numbers_follow_each_other_per_centre(engines: Engines) -> None:
    await _record(engines["rramu_api"], 3)
    await _record(engines["rramu_api"], 2, ROUEN)

    assert await _seal(engines["rramu_worker"]) == [1, 2, 3]
    assert await _seal(engines["rramu_worker"], ROUEN) == [1, 2]
    await _record(engines["rramu_api"], 1)
    assert await _seal(engines["rramu_worker"]) == [4]
    assert await _seal(engines["rramu_worker"]) == []
    verification = await _verify(engines["rramu_api"])
    assert (verification.sealed, verification.unsealed, verification.sound) == (4, 0, True)


async def test_what_is_sealed_while_a_chain_is_verified_is_no_fault(engines: Engines) -> None:
    await _record(engines["rramu_api"], 1)
    assert await _seal(engines["rramu_worker"]) == [1]
    await _record(engines["rramu_api"], 1)
    async with reading(engines["rramu_api"], None, [CAEN]) as session:
        first = await service.verify(session, CAEN)
        assert await _seal(engines["rramu_worker"]) == [2]
        assert await service.verify(session, CAEN) == first
    assert (await _verify(engines["rramu_api"])).sealed == 2


async def test_the_unsealed_tail_is_told(engines: Engines) -> None:
    await _record(engines["rramu_api"], 2)

    verification = await _verify(engines["rramu_api"])

    assert (verification.sealed, verification.unsealed, verification.sound) == (0, 2, True)


@pytest.mark.parametrize(
    ("harm", "faults"),
    [
        (
            "UPDATE facts SET body = '{\"i\": 9}' WHERE id = (SELECT fact_id FROM audit WHERE number = 2)",
            (Fault(2, "CHANGED"),),
        ),
        ("UPDATE audit SET role = 'MRU' WHERE number = 3", (Fault(3, "CHANGED"),)),
        ("DELETE FROM audit WHERE number = 2", (Fault(2, "MISSING"),)),
        ("DELETE FROM audit WHERE number >= 4", (Fault(4, "TRUNCATED"),)),
        ("UPDATE chain_heads SET hash = '\\x00'", (Fault(5, "HEAD_CHANGED"),)),
        ("UPDATE chain_heads SET number = 4", (Fault(5, "BEYOND_HEAD"),)),
    ],
)
async def test_what_was_done_to_a_sealed_chain_is_found(engines: Engines, harm: str, faults: tuple[Fault, ...]) -> None:
    await _record(engines["rramu_api"], 5)
    await _seal(engines["rramu_worker"])
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text(harm))

    assert (await _verify(engines["rramu_api"])).faults == faults


async def test_a_fact_whose_audit_row_is_gone_is_found(engines: Engines) -> None:
    await _record(engines["rramu_api"], 2)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("DELETE FROM audit WHERE id = (SELECT min(id::text)::uuid FROM audit)"))

    verification = await _verify(engines["rramu_api"])

    assert (verification.untold, verification.sound) == (1, False)


async def test_the_application_cannot_renumber_a_sealed_row(engines: Engines) -> None:
    await _record(engines["rramu_api"], 1)
    await _seal(engines["rramu_worker"])

    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await session.execute(text("UPDATE audit SET hash = '\\x00'"))

    assert (await _verify(engines["rramu_api"])).sound
