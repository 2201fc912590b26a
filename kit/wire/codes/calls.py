"""Codes of a call: who rings on which line, from where, and what became of it."""

from enum import StrEnum


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
