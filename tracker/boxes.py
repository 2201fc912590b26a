"""Which boxes exist, which vehicle each sat in when, and which vehicles the room may see now: in memory, refreshed when told."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from kit.wire.telemetry import PARTITIONS
from tracker.filters import OLDEST

# Links closed long before any fix the filters let through cannot matter.
_LINKS = """
    SELECT box_id, vehicle_id, from_at, to_at FROM box_links
    WHERE to_at IS NULL OR to_at > $1 ORDER BY box_id, from_at DESC
"""

_VISIBLE = """
    SELECT DISTINCT vehicle_id FROM vehicle_visibility WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1)
"""


class Link(NamedTuple):
    """A box sat in a vehicle from `from_at` on, until `to_at`. Domain time."""

    vehicle_id: UUID
    from_at: datetime
    to_at: datetime | None


class KnownBox(NamedTuple):
    """A box in service or revoked; `links` newest first."""

    id: UUID
    name: str
    partition: str
    active: bool
    links: tuple[Link, ...]

    def vehicle_at(self, at: datetime) -> UUID | None:
        """Give the vehicle the box sat in at an instant."""
        for link in self.links:
            if at >= link.from_at and (link.to_at is None or at < link.to_at):
                return link.vehicle_id
        return None

    def vehicle_now(self) -> UUID | None:
        """Give the vehicle the box sits in."""
        return self.links[0].vehicle_id if self.links and self.links[0].to_at is None else None


class BoxRegister:
    """Every box of the region, by name and by id."""

    def __init__(self) -> None:
        self._by_name: dict[str, KnownBox] = {}
        self._by_id: dict[UUID, KnownBox] = {}
        self._visible: frozenset[UUID] = frozenset()

    def is_visible(self, box: KnownBox) -> bool:
        """Tell whether the room may see the vehicle the box sits in: on garde, declared available, or on a mission."""
        return box.vehicle_now() in self._visible

    def named(self, name: str) -> KnownBox | None:
        """Give a box by the name it has at the broker."""
        return self._by_name.get(name)

    def get(self, box_id: UUID) -> KnownBox | None:
        """Give a box by its id."""
        return self._by_id.get(box_id)

    def of(self, partition: str) -> list[KnownBox]:
        """Give the boxes in service of a partition."""
        return [box for box in self._by_id.values() if box.partition == partition and box.active]

    async def refresh(self, pool: asyncpg.Pool, now: datetime) -> None:
        """Read everything again. `now` is domain time."""
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            boxes = await connection.fetch("SELECT id, name, partition, state FROM boxes")
            rows = await connection.fetch(_LINKS, now - OLDEST)
            visible = await connection.fetch(_VISIBLE, now)
        links: dict[UUID, list[Link]] = {}
        for row in rows:
            links.setdefault(row["box_id"], []).append(Link(row["vehicle_id"], row["from_at"], row["to_at"]))
        known = [
            KnownBox(
                id=row["id"],
                name=row["name"],
                partition=PARTITIONS[row["partition"]],
                active=row["state"] == "ACTIVE",
                links=tuple(links.get(row["id"], ())),
            )
            for row in boxes
        ]
        self._by_name = {box.name: box for box in known}
        self._by_id = {box.id: box for box in known}
        self._visible = frozenset(row["vehicle_id"] for row in visible)
