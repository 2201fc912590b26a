"""Missions nobody carries out: the crew refused, does not answer, or has broken down. They are stood down, so that another vehicle goes."""

from datetime import timedelta

from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.missions import Cancellation, MissionView
from simulators.staff.desk import Desk, Post

UNANSWERED_FOR = timedelta(minutes=5)
"""An order the crew has not read by then is given to another one, after a call in vain. An assumption of ours."""
BEFORE_ARRIVAL = frozenset({MissionStatus.DECISION, MissionStatus.DECLENCHE, MissionStatus.DEPART})


def why_given_up(desk: Desk, mission: MissionView) -> str | None:
    """Say why a mission will not be carried out, none while it may."""
    if mission.closed_at is not None or mission.status not in BEFORE_ARRIVAL:
        return None
    if mission.receipt is ReceiptState.REFUSED:
        return "Refusée par l’équipage"
    if (
        mission.status is MissionStatus.DECISION
        and mission.receipt in {None, ReceiptState.RECEIVED}
        and desk.pace.now() > mission.ordered_at + UNANSWERED_FOR
    ):
        return "Équipage injoignable"
    vehicle = desk.room.vehicles.get(mission.vehicle_id)
    if vehicle is not None and vehicle.availability is Availability.UNAVAILABLE:
        return "Véhicule indisponible"
    return None


async def give_up(post: Post, mission: MissionView, why: str) -> None:
    """Stand a mission down."""
    await post.post(f"/api/missions/{mission.id}/cancel", Cancellation(motive=why), MissionView)
