"""SQL of the fleet. These tables are region-wide: who may see a vehicle is decided by the doors, from `visible_for`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from db.engine import Reading, Writing
from db.models.directory import Organisation
from db.models.fleet import Crew, GardeShift, Occupancy, Team, Vehicle, VehicleVisibility
from kit.wire.codes.means import VisibilityReason

ACTIVE, RESERVED = "ACTIVE", "RESERVED"


class FleetRow(NamedTuple):
    """A vehicle with its organisation, the team on board, and its occupancies: values, since the whole fleet is read for a proposal."""

    id: UUID
    version: int
    call_sign: str
    type: str
    organisation: str
    base: str
    base_lon_deg: float
    base_lat_deg: float
    availability: str
    availability_at: datetime
    team_id: UUID | None
    team_level: str | None
    mission_id: UUID | None
    mission_status: str | None
    mission_centre_id: UUID | None
    reserved_mission_id: UUID | None
    centre_id: UUID


async def rows(session: Reading, ids: Collection[UUID] | None) -> list[FleetRow]:
    """Give one row per vehicle, by call sign."""
    query = _FLEET if ids is None else _FLEET.where(Vehicle.id.in_(ids))
    return [FleetRow(*row) for row in (await session.execute(query))]


def _fleet() -> Select[*tuple[Any, ...]]:
    active, reserved = aliased(Occupancy), aliased(Occupancy)
    return (
        select(
            Vehicle.id,
            Vehicle.version,
            Vehicle.call_sign,
            Vehicle.type,
            Organisation.name,
            Vehicle.base,
            Vehicle.base_lon_deg,
            Vehicle.base_lat_deg,
            Vehicle.availability,
            Vehicle.availability_at,
            Team.id,
            Team.level,
            active.mission_id,
            active.status,
            active.centre_id,
            reserved.mission_id,
            Vehicle.centre_id,
        )
        .select_from(Vehicle)
        .join(Organisation, Organisation.id == Vehicle.organisation_id)
        .outerjoin(Crew, and_(Crew.vehicle_id == Vehicle.id, Crew.to_at.is_(None)))
        .outerjoin(Team, Team.id == Crew.team_id)
        .outerjoin(active, and_(active.vehicle_id == Vehicle.id, active.slot == ACTIVE))
        .outerjoin(reserved, and_(reserved.vehicle_id == Vehicle.id, reserved.slot == RESERVED))
        .order_by(Vehicle.call_sign)
    )


_FLEET = _fleet()


async def visibility(session: Reading, at: datetime, ids: Collection[UUID] | None) -> Sequence[tuple[UUID, str]]:
    """Give (vehicle, reason) for every period that holds at a domain time, each pair once."""
    query = (
        select(VehicleVisibility.vehicle_id, VehicleVisibility.reason)
        .where(
            VehicleVisibility.from_at <= at,
            or_(VehicleVisibility.to_at.is_(None), VehicleVisibility.to_at > at),
        )
        .distinct()
    )
    if ids is not None:
        query = query.where(VehicleVisibility.vehicle_id.in_(ids))
    return (await session.execute(query)).all()


async def open_visibility(session: Reading, vehicle_id: UUID, reason: str) -> bool:
    """Tell whether the vehicle is shown for this reason without an end."""
    return bool(
        await session.scalar(
            select(
                select(VehicleVisibility.id)
                .where(
                    VehicleVisibility.vehicle_id == vehicle_id,
                    VehicleVisibility.reason == reason,
                    VehicleVisibility.to_at.is_(None),
                )
                .exists()
            )
        )
    )


async def end_visibility(session: Writing, vehicle_id: UUID, reason: str, at: datetime) -> int:
    """End the open periods of one reason; a period opened at this very instant lasts a microsecond. Gives how many."""
    result = await session.execute(
        update(VehicleVisibility)
        .where(
            VehicleVisibility.vehicle_id == vehicle_id,
            VehicleVisibility.reason == reason,
            VehicleVisibility.to_at.is_(None),
        )
        .values(to_at=func.greatest(at, VehicleVisibility.from_at + timedelta(microseconds=1)))
    )
    return cast("CursorResult[Any]", result).rowcount


async def ids_by_call_sign(session: Reading) -> dict[str, UUID]:
    """Give every vehicle's id by its call sign."""
    rows = await session.execute(select(Vehicle.call_sign, Vehicle.id))
    return {call_sign: vehicle_id for call_sign, vehicle_id in rows}  # noqa: C416 - rows are no pairs to the type checkers


async def add_shifts(session: Writing, shifts: Sequence[Mapping[str, object]]) -> None:
    """Insert turns of garde; a line that is held already keeps its holder."""
    if shifts:
        await session.execute(insert(GardeShift).on_conflict_do_nothing(), shifts)


async def lacks_shifts(session: Reading, after: datetime) -> bool:
    """Tell whether vehicles have a sector to take their turn in, and no shift begins after a domain time."""
    has_turns = exists().where(Vehicle.sector_code.is_not(None))
    return bool(await session.scalar(select(has_turns & ~exists().where(GardeShift.from_at > after))))


async def garde_unseen(session: Reading, at: datetime) -> UUID | None:
    """Give a vehicle whose shift has begun and that the room does not see for it."""
    return await session.scalar(_on_garde(at).except_(_SEEN_FOR_GARDE).limit(1))


async def garde_over(session: Reading, at: datetime) -> UUID | None:
    """Give a vehicle the room sees for a shift that it does not hold now."""
    return await session.scalar(_SEEN_FOR_GARDE.except_(_on_garde(at)).limit(1))


def _on_garde(at: datetime) -> Select[UUID]:
    return select(GardeShift.vehicle_id).where(GardeShift.from_at <= at, GardeShift.to_at > at)


_SEEN_FOR_GARDE = (
    select(VehicleVisibility.vehicle_id)
    .join(Vehicle, Vehicle.id == VehicleVisibility.vehicle_id)
    .where(
        VehicleVisibility.reason == VisibilityReason.GARDE.value,
        VehicleVisibility.to_at.is_(None),
        Vehicle.sector_code.is_not(None),
    )
)


async def lock(session: Writing, vehicle_id: UUID) -> Vehicle | None:
    """Give a vehicle, its row locked until the end of the transaction."""
    return await session.get(Vehicle, vehicle_id, with_for_update=True, populate_existing=True)


async def next_version(session: Writing, vehicle_id: UUID) -> None:
    """Give the vehicle's view a newer version: something it shows has changed."""
    await session.execute(update(Vehicle).where(Vehicle.id == vehicle_id).values(version=Vehicle.version + 1))


async def insert_occupancy(session: Writing, values: dict[str, object]) -> bool:
    """Insert an occupancy; False when the vehicle or the team already has one in this slot.

    Waits for a transaction that is claiming the same vehicle or team at this moment.
    """
    statement = insert(Occupancy).values(**values).on_conflict_do_nothing().returning(Occupancy.mission_id)
    return await session.scalar(statement) is not None


async def lock_occupancy(session: Writing, vehicle_id: UUID, slot: str) -> tuple[UUID, str] | None:
    """Give (mission, status) of a vehicle's slot, its row locked until the end of the transaction."""
    query = (
        select(Occupancy.mission_id, Occupancy.status)
        .where(Occupancy.vehicle_id == vehicle_id, Occupancy.slot == slot)
        .with_for_update()
    )
    return (await session.execute(query)).one_or_none()


async def set_occupancy_status(session: Writing, mission_id: UUID, status: str) -> UUID | None:
    """Copy a mission's status to its occupancy; gives the vehicle, none when it is already free."""
    statement = (
        update(Occupancy)
        .where(Occupancy.mission_id == mission_id)
        .values(status=status)
        .returning(Occupancy.vehicle_id)
    )
    return await session.scalar(statement, execution_options={"synchronize_session": False})


async def delete_occupancy(session: Writing, mission_id: UUID) -> UUID | None:
    """Free the vehicle and the team of a mission; gives the vehicle, none when already free."""
    statement = delete(Occupancy).where(Occupancy.mission_id == mission_id).returning(Occupancy.vehicle_id)
    return await session.scalar(statement, execution_options={"synchronize_session": False})
