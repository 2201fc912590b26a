"""Codes of the means and of the places they go to."""

from enum import StrEnum


class VehicleType(StrEnum):
    """Vehicle types the engine knows; the family before the dot is the means it can answer."""

    SMUR_VLM = "SMUR.VLM"
    SMUR_AR = "SMUR.AR"
    SMUR_HELI = "SMUR.HELISMUR"
    TSU_AMB = "TSU.AMB"
    TSU_VSL = "TSU.VSL"
    SIS_VSAV = "SIS.VSAV"


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
