"""The migrations give exactly the schema the models describe, and the roles are as weak as they should be."""

from collections.abc import Mapping

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Uuid, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing
from db.models import metadata

A_CENTRES = (
    "events", "case_counters", "cases", "calls", "patients", "patient_blinds", "decisions", "proposals", "missions", "mission_statuses",
    "tasks", "facts", "changes", "audit", "outbox", "chain_heads", "reaction_cursors", "case_shares", "case_transfers", "help_requests",
    "opinions", "centre_pools", "conventions",
    "legal_holds", "mission_positions", "mission_trails",
)  # fmt: skip


def _differences(connection: Connection) -> list[object]:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in metadata.tables

    context = MigrationContext.configure(connection, opts={"include_name": ours})
    return list(compare_metadata(context, metadata))


async def test_migrations_and_models_agree(engines: Mapping[str, AsyncEngine]) -> None:
    async with engines["rramu_owner"].connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_no_role_of_ours_can_bypass_policies(session: Writing) -> None:
    rows = await session.execute(
        text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'rramu\\_%'")
    )
    found = {name: (superuser, bypass) for name, superuser, bypass in rows}
    assert found == dict.fromkeys(("rramu_owner", "rramu_api", "rramu_worker", "rramu_tracker"), (False, False))


@pytest.mark.parametrize("table", A_CENTRES)
async def test_what_is_a_centres_is_under_forced_policies(session: Writing, table: str) -> None:
    row = (
        await session.execute(
            text("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass(:table)"),
            {"table": table},
        )
    ).one()
    assert tuple(row) == (True, True)


async def test_every_table_with_a_centre_is_under_policies_or_says_why(session: Writing) -> None:
    region_wide = {
        "facilities", "communes", "sectors", "vehicles", "occupancy", "account_rights", "post_sessions", "manager_scopes", "rekeyings",
    }  # fmt: skip
    tables = {name for name, table in metadata.tables.items() if "centre_id" in table.columns}
    assert tables - region_wide == set(A_CENTRES)
    protected = await session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity"))
    an_accounts = {"case_openings"}
    assert set(protected) == {*A_CENTRES, *an_accounts}


def test_keys_are_uuid_except_what_a_box_counts() -> None:
    counted = {
        "positions",
        "mission_positions",
        "box_progress",
        "box_messages",
        "crossings",
        "refused_fixes",
        "partition_epochs",
    }
    named = {"communes", "motives", "sectors", "account_rights", "idempotency_keys", "case_counters", "patient_blinds"}
    for name, table in metadata.tables.items():
        if name not in counted | named:
            assert [type(column.type) for column in table.primary_key] == [Uuid], name


async def test_a_day_of_positions_is_made_once(engines: Mapping[str, AsyncEngine]) -> None:
    count = text("SELECT count(*) FROM pg_inherits WHERE inhparent = 'positions'::regclass")
    async with engines["rramu_worker"].begin() as connection:
        before = await connection.scalar(count)
        for _ in range(2):
            await connection.execute(text("SELECT make_position_days('2030-01-01', '2030-01-03')"))
        assert await connection.scalar(count) == (before or 0) + 3
        assert await connection.scalar(text("SELECT drop_position_days('2030-01-03')")) == (before or 0) + 2
