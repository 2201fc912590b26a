"""SQL of what is told outside the room. Missions and cases are a centre's (row-level security); here only what a party's own are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from db.engine import Reading
from db.models.accounts import Account
from db.models.directory import Commune, Facility, Motive, Organisation, Sector
from db.models.fleet import GardeShift, Vehicle
from db.models.patients import Patient
from db.models.regulation import Case, Decision, Mission
from dispatch.partners.rules import Asked
from kit.ids import CentreId
from kit.wire.codes.cases import DecisionType, MeansType
from kit.wire.codes.missions import MissionStatus, ReceiptState, Turn


async def account(session: Reading, account_id: UUID) -> Account:
    """Give an account, with where it belongs."""
    return (await session.scalars(select(Account).where(Account.id == account_id))).one()


async def vehicles_of(session: Reading, organisation_id: UUID) -> set[UUID]:
    """Give the vehicles of an organisation."""
    return set(await session.scalars(select(Vehicle.id).where(Vehicle.organisation_id == organisation_id)))


async def ambulances(session: Reading) -> set[UUID]:
    """Give the vehicles of the ambulance companies."""
    return set(await session.scalars(select(Vehicle.id).where(Vehicle.type.startswith(MeansType.TSU + "."))))


class MissionRow(NamedTuple):
    """A mission with what is told of it."""

    mission: Mission
    case: Case
    call_sign: str
    motive: str | None
    destination: Facility | None
    decision: Decision | None
    """The one it quotes."""


async def _rows(session: Reading, *conditions: ColumnElement[bool]) -> list[MissionRow]:
    query = (
        select(Mission, Case, Vehicle.call_sign, Motive.label, Facility, Decision)
        .join(Case, Case.id == Mission.case_id)
        .join(Vehicle, Vehicle.id == Mission.vehicle_id)
        .outerjoin(Motive, Motive.code == Case.motive_code)
        .outerjoin(Facility, Facility.id == Mission.destination_id)
        .outerjoin(Decision, Decision.id == Mission.decision_id)
        .where(*conditions)
        .order_by(Mission.ordered_at, Mission.id)
    )
    return [MissionRow(*row) for row in await session.execute(query)]


async def missions_of(session: Reading, vehicle_ids: Collection[UUID], since: datetime | None) -> list[MissionRow]:
    """Give the missions of vehicles not over, and those over since an instant, if one is given."""
    running = Mission.closed_at.is_(None)
    shown = running if since is None else or_(running, Mission.closed_at > since)
    return await _rows(session, Mission.vehicle_id.in_(vehicle_ids), shown)


async def missions_to(session: Reading, facility_id: UUID) -> list[MissionRow]:
    """Give the missions under way to a facility."""
    return await _rows(session, Mission.destination_id == facility_id, Mission.closed_at.is_(None))


async def mission(session: Reading, mission_id: UUID) -> list[MissionRow]:
    """Give one mission; none when it is not among the transaction's centres."""
    return await _rows(session, Mission.id == mission_id)


async def patients(session: Reading, case_ids: Collection[UUID]) -> Sequence[Patient]:
    """Give the patients of cases, by rank."""
    return (await session.scalars(select(Patient).where(Patient.case_id.in_(case_ids)).order_by(Patient.rank))).all()


async def needs(session: Reading, centres: Collection[CentreId]) -> Sequence[tuple[Decision, Case]]:
    """Give centres' decisions in force that ask for an ambulance and were not served to the end, with their open cases, oldest first."""
    served = exists().where(
        Mission.decision_id == Decision.id, Mission.closed_at.is_not(None), Mission.status != MissionStatus.ANNULE.value
    )
    query = (
        select(Decision, Case)
        .join(Case, Case.id == Decision.case_id)
        .where(
            Decision.centre_id.in_(centres),
            Case.closed_at.is_(None),
            Decision.ended_at.is_(None),
            ~served,
            Decision.type == DecisionType.INTER.value,
            Decision.means == MeansType.TSU.value,
        )
        .order_by(Decision.decided_at, Decision.id)
    )
    return (await session.execute(query)).all()


async def need(session: Reading, centres: Collection[CentreId], decision_id: UUID) -> tuple[Decision, Case] | None:
    """Give one of the needs of centres."""
    return next((row for row in await needs(session, centres) if row[0].id == decision_id), None)


async def tried(session: Reading, decision_ids: Collection[UUID]) -> Sequence[Mission]:
    """Give every mission ordered on decisions, those called off too, by time."""
    query = select(Mission).where(Mission.decision_id.in_(decision_ids)).order_by(Mission.ordered_at, Mission.id)
    return (await session.scalars(query)).all()


def asked(mission: Mission) -> Asked:
    """Give of a mission what a search needs."""
    return Asked(
        vehicle_id=mission.vehicle_id,
        status=MissionStatus(mission.status),
        accepted=mission.receipt == ReceiptState.ACCEPTED,
        refused=mission.receipt == ReceiptState.REFUSED or mission.cancel_motive == Turn.REFUSED,
        reason=mission.receipt_reason,
        ordered_at=mission.ordered_at,
        order_version=mission.order_version,
    )


async def sectors(session: Reading, insee_codes: Collection[str]) -> dict[str, Sector]:
    """Give the sector of garde of communes, by code of the commune."""
    query = (
        select(Commune.insee_code, Sector)
        .join(Sector, Sector.code == Commune.sector_code)
        .where(Commune.insee_code.in_(insee_codes))
    )
    return {insee_code: sector for insee_code, sector in await session.execute(query)}  # noqa: C416 - rows are no pairs to the type checkers


async def on_garde(session: Reading, sector_codes: Collection[str], at: datetime) -> Sequence[GardeShift]:
    """Give the shifts of sectors that hold at an instant, by line."""
    query = (
        select(GardeShift)
        .where(GardeShift.sector_code.in_(sector_codes), GardeShift.from_at <= at, GardeShift.to_at > at)
        .order_by(GardeShift.line, GardeShift.id)
    )
    return (await session.scalars(query)).all()


async def phones(session: Reading, vehicle_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Give the telephone numbers of the companies of vehicles."""
    query = (
        select(Vehicle.id, Organisation.phone)
        .join(Organisation, Organisation.id == Vehicle.organisation_id)
        .where(Vehicle.id.in_(vehicle_ids))
    )
    return {vehicle_id: phone for vehicle_id, phone in await session.execute(query)}  # noqa: C416 - rows are no pairs to the type checkers


async def garde(session: Reading, from_at: datetime, to_at: datetime) -> Sequence[tuple[GardeShift, str, str]]:
    """Give (shift, call sign, organisation) of the shifts that touch a span, by sector, line and time."""
    query = (
        select(GardeShift, Vehicle.call_sign, Organisation.name)
        .join(Vehicle, Vehicle.id == GardeShift.vehicle_id)
        .join(Organisation, Organisation.id == Vehicle.organisation_id)
        .where(GardeShift.from_at < to_at, GardeShift.to_at > from_at)
        .order_by(GardeShift.sector_code, GardeShift.line, GardeShift.from_at)
    )
    return (await session.execute(query)).all()
