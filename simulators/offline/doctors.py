"""From a queue to a decision: doctors take the most urgent case, speak to the caller, decide for each patient."""

from kit.wire.codes.cases import Attribution, CareLevel, CareQueue, DecisionType, Priority
from simulators.offline.agenda import Work
from simulators.offline.cases import Case, World
from simulators.offline.missions import send_decided
from simulators.plan.laws import LAWS
from simulators.plan.room import DECISIONS, REACTION
from simulators.plan.stories import SENT, Need
from simulators.record import DecisionRecord, Waiting

PRIORITIES = tuple(Priority)
CALLING_BACK_S = 60.0
"""Three attempts to reach a caller who is gone. An assumption of ours."""
ATTRIBUTIONS = {CareQueue.AMU: Attribution.DRM_EMERGENCY, CareQueue.AMBULATORY: Attribution.DRM_AMBULATORY}


def regulate(world: World, case: Case, *, is_return: bool = False) -> Work[None]:
    """Wait for a doctor, be heard, be decided. `is_return`: somebody called again, and what was decided stays."""
    event = case.event
    doctors = world.desks[event.centre_code].doctors(event.queue)
    case.begin()
    case.is_queued = True
    since = world.now()
    yield from doctors.take((PRIORITIES.index(case.priority), world.agenda.now_s))
    case.is_queued = False
    yield REACTION.draw(world.chance("take", case.id, case.repeats))
    case.attribution = ATTRIBUTIONS.get(event.queue, Attribution.DRM_EMERGENCY)
    case.waits.append(Waiting(queue=event.queue, since=since, priority=case.priority, taken_at=world.now()))
    case.resumed.set()
    if case.is_caller_gone and not is_return:
        yield CALLING_BACK_S
    yield event.doctor_talk_s * (LAWS.people.repeat_talk_factor if is_return else 1.0)
    if is_return or (case.is_about_the_past and event.need in SENT):
        advice = DecisionRecord(at=world.now(), type=DecisionType.CONSEIL, care_level=CareLevel.R4)
        case.decisions.append(advice)
    else:
        _decide(world, case)
    doctors.give_back()
    case.decided.set()
    case.end(world.now())


def _decide(world: World, case: Case) -> None:
    """Decide what each patient needs, and let it be sent; a reflex departure nobody needs is stood down."""
    now = world.now()
    patients = case.event.patients
    if not patients:
        case.decisions.append(DecisionRecord(at=now, type=DECISIONS[Need.NONE][0].type, care_level=CareLevel.R4))
    if case.reflex is not None and all(patient.need is not Need.SMUR for patient in patients):
        case.reflex.set()
    for number, patient in enumerate(patients):
        for entry in DECISIONS[patient.need]:
            decision = DecisionRecord(
                at=now, type=entry.type, means=entry.means, delay=entry.delay, care_level=patient.care_level
            )
            case.decisions.append(decision)
            if entry.type is DecisionType.INTER:
                send_decided(world, case, number, decision)
