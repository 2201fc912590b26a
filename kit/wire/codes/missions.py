"""Codes of a mission: its ground, its statuses, how its vehicle was reached and how it ended."""

from enum import StrEnum


class MissionStatus(StrEnum):
    """Status of one vehicle on one mission (national `statutVecteur`), in the order a whole mission passes them."""

    DECISION = "DECISION"
    DECLENCHE = "DECLENCHE"
    DEPART = "DEPART"
    ANNULE = "ANNULE"
    ARRIVEE = "ARRIVEE"
    PEC = "PEC"
    BILAN = "BILAN"
    ORIENTAT = "ORIENTAT"
    TRANSP = "TRANSP"
    ETAPE1 = "ETAPE1"
    TRANSP2 = "TRANSP2"
    ETAPE2 = "ETAPE2"
    TRANSP3 = "TRANSP3"
    DESTIN = "DESTIN"
    FINPEC = "FINPEC"
    RETOUR = "RETOUR"
    RET_BASE = "RET-BASE"
    REN_BASE = "REN-BASE"


class StatusSource(StrEnum):
    """Who or what gave a status its time. A crew button wins over a fix; both are kept."""

    CREW = "CREW"
    OPERATOR = "OPERATOR"
    FIX = "FIX"
    PARTNER = "PARTNER"
    SYSTEM = "SYSTEM"


class Ground(StrEnum):
    """The one ground an engagement quotes. Source: practice, rule 3."""

    DECISION = "DECISION"
    REFLEXE = "REFLEXE"
    ORDRE_VERBAL = "ORDRE_VERBAL"
    RENFORT = "RENFORT"
    PARTENAIRE = "PARTENAIRE"


class Outcome(StrEnum):
    """How a mission ended for its patient. Source: practice, rule 19."""

    TRANSPORTED = "TRANSPORTED"
    REFUSAL = "REFUSAL"
    LEFT_ON_SCENE = "LEFT_ON_SCENE"
    DEAD = "DEAD"
    GONE_BEFORE_ARRIVAL = "GONE_BEFORE_ARRIVAL"
    NOTHING_FOUND = "NOTHING_FOUND"
    RELAYED = "RELAYED"
    CANCELLED = "CANCELLED"


class ReceiptState(StrEnum):
    """What the box and its crew did with an order."""

    RECEIVED = "RECEIVED"
    READ = "READ"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


class Contact(StrEnum):
    """Whom OSNP calls to have a patient seen, in the order to try them; and the patient. Source: practice, rule 35."""

    USUAL_DOCTOR = "USUAL_DOCTOR"
    STRUCTURE = "STRUCTURE"
    """Practitioners who work together: CPTS, MSP, health centres."""
    SOS = "SOS"
    DUTY = "DUTY"
    """Duty practice, or the doctor on duty of the sector."""
    OTHER_DOCTOR = "OTHER_DOCTOR"
    """In a wider radius."""
    TELECONSULTATION = "TELECONSULTATION"
    PATIENT = "PATIENT"


class ContactResult(StrEnum):
    """What came of a call by OSNP."""

    REACHED = "REACHED"
    NO_ANSWER = "NO_ANSWER"
    REFUSED = "REFUSED"
    """No room for the patient within the delay."""


class ReturnReason(StrEnum):
    """Why OSNP gives a patient back to the doctor."""

    UNREACHABLE = "UNREACHABLE"
    NOBODY = "NOBODY"
    """Nobody sees the patient within the delay."""
    WORSE = "WORSE"
    DECLINED = "DECLINED"
    """The patient does not want what was found."""


class PilotRefusal(StrEnum):
    """Why a pilot who was asked does not fly. Source: practice, rule 7."""

    WEATHER = "WEATHER"
    CREW = "CREW"
    TECHNICAL = "TECHNICAL"


class CrewRefusal(StrEnum):
    """Why a company or its crew does not take an order, said on its page."""

    NO_CREW = "NO_CREW"
    BUSY = "BUSY"
    BREAKDOWN = "BREAKDOWN"
    END_OF_SERVICE = "END_OF_SERVICE"
    UNSAFE = "UNSAFE"


class PassedOver(StrEnum):
    """Why the coordinator calls another vehicle than the one whose turn it is."""

    DECLINED_BY_PHONE = "DECLINED_BY_PHONE"
    UNREACHED = "UNREACHED"
    """Rung in vain."""
    TOO_FAR = "TOO_FAR"
    UNSUITED = "UNSUITED"
    """Its equipment or crew does not suit the need."""
    ROOM = "ROOM"
    """The room asks for the other."""


class Turn(StrEnum):
    """Where a vehicle stands in the search for a need."""

    FREE = "FREE"
    """Not asked yet, and could go."""
    ASKED = "ASKED"
    """Ordered, and its time to answer runs."""
    SILENT = "SILENT"
    """Ordered, and its time to answer is over."""
    REFUSED = "REFUSED"
    GOING = "GOING"
    STOOD_DOWN = "STOOD_DOWN"
    """Ordered for this need, and called off."""
    OUT = "OUT"
    """Cannot go now."""


class ArrivalMethod(StrEnum):
    """How a time of arrival was estimated."""

    ROADS = "ROADS"
    STRAIGHT_LINE = "STRAIGHT_LINE"
    """The roads did not answer: straight ahead at 60 km/h."""
