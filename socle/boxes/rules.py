"""Who gets a box, where a box goes, and when its new credential holds. Pure.

Source: practice, rules 23, 26, 27; ADR 0121.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from kit.wire.codes.boxes import BoxObstacle
from kit.wire.codes.means import OrganisationKind, VehicleType
from kit.wire.telemetry import PARTITIONS

REGISTRY = frozenset({OrganisationKind.TSU, OrganisationKind.HOSPITAL, OrganisationKind.SIS})
"""Who runs vehicles for the room."""


class Standing(NamedTuple):
    """What decides whether a vehicle may get a box."""

    type: VehicleType
    organisation: OrganisationKind
    has_phone: bool
    has_box: bool
    is_asked: bool


def obstacles(standing: Standing) -> list[BoxObstacle]:
    """Give every reason why a vehicle gets no box, so that all can be mended at once."""
    found = {
        BoxObstacle.NO_EMERGENCY_VEHICLE: standing.type is VehicleType.TSU_VSL,
        BoxObstacle.NOT_ON_REGISTRY: standing.organisation not in REGISTRY,
        BoxObstacle.NO_PHONE: not standing.has_phone,
        BoxObstacle.HAS_BOX: standing.has_box,
        BoxObstacle.ALREADY_ASKED: standing.is_asked,
    }
    return [obstacle for obstacle, stands in found.items() if stands]


def emptiest(boxes: Mapping[int, int]) -> int:
    """Give the partition with the fewest boxes, the first of equals: they are shared out among trackers whole."""
    return min(range(len(PARTITIONS)), key=lambda number: (boxes.get(number, 0), number))


def switches(next_mark: str | None, held_mark: str | None, next_by: datetime | None, now: datetime) -> bool:
    """Tell whether a box's next credential replaces the one in force: the box says that it holds it, or its time has come."""
    if next_mark is None or next_by is None:
        return False
    return held_mark == next_mark or now >= next_by
