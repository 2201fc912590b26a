"""Attempts from SQL, as the application's own role, to read or take what is another centre's. Each is refused by the database."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from dispatch.cases import restricted
from dispatch.centres import hints
from kit.clock import Clock
from kit.ids import new_id
from kit.settings import CasesSettings
from kit.wire.cases import CaseEdit, RestrictionEntry
from kit.wire.codes.cases import Restriction
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import SCENE


@pytest.fixture
def rooms(engines: Mapping[str, AsyncEngine], clock: Clock) -> Rooms:
    return Rooms(engines["rramu_api"], clock)


@asynccontextmanager
async def in_rouen(rooms: Rooms) -> AsyncGenerator[Writing]:
    async with writing(rooms.engine, world.ARM_ROUEN.id, [world.ROUEN]) as session:
        yield session


TABLES = (
    "cases", "calls", "patients", "patient_blinds", "decisions", "proposals", "missions", "mission_statuses", "facts", "audit", "tasks",
    "case_shares", "case_transfers", "help_requests", "opinions", "outbox",
)  # fmt: skip


@pytest.mark.parametrize("scope", ["", "nobody", "centre"])
async def test_no_row_of_caen_is_seen_without_its_right(rooms: Rooms, scope: str) -> None:
    await rooms.on_the_line()
    scopes: dict[str, Sequence[UUID]] = {"": [], "nobody": [new_id()], "centre": [world.ROUEN]}
    async with writing(rooms.engine, None, scopes[scope]) as session:
        for table in TABLES:
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608 - of the list above


async def test_a_setting_of_one_transaction_is_gone_in_the_next(rooms: Rooms) -> None:
    await rooms.on_the_line()
    async with rooms.engine.connect() as connection:
        async with connection.begin():
            await connection.execute(
                text("SELECT set_config('rramu.centres', :centre, true)"), {"centre": str(world.CAEN)}
            )
            assert await connection.scalar(text("SELECT count(*) FROM cases")) == 1
        assert await connection.scalar(text("SELECT count(*) FROM cases")) == 0


async def test_an_unreadable_setting_shows_nothing(rooms: Rooms) -> None:
    await rooms.on_the_line()
    async with rooms.engine.connect() as connection, connection.begin():
        await connection.execute(text("SELECT set_config('rramu.centres', '*', true)"))
        with pytest.raises(DBAPIError, match="invalid input syntax"):
            await connection.execute(text("SELECT * FROM cases"))


ATTEMPTS = {
    "share with oneself": """
        INSERT INTO case_shares (id, case_id, centre_id, reason, since)
        VALUES (gen_random_uuid(), :case, :rouen, 'OPINION', '2026-11-21T12:00:00Z')""",
    "ask a transfer of another's case": """
        INSERT INTO case_transfers (id, version, case_id, centre_id, to_centre_id, state, motive, asked_by, asked_at)
        VALUES (gen_random_uuid(), 1, :case, :rouen, :caen, 'ASKED', 'OVERFLOW', :who, '2026-11-21T12:00:00Z')""",
    "ask it in the owner's name": """
        INSERT INTO case_transfers (id, version, case_id, centre_id, to_centre_id, state, motive, asked_by, asked_at)
        VALUES (gen_random_uuid(), 1, :case, :caen, :rouen, 'ASKED', 'OVERFLOW', :who, '2026-11-21T12:00:00Z')""",
    "ask oneself to help another's case": """
        INSERT INTO help_requests (id, version, case_id, centre_id, to_centre_id, vehicle_id, engagement, state, asked_by,
            asked_role, asked_at)
        VALUES (gen_random_uuid(), 1, :case, :caen, :rouen, :vehicle, '{}', 'ASKED', :who, 'ARM', '2026-11-21T12:00:00Z')""",
    "ask help for another's case": """
        INSERT INTO help_requests (id, version, case_id, centre_id, to_centre_id, vehicle_id, engagement, state, asked_by,
            asked_role, asked_at)
        VALUES (gen_random_uuid(), 1, :case, :rouen, :caen, :vehicle, '{}', 'ASKED', :who, 'ARM', '2026-11-21T12:00:00Z')""",
    "read a case for its help": """
        INSERT INTO case_shares (id, case_id, centre_id, reason, since)
        VALUES (gen_random_uuid(), :case, :rouen, 'HELP', '2026-11-21T12:00:00Z')""",
    "a mission of one's own on another's case": """
        INSERT INTO missions (id, centre_id, version, case_id, vehicle_id, ground, engaged_by, asked, status, status_at, ordered_at,
            order_version, cancel_proposed)
        VALUES (gen_random_uuid(), :rouen, 1, :case, :vehicle, 'REFLEXE', :who, false, 'DECISION', '2026-11-21T12:00:00Z',
            '2026-11-21T12:00:00Z', 1, false)""",
    "a patient of another's case": """
        INSERT INTO patients (id, centre_id, case_id, rank, label, sex)
        VALUES (gen_random_uuid(), :rouen, :case, 9, 'x', 'M')""",
    "a patient in the owner's name": """
        INSERT INTO patients (id, centre_id, case_id, rank, label, sex)
        VALUES (gen_random_uuid(), :caen, :case, 9, 'x', 'M')""",
    "pool another's lines": """
        INSERT INTO centre_pools (id, centre_id, by_centre_id, reason, roles, from_minute, to_minute, since, set_by)
        VALUES (gen_random_uuid(), :caen, :rouen, 'NIGHT', '{MRU}', 0, 0, '2026-11-21T12:00:00Z', :who)""",
    "give oneself a convention": """
        INSERT INTO conventions (id, centre_id, by_centre_id, means, since, set_by)
        VALUES (gen_random_uuid(), :caen, :rouen, 'SMUR', '2026-11-21T12:00:00Z', :who)""",
    "ask an opinion in the owner's name": """
        INSERT INTO opinions (id, centre_id, case_id, by_centre_id, role, question, asked_by, asked_at)
        VALUES (gen_random_uuid(), :caen, :case, :rouen, 'MRU', 'x', :who, '2026-11-21T12:00:00Z')""",
    "delete a share": "DELETE FROM case_shares WHERE case_id = :case",
}


@pytest.mark.parametrize("name", ATTEMPTS)
async def test_an_attempt_is_refused(rooms: Rooms, name: str) -> None:
    case = await rooms.on_the_line()
    given: dict[str, UUID] = {
        "case": case.id,
        "caen": world.CAEN,
        "rouen": world.ROUEN,
        "who": world.ARM_ROUEN.id,
        "vehicle": world.AMBULANCE_ROUEN.vehicle_id,
    }
    statement = text(ATTEMPTS[name])
    wanted = {member: given[member] for member in statement.compile().params}
    with pytest.raises(DBAPIError, match=r"row-level security|permission denied|violates foreign key"):
        async with in_rouen(rooms) as session:
            await session.execute(statement, wanted)


async def test_the_centre_asked_for_a_vehicle_answers_no_request_by_itself_and_sees_one_case_alone(
    rooms: Rooms,
) -> None:
    await rooms.on_the_line()
    asked = await rooms.ask_for(await rooms.needs())
    answer = "UPDATE help_requests SET state = 'REFUSED', answered_at = '2026-11-21T12:00:00Z', version = 2"
    async with in_rouen(rooms) as session:
        assert (await session.execute(text(f"{answer} RETURNING id"))).all() == []
        assert await session.scalar(text("SELECT count(*) FROM cases")) == 1
    await rooms.keep(asked.id)
    async with in_rouen(rooms) as session:
        for table in ("cases", "patients", "decisions", "missions", "calls"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608 - of the list above


async def test_a_case_is_taken_neither_by_its_neighbour_nor_by_who_works_for_both(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    take = text("UPDATE cases SET centre_id = :rouen WHERE id = :case RETURNING id")
    given = {"rouen": world.ROUEN, "case": case.id}
    async with in_rouen(rooms) as session:
        assert (await session.execute(take, given)).all() == []
    with pytest.raises(DBAPIError, match="only by a transfer"):
        async with writing(rooms.engine, None, [world.CAEN]) as session:
            await session.execute(take, given)
    with pytest.raises(DBAPIError, match="only by a transfer"):
        async with writing(rooms.engine, None, [world.CAEN, world.ROUEN]) as session:
            await session.execute(take, given)


async def test_a_transfer_written_in_a_table_of_ones_own_is_none(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    given = {"case": case.id, "caen": world.CAEN, "rouen": world.ROUEN, "who": world.ARM_ROUEN.id}
    take = text("UPDATE cases SET centre_id = :rouen WHERE id = :case")
    async with writing(rooms.engine, None, [world.CAEN, world.ROUEN]) as session:
        await session.execute(text("CREATE TEMP TABLE case_transfers (LIKE public.case_transfers) ON COMMIT DROP"))
        await session.execute(text(ATTEMPTS["ask it in the owner's name"]), given)
        with pytest.raises(DBAPIError, match="only by a transfer"):
            await session.execute(take, {"rouen": world.ROUEN, "case": case.id})
        await session.rollback()


async def test_a_share_once_ended_is_not_opened_again_nor_prolonged(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    await rooms.refuse((await rooms.ask(case.id)).id)
    reopen = text("UPDATE case_shares SET until = NULL WHERE case_id = :case RETURNING id")
    for centres in ([world.ROUEN], [world.CAEN, world.ROUEN]):
        async with writing(rooms.engine, None, centres) as session:
            assert (await session.execute(reopen, {"case": case.id})).all() == []
    async with in_rouen(rooms) as session:
        assert await session.scalar(text("SELECT count(*) FROM cases")) == 0


async def test_the_hint_tells_place_minute_and_motive_family_only(rooms: Rooms) -> None:
    caen = await rooms.on_the_line()
    async with rooms.at(world.TELEPHONY_ROUEN) as exchange:
        call = await exchange.ring(who=world.TELEPHONY_ROUEN)
    async with rooms.at(world.ARM_ROUEN) as story:
        opened = await story.answer(call, world.ARM_ROUEN)
        rouen = await story.edit(opened.id, CaseEdit(version=0, place=SCENE), world.ARM_ROUEN)
    async with in_rouen(rooms) as session:
        found = await hints.near(session, rouen.id)
        assert [(one.centre_id, one.commune, one.motive_family) for one in found] == [(world.CAEN, "Caen", "M03")]
        columns = (
            await session.execute(text("SELECT * FROM same_incident(:mine, '{}', '1 hour')"), {"mine": rouen.id})
        ).keys()
        assert list(columns) == ["centre_id", "commune", "minute", "motive_family"]
        blind = text("SELECT count(*) FROM same_incident(:mine, (SELECT array_agg(h3_9) FROM cases), '1 hour')")
        assert await session.scalar(blind, {"mine": caen.id}) == 0  # of a case that is not one's own: nothing
    async with rooms.at(world.ARM_CAEN) as story:
        entry = RestrictionEntry(restriction=Restriction.VIP)
        await restricted.restrict(
            story.session, world.ARM_CAEN.caller, rooms.clock, caen.id, entry, policy=CasesSettings()
        )
    async with in_rouen(rooms) as session:
        assert await hints.near(session, rouen.id) == []
