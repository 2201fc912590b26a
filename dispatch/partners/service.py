"""What each party outside the room is told of its own."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from db.engine import Reading, Writing
from db.secrets import keyring
from dispatch.assignment.service import Fleet
from dispatch.cases import service as cases
from dispatch.partners import repository, rules
from dispatch.vehicles import service as vehicles
from kit.caller import Caller
from kit.clock import Clock
from kit.ids import CentreId
from kit.wire.cases import PatientView
from kit.wire.codes.cases import Delay, MeansType
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.codes.people import Role
from kit.wire.live import LivePosition
from kit.wire.partners import Arrival, CompanyMission, CrewMission, GardeLine, NeedView
from kit.wire.vehicles import VehicleView
from socle.audit import service as audit

GARDE_AHEAD = timedelta(days=1)
"""How much of the table of garde the coordinator is shown."""


async def _own_vehicles(session: Reading, caller: Caller) -> set[UUID]:
    """Give the vehicles of the caller's company; none for an account that belongs to no company."""
    account = await repository.account(session, caller.account_id)
    return set() if account.organisation_id is None else await repository.vehicles_of(session, account.organisation_id)


async def company_vehicles(session: Reading, caller: Caller, clock: Clock) -> list[VehicleView]:
    """Give a company its own vehicles."""
    return await vehicles.views(session, clock.now(), await _own_vehicles(session, caller))


async def company_positions(session: Reading, caller: Caller, clock: Clock, fleet: Fleet) -> list[LivePosition]:
    """Give a company the newest positions of its own vehicles, while the room may see them. Source: practice, rule 26."""
    seen = [view.id for view in await company_vehicles(session, caller, clock) if view.visible_for]
    return [position for position in map(fleet.position, seen) if position is not None]


async def company_missions(session: Reading, caller: Caller) -> list[CompanyMission]:
    """Give a company the missions under way of its own vehicles, at the centres it works for."""
    rows = await repository.missions_of(session, await _own_vehicles(session, caller), None)
    return [
        CompanyMission(
            id=row.mission.id,
            vehicle_id=row.mission.vehicle_id,
            call_sign=row.call_sign,
            status=MissionStatus(row.mission.status),
            status_at=row.mission.status_at,
            ordered_at=row.mission.ordered_at,
            receipt=None if row.mission.receipt is None else ReceiptState(row.mission.receipt),
            place=cases.place_of(row.case),
            destination=None if row.destination is None else row.destination.name,
        )
        for row in rows
    ]


async def coordinator_vehicles(session: Reading, clock: Clock) -> list[VehicleView]:
    """Give the coordinator every ambulance with its crew and availability."""
    return await vehicles.views(session, clock.now(), await repository.ambulances(session))


async def needs(session: Reading) -> list[NeedView]:
    """Give the ambulances asked for at the coordinator's centres, oldest first."""
    rows = await repository.needs(session)
    going: defaultdict[UUID | None, list[str]] = defaultdict(list)
    for decision_id, call_sign in await repository.under_way(session, [decision.id for decision, _ in rows]):
        going[decision_id].append(call_sign)
    return [
        NeedView(
            decision_id=decision.id,
            centre_id=decision.centre_id,
            means=MeansType(decision.means or MeansType.TSU),
            delay=None if decision.delay is None else Delay(decision.delay),
            decided_at=decision.decided_at,
            place=cases.place_of(case),
            call_signs=going[decision.id],
        )
        for decision, case in rows
    ]


async def garde(session: Reading, clock: Clock) -> list[GardeLine]:
    """Give the table of garde from now on."""
    now = clock.now()
    return [
        GardeLine(
            sector_code=shift.sector_code,
            line=shift.line,
            vehicle_id=shift.vehicle_id,
            call_sign=call_sign,
            organisation=organisation,
            from_at=shift.from_at,
            to_at=shift.to_at,
        )
        for shift, call_sign, organisation in await repository.garde(session, now, now + GARDE_AHEAD)
    ]


async def crew_missions(session: Writing, caller: Caller, clock: Clock) -> list[CrewMission]:
    """Give a crew its vehicle's missions, running or over for less than `CREW_SEES_FOR`; the look is written in the trail."""
    vehicle_id = (await repository.account(session, caller.account_id)).vehicle_id
    if vehicle_id is None:
        return []
    rows = await repository.missions_of(session, [vehicle_id], clock.now() - rules.CREW_SEES_FOR)
    await _looked(session, caller, Role.CREW, f"vehicle:{vehicle_id}", clock)
    cared = await _patients(session, rows)
    return [
        CrewMission(
            id=row.mission.id,
            call_sign=row.call_sign,
            status=MissionStatus(row.mission.status),
            ordered_at=row.mission.ordered_at,
            closed_at=row.mission.closed_at,
            place=cases.place_of(row.case),
            destination=None if row.destination is None else row.destination.name,
            motive=row.motive,
            patients=cared[row.mission.id],
        )
        for row in rows
    ]


async def arrivals(session: Writing, caller: Caller, clock: Clock, fleet: Fleet) -> list[Arrival]:
    """Give an emergency department the patients on their way to it; the look is written in the trail."""
    facility_id = (await repository.account(session, caller.account_id)).facility_id
    if facility_id is None:
        return []
    rows = await repository.missions_to(session, facility_id)
    await _looked(session, caller, Role.EMERGENCY_DEPARTMENT, f"facility:{facility_id}", clock)
    coming = await _patients(session, rows)
    return [
        Arrival(
            mission_id=row.mission.id,
            call_sign=row.call_sign,
            status=MissionStatus(row.mission.status),
            motive=row.motive,
            patients=coming[row.mission.id] if row.case.restriction is None else _nameless(coming[row.mission.id]),
            arrives_at=None
            if row.destination is None
            else rules.arrives_at(
                MissionStatus(row.mission.status),
                fleet.position(row.mission.vehicle_id),
                row.destination.lon_deg,
                row.destination.lat_deg,
            ),
        )
        for row in rows
    ]


async def _patients(session: Reading, rows: Iterable[repository.MissionRow]) -> dict[UUID, list[PatientView]]:
    """Give the patients of missions: the one of the decision each quotes, else all of its case."""
    rows = list(rows)
    keys = keyring(session)
    of_case: defaultdict[UUID, list[PatientView]] = defaultdict(list)
    for patient in await repository.patients(session, {row.case.id for row in rows}):
        of_case[patient.case_id].append(cases.patient_view(keys, patient))
    return {row.mission.id: [one for one in of_case[row.case.id] if row.patient_id in {None, one.id}] for row in rows}


def _nameless(patients: Iterable[PatientView]) -> list[PatientView]:
    """Leave the names out: the case is restricted, and nobody opens it here."""
    return [replace(patient, label="") for patient in patients]


async def _looked(session: Writing, caller: Caller, role: Role, subject: str, clock: Clock) -> None:
    """Write down a look at patients, at the first of the centres where the caller holds the role."""
    centre_id: CentreId = min(right.centre_id for right in caller.rights if right.role is role)
    await audit.look(session, caller.acting_at(centre_id, role), centre_id, "mission.read", subject, clock.now())
