"""The short code lists that logic needs. Codes are the national exchange models' own; the long lists are rows in the database."""

from enum import StrEnum


class Priority(StrEnum):
    """How fast a doctor must speak to the caller. Orders regulation only; see `CareLevel` for how fast care goes."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    NR = "NR"


class CareLevel(StrEnum):
    """How fast and how far care goes, per patient; drives engagement."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"


class CaseState(StrEnum):
    """Life of a case, national cycle."""

    PROGRAM = "PROGRAM"
    ACTIF = "ACTIF"
    ACHEVE = "ACHEVE"
    VALIDE = "VALIDE"
    CLOTURE = "CLOTURE"
    CLASSE = "CLASSE"
    ARCHIVE = "ARCHIVE"


class Attribution(StrEnum):
    """Kind of case: a plain call (D), a non-medical case (DR), a medical case (DRM). The part of the national list that logic needs."""

    D = "D"
    D_WRONG_NUMBER = "D.D-MALV.ERR"
    D_HUNG_UP = "D.D-MALV.NRP"
    D_MALICIOUS = "D.D-MALV.MALV"
    D_ADMINISTRATIVE = "D.D-IDENT.ADMIN"
    DR = "DR"
    DR_ARM = "DR.DREG.DRARM"
    DR_INFORMATION = "DR.DREG.DRINFO"
    DRM_EMERGENCY = "DRM.MRU.MU"
    DRM_EMERGENCY_BY_AMBULATORY = "DRM.MRU.INDISPMU"
    DRM_AMBULATORY = "DRM.MRL.MG"
    DRM_AMBULATORY_BUSY = "DRM.MRL.INDISPMG"
    DRM_AMBULATORY_ABSENT = "DRM.MRL.ABSML"
    DRM_SPECIALIST = "DRM.SPE"


class CareQueue(StrEnum):
    """Where a case waits for somebody."""

    AMU = "AMU"
    AMBULATORY = "AMBULATORY"
    OSNP = "OSNP"
    BILAN = "BILAN"


class DecisionType(StrEnum):
    """What a doctor decides."""

    CONSEIL = "CONSEIL"
    PMT = "PMT"
    INTER = "INTER"
    ORIENT = "ORIENT"
    PASPLUS = "PASPLUS"


class MeansType(StrEnum):
    """Means a decision asks for (national `resourceType`, the families that move). Compulsory for INTER and ORIENT."""

    SMUR = "SMUR"
    TSU = "TSU"
    SIS = "SIS"
    LIBERAL = "LIBERAL"
    HOSPIT = "HOSPIT"
    AASC = "AASC"
    FDO = "FDO"
    AUTRE = "AUTRE"


class Delay(StrEnum):
    """Within what delay the means are asked for."""

    DEL0 = "DEL0"
    ASAP = "ASAP"
    M30 = "30M"
    M45 = "45M"
    H1 = "1H"
    H2 = "2H"
    H4 = "4H"
    H8 = "8H"
    H12 = "12H"
    H24 = "24H"
    RDV = "RDV"


class VehicleType(StrEnum):
    """Vehicle types the engine knows; the family before the dot is the means it can answer."""

    SMUR_VLM = "SMUR.VLM"
    SMUR_AR = "SMUR.AR"
    SMUR_HELI = "SMUR.HELISMUR"
    TSU_AMB = "TSU.AMB"
    TSU_VSL = "TSU.VSL"
    SIS_VSAV = "SIS.VSAV"


class MedicalLevel(StrEnum):
    """What a team can do on scene (national `typePEC`)."""

    MED = "MED"
    PARAMED = "PARAMED"
    SECOURS = "SECOURS"
    SANS = "SANS"


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


class CallState(StrEnum):
    """Life of a call. `ABANDONED`: the caller hung up before anyone answered."""

    RINGING = "RINGING"
    ANSWERED = "ANSWERED"
    HELD = "HELD"
    ENDED = "ENDED"
    HUNG_UP_ON_HOLD = "HUNG_UP_ON_HOLD"
    ABANDONED = "ABANDONED"


class CallerState(StrEnum):
    """Where the caller of a case is now."""

    ON_LINE = "ON_LINE"
    ON_HOLD = "ON_HOLD"
    HUNG_UP = "HUNG_UP"
    TO_CALL_BACK = "TO_CALL_BACK"


class CallBack(StrEnum):
    """What became of calling back a caller who hung up before anyone answered. `DUE`: still to be done."""

    DUE = "DUE"
    REACHED = "REACHED"
    CALLED_AGAIN = "CALLED_AGAIN"
    FILED = "FILED"


class CallBackResult(StrEnum):
    """What somebody who calls back, or decides not to, has to say."""

    REACHED = "REACHED"
    NO_ANSWER = "NO_ANSWER"
    FILED = "FILED"


class Line(StrEnum):
    """The line a call came in on; lines are answered in this order, then by time."""

    LINE_15 = "15"
    LINE_112 = "112"
    FIRE = "FIRE"
    CREW = "CREW"
    PROFESSIONAL = "PROFESSIONAL"
    LINE_116117 = "116117"


class Sex(StrEnum):
    """Sex as the national models write it."""

    M = "M"
    F = "F"
    O = "O"  # noqa: E741 - the national code
    UN = "UN"


class PlacePrecision(StrEnum):
    """How exact a place is (national `precision`)."""

    VILLE = "VILLE"
    RUE = "RUE"
    ADRESSE = "ADRESSE"
    EXACTE = "EXACTE"
    INCONNUE = "INCONNUE"


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


class FacilityKind(StrEnum):
    """What a facility is for."""

    EMERGENCY = "EMERGENCY"
    HOSPITAL = "HOSPITAL"
    """Receives patients sent to it, without an emergency department."""
    SMUR = "SMUR"
    DUTY_PRACTICE = "DUTY_PRACTICE"
    """General practitioners on duty out of hours (*maison médicale de garde*)."""
    FIRE_STATION = "FIRE_STATION"


class Ability(StrEnum):
    """What a facility can do for a patient who needs it. Source: practice, rule 18."""

    CATH_LAB = "CATH_LAB"
    STROKE_UNIT = "STROKE_UNIT"
    THROMBECTOMY = "THROMBECTOMY"
    NEUROSURGERY = "NEUROSURGERY"
    TRAUMA_A = "TRAUMA_A"
    TRAUMA_B = "TRAUMA_B"
    TRAUMA_C = "TRAUMA_C"
    INTENSIVE_CARE = "INTENSIVE_CARE"
    PAEDIATRICS = "PAEDIATRICS"
    MATERNITY_1 = "MATERNITY_1"
    MATERNITY_2 = "MATERNITY_2"
    MATERNITY_3 = "MATERNITY_3"
    PSYCHIATRY = "PSYCHIATRY"
    BURNS = "BURNS"
    HYPERBARIC = "HYPERBARIC"
    HELIPAD = "HELIPAD"


class OrganisationKind(StrEnum):
    """A hospital or clinic, an ambulance company, a fire service, practitioners who work together."""

    HOSPITAL = "HOSPITAL"
    TSU = "TSU"
    SIS = "SIS"
    LIBERAL = "LIBERAL"


class Availability(StrEnum):
    """A crewed vehicle's own word about itself."""

    AVAILABLE = "AVAILABLE"
    UNAVAILABLE = "UNAVAILABLE"


class VisibilityReason(StrEnum):
    """Why the room sees a vehicle. Source: practice, rule 26."""

    GARDE = "GARDE"
    DECLARED = "DECLARED"
    MISSION = "MISSION"


class Role(StrEnum):
    """The post an account works at. Source: practice, sections 1, 5, 8; rule 30."""

    ARM = "ARM"
    ARM_SUIVI = "ARM_SUIVI"
    MRU = "MRU"
    MRL = "MRL"
    SPECIALIST = "SPECIALIST"
    """A doctor who regulates for one specialty: toxicology, paediatrics, psychiatry…"""
    INTERN = "INTERN"
    """Acts under a senior regulating doctor named for the session; both are written down."""
    OSNP = "OSNP"
    SUPERVISOR = "SUPERVISOR"
    COORDINATOR = "COORDINATOR"
    """Coordinates the ambulance companies: vehicles, never a medical word."""
    COMPANY = "COMPANY"
    """The desk of an ambulance company."""
    CREW = "CREW"
    EMERGENCY_DEPARTMENT = "EMERGENCY_DEPARTMENT"
    ADMINISTRATOR = "ADMINISTRATOR"
    TELEPHONY = "TELEPHONY"
    """The telephone exchange: a program that announces calls and their ends, nothing else."""


DOCTORS = (Role.MRU, Role.MRL, Role.SPECIALIST)
"""Regulating doctors; for an account that holds several posts the first is written down."""


class SignInMethod(StrEnum):
    """How a session was opened."""

    PASSWORD = "PASSWORD"  # noqa: S105 - a code, no secret
    TOTP = "TOTP"
    """Password and a code of the authenticator."""
    RECOVERY = "RECOVERY"
    """Password and a recovery code."""
    OIDC = "OIDC"
    """Pro Santé Connect, or another identity provider the settings name."""


class SessionEnd(StrEnum):
    """Why a session was ended before its time."""

    SIGNED_OUT = "SIGNED_OUT"
    BY_OWNER = "BY_OWNER"
    """From another session of the same account."""
    BY_MANAGER = "BY_MANAGER"
    RIGHTS_CHANGED = "RIGHTS_CHANGED"
    DEACTIVATED = "DEACTIVATED"
    ACCESS_CHANGED = "ACCESS_CHANGED"
    """The password or the second factor was changed or reset."""
    BY_PROVIDER = "BY_PROVIDER"
    """The identity provider ended the session it had opened."""


class TaskKind(StrEnum):
    """What somebody owes a case at a set time."""

    CALL_BACK = "CALL_BACK"
    CHECK_ARRIVAL = "CHECK_ARRIVAL"
    OPINION = "OPINION"
    OTHER = "OTHER"


class ShareReason(StrEnum):
    """Why another centre reads a case."""

    TRANSFER = "TRANSFER"
    """It is asked to take it over, or has handed it over."""
    OPINION = "OPINION"
    ESCALATION = "ESCALATION"
    """Nobody of the case's centre takes a P0: the pooled centre sees it."""
    HELP = "HELP"
    """One of its vehicles is asked for."""


class Restriction(StrEnum):
    """Why a case opens with a motive only. Source: practice, rule 13."""

    STAFF = "STAFF"
    RELATIVE = "RELATIVE"
    """Of somebody of the room."""
    VIP = "VIP"
    PRISONER = "PRISONER"
    SECRET_BIRTH = "SECRET_BIRTH"  # noqa: S105 - a code: *accouchement sous le secret*


class OpeningMotive(StrEnum):
    """Why somebody opens a restricted case."""

    REGULATES = "REGULATES"
    """They regulate it, or will."""
    FOLLOWS_UP = "FOLLOWS_UP"
    RELIEVES = "RELIEVES"
    CHECKS = "CHECKS"
    """Complaint, inquest, quality."""


class TransferState(StrEnum):
    """Life of a case's transfer to another centre."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    TAKEN_BACK = "TAKEN_BACK"


class TransferMotive(StrEnum):
    """Why a centre hands a case over. No free words: both centres' screens show it."""

    OTHER_SECTOR = "OTHER_SECTOR"
    """It happens in the other centre's department."""
    OVERFLOW = "OVERFLOW"
    SPECIALTY = "SPECIALTY"
    """What the patient needs is there."""
    KNOWN_THERE = "KNOWN_THERE"


class TransferRefusal(StrEnum):
    """Why a centre refuses a case, or a vehicle."""

    NOT_OURS = "NOT_OURS"
    NO_CAPACITY = "NO_CAPACITY"
    ENGAGE_FIRST = "ENGAGE_FIRST"
    """Something has to leave before the case changes hands."""


class HelpState(StrEnum):
    """Life of a request for another centre's vehicle."""

    ASKED = "ASKED"
    ENGAGED = "ENGAGED"
    REFUSED = "REFUSED"
    TAKEN_BACK = "TAKEN_BACK"


class PoolReason(StrEnum):
    """Why a centre's lines and queues are worked by another one too."""

    OVERFLOW = "OVERFLOW"
    NIGHT = "NIGHT"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    ACCESS = "ACCESS"
    """Choose a password, and set up the second factor where one is asked for: a first sign-in, or a reset."""
    SECOND_FACTOR = "SECOND_FACTOR"
    """The password was just given; the second factor is missing, or is being replaced."""


class FixRefusal(StrEnum):
    """Why a fix is refused; kept a week with the fix."""

    UNREADABLE = "UNREADABLE"
    NOT_FINITE = "NOT_FINITE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NULL_ISLAND = "NULL_ISLAND"
    IN_THE_FUTURE = "IN_THE_FUTURE"
    TOO_OLD = "TOO_OLD"
    IMPOSSIBLE_SPEED = "IMPOSSIBLE_SPEED"
    UNKNOWN_BOX = "UNKNOWN_BOX"
    WRONG_PARTITION = "WRONG_PARTITION"
    NO_VEHICLE = "NO_VEHICLE"
    """The box sat in no vehicle when it was measured."""
    UNSTORABLE = "UNSTORABLE"
    """The database refused this row alone."""


class MessageRefusal(StrEnum):
    """Why a whole MQTT message is refused."""

    UNKNOWN_TOPIC = "UNKNOWN_TOPIC"
    UNKNOWN_BOX = "UNKNOWN_BOX"
    WRONG_PARTITION = "WRONG_PARTITION"
    TOO_LARGE = "TOO_LARGE"
    UNREADABLE = "UNREADABLE"
    WRONG_FORM = "WRONG_FORM"
