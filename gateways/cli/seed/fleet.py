"""The fleet: vehicles with a team each, why the room sees them, their turns of garde, and a box in each vehicle."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy import select

from db.engine import Writing
from db.models.boxes import Box
from db.models.directory import Organisation
from db.models.fleet import Crew, Team, Vehicle, VehicleVisibility
from dispatch.vehicles import garde
from gateways.cli.seed.people import SEED
from kit.clock import Clock
from kit.ids import BoxId, CentreId, VehicleId, new_id
from kit.wire.codes.means import Availability
from kit.wire.demo import DemoBox
from kit.wire.telemetry import PARTITIONS
from region.garde import on_duty, shift_at
from region.places import FleetVehicle, Region
from socle.audit import service as audit
from socle.boxes import service as boxes


async def settle(
    session: Writing,
    clock: Clock,
    region: Region,
    centres: Mapping[str, CentreId],
    known: Sequence[DemoBox],
) -> list[DemoBox]:
    """Add the vehicles that are missing and give every vehicle's box; a box whose credential is not `known` gets a new one."""
    now = clock.now()
    there = await _vehicles(session)
    missing = [vehicle for vehicle in region.vehicles if vehicle.call_sign not in there]
    if missing:
        await _add(session, missing, {shift.call_sign for shift in on_duty(region, *shift_at(now))}, centres, now)
        there = await _vehicles(session)
    if await garde.ends_soon(session, now):
        await garde.foresee(session, region, now)
    while await garde.relieve(session, SEED, now):
        pass
    fleet = {vehicle.call_sign: there[vehicle.call_sign] for vehicle in region.vehicles}
    found, credentials = await _boxes(session, fleet.values(), {box.name: box.credential for box in known}, now)
    settled: list[DemoBox] = []
    for vehicle in region.vehicles:
        box_id, name, partition = found[fleet[vehicle.call_sign]]
        settled.append(
            DemoBox(
                name=name,
                partition=PARTITIONS[partition],
                credential=credentials.get(name) or await boxes.renew(session, SEED, box_id, now),
                call_sign=vehicle.call_sign,
                type=vehicle.type,
                base_lon_deg=vehicle.lon_deg,
                base_lat_deg=vehicle.lat_deg,
            )
        )
    return settled


async def _vehicles(session: Writing) -> dict[str, VehicleId]:
    rows = await session.execute(select(Vehicle.call_sign, Vehicle.id))
    return {call_sign: VehicleId(vehicle_id) for call_sign, vehicle_id in rows}


async def _boxes(
    session: Writing, fleet: Iterable[VehicleId], credentials: Mapping[str, str], now: datetime
) -> tuple[dict[VehicleId, tuple[BoxId, str, int]], dict[str, str]]:
    """Put a box in each vehicle that has none; give every vehicle's (id, name, partition), and the credentials known by box name."""
    found = await boxes.fleet_boxes(session)
    names = set(await session.scalars(select(Box.name)))
    free = ((name, number % len(PARTITIONS)) for number in count(1) if (name := f"box-{number:04}") not in names)
    new = [(*next(free), vehicle_id) for vehicle_id in fleet if vehicle_id not in found]
    if not new:
        return found, dict(credentials)
    secrets = await boxes.provision_fleet(session, SEED, new, now)
    told = {name: secret for (name, _, _), secret in zip(new, secrets, strict=True)}
    return await boxes.fleet_boxes(session), {**credentials, **told}


async def _add(
    session: Writing,
    missing: Sequence[FleetVehicle],
    on_garde: set[str],
    centres: Mapping[str, CentreId],
    now: datetime,
) -> None:
    """Put vehicles on the road with their teams. Those the room always sees, or that are on garde, are available from now on."""
    organisations = dict((await session.execute(select(Organisation.name, Organisation.id))).all())
    new = [(vehicle, VehicleId(new_id()), new_id()) for vehicle in missing]
    for vehicle, vehicle_id, team_id in new:
        crewed = vehicle.seen_for is not None or vehicle.call_sign in on_garde
        session.add(_row(vehicle, vehicle_id, organisations, centres, crewed=crewed, now=now))
        session.add(
            Team(
                id=team_id,
                label=f"Équipe {vehicle.call_sign}",
                organisation_id=organisations[vehicle.organisation],
                level=vehicle.team_level.value,
            )
        )
    await session.flush()
    for vehicle, vehicle_id, team_id in new:
        session.add(Crew(id=new_id(), vehicle_id=vehicle_id, team_id=team_id, from_at=now, to_at=None))
        if vehicle.seen_for is not None:
            session.add(
                VehicleVisibility(
                    id=new_id(), vehicle_id=vehicle_id, reason=vehicle.seen_for.value, from_at=now, to_at=None
                )
            )
    await session.flush()
    await audit.record_fleet(
        session,
        SEED,
        now,
        [
            ("vehicle.registered", vehicle_id, {"call_sign": vehicle.call_sign, "type": vehicle.type.value})
            for vehicle, vehicle_id, _ in new
        ],
    )


def _row(
    vehicle: FleetVehicle,
    vehicle_id: VehicleId,
    organisations: Mapping[str, UUID],
    centres: Mapping[str, CentreId],
    *,
    crewed: bool,
    now: datetime,
) -> Vehicle:
    return Vehicle(
        id=vehicle_id,
        version=1,
        call_sign=vehicle.call_sign,
        type=vehicle.type.value,
        organisation_id=organisations[vehicle.organisation],
        centre_id=centres[vehicle.centre_code],
        sector_code=vehicle.sector_code,
        base=vehicle.base,
        base_lon_deg=vehicle.lon_deg,
        base_lat_deg=vehicle.lat_deg,
        availability=(Availability.AVAILABLE if crewed else Availability.UNAVAILABLE).value,
        availability_at=now,
    )
