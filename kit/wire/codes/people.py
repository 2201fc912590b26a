"""Codes of the people: their roles and how they sign in and out."""

from enum import StrEnum


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


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    ACCESS = "ACCESS"
    """Choose a password, and set up the second factor where one is asked for: a first sign-in, or a reset."""
    SECOND_FACTOR = "SECOND_FACTOR"
    """The password was just given; the second factor is missing, or is being replaced."""
