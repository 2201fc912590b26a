"""SQL of boxes and their dated links. Region-wide."""

from uuid import UUID

from sqlalchemy import select

from db.engine import Reading
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
