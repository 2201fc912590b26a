"""What every use case of missions needs: a mission locked for a change, its facts, its statuses, its view."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.engine import Reading, Writing
from db.models.regulation import Mission, MissionStatusEntry
from dispatch.cases.rules import READERS
from dispatch.missions import repository
from dispatch.vehicles import occupancy
from dispatch.vehicles import service as vehicles
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import NotFound
from kit.ids import AccountId, BoxId, CaseId, CentreId, FactId, MissionId, VehicleId, new_id
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState, StatusSource
from kit.wire.missions import MissionView, StatusView
from socle.audit import service as audit


async def lock(session: Writing, mission_id: UUID) -> Mission:
    """Give a mission for a change, its row locked.

    Raises:
        NotFound: no such mission among the transaction's centres.
    """
    mission = await repository.lock(session, mission_id)
    if mission is None:
        raise NotFound("no such mission")
    return mission


async def record(  # noqa: PLR0917 - the same order as the trail's own
    session: Writing, author: Author, mission: Mission, kind: str, at: datetime, body: Mapping[str, object]
) -> FactId:
    """Write a fact of a mission."""
    return await audit.record(
        session,
        author,
        CentreId(mission.centre_id),
        kind,
        at,
        body,
        case_id=CaseId(mission.case_id),
        mission_id=MissionId(mission.id),
        vehicle_id=VehicleId(mission.vehicle_id),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A status with its time, its error bound, and where it comes from; `box`: the numbered message that gave it."""

    status: MissionStatus
    at: datetime
    error_s: float
    source: StatusSource
    account_id: AccountId | None = None
    box: tuple[BoxId, int, int] | None = None


def keep(session: Writing, mission: Mission, told: Told, *, applied: bool = True) -> None:
    """Add a status to a mission's history; nothing is ever replaced there."""
    box_id, boot, seq = told.box or (None, None, None)
    session.add(
        MissionStatusEntry(
            id=new_id(),
            centre_id=mission.centre_id,
            mission_id=mission.id,
            status=told.status.value,
            at=told.at,
            error_s=told.error_s,
            source=told.source.value,
            account_id=told.account_id,
            applied=applied,
            box_id=box_id,
            boot=boot,
            seq=seq,
            recorded_at=real_now(),
        )
    )


async def enter(
    session: Writing, author: Author, mission: Mission, told: Told, now: datetime, *, applied: bool = True
) -> None:
    """Write a status of a locked mission; when `applied` it becomes the mission's and its vehicle's. Over and at base frees it."""
    keep(session, mission, told, applied=applied)
    body = {
        "status": told.status.value,
        "told_at": told.at,
        "error_s": told.error_s,
        "source": told.source.value,
        "applied": applied,
    }
    await record(session, author, mission, "mission.status_given", now, body)
    if applied:
        mission.status = told.status.value
        mission.status_at = told.at
        mission.version += 1
        await session.flush()
        await occupancy.set_status(session, MissionId(mission.id), told.status)
        await free_if_home(session, mission, now)


async def free_if_home(session: Writing, mission: Mission, at: datetime) -> None:
    """Free the vehicle of a locked mission that is over and back at base."""
    if mission.closed_at is not None and mission.status == MissionStatus.REN_BASE:
        await vehicles.free(session, MissionId(mission.id), at)


async def read(session: Writing, caller: Caller, clock: Clock, mission_id: UUID) -> MissionView:
    """Open a mission: a look at a patient, written in the trail.

    Raises:
        NotFound: no such mission among the transaction's centres.
    """
    found = await view(session, mission_id)
    centre_id, subject = CentreId(found.centre_id), f"mission:{mission_id}"
    await audit.look_by(session, caller, READERS, centre_id, "mission.read", subject, clock.now())
    return found


async def view(session: Reading, mission_id: UUID) -> MissionView:
    """Give one mission.

    Raises:
        NotFound: no such mission among the transaction's centres.
    """
    found = await views(session, [mission_id])
    if not found:
        raise NotFound("no such mission")
    return found[0]


async def views(session: Reading, ids: Collection[UUID] | None = None) -> list[MissionView]:
    """Give missions as the room sees them, by order time; without ids, those not closed and those of cases not closed. Two queries."""
    rows = await repository.rows(session, ids)
    history: defaultdict[UUID, list[StatusView]] = defaultdict(list)
    if rows:
        for entry, author in await repository.statuses(session, [row.mission.id for row in rows]):
            history[entry.mission_id].append(
                StatusView(
                    status=MissionStatus(entry.status),
                    at=entry.at,
                    error_s=entry.error_s,
                    source=StatusSource(entry.source),
                    author=author,
                )
            )
    return [_view(row, history[row.mission.id]) for row in rows]


def _view(row: repository.MissionRow, history: list[StatusView]) -> MissionView:
    mission, destination = row.mission, row.destination
    return MissionView(
        id=mission.id,
        centre_id=mission.centre_id,
        version=mission.version,
        case_id=mission.case_id,
        case_number=row.case_number,
        vehicle_id=mission.vehicle_id,
        call_sign=row.call_sign,
        team_id=mission.team_id,
        ground=Ground(mission.ground),
        decision_id=mission.decision_id,
        status=MissionStatus(mission.status),
        status_at=mission.status_at,
        ordered_at=mission.ordered_at,
        order_version=mission.order_version,
        receipt=None if mission.receipt is None else ReceiptState(mission.receipt),
        receipt_at=mission.receipt_at,
        destination=None if destination is None else destination.name,
        destination_lon_deg=None if destination is None else destination.lon_deg,
        destination_lat_deg=None if destination is None else destination.lat_deg,
        statuses=history,
        cancel_proposed=mission.cancel_proposed,
        outcome=None if mission.outcome is None else Outcome(mission.outcome),
        closed_at=mission.closed_at,
        asked=mission.asked,
        refusal=mission.receipt_reason,
        destination_at=mission.destination_at,
        destination_seen_at=mission.destination_seen_at,
        doctor=row.doctor,
        countersigned_at=mission.countersigned_at,
        countersigned_by=row.countersigned_by,
    )
