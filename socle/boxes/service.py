"""What a demo's seed and the manager of the park both do with boxes, and who sits where.

Each act is written in the region's own chain, and told to the trackers at commit.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.engine import Reading, Writing
from db.models.boxes import Box, BoxLink
from db.models.directory import REGION_CHAIN_ID
from kit.caller import Author
from kit.ids import BoxId, CentreId, VehicleId, new_id
from kit.wire.codes.boxes import BoxStock
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
            stock=BoxStock.IN_STORE,
            provisioned_at=at,
        )
    )
    await session.flush()
    await tell(session, author, "box.provisioned", at, {"box_id": box_id, "name": name, "partition": partition})
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
            stock=BoxStock.MOUNTED,
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
    """Give a box another credential, told once; the old one is worth nothing as soon as the broker is told. A revoked box speaks again.

    Raises: sqlalchemy.exc.NoResultFound.
    """
    secret = credential.make()
    box = await session.get_one(Box, box_id)
    box.broker_hash, box.state, box.revoked_at = credential.broker_hash(secret), "ACTIVE", None
    box.next_hash = box.next_mark = box.next_by = None
    await session.flush()
    await tell(session, author, "box.credential_renewed", at, {"box_id": box_id})
    return secret


async def link(session: Writing, author: Author, box_id: BoxId, vehicle_id: VehicleId, at: datetime) -> None:
    """Put a box in a vehicle from `at` on (domain time); the vehicle it was in until then has it no more."""
    await repository.end_link(session, box_id, at)
    session.add(BoxLink(id=new_id(), box_id=box_id, vehicle_id=vehicle_id, from_at=at))
    await repository.put(session, box_id, BoxStock.ASSIGNED)
    await session.flush()
    await tell(session, author, "box.linked", at, {"box_id": box_id}, vehicle_id)


async def tell(  # noqa: PLR0917 - the same order as `audit.record`
    session: Writing,
    author: Author,
    kind: str,
    at: datetime,
    body: Mapping[str, object],
    vehicle_id: VehicleId | None = None,
) -> None:
    """Write a fact of a box in the region's chain, and wake whoever follows boxes."""
    await audit.record(session, author, CentreId(REGION_CHAIN_ID), kind, at, body, vehicle_id=vehicle_id)
    await repository.wake_trackers(session)


async def broker_accounts(session: Reading) -> dict[str, str | None]:
    """Give, of every box, the hash the broker's password file holds; none for a box that may not connect."""
    return {name: broker_hash if active else None for name, broker_hash, active in await repository.accounts(session)}


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
