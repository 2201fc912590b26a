"""What operators see of the fleet, and what changes it: a crew's word, and the reasons why the room may see a vehicle."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from db.engine import Reading, Writing
from db.models.directory import REGION_CHAIN_ID
from db.models.fleet import VehicleVisibility
from dispatch.vehicles import occupancy, repository
from kit.caller import Author
from kit.errors import NotFound
from kit.ids import CentreId, MissionId, VehicleId, new_id
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.missions import MissionStatus
from kit.wire.vehicles import VehicleView
from socle.audit import service as audit

FREE_ON_WORD = frozenset(
    {MissionStatus.FINPEC, MissionStatus.RETOUR, MissionStatus.RET_BASE, MissionStatus.REN_BASE, MissionStatus.ANNULE}
)
"""From the hand-over on, the crew declares itself available and is free. Source: practice, rule 5 (the crew, not the fix)."""


async def visible_for(session: Reading, at: datetime) -> dict[UUID, list[VisibilityReason]]:
    """Give the vehicles the room may see at a domain time, each with the reasons why."""
    return await _reasons(session, at, None)


async def _reasons(
    session: Reading, at: datetime, ids: Collection[UUID] | None
) -> defaultdict[UUID, list[VisibilityReason]]:
    reasons: defaultdict[UUID, list[VisibilityReason]] = defaultdict(list)
    for vehicle_id, reason in await repository.visibility(session, at, ids):
        reasons[vehicle_id].append(VisibilityReason(reason))
    for listed in reasons.values():
        listed.sort()
    return reasons


async def views(session: Reading, at: datetime, ids: Collection[UUID] | None = None) -> list[VehicleView]:
    """Give vehicles as the room sees them at a domain time, by call sign; all of them when no id is given. Two queries."""
    reasons = await _reasons(session, at, ids)
    return [
        VehicleView(
            id=row.id,
            version=row.version,
            call_sign=row.call_sign,
            type=VehicleType(row.type),
            organisation=row.organisation,
            base=row.base,
            base_lon_deg=row.base_lon_deg,
            base_lat_deg=row.base_lat_deg,
            team_id=row.team_id,
            team_level=None if row.team_level is None else MedicalLevel(row.team_level),
            availability=Availability(row.availability),
            availability_at=row.availability_at,
            visible_for=reasons[row.id],
            mission_id=row.mission_id,
            mission_status=None if row.mission_status is None else MissionStatus(row.mission_status),
            mission_centre_id=row.mission_centre_id,
            reserved_mission_id=row.reserved_mission_id,
            centre_id=row.centre_id,
        )
        for row in await repository.rows(session, ids)
    ]


async def view(session: Reading, at: datetime, vehicle_id: UUID) -> VehicleView:
    """Give one vehicle.

    Raises:
        NotFound: no such vehicle.
    """
    found = await views(session, at, [vehicle_id])
    if not found:
        raise NotFound("no such vehicle")
    return found[0]


async def declare_availability(
    session: Writing, author: Author, vehicle_id: VehicleId, availability: Availability, at: datetime
) -> bool:
    """Write down a crewed vehicle's own word about itself, told at domain time `at`; frees it once its patient is handed over.

    The room sees a vehicle while it is declared available (practice, rule 26), a seated transport never. A word older than the one
    held is kept as a fact and changes nothing. Gives whether it was applied.

    Raises:
        NotFound: no such vehicle.
    """
    held = await repository.lock_occupancy(session, vehicle_id, repository.ACTIVE)
    vehicle = await repository.lock(session, vehicle_id)
    if vehicle is None:
        raise NotFound("no such vehicle")
    applied = at >= vehicle.availability_at
    if applied:
        vehicle.availability = availability.value
        vehicle.availability_at = at
        vehicle.version += 1
        await session.flush()
        if availability is Availability.UNAVAILABLE:
            await hide(session, vehicle_id, VisibilityReason.DECLARED, at)
        elif vehicle.type != VehicleType.TSU_VSL:
            await show(session, vehicle_id, VisibilityReason.DECLARED, at)
        if availability is Availability.AVAILABLE and held is not None:
            mission_id, status = held
            if MissionStatus(status) in FREE_ON_WORD:
                await free(session, MissionId(mission_id), at)
    await audit.record(
        session,
        author,
        CentreId(REGION_CHAIN_ID),
        "vehicle.availability_declared",
        at,
        {"availability": availability.value, "applied": applied},
        vehicle_id=vehicle_id,
    )
    return applied


async def show(session: Writing, vehicle_id: VehicleId, reason: VisibilityReason, at: datetime) -> None:
    """Let the room see a vehicle for a reason, from `at` on; nothing to do when it already does."""
    if await repository.open_visibility(session, vehicle_id, reason.value):
        return
    session.add(VehicleVisibility(id=new_id(), vehicle_id=vehicle_id, reason=reason.value, from_at=at, to_at=None))
    await repository.next_version(session, vehicle_id)


async def hide(session: Writing, vehicle_id: VehicleId, reason: VisibilityReason, at: datetime) -> None:
    """End a reason why the room sees a vehicle; the other reasons stay."""
    if await repository.end_visibility(session, vehicle_id, reason.value, at):
        await repository.next_version(session, vehicle_id)


async def free(session: Writing, mission_id: MissionId, at: datetime) -> None:
    """Free the vehicle and the team of a mission, and end its visibility for that mission."""
    vehicle_id = await occupancy.release(session, mission_id)
    if vehicle_id is not None:
        await hide(session, vehicle_id, VisibilityReason.MISSION, at)
