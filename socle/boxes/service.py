"""Use cases of boxes. Each is written in the region's own chain, and told to the trackers at commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.engine import Reading, Writing
from db.models.boxes import Box, BoxLink
from db.models.directory import REGION_CHAIN_ID
from kit.caller import Author
from kit.ids import BoxId, CentreId, VehicleId, new_id
from socle.audit import service as audit
from socle.boxes import credential, repository


async def provision(session: Writing, author: Author, name: str, partition: int, at: datetime) -> tuple[BoxId, str]:
    """Make a box known; give its id and its credential, which is told once. The broker must be told of it.

    Raises: sqlalchemy.exc.IntegrityError when the name is taken.
    """
    box_id, secret = BoxId(new_id()), credential.make()
    session.add(
        Box(
            id=box_id,
            name=name,
            partition=partition,
            broker_hash=credential.broker_hash(secret),
            state="ACTIVE",
            provisioned_at=at,
        )
    )
    await session.flush()
    await _tell(session, author, "box.provisioned", at, {"box_id": box_id, "name": name, "partition": partition})
    return box_id, secret


async def provision_fleet(
    session: Writing, author: Author, fleet: Sequence[tuple[str, int, VehicleId]], at: datetime
) -> list[str]:
    """Make many boxes known, each in its vehicle: (name, partition, vehicle). Gives their credentials, in order, told once.

    Raises: sqlalchemy.exc.IntegrityError when a name is taken.
    """
    secrets = [credential.make() for _ in fleet]
    boxes = [
        Box(
            id=new_id(),
            name=name,
            partition=partition,
            broker_hash=credential.broker_hash(secret),
            state="ACTIVE",
            provisioned_at=at,
        )
        for (name, partition, _), secret in zip(fleet, secrets, strict=True)
    ]
    session.add_all(boxes)
    await session.flush()
    happened: list[tuple[str, VehicleId | None, Mapping[str, object]]] = []
    for (name, partition, vehicle_id), box in zip(fleet, boxes, strict=True):
        session.add(BoxLink(id=new_id(), box_id=box.id, vehicle_id=vehicle_id, from_at=at))
        happened += [
            ("box.provisioned", None, {"box_id": box.id, "name": name, "partition": partition}),
            ("box.linked", vehicle_id, {"box_id": box.id}),
        ]
    await session.flush()
    await audit.record_fleet(session, author, at, happened)
    await repository.wake_trackers(session)
    return secrets


async def renew(session: Writing, author: Author, box_id: BoxId, at: datetime) -> str:
    """Give a box another credential, told once; the old one is worth nothing as soon as the broker is told.

    Raises: sqlalchemy.exc.NoResultFound.
    """
    secret = credential.make()
    (await session.get_one(Box, box_id)).broker_hash = credential.broker_hash(secret)
    await session.flush()
    await _tell(session, author, "box.credential_renewed", at, {"box_id": box_id})
    return secret


async def link(session: Writing, author: Author, box_id: BoxId, vehicle_id: VehicleId, at: datetime) -> None:
    """Put a box in a vehicle from `at` on (domain time); the vehicle it was in until then has it no more."""
    await repository.end_link(session, box_id, at)
    session.add(BoxLink(id=new_id(), box_id=box_id, vehicle_id=vehicle_id, from_at=at))
    await session.flush()
    await _tell(session, author, "box.linked", at, {"box_id": box_id}, vehicle_id)


async def _tell(  # noqa: PLR0917 - the same order as `audit.record`
    session: Writing,
    author: Author,
    kind: str,
    at: datetime,
    body: Mapping[str, object],
    vehicle_id: VehicleId | None = None,
) -> None:
    await audit.record(session, author, CentreId(REGION_CHAIN_ID), kind, at, body, vehicle_id=vehicle_id)
    await repository.wake_trackers(session)


async def broker_entries(session: Reading) -> list[tuple[str, str]]:
    """Give (name, hash) of each active box: what the broker's password file holds."""
    return await repository.active(session)


async def fleet_boxes(session: Reading) -> dict[VehicleId, tuple[BoxId, str, int]]:
    """Give (id, name, partition) of the box that sits in each vehicle that has one now."""
    return {
        VehicleId(vehicle_id): (BoxId(box_id), name, partition)
        for vehicle_id, box_id, name, partition in await repository.in_vehicles(session)
    }


async def box_of(session: Reading, vehicle_id: VehicleId) -> tuple[BoxId, str, int] | None:
    """Give (id, name, partition) of the box that sits in a vehicle now; none when it has none."""
    found = await repository.in_vehicle(session, vehicle_id)
    if found is None:
        return None
    box_id, name, partition = found
    return BoxId(box_id), name, partition
