"""What an emergency department is told of who comes to it, and says of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec.structs import replace

from db.engine import Reading, Writing
from dispatch.assignment.service import Fleet
from dispatch.missions import by_partner
from dispatch.missions import service as missions
from dispatch.partners import patients, repository, rules
from dispatch.partners.repository import MissionRow
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import NotFound
from kit.ids import CentreId
from kit.settings import PartnersSettings
from kit.wire.cases import PatientView
from kit.wire.codes.cases import CareLevel
from kit.wire.codes.missions import ArrivalMethod, MissionStatus
from kit.wire.codes.people import Role
from kit.wire.partners import Arrival

Point = tuple[float, float]
"""Longitude and latitude, degrees."""


class Roads(Protocol):
    """How long a drive takes on the roads."""

    async def drive_s(self, origin: Point, destination: Point, at: datetime, *, urgent: bool) -> float | None:
        """Give seconds; none when the roads do not answer."""
        ...


@dataclass(frozen=True, slots=True)
class Board:
    """What the time of an arrival is made of, and how long a word is waited for."""

    fleet: Fleet
    roads: Roads
    policy: PartnersSettings


async def arrivals(session: Writing, caller: Caller, clock: Clock, board: Board) -> list[Arrival]:
    """Give an emergency department the patients on their way to it; the look is written in the trail."""
    facility_id = (await repository.account(session, caller.account_id)).facility_id
    if facility_id is None:
        return []
    rows = await repository.missions_to(session, facility_id)
    await patients.looked(session, caller, Role.EMERGENCY_DEPARTMENT, f"facility:{facility_id}", clock)
    return await _views(session, rows, board)


async def seen(session: Writing, caller: Caller, clock: Clock, board: Board, mission_id: UUID) -> Arrival:
    """Say that the department has seen who comes (*vu*).

    Raises:
        NotFound: no such mission on its way to the department.
        MissionOver: it has ended.
    """
    facility_id = (await repository.account(session, caller.account_id)).facility_id
    mission = await missions.lock(session, mission_id)
    if facility_id is None or mission.destination_id != facility_id:
        raise NotFound("no such arrival of yours")
    author = caller.acting_at(CentreId(mission.centre_id), Role.EMERGENCY_DEPARTMENT)
    await by_partner.seen_at_destination(session, author, clock, mission)
    await session.flush()
    await patients.looked(session, caller, Role.EMERGENCY_DEPARTMENT, f"facility:{facility_id}", clock)
    (arrival,) = await _views(session, await repository.mission(session, mission_id), board)
    return arrival


async def _views(session: Reading, rows: list[MissionRow], board: Board) -> list[Arrival]:
    coming = await patients.of_missions(session, rows)
    return [await _arrival(row, coming[row.mission.id], board) for row in rows]


async def _arrival(row: MissionRow, coming: list[PatientView], board: Board) -> Arrival:
    mission = row.mission
    level = _care_level(row, coming)
    arrives_at, method = await _expected(row, board, urgent=level is CareLevel.R1)
    waits_from = mission.destination_at if mission.destination_seen_at is None else None
    return Arrival(
        mission_id=mission.id,
        call_sign=row.call_sign,
        status=MissionStatus(mission.status),
        motive=row.motive,
        patients=coming if row.case.restriction is None else _nameless(coming),
        arrives_at=arrives_at,
        method=method,
        care_level=level,
        announced_at=mission.destination_at,
        seen_at=mission.destination_seen_at,
        see_by=None if waits_from is None else waits_from + timedelta(seconds=board.policy.seen_s),
    )


async def _expected(row: MissionRow, board: Board, *, urgent: bool) -> tuple[datetime | None, ArrivalMethod | None]:
    """Give when a patient is expected, and how that was estimated; it moves with every fix."""
    to = None if row.destination is None else (row.destination.lon_deg, row.destination.lat_deg)
    drive = rules.drive(MissionStatus(row.mission.status), board.fleet.position(row.mission.vehicle_id), to)
    if drive is None:
        return None, None
    driven_s = await board.roads.drive_s(drive.origin, drive.destination, drive.from_at, urgent=urgent)
    if driven_s is None:
        return drive.from_at + timedelta(seconds=drive.straight_s()), ArrivalMethod.STRAIGHT_LINE
    return drive.from_at + timedelta(seconds=driven_s), ArrivalMethod.ROADS


def _care_level(row: MissionRow, coming: list[PatientView]) -> CareLevel | None:
    """Give the most urgent care level known of those on board."""
    known = [one.care_level for one in coming if one.care_level is not None]
    if row.decision is not None and row.decision.care_level is not None:
        known.append(CareLevel(row.decision.care_level))
    return min(known, default=None)


def _nameless(patients: Iterable[PatientView]) -> list[PatientView]:
    """Leave out who they are, name and birth date: the case is restricted, and nobody opens it here."""
    return [replace(patient, label="", birth_date=None) for patient in patients]
