"""What the database itself refuses, whoever asks."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, reading, writing
from kit.ids import new_id
from tests import world

OPEN_CASE = text("""
    INSERT INTO cases (id, centre_id, number, version, state, attribution, priority, opened_at, opened_by,
                       kept_by, caller_state, caller_since, repeat_count)
    VALUES (:id, :centre, :number, 1, 'ACTIF', 'D', 'NR', :at, :by, :by, 'ON_LINE', :at, 0)
""")


async def open_case(session: Writing, centre: object, number: str) -> None:
    await session.execute(
        OPEN_CASE, {"id": new_id(), "centre": centre, "number": number, "at": world.NOON, "by": world.ARM_CAEN.id}
    )


async def test_a_centre_reads_its_own_cases_only(engines: Mapping[str, AsyncEngine]) -> None:
    api = engines["rramu_api"]
    async with writing(api, world.ARM_CAEN.id, [world.CAEN]) as session:
        await open_case(session, world.CAEN, "DRFR151402632500001")
    async with reading(api, world.ARM_CAEN.id, [world.CAEN]) as session:
        assert await session.scalar(text("SELECT count(*) FROM cases")) == 1
    async with reading(api, world.ARM_ROUEN.id, [world.ROUEN]) as session:
        assert await session.scalar(text("SELECT count(*) FROM cases")) == 0


async def test_without_a_scope_no_row_is_visible(engines: Mapping[str, AsyncEngine]) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        await open_case(session, world.CAEN, "DRFR151402632500001")
    async with reading(api, None, []) as session:
        assert await session.scalar(text("SELECT count(*) FROM cases")) == 0


async def test_a_row_cannot_be_written_for_another_centre(session: Writing) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        await open_case(session, world.ROUEN, "DRFR157602632500001")


async def test_a_reading_transaction_cannot_write(engines: Mapping[str, AsyncEngine]) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
            await session.execute(text("UPDATE vehicles SET version = version + 1"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts SET kind = 'case.opened'",
        "DELETE FROM facts",
        "UPDATE audit SET action = 'none'",
        "DELETE FROM audit",
        "UPDATE mission_statuses SET status = 'PEC'",
        "DELETE FROM cases",
    ],
)
async def test_the_trail_cannot_be_rewritten(session: Writing, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(text(statement))


async def test_whose_rows_are_seen_is_written_into_each_plan_and_means_the_same_under_every_search_path(
    engines: Mapping[str, AsyncEngine],
) -> None:
    async with writing(engines["rramu_owner"], None, [world.CAEN]) as session:
        plan = await session.scalars(text("EXPLAIN (VERBOSE) SELECT rramu_centres()"))
        assert "current_setting('rramu.centres'" in "".join(plan)
        await session.execute(text("CREATE SCHEMA trap"))
        await session.execute(
            text("CREATE FUNCTION trap.string_to_array(text, text) RETURNS text[] RETURN NULL::text[]")
        )
        await session.execute(text("SET LOCAL search_path = trap, pg_catalog"))
        assert await session.scalar(text("SELECT string_to_array('a', ',')")) is None
        assert await session.scalar(text("SELECT public.rramu_centres()")) == [world.CAEN]
