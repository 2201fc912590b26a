"""The fleet: vehicles with a team each, why the room sees them, and a box in each vehicle."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy import select

from db.engine import Writing
from db.models.boxes import Box
from db.models.directory import REGION_CHAIN_ID, Organisation
from db.models.fleet import Crew, Team, Vehicle
from dispatch.vehicles import service as vehicles
from gateways.cli.seed.people import SEED
from kit.clock import Clock
from kit.ids import CentreId, VehicleId, new_id
from kit.wire.codes import Availability
from kit.wire.demo import DemoBox
from kit.wire.telemetry import PARTITIONS
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
    credentials = {box.name: box.credential for box in known}
    organisations = dict((await session.execute(select(Organisation.name, Organisation.id))).all())
    there = dict((await session.execute(select(Vehicle.call_sign, Vehicle.id))).all())
    names = set(await session.scalars(select(Box.name)))
    free_numbers = (number for number in count(1) if _name(number) not in names)
    settled: list[DemoBox] = []
    for vehicle in region.vehicles:
        known_id = there.get(vehicle.call_sign)
        vehicle_id = VehicleId(known_id) if known_id else await _add(session, vehicle, organisations, centres, now)
        box = await boxes.box_of(session, vehicle_id)
        if box is None:
            number = next(free_numbers)
            name, partition = _name(number), number % len(PARTITIONS)
            box_id, credential = await boxes.provision(session, SEED, name, partition, now)
            await boxes.link(session, SEED, box_id, vehicle_id, now)
        else:
            box_id, name, partition = box
            credential = credentials.get(name) or await boxes.renew(session, SEED, box_id, now)
        settled.append(
            DemoBox(
                name=name,
                partition=PARTITIONS[partition],
                credential=credential,
                call_sign=vehicle.call_sign,
                type=vehicle.type,
                base_lon_deg=vehicle.lon_deg,
                base_lat_deg=vehicle.lat_deg,
            )
        )
    return settled


def _name(number: int) -> str:
    return f"box-{number:04}"


async def _add(
    session: Writing,
    vehicle: FleetVehicle,
    organisations: Mapping[str, UUID],
    centres: Mapping[str, CentreId],
    now: datetime,
) -> VehicleId:
    """Put a vehicle on the road with its team; the room sees it from now on."""
    vehicle_id, team_id = VehicleId(new_id()), new_id()
    organisation_id = organisations[vehicle.organisation]
    session.add(
        Vehicle(
            id=vehicle_id,
            version=1,
            call_sign=vehicle.call_sign,
            type=vehicle.type.value,
            organisation_id=organisation_id,
            centre_id=centres[vehicle.centre_code],
            base=vehicle.base,
            base_lon_deg=vehicle.lon_deg,
            base_lat_deg=vehicle.lat_deg,
            availability=Availability.AVAILABLE.value,
            availability_at=now,
        )
    )
    session.add(
        Team(
            id=team_id,
            label=f"Équipe {vehicle.call_sign}",
            organisation_id=organisation_id,
            level=vehicle.team_level.value,
        )
    )
    await session.flush()
    session.add(Crew(id=new_id(), vehicle_id=vehicle_id, team_id=team_id, from_at=now, to_at=None))
    await vehicles.show(session, vehicle_id, vehicle.seen_for, now)
    await audit.record(
        session,
        SEED,
        CentreId(REGION_CHAIN_ID),
        "vehicle.registered",
        now,
        {"call_sign": vehicle.call_sign, "type": vehicle.type.value},
        vehicle_id=vehicle_id,
    )
    return vehicle_id
