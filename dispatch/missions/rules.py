"""Grounds, statuses and ends of missions. Pure. Source: practice, rules 1 to 6, 15, 18, 19, 21; national list `statutVecteur`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from kit.wire.codes.cases import MeansType
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState, StatusSource
from kit.wire.codes.people import DOCTORS, Role

FOLLOWERS = (Role.ARM_SUIVI, Role.ARM)
ENGAGERS = (*FOLLOWERS, *DOCTORS)
"""Who engages and follows; the post named first is written down for an account that holds several."""

REFLEX_MOTIVES = frozenset({"M01.00", "M01.01", "M01.02", "M01.03"})
"""Motives of a reflex departure: vital distress (national list, M01: cardiac arrest, altered consciousness, respiratory distress).
Each centre signs its own table in a later step; until then this one holds for all."""

ORDER_LIFE = timedelta(minutes=30)
"""Domain time after which an order not obeyed is void: nobody leaves on a need that old. Assumption."""
FOLLOW_UP_LIFE = timedelta(hours=12)
"""A stand-down, or what changes for a crew under way, stays true until the end of any shift."""


# Statuses

S = MissionStatus
_ON_SCENE = (S.PEC, S.BILAN, S.ORIENTAT, S.TRANSP, S.FINPEC, S.RETOUR)
_TO_SCENE = (S.ARRIVEE, S.PEC, S.ANNULE)
_HOME = (S.RETOUR, S.RET_BASE, S.REN_BASE)

NEXT: Mapping[MissionStatus, frozenset[MissionStatus]] = {
    S.DECISION: frozenset({S.DECLENCHE, S.DEPART, *_TO_SCENE}),
    S.DECLENCHE: frozenset({S.DEPART, *_TO_SCENE}),
    S.DEPART: frozenset(_TO_SCENE),
    S.ARRIVEE: frozenset(_ON_SCENE),
    S.PEC: frozenset(_ON_SCENE[1:]),
    S.BILAN: frozenset(_ON_SCENE[2:]),
    S.ORIENTAT: frozenset(_ON_SCENE[3:]),
    S.TRANSP: frozenset({S.ETAPE1, S.DESTIN, S.FINPEC}),
    S.ETAPE1: frozenset({S.TRANSP2}),
    S.TRANSP2: frozenset({S.ETAPE2, S.DESTIN, S.FINPEC}),
    S.ETAPE2: frozenset({S.TRANSP3}),
    S.TRANSP3: frozenset({S.DESTIN, S.FINPEC}),
    S.DESTIN: frozenset({S.FINPEC, S.RETOUR}),
    S.FINPEC: frozenset(_HOME),
    S.RETOUR: frozenset(_HOME[1:]),
    S.RET_BASE: frozenset(_HOME[2:]),
    S.REN_BASE: frozenset(),
    S.ANNULE: frozenset(),
}
"""The one table of allowed transitions: forward only. Buttons are missed in the field, so that a later one may skip those before it on
the same leg; arrival, transport and its stages are never invented."""

BEFORE_ARRIVAL = frozenset({S.DECISION, S.DECLENCHE, S.DEPART})
"""A mission is stood down before arrival only."""
BEFORE_DEPARTURE = frozenset({S.DECISION, S.DECLENCHE})
BEFORE_TRANSPORT = BEFORE_ARRIVAL | {S.ARRIVEE, S.PEC, S.BILAN, S.ORIENTAT}
"""The crew is on its way to the place, or at it: a change of place concerns it."""
AT_SCENE = BEFORE_TRANSPORT - BEFORE_ARRIVAL
"""The crew is with the patient and waits for the room's word: an end decided by the room is told to it."""
ON_BOARD = frozenset({S.TRANSP, S.ETAPE1, S.TRANSP2, S.ETAPE2, S.TRANSP3})
"""The patient is under way to the destination."""
WITH_PATIENT = AT_SCENE | ON_BOARD
"""The crew has something to tell a doctor of."""
WITH_PATIENT_AT_DESTINATION = frozenset({S.DESTIN, S.FINPEC, S.RETOUR, S.RET_BASE, S.REN_BASE})
DESTINATION_OPEN = frozenset(MissionStatus) - {S.ANNULE, *WITH_PATIENT_AT_DESTINATION}

CREW_BUTTONS = frozenset(MissionStatus) - {S.DECISION, S.DECLENCHE, S.ANNULE}
"""What a crew presses; it accepts an order by its receipt, and only the room stands down."""
BY_HAND = CREW_BUTTONS | {S.DECLENCHE}
"""What an operator gives by hand; standing down is a command of its own."""

ERROR_S: Mapping[StatusSource, float] = {
    StatusSource.CREW: 1.0,
    StatusSource.OPERATOR: 30.0,
    StatusSource.PARTNER: 60.0,
}
"""Half-width of a status time by source, seconds: a button is pressed within a second or so, a voice report takes half a minute."""


def may_follow(before: MissionStatus, after: MissionStatus) -> bool:
    """Tell whether a mission in one status may enter another."""
    return after in NEXT[before]


def told_at(at: datetime, received_at: datetime, ordered_at: datetime) -> tuple[datetime, float]:
    """Give when a crew pressed a button and the error bound, seconds, from what its box says.

    A box's clock may be wrong: a time after its reception or before the order is brought back to it, and the error says by how much.
    """
    bounded = max(ordered_at, min(at, received_at))
    return bounded, ERROR_S[StatusSource.CREW] + abs((at - bounded).total_seconds())


# Receipts

_RECEIPT_RANK: Mapping[ReceiptState, int] = {
    ReceiptState.RECEIVED: 1,
    ReceiptState.READ: 2,
    ReceiptState.ACCEPTED: 3,
    ReceiptState.REFUSED: 3,
}


def refusal_holds(status: MissionStatus, *, refused: bool) -> bool:
    """Tell whether a crew will not go: it refused its order and has not left since, or was stood down."""
    return refused and status in BEFORE_DEPARTURE | {S.ANNULE}


def is_further(before: ReceiptState | None, after: ReceiptState) -> bool:
    """Tell whether a receipt says more about an order than the one held. An answer given stays."""
    return before is None or _RECEIPT_RANK[after] > _RECEIPT_RANK[before]


# Engaging and ending


def means_of(vehicle_type: VehicleType) -> MeansType:
    """Give the means a vehicle answers: the family before the dot."""
    return MeansType(vehicle_type.partition(".")[0])


def awaits_pilot(status: MissionStatus, *, asked: bool) -> bool:
    """Tell whether a mission was asked for and not answered: nobody is under way yet. Source: practice, rule 7."""
    return asked and status is S.DECISION


def who_cancels(means: MeansType, ground: Ground, status: MissionStatus, *, asked: bool = False) -> tuple[Role, ...]:
    """Give the roles that may stand a mission down.

    A SMUR is stood down by a doctor; an ARM undoes only a wrong reflex engagement, before departure, and takes back what was asked and
    not answered. Source: practice, rules 1, 4 and 7.
    """
    undoes = ground is Ground.REFLEXE and status in BEFORE_DEPARTURE
    if means is not MeansType.SMUR or undoes or awaits_pilot(status, asked=asked):
        return ENGAGERS
    return DOCTORS


def may_end(ground: Ground, status: MissionStatus, outcome: Outcome) -> bool:
    """Tell whether a mission in `status` may end with `outcome`.

    Cancelling is a command of its own. A partner's vehicle tells no status, so that it is ended by hand from any (practice, rule 11).
    """
    if outcome is Outcome.CANCELLED or status is S.ANNULE:
        return False
    if ground is Ground.PARTENAIRE:
        return True
    if outcome is Outcome.TRANSPORTED:
        return status in WITH_PATIENT_AT_DESTINATION
    return status not in BEFORE_ARRIVAL
