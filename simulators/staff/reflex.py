"""The reflex departure: for a vital distress of the table a SMUR leaves while the call goes on. Source: practice, rule 4."""

from kit.geo import distance_m
from kit.wire.cases import CaseView
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType
from kit.wire.codes.missions import Ground
from kit.wire.missions import Engagement
from simulators.api import Refused
from simulators.plan import Event
from simulators.plan.room import REFLEX_MOTIVES
from simulators.staff.desk import Post
from simulators.staff.neighbours import engage


async def send_by_reflex(post: Post, case: CaseView, event: Event) -> None:
    """Send the nearest free SMUR without waiting for a doctor; when it is taken meanwhile, the doctor will see to it."""
    if event.motive_code not in REFLEX_MOTIVES:
        return
    free = [
        vehicle
        for vehicle in post.desk.room.vehicles.values()
        if vehicle.type is VehicleType.SMUR_VLM
        and vehicle.availability is Availability.AVAILABLE
        and vehicle.mission_id is None
        and vehicle.visible_for
        and vehicle.team_level in {MedicalLevel.MED, MedicalLevel.PARAMED}
    ]
    if not free:
        return
    nearest = min(free, key=lambda one: distance_m(one.base_lon_deg, one.base_lat_deg, event.lon_deg, event.lat_deg))
    engagement = Engagement(case_id=case.id, vehicle_id=nearest.id, ground=Ground.REFLEXE)
    try:
        await engage(post, engagement)
    except Refused:
        return
