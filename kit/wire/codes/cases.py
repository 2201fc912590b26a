"""Codes of a case: how urgent, in which state, what is decided."""

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


class MedicalLevel(StrEnum):
    """What a team can do on scene (national `typePEC`)."""

    MED = "MED"
    PARAMED = "PARAMED"
    SECOURS = "SECOURS"
    SANS = "SANS"


class TaskKind(StrEnum):
    """What somebody owes a case at a set time."""

    CALL_BACK = "CALL_BACK"
    CHECK_ARRIVAL = "CHECK_ARRIVAL"
    OPINION = "OPINION"
    COUNTERSIGN = "COUNTERSIGN"
    OTHER = "OTHER"


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
