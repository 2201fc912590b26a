"""Codes of what a vehicle's box is refused for."""

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
