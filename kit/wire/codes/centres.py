"""Codes of what passes between centres."""

from enum import StrEnum


class ShareReason(StrEnum):
    """Why another centre reads a case."""

    TRANSFER = "TRANSFER"
    """It is asked to take it over, or has handed it over."""
    OPINION = "OPINION"
    ESCALATION = "ESCALATION"
    """Nobody of the case's centre takes a P0: the pooled centre sees it."""
    HELP = "HELP"
    """One of its vehicles is asked for."""


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
    """Why a centre refuses a case."""

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


class HelpRefusal(StrEnum):
    """Why a centre does not lend a vehicle. No free words: both centres' screens show it."""

    COVER = "COVER"
    """Its own sector would be left without."""
    NOT_READY = "NOT_READY"
    """The crew cannot leave now."""
    BETTER_PLACED = "BETTER_PLACED"
    """Another vehicle gets there sooner."""


class PoolReason(StrEnum):
    """Why a centre's lines and queues are worked by another one too."""

    OVERFLOW = "OVERFLOW"
    NIGHT = "NIGHT"


class OverflowReason(StrEnum):
    """Why a call rings at the centres pooled for its own, too."""

    NIGHT = "NIGHT"
    """The lines are pooled at this hour."""
    NOBODY = "NOBODY"
    """Nobody of its centre is at work to answer."""
    WAITED = "WAITED"
    """It has rung longer than the bound."""
