"""SQL of boxes and their dated links. Region-wide."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select, text, update

from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.boxes import Box, BoxCertificate, BoxLink, BoxRequest
from db.models.positions import Position
from kit.wire.codes.boxes import BoxStock, RequestState


async def in_vehicle(session: Reading, vehicle_id: UUID) -> tuple[UUID, str, int] | None:
    """Give (id, name, partition) of the active box linked last to a vehicle and still in it."""
    query = (
        select(Box.id, Box.name, Box.partition)
        .join(BoxLink, BoxLink.box_id == Box.id)
        .where(BoxLink.vehicle_id == vehicle_id, BoxLink.to_at.is_(None), Box.state == "ACTIVE")
        .order_by(BoxLink.from_at.desc())
        .limit(1)
    )
    return (await session.execute(query)).one_or_none()


async def in_vehicles(session: Reading) -> list[tuple[UUID, UUID, str, int]]:
    """Give (vehicle id, box id, name, partition) of each active box in a vehicle now; of two in one, the one linked last comes last."""
    query = (
        select(BoxLink.vehicle_id, Box.id, Box.name, Box.partition)
        .join(Box, BoxLink.box_id == Box.id)
        .where(BoxLink.to_at.is_(None), Box.state == "ACTIVE")
        .order_by(BoxLink.from_at)
    )
    rows = await session.execute(query)
    return [(vehicle_id, box_id, name, partition) for vehicle_id, box_id, name, partition in rows]


async def accounts(session: Reading) -> list[tuple[str, str, bool]]:
    """Give (name, broker hash, active) of every box, by name."""
    query = select(Box.name, Box.broker_hash, Box.state == "ACTIVE").order_by(Box.name)
    return [(name, broker_hash, active) for name, broker_hash, active in await session.execute(query)]


async def locked(session: Writing, box_id: UUID) -> Box | None:
    """Give a box, held until the transaction ends."""
    return await session.get(Box, box_id, with_for_update=True, populate_existing=True)


async def is_named(session: Reading, name: str) -> bool:
    """Tell whether a box has this name."""
    return bool(await session.scalar(select(exists().where(Box.name == name))))


async def open_link(session: Reading, box_id: UUID) -> BoxLink | None:
    """Give where a box sits."""
    found: BoxLink | None = await session.scalar(
        select(BoxLink).where(BoxLink.box_id == box_id, BoxLink.to_at.is_(None))
    )
    return found


async def end_link(session: Writing, box_id: UUID, at: datetime) -> None:
    """End the open link of a box, if any."""
    await session.execute(update(BoxLink).where(BoxLink.box_id == box_id, BoxLink.to_at.is_(None)).values(to_at=at))


async def put(session: Writing, box_id: UUID, stock: BoxStock) -> None:
    """Write down where a box is."""
    await session.execute(update(Box).where(Box.id == box_id).values(stock=stock))


async def hold_vehicle(session: Writing, vehicle_id: UUID) -> None:
    """Let one transaction at a time ask for a box in a vehicle, or put one there."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"box:{vehicle_id}"})


async def ask_again(session: Writing, box_id: UUID) -> None:
    """Let the request a box was meant for, and which it leaves before its first fix, wait for another."""
    await session.execute(
        update(BoxRequest)
        .where(BoxRequest.box_id == box_id, BoxRequest.state == RequestState.SERVED.value)
        .values(state=RequestState.ASKED, box_id=None, answered_at=None)
    )


async def measured_since(session: Reading, box_id: UUID, at: datetime) -> bool:
    """Tell whether a fix of a box, measured since an instant, is stored."""
    return bool(await session.scalar(select(exists().where(Position.box_id == box_id, Position.measured_at >= at))))


async def by_partition(session: Reading) -> dict[int, int]:
    """Count the active boxes of each partition that has some."""
    query = select(Box.partition, func.count()).where(Box.state == "ACTIVE").group_by(Box.partition)
    return dict((await session.execute(query)).all())


async def organisation_of(session: Reading, account_id: UUID) -> UUID | None:
    """Give the organisation an account belongs to."""
    found: UUID | None = await session.scalar(select(Account.organisation_id).where(Account.id == account_id))
    return found


async def revoke_certificates(session: Writing, box_id: UUID, at: datetime) -> None:
    """Revoke every certificate of a box that is in force; `at` is real time."""
    await session.execute(
        update(BoxCertificate)
        .where(BoxCertificate.box_id == box_id, BoxCertificate.revoked_at.is_(None))
        .values(revoked_at=at)
    )


async def revoked_certificates(session: Reading) -> Sequence[tuple[str, str, datetime]]:
    """Give (serial, box name, when) of every revoked certificate, in one order."""
    query = (
        select(BoxCertificate.serial, Box.name, BoxCertificate.revoked_at)
        .join(Box, Box.id == BoxCertificate.box_id)
        .where(BoxCertificate.revoked_at.is_not(None))
        .order_by(BoxCertificate.revoked_at, BoxCertificate.serial)
    )
    return [(serial, name, at) for serial, name, at in await session.execute(query) if at is not None]


async def wake_trackers(session: Writing) -> None:
    """Tell the trackers, at commit, that boxes or their links changed."""
    await session.execute(text("SELECT pg_notify('boxes', '')"))
