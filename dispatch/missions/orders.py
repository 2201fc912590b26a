"""What a crew is told: the order of a mission, in versions. Each one supersedes the last and is told until its box says it has it."""

from datetime import datetime
from uuid import UUID

import msgspec

from db.engine import Writing
from db.models.regulation import Mission
from db.secrets import keyring
from dispatch.cases import shown
from dispatch.missions import repository, rules, service
from kit.caller import Author
from kit.clock import Clock
from kit.ids import CentreId, FactId, MissionId, VehicleId
from kit.wire.codes.missions import MissionStatus
from kit.wire.codes.people import Role
from kit.wire.telemetry import Order
from socle.accounts.fields import groups_of, show
from socle.boxes import service as boxes
from socle.outbox import service as outbox

CREW = groups_of(frozenset({Role.CREW}))
"""What the reader of a box sees."""


def next_version(mission: Mission) -> None:
    """Begin another version of a locked mission's order: nobody has read it yet."""
    mission.order_version += 1
    mission.version += 1
    mission.receipt = mission.receipt_version = mission.receipt_at = None


async def tell_again(session: Writing, author: Author, clock: Clock, mission: Mission, because: UUID) -> None:
    """Tell a locked mission's order anew, for what the fact `because` changed in it: nobody has read it yet."""
    body = {"because": str(because)}
    fact_id = await service.record(session, author, mission, "mission.reordered", clock.now(), body)
    next_version(mission)
    await tell(session, clock, mission, fact_id)


async def tell(session: Writing, clock: Clock, mission: Mission, fact_id: FactId) -> bool:
    """Tell the present version of a locked mission's order to its vehicle's box; False when the vehicle has none: it is to be called."""
    await session.flush()
    box = await boxes.box_of(session, VehicleId(mission.vehicle_id))
    if box is None:
        return False
    box_id, _, partition = box
    now = clock.now()
    order = show(CREW, await _order(session, mission, now))
    await outbox.append_order(
        session,
        fact_id,
        CentreId(mission.centre_id),
        box_id,
        partition,
        MissionId(mission.id),
        mission.order_version,
        msgspec.to_builtins(order),
        clock.epoch.real(order.expires_at),
    )
    return True


async def _order(session: Writing, mission: Mission, now: datetime) -> Order:
    words = await repository.order_words(session, mission)
    place = shown.place_of(keyring(session), words.case)
    waits_departure = MissionStatus(mission.status) in rules.BEFORE_DEPARTURE
    life = rules.ORDER_LIFE if waits_departure else rules.FOLLOW_UP_LIFE
    return Order(
        mission_id=mission.id,
        version=mission.order_version,
        cancelled=mission.status == MissionStatus.ANNULE or mission.closed_at is not None,
        vehicle=words.call_sign,
        ordered_at=mission.ordered_at,
        expires_at=now + life,
        place="" if place is None else place.label,
        lon_deg=words.case.place_lon_deg,
        lat_deg=words.case.place_lat_deg,
        access=None if place is None else place.access,
        motive=words.motive,
        care_level=words.care_level or words.patient_care_level,
        destination=None if words.destination is None else words.destination.name,
        destination_lon_deg=None if words.destination is None else words.destination.lon_deg,
        destination_lat_deg=None if words.destination is None else words.destination.lat_deg,
        asked=rules.awaits_pilot(MissionStatus(mission.status), asked=mission.asked),
    )
