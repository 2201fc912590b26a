"""Codes of the vehicles' boxes: what they are refused for, where they are, how one is asked for."""

from enum import StrEnum


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


class HistoryOnly(StrEnum):
    """Why a believed fix is stored and never shown live."""

    OLDER = "OLDER"
    """Than the vehicle's newest."""
    BACKLOG = "BACKLOG"
    """Measured long before it came: what the box could not send before."""
    COARSE = "COARSE"
    """By its own word too inexact for a marker."""


class BoxStock(StrEnum):
    """Where a box is."""

    IN_STORE = "IN_STORE"
    ASSIGNED = "ASSIGNED"
    """Meant for a vehicle, not heard from there yet."""
    MOUNTED = "MOUNTED"
    TO_REPAIR = "TO_REPAIR"
    LOST = "LOST"
    RETIRED = "RETIRED"


class BoxObstacle(StrEnum):
    """Why a vehicle gets no box."""

    NO_EMERGENCY_VEHICLE = "NO_EMERGENCY_VEHICLE"
    """A light vehicle for seated patients is never sent to an emergency. Source: practice, rules 23, 26."""
    NOT_ON_REGISTRY = "NOT_ON_REGISTRY"
    """Its organisation runs no vehicles for the room."""
    NO_PHONE = "NO_PHONE"
    """The room could not call the company when the box is silent. Source: practice, rule 27."""
    HAS_BOX = "HAS_BOX"
    ALREADY_ASKED = "ALREADY_ASKED"


class RequestState(StrEnum):
    """Where a request for a box stands."""

    ASKED = "ASKED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    SERVED = "SERVED"
    """A box was provisioned; its first fix ends the request."""
    DONE = "DONE"
