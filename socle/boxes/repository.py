"""SQL of boxes and their dated links. Region-wide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update

from db.engine import Reading, Writing
from db.models.boxes import Box, BoxLink


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


async def active(session: Reading) -> list[tuple[str, str]]:
    """Give (name, broker hash) of the active boxes, by name."""
    query = select(Box.name, Box.broker_hash).where(Box.state == "ACTIVE").order_by(Box.name)
    return [(name, broker_hash) for name, broker_hash in await session.execute(query)]


async def end_link(session: Writing, box_id: UUID, at: datetime) -> None:
    """End the open link of a box, if any."""
    await session.execute(update(BoxLink).where(BoxLink.box_id == box_id, BoxLink.to_at.is_(None)).values(to_at=at))


async def wake_trackers(session: Writing) -> None:
    """Tell the trackers, at commit, that boxes or their links changed."""
    await session.execute(text("SELECT pg_notify('boxes', '')"))
