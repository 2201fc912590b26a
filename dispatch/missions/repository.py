"""SQL of missions. Rows are a centre's: row-level security shows only those of the transaction's centres."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, or_, select, true, union
from sqlalchemy.orm import aliased

from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.directory import Facility, Motive
from db.models.fleet import Occupancy, Vehicle
from db.models.patients import Patient
from db.models.regulation import Case, Decision, Mission, MissionStatusEntry
from db.models.trail import Fact
from dispatch.missions.rules import BEFORE_DEPARTURE
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import MissionStatus, ReceiptState

_UNDER_WAY = or_(Mission.asked.is_(False), Mission.status != MissionStatus.DECISION.value)
"""Ordered, or asked and accepted."""

_SHOWN = union(
    select(Mission.id).where(Mission.closed_at.is_(None)),
    select(Mission.id).join(Case, Case.id == Mission.case_id).where(Case.closed_at.is_(None)),
)
"""Not closed, or of a case not closed. Two questions, each with an index: an OR over both tables reads them whole."""


async def lock(session: Writing, mission_id: UUID) -> Mission | None:
    """Give a mission, its row locked until the end of the transaction."""
    return await session.get(Mission, mission_id, with_for_update=True, populate_existing=True)


async def lock_active(session: Writing, vehicle_id: UUID) -> Mission | None:
    """Give the mission a vehicle is taken by, its row locked until the end of the transaction; its occupancy is not locked."""
    query = (
        select(Mission)
        .join(Occupancy, Occupancy.mission_id == Mission.id)
        .where(Occupancy.vehicle_id == vehicle_id, Occupancy.slot == "ACTIVE")
        .with_for_update(of=Mission)
        .execution_options(populate_existing=True)
    )
    return await session.scalar(query)


class MissionRow(NamedTuple):
    """A mission with the words its view needs."""

    mission: Mission
    case_number: str
    call_sign: str
    destination: Facility | None
    doctor: str | None
    countersigned_by: str | None


async def rows(session: Reading, ids: Collection[UUID] | None) -> list[MissionRow]:
    """Give missions by order time; when no id is given, those not closed and those of cases not closed.

    A case still open shows every mission it had: without its ended ones, a decision already served would look owed.
    """
    doctor, signer = aliased(Account), aliased(Account)
    query = (
        select(Mission, Case.number, Vehicle.call_sign, Facility, doctor.name, signer.name)
        .join(Case, Case.id == Mission.case_id)
        .join(Vehicle, Vehicle.id == Mission.vehicle_id)
        .outerjoin(Facility, Facility.id == Mission.destination_id)
        .outerjoin(doctor, doctor.id == Mission.doctor_id)
        .outerjoin(signer, signer.id == Mission.countersigned_by)
        .where(Mission.id.in_(_SHOWN if ids is None else ids))
        .order_by(Mission.ordered_at, Mission.id)
    )
    return [MissionRow(*row) for row in (await session.execute(query))]


async def statuses(session: Reading, mission_ids: Collection[UUID]) -> Sequence[tuple[MissionStatusEntry, str | None]]:
    """Give (status, author) of the statuses applied to missions, in the order they hold."""
    query = (
        select(MissionStatusEntry, Account.name)
        .outerjoin(Account, Account.id == MissionStatusEntry.account_id)
        .where(MissionStatusEntry.mission_id.in_(mission_ids), MissionStatusEntry.applied)
        .order_by(MissionStatusEntry.at, MissionStatusEntry.recorded_at, MissionStatusEntry.id)
    )
    return (await session.execute(query)).all()


async def is_told(session: Reading, box_id: UUID, boot: int, seq: int) -> bool:
    """Tell whether a box's numbered message already gave a status."""
    entry = MissionStatusEntry
    return bool(
        await session.scalar(select(exists().where(entry.box_id == box_id, entry.boot == boot, entry.seq == seq)))
    )


async def lock_running(session: Writing, case_id: UUID, among: Collection[MissionStatus]) -> Sequence[Mission]:
    """Give the missions of a case not closed and in one of these statuses, locked, in the order of their ids."""
    query = (
        select(Mission)
        .where(Mission.case_id == case_id, Mission.closed_at.is_(None), Mission.status.in_(among))
        .order_by(Mission.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def lock_quoting(session: Writing, case_id: UUID, decision_id: UUID) -> Sequence[Mission]:
    """Give the missions not closed of a case that quote a decision, locked, in the order of their ids."""
    query = (
        select(Mission)
        .where(Mission.case_id == case_id, Mission.decision_id == decision_id, Mission.closed_at.is_(None))
        .order_by(Mission.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def serving(session: Reading, decision: Decision, *, or_asked: bool) -> UUID | None:
    """Give a mission under way on a decision, or on one it replaced for the same need, whose crew has not refused, or left all the same.

    `or_asked`: what was asked of a pilot and not answered counts too.
    """
    quoted = aliased(Decision)
    query = (
        select(Mission.id)
        .join(quoted, quoted.id == Mission.decision_id)
        .where(
            Mission.case_id == decision.case_id,
            Mission.closed_at.is_(None),
            or_(
                Mission.receipt.is_(None),
                Mission.receipt != ReceiptState.REFUSED.value,
                Mission.status.not_in(BEFORE_DEPARTURE),
            ),
            quoted.means == decision.means,
            quoted.patient_id.is_not_distinct_from(decision.patient_id),
            or_(quoted.id == decision.id, quoted.ended_because == "REPLACED"),
            true() if or_asked else _UNDER_WAY,
        )
        .limit(1)
    )
    return await session.scalar(query)


async def running_types(session: Reading, case_id: UUID, but: Collection[MissionStatus] = ()) -> Sequence[str]:
    """Give the vehicle types of a case's missions under way, without those in some statuses, nor what was asked and not answered."""
    query = (
        select(Vehicle.type)
        .join(Mission, Mission.vehicle_id == Vehicle.id)
        .where(Mission.case_id == case_id, Mission.closed_at.is_(None), Mission.status.not_in(but), _UNDER_WAY)
    )
    return (await session.scalars(query)).all()


class OrderWords(NamedTuple):
    """What an order says besides its mission."""

    case: Case
    motive: str | None
    care_level: str | None
    patient_care_level: str | None
    call_sign: str
    destination: Facility | None


async def order_words(session: Reading, mission: Mission) -> OrderWords:
    """Give what an order says besides its mission."""
    query = (
        select(
            Case,
            Motive.label,
            Decision.care_level,
            Patient.care_level,
            Vehicle.call_sign,
            Facility,
        )
        .select_from(Case)
        .join(Vehicle, Vehicle.id == mission.vehicle_id)
        .outerjoin(Motive, Motive.code == Case.motive_code)
        .outerjoin(Decision, Decision.id == mission.decision_id)
        .outerjoin(Patient, Patient.id == Decision.patient_id)
        .outerjoin(Facility, Facility.id == mission.destination_id)
        .where(Case.id == mission.case_id)
    )
    return OrderWords(*(await session.execute(query)).one())


async def vehicle_type(session: Reading, vehicle_id: UUID) -> VehicleType:
    """Give the type of a vehicle."""
    return VehicleType((await session.execute(select(Vehicle.type).where(Vehicle.id == vehicle_id))).scalar_one())


async def facility(session: Reading, facility_id: UUID) -> Facility | None:
    """Give a receiving facility."""
    return await session.get(Facility, facility_id)


async def fact(session: Reading, fact_id: UUID) -> Fact | None:
    """Give a fact."""
    return await session.get(Fact, fact_id)


async def moved_since(session: Reading, mission: Mission, at: datetime) -> UUID | None:
    """Give the newest fact by which the place of a mission's case changed since an instant, if any did."""
    query = (
        select(Fact.id)
        .where(Fact.case_id == mission.case_id, Fact.kind == "case.place_changed", Fact.at > at)
        .order_by(Fact.at.desc(), Fact.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def reacted(session: Reading, mission: Mission, fact_id: UUID) -> bool:
    """Tell whether a mission's order was already told again because of a fact."""
    query = select(
        exists().where(
            Fact.centre_id == mission.centre_id,
            Fact.case_id == mission.case_id,
            Fact.mission_id == mission.id,
            Fact.kind == "mission.reordered",
            Fact.body["because"].astext == str(fact_id),
        )
    )
    return bool(await session.scalar(query))
