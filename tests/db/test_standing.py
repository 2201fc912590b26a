"""What the database tells of its schema and its clock, to each role of the application."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import standing
from db.engine import make_engine
from kit.clock import real_now
from kit.settings import DatabaseRole, Settings

ROLES: tuple[DatabaseRole, ...] = ("rramu_api", "rramu_worker", "rramu_tracker")


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_reads_the_schema_this_code_needs(worker_settings: Settings, role: DatabaseRole) -> None:
    engine = make_engine(worker_settings, role)
    found = await standing.ask(engine)
    await engine.dispose()
    assert found.revision == standing.needed_revision()
    assert found.has_schema
    assert abs(found.clock_offset_s) < 30  # one machine, one clock


@pytest.mark.parametrize(("revision", "fits"), [("0001", False), ("9999", True)])
async def test_an_older_schema_does_not_fit_and_a_later_one_does(
    engines: dict[str, AsyncEngine], revision: str, fits: bool
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    assert (await standing.ask(engines["rramu_api"])).has_schema is fits


async def test_a_schema_that_may_not_be_read_does_not_fit(engines: dict[str, AsyncEngine]) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("REVOKE SELECT ON alembic_version FROM rramu_api"))
    found = await standing.ask(engines["rramu_api"])
    assert (found.revision, found.has_schema) == (standing.UNREADABLE, False)


async def test_a_clock_that_is_behind_is_told_in_seconds(
    engines: dict[str, AsyncEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "real_now", lambda: real_now() + timedelta(minutes=10))
    assert (await standing.ask(engines["rramu_api"])).clock_offset_s == pytest.approx(-600, abs=30)
