"""What is read of the park: vehicles that may get a box, requests, boxes with their state, what was refused of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Interval, and_, exists, func, literal, select, true

from db.engine import Reading
from db.models.boxes import Box, BoxCertificate, BoxLink, BoxRequest, BoxState
from db.models.directory import Organisation
from db.models.fleet import Vehicle
from db.models.positions import RefusedFix
from kit.clock import ClockEpoch, real_now
from kit.wire.boxes import BoxCandidate, BoxRequestView, BoxView, RefusedFixView
from kit.wire.codes.boxes import BoxStock, RequestState
from kit.wire.codes.means import OrganisationKind, VehicleType
from kit.wire.telemetry import PARTITIONS
from socle.boxes.rules import Standing, obstacles

OPEN = (RequestState.ASKED.value, RequestState.SERVED.value)
WEEK = timedelta(weeks=1)
MOST_REFUSED = 200
MOST_REQUESTS = 500

_HAS_BOX = exists().where(
    BoxLink.vehicle_id == Vehicle.id, BoxLink.to_at.is_(None), Box.id == BoxLink.box_id, Box.state == "ACTIVE"
)
_IS_ASKED = exists().where(BoxRequest.vehicle_id == Vehicle.id, BoxRequest.state.in_(OPEN))


def _own(organisation_id: UUID | None) -> ColumnElement[bool]:
    return true() if organisation_id is None else Organisation.id == organisation_id


class VehicleRow(NamedTuple):
    """A vehicle with what decides whether it may get a box."""

    vehicle_id: UUID
    organisation_id: UUID
    call_sign: str
    company: str
    standing: Standing


async def vehicles(session: Reading, organisation_id: UUID | None, vehicle_id: UUID | None = None) -> list[VehicleRow]:
    """Give the vehicles of an organisation, or of all, by call sign; or one of them."""
    query = (
        select(Vehicle, Organisation, _HAS_BOX, _IS_ASKED)
        .join(Organisation, Organisation.id == Vehicle.organisation_id)
        .where(_own(organisation_id), true() if vehicle_id is None else Vehicle.id == vehicle_id)
        .order_by(Vehicle.call_sign)
    )
    return [
        VehicleRow(
            vehicle.id,
            organisation.id,
            vehicle.call_sign,
            organisation.name,
            Standing(
                VehicleType(vehicle.type),
                OrganisationKind(organisation.kind),
                bool(organisation.phone),
                has_box,
                is_asked,
            ),
        )
        for vehicle, organisation, has_box, is_asked in await session.execute(query)
    ]


async def candidates(session: Reading, organisation_id: UUID | None) -> list[BoxCandidate]:
    """Give the vehicles without a box, and what stands against one in each."""
    return [
        BoxCandidate(
            vehicle_id=row.vehicle_id,
            call_sign=row.call_sign,
            company=row.company,
            obstacles=obstacles(row.standing),
        )
        for row in await vehicles(session, organisation_id)
        if not row.standing.has_box
    ]


async def requests(
    session: Reading, organisation_id: UUID | None, request_id: UUID | None = None
) -> list[BoxRequestView]:
    """Give the requests of an organisation, or of all, those waiting first, then the newest; or one of them."""
    query = (
        select(BoxRequest, Vehicle.call_sign, Organisation.name, Box.name)
        .join(Vehicle, Vehicle.id == BoxRequest.vehicle_id)
        .join(Organisation, Organisation.id == BoxRequest.organisation_id)
        .outerjoin(Box, Box.id == BoxRequest.box_id)
        .where(_own(organisation_id), true() if request_id is None else BoxRequest.id == request_id)
        .order_by((BoxRequest.state != RequestState.ASKED.value), BoxRequest.asked_at.desc())
        .limit(MOST_REQUESTS)
        .execution_options(populate_existing=True)
    )
    return [
        BoxRequestView(
            id=request.id,
            vehicle_id=request.vehicle_id,
            call_sign=call_sign,
            company=company,
            state=RequestState(request.state),
            asked_at=request.asked_at,
            answered_at=request.answered_at,
            refusal=request.refusal,
            box_id=request.box_id,
            box=box,
        )
        for request, call_sign, company, box in await session.execute(query)
    ]


class BoxRow(NamedTuple):
    """A box, where it sits, how it is, its certificates in force, and what was refused of it in the week."""

    box: Box
    link: BoxLink | None
    call_sign: str | None
    company: str | None
    state: BoxState | None
    certificates: int
    refused: int


async def boxes(
    session: Reading, epoch: ClockEpoch, organisation_id: UUID | None, box_id: UUID | None = None
) -> list[BoxView]:
    """Give the boxes in the vehicles of an organisation, or all of the park, by name; or one of them.

    Of its refusals an organisation is told those since it came into its vehicle: before, it was another's.
    """
    now = real_now()
    in_force = select(func.count()).where(
        BoxCertificate.box_id == Box.id, BoxCertificate.ends_at > now, BoxCertificate.revoked_at.is_(None)
    )
    refusals = select(func.count()).where(RefusedFix.box_name == Box.name, RefusedFix.refused_at > now - WEEK)
    if organisation_id is not None:
        passed = RefusedFix.refused_at - literal(epoch.real_at)
        closer_than_minus = 8
        passed_domain = passed.op("*", closer_than_minus, return_type=Interval())(literal(epoch.rate, Float))
        refusals = refusals.where(literal(epoch.domain_at) + passed_domain >= BoxLink.from_at)
    query = (
        select(
            Box,
            BoxLink,
            Vehicle.call_sign,
            Organisation.name,
            BoxState,
            in_force.scalar_subquery(),
            refusals.scalar_subquery(),
        )
        .outerjoin(BoxLink, and_(BoxLink.box_id == Box.id, BoxLink.to_at.is_(None)))
        .outerjoin(Vehicle, Vehicle.id == BoxLink.vehicle_id)
        .outerjoin(Organisation, Organisation.id == Vehicle.organisation_id)
        .outerjoin(BoxState, BoxState.box_id == Box.id)
        .where(_own(organisation_id), true() if box_id is None else Box.id == box_id)
        .order_by(Box.name)
        .execution_options(populate_existing=True)
    )
    return [_view(BoxRow(*row)) for row in await session.execute(query)]


def _view(row: BoxRow) -> BoxView:
    box, link, state = row.box, row.link, row.state
    return BoxView(
        id=box.id,
        name=box.name,
        partition=PARTITIONS[box.partition],
        active=box.state == "ACTIVE",
        stock=BoxStock(box.stock),
        vehicle_id=None if link is None else link.vehicle_id,
        call_sign=row.call_sign,
        company=row.company,
        in_vehicle_since=None if link is None else link.from_at,
        provisioned_at=box.provisioned_at,
        revoked_at=box.revoked_at,
        old_credential_until=box.next_by,
        certificates=row.certificates,
        heard_at=None if state is None else state.heard_at,
        online=None if state is None else state.online,
        clock_ahead_s=None if state is None else state.clock_ahead_s,
        health_at=None if state is None else state.health_at,
        queue_length=None if state is None else state.queue_length,
        oldest_queued_at=None if state is None else state.oldest_queued_at,
        battery_percent=None if state is None else state.battery_percent,
        firmware=None if state is None else state.firmware,
        refused=row.refused,
    )


async def refused(session: Reading, name: str, since: datetime | None) -> list[RefusedFixView]:
    """Give the newest refusals of a box, at most `MOST_REFUSED`: they are kept a week. `since`: real time."""
    query = (
        select(RefusedFix)
        .where(RefusedFix.box_name == name, true() if since is None else RefusedFix.refused_at >= since)
        .order_by(RefusedFix.refused_at.desc())
        .limit(MOST_REFUSED)
    )
    rows: Sequence[RefusedFix] = (await session.scalars(query)).all()
    return [
        RefusedFixView(
            id=row.id,
            reason=row.reason,
            refused_at=row.refused_at,
            boot=row.boot,
            seq=row.seq,
            sent=row.payload.decode("utf-8", "backslashreplace"),
        )
        for row in rows
    ]
