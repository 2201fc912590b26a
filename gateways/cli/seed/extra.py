"""Vehicles and boxes beside the region's own: for recorded drives and for loads, on a demo or an exercise only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from db.engine import Writing, make_engine, writing
from db.models.directory import Centre, Organisation
from db.models.fleet import Vehicle, VehicleVisibility
from gateways.cli.errors import CommandError
from gateways.cli.seed.files import Files
from gateways.cli.seed.people import SEED
from kit.ids import CentreId, VehicleId, new_id
from kit.settings import Settings
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.demo import DemoBox
from kit.wire.telemetry import PARTITIONS
from socle.boxes import service as boxes

COMPANY = "Véhicules d’essai"
BASE = "Essais"
BASE_LON_DEG, BASE_LAT_DEG = -0.37, 49.18


async def provision(settings: Settings, names: Sequence[str], files: Files, since: datetime) -> list[DemoBox]:
    """Give every name a vehicle the room sees since `since` (domain time), and a box of the same name; also written to `boxes.json`.

    Can be repeated: what is there stays, what was retired comes back, a lost credential is renewed. The broker must be told of the
    boxes afterwards.

    Raises:
        CommandError: the instance is a production one.
    """
    if settings.instance.kind == "production":
        raise CommandError("invented vehicles have no place on a production instance")
    as_worker, as_api = make_engine(settings, "rramu_worker"), make_engine(settings, "rramu_api")
    try:
        async with writing(as_worker, None, ()) as session:
            centre_id, organisation_id = await _owners(session)
        async with writing(as_api, None, ()) as session:
            vehicles = await _vehicles(session, names, centre_id, organisation_id, since)
            told = await _boxes(session, vehicles, {box.name: box.credential for box in files.boxes()}, since)
    finally:
        await as_worker.dispose()
        await as_api.dispose()
    files.write_boxes(told)
    return told


async def retire(settings: Settings, names: Sequence[str], at: datetime) -> None:
    """Make such vehicles unavailable, seen by the room no more from `at` on (domain time), but for a mission one is on."""
    engine = make_engine(settings, "rramu_api")
    try:
        async with writing(engine, None, ()) as session:
            ours = list(await session.scalars(select(Vehicle.id).where(Vehicle.call_sign.in_(names))))
            await session.execute(
                update(VehicleVisibility)
                .where(
                    VehicleVisibility.vehicle_id.in_(ours),
                    VehicleVisibility.reason != VisibilityReason.MISSION.value,
                    VehicleVisibility.to_at.is_(None),
                )
                .values(to_at=func.greatest(at, VehicleVisibility.from_at + timedelta(microseconds=1)))
            )
            await _declare(session, ours, Availability.UNAVAILABLE, at)
    finally:
        await engine.dispose()


async def _declare(session: Writing, vehicles: Collection[UUID], availability: Availability, at: datetime) -> None:
    await session.execute(
        update(Vehicle)
        .where(Vehicle.id.in_(vehicles))
        .values(
            availability=availability.value,
            availability_at=func.greatest(at, Vehicle.availability_at),
            version=Vehicle.version + 1,
        )
    )


async def _vehicles(
    session: Writing, names: Sequence[str], centre_id: CentreId, organisation_id: UUID, since: datetime
) -> dict[str, VehicleId]:
    """Give the vehicle of each name; the missing and the retired ones are put on the road, seen by the room."""
    rows = await session.execute(select(Vehicle.call_sign, Vehicle.id))
    there = {call_sign: VehicleId(vehicle_id) for call_sign, vehicle_id in rows}
    new = {name: VehicleId(new_id()) for name in names if name not in there}
    session.add_all(
        Vehicle(
            id=vehicle_id,
            version=1,
            call_sign=name,
            type=VehicleType.TSU_AMB.value,
            organisation_id=organisation_id,
            centre_id=centre_id,
            base=BASE,
            base_lon_deg=BASE_LON_DEG,
            base_lat_deg=BASE_LAT_DEG,
            availability=Availability.AVAILABLE.value,
            availability_at=since,
        )
        for name, vehicle_id in new.items()
    )
    await session.flush()
    given = {name: new.get(name) or there[name] for name in names}
    reason = VisibilityReason.GARDE.value
    seen = set(
        await session.scalars(
            select(VehicleVisibility.vehicle_id).where(
                VehicleVisibility.reason == reason, VehicleVisibility.to_at.is_(None)
            )
        )
    )
    unseen = [vehicle_id for vehicle_id in given.values() if vehicle_id not in seen]
    await _declare(session, unseen, Availability.AVAILABLE, since)
    session.add_all(
        VehicleVisibility(id=new_id(), vehicle_id=vehicle_id, reason=reason, from_at=since, to_at=None)
        for vehicle_id in unseen
    )
    await session.flush()
    return given


async def _boxes(
    session: Writing, vehicles: Mapping[str, VehicleId], known: Mapping[str, str], since: datetime
) -> list[DemoBox]:
    """Give the box of each vehicle; the missing ones are made, named as their vehicle."""
    found = await boxes.fleet_boxes(session)
    new = [
        (name, number % len(PARTITIONS), vehicle_id)
        for number, (name, vehicle_id) in enumerate(vehicles.items())
        if vehicle_id not in found
    ]
    if new:
        secrets = await boxes.provision_fleet(session, SEED, new, since)
        known = {**known, **{name: secret for (name, _, _), secret in zip(new, secrets, strict=True)}}
        found = await boxes.fleet_boxes(session)
    told: list[DemoBox] = []
    for call_sign, vehicle_id in vehicles.items():
        box_id, name, partition = found[vehicle_id]
        told.append(
            DemoBox(
                name=name,
                partition=PARTITIONS[partition],
                credential=known.get(name) or await boxes.renew(session, SEED, box_id, since),
                call_sign=call_sign,
                type=VehicleType.TSU_AMB,
                base_lon_deg=BASE_LON_DEG,
                base_lat_deg=BASE_LAT_DEG,
            )
        )
    return told


async def _owners(session: Writing) -> tuple[CentreId, UUID]:
    """Give the centre and the company such vehicles belong to; made where the instance has none."""
    centre = await session.scalar(select(Centre).order_by(Centre.code).limit(1))
    if centre is None:
        centre = Centre(id=new_id(), code="ESS", name=BASE, lon_deg=BASE_LON_DEG, lat_deg=BASE_LAT_DEG, regulates=True)
        session.add(centre)
    company = await session.scalar(select(Organisation).where(Organisation.name == COMPANY))
    if company is None:
        company = Organisation(id=new_id(), kind="TSU", name=COMPANY, phone=None)
        session.add(company)
    return CentreId(centre.id), company.id
