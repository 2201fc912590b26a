"""What a company and a crew are told of their own missions, and say of them."""

from datetime import datetime, timedelta
from uuid import UUID

from db.engine import Reading, Writing
from db.secrets import Keyring, keyring
from dispatch.assignment.service import Fleet
from dispatch.cases import shown
from dispatch.missions import by_partner, follow
from dispatch.partners import patients, repository, rules
from dispatch.partners.repository import MissionRow
from dispatch.vehicles import service as vehicles
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import NotFound
from kit.ids import CentreId, VehicleId
from kit.settings import PartnersSettings
from kit.wire.cases import PatientView
from kit.wire.codes.cases import CareLevel, Delay, MeansType
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.codes.people import Role
from kit.wire.live import LivePosition
from kit.wire.missions import StatusEntry
from kit.wire.partners import AvailabilityEntry, Bilan, CompanyMission, CrewMission, OrderAnswer
from kit.wire.vehicles import VehicleView


async def own_vehicles(session: Reading, caller: Caller, role: Role) -> set[UUID]:
    """Give the vehicles a caller speaks for: a company's all, a crew's one; none for an account that belongs nowhere."""
    account = await repository.account(session, caller.account_id)
    if role is Role.CREW:
        return set() if account.vehicle_id is None else {account.vehicle_id}
    return set() if account.organisation_id is None else await repository.vehicles_of(session, account.organisation_id)


# Company


async def company_vehicles(session: Reading, caller: Caller, clock: Clock) -> list[VehicleView]:
    """Give a company its own vehicles."""
    return await vehicles.views(session, clock.now(), await own_vehicles(session, caller, Role.COMPANY))


async def company_positions(session: Reading, caller: Caller, clock: Clock, fleet: Fleet) -> list[LivePosition]:
    """Give a company the newest positions of its own vehicles, while the room may see them. Source: practice, rule 26."""
    seen = [view.id for view in await company_vehicles(session, caller, clock) if view.visible_for]
    return [position for position in map(fleet.position, seen) if position is not None]


async def company_missions(session: Reading, caller: Caller, policy: PartnersSettings) -> list[CompanyMission]:
    """Give a company the missions under way of its own vehicles, at the centres it works for."""
    rows = await repository.missions_of(session, await own_vehicles(session, caller, Role.COMPANY), None)
    return [_company_mission(keyring(session), row, policy) for row in rows]


def _company_mission(keys: Keyring, row: MissionRow, policy: PartnersSettings) -> CompanyMission:
    mission, decision = row.mission, row.decision
    return CompanyMission(
        id=mission.id,
        vehicle_id=mission.vehicle_id,
        call_sign=row.call_sign,
        status=MissionStatus(mission.status),
        status_at=mission.status_at,
        ordered_at=mission.ordered_at,
        receipt=None if mission.receipt is None else ReceiptState(mission.receipt),
        place=shown.place_of(keys, row.case),
        destination=None if row.destination is None else row.destination.name,
        order_version=mission.order_version,
        means=None if decision is None or decision.means is None else MeansType(decision.means),
        delay=None if decision is None or decision.delay is None else Delay(decision.delay),
        answer_by=rules.waits_until(repository.asked(mission), timedelta(seconds=policy.answer_s)),
        refusal=rules.refusal(mission.receipt_reason),
        closed_at=mission.closed_at,
    )


# Crew


async def crew_vehicle(session: Reading, caller: Caller, clock: Clock) -> list[VehicleView]:
    """Give a crew its vehicle; none for an account that has none."""
    return await vehicles.views(session, clock.now(), await own_vehicles(session, caller, Role.CREW))


def _shown_since(clock: Clock, policy: PartnersSettings) -> datetime:
    """Give the end before which a crew's mission is gone."""
    return clock.now() - timedelta(hours=policy.crew_sees_h)


async def crew_missions(session: Writing, caller: Caller, clock: Clock, policy: PartnersSettings) -> list[CrewMission]:
    """Give a crew its vehicle's missions, running or over for less than the policy says; the look is written in the trail."""
    own = await own_vehicles(session, caller, Role.CREW)
    if not own:
        return []
    rows = await repository.missions_of(session, own, _shown_since(clock, policy))
    await patients.looked(session, caller, Role.CREW, f"vehicle:{min(own)}", clock)
    cared = await patients.of_missions(session, rows)
    return [_crew_mission(keyring(session), row, cared[row.mission.id], policy) for row in rows]


def _crew_mission(keys: Keyring, row: MissionRow, cared: list[PatientView], policy: PartnersSettings) -> CrewMission:
    mission, decision = row.mission, row.decision
    return CrewMission(
        id=mission.id,
        call_sign=row.call_sign,
        status=MissionStatus(mission.status),
        ordered_at=mission.ordered_at,
        closed_at=mission.closed_at,
        place=shown.place_of(keys, row.case),
        destination=None if row.destination is None else row.destination.name,
        motive=row.motive,
        patients=cared,
        order_version=mission.order_version,
        receipt=None if mission.receipt is None else ReceiptState(mission.receipt),
        refusal=rules.refusal(mission.receipt_reason),
        status_at=mission.status_at,
        answer_by=rules.waits_until(repository.asked(mission), timedelta(seconds=policy.answer_s)),
        care_level=None if decision is None or decision.care_level is None else CareLevel(decision.care_level),
        destination_seen_at=mission.destination_seen_at,
    )


# What they say


async def _author(  # noqa: PLR0917 - who says it, when, of what
    session: Reading, caller: Caller, clock: Clock, policy: PartnersSettings, role: Role, mission_id: UUID
) -> Author:
    """Give the author of what a company or a crew says of a mission of its own that it is still shown.

    Raises:
        NotFound: no such mission of its vehicles, or over for longer than it is shown.
    """
    since = _shown_since(clock, policy) if role is Role.CREW else None
    own = await own_vehicles(session, caller, role)
    for row in await repository.mission(session, mission_id):
        closed_at = row.mission.closed_at
        shown = closed_at is None or (since is not None and closed_at > since)
        if row.mission.vehicle_id in own and shown:
            return caller.acting_at(CentreId(row.mission.centre_id), role)
    raise NotFound("no such mission of yours")


async def answer(  # noqa: PLR0917 - what every command takes, and what is still shown
    session: Writing,
    caller: Caller,
    clock: Clock,
    policy: PartnersSettings,
    mission_id: UUID,
    entry: OrderAnswer,
    *,
    role: Role,
) -> None:
    """Take an order, or refuse it.

    Raises:
        NotFound, MissionOver, OrderChanged, OrderAnswered.
    """
    author = await _author(session, caller, clock, policy, role, mission_id)
    await by_partner.answer_order(session, author, clock, mission_id, entry)


async def press(  # noqa: PLR0917 - as `answer`
    session: Writing,
    caller: Caller,
    clock: Clock,
    policy: PartnersSettings,
    mission_id: UUID,
    entry: StatusEntry,
    *,
    role: Role,
) -> None:
    """Give a status.

    Raises:
        NotFound, Invalid, StatusRefused.
    """
    author = await _author(session, caller, clock, policy, role, mission_id)
    await by_partner.press(session, author, clock, mission_id, entry)


async def bilan(  # noqa: PLR0917 - as `answer`
    session: Writing, caller: Caller, clock: Clock, policy: PartnersSettings, mission_id: UUID, entry: Bilan
) -> None:
    """Tell the regulating doctor what the crew found.

    Raises:
        NotFound, MissionOver.
    """
    author = await _author(session, caller, clock, policy, Role.CREW, mission_id)
    await by_partner.bilan(session, author, clock, mission_id, entry)


async def declare(
    session: Writing, caller: Caller, clock: Clock, vehicle_id: UUID, entry: AvailabilityEntry, *, role: Role
) -> VehicleView:
    """Declare a vehicle of one's own available, or not; gives it as it then is.

    Raises:
        NotFound: no such vehicle of one's own.
    """
    if vehicle_id not in await own_vehicles(session, caller, role):
        raise NotFound("no such vehicle of yours")
    author = caller.acting_at(min(caller.centres_of(frozenset({role}))), role)
    now = clock.now()
    await follow.declare(session, author, VehicleId(vehicle_id), entry.availability, now)
    return await vehicles.view(session, now, vehicle_id)


async def company_mission(session: Reading, mission_id: UUID, policy: PartnersSettings) -> CompanyMission:
    """Give one mission of a company's, after what it said of it."""
    (row,) = await repository.mission(session, mission_id)
    return _company_mission(keyring(session), row, policy)


async def crew_mission(
    session: Writing, caller: Caller, clock: Clock, mission_id: UUID, policy: PartnersSettings
) -> CrewMission:
    """Give one mission of a crew's, after what it said of it; the look is written in the trail."""
    (row,) = await repository.mission(session, mission_id)
    await patients.looked(session, caller, Role.CREW, f"vehicle:{row.mission.vehicle_id}", clock)
    return _crew_mission(keyring(session), row, (await patients.of_missions(session, [row]))[mission_id], policy)
