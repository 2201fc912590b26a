"""What a day is made of: calls, what they are about, and who is ill. Values only, told before anything happens.

A story says what its caller knows and would do; how long it rings, what is done about it and when it ends is the simulation's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kit.wire.codes.calls import Line, Sex
from kit.wire.codes.cases import Attribution, CareLevel, CareQueue, Priority
from kit.wire.codes.means import Ability
from kit.wire.codes.missions import Outcome


class Kind(StrEnum):
    """What a call turns out to be."""

    CASE = "CASE"
    """The first call about something."""
    WITNESS = "WITNESS"
    """Somebody else about the same thing, within minutes."""
    REPEAT = "REPEAT"
    """The same number or place again, later the same day."""
    BILAN = "BILAN"
    """A crew on scene reports by phone."""
    INFORMATION = "INFORMATION"
    WRONG_NUMBER = "WRONG_NUMBER"
    SILENT = "SILENT"
    """Nobody speaks, or the caller hangs up."""


FILED_AS: Mapping[Kind, Attribution] = {
    Kind.INFORMATION: Attribution.DR_INFORMATION,
    Kind.WRONG_NUMBER: Attribution.D_WRONG_NUMBER,
    Kind.SILENT: Attribution.D_HUNG_UP,
}
"""Calls that are about nothing an ARM would keep open, and how they file them."""


class Caller(StrEnum):
    """Who is on the phone."""

    PATIENT = "PATIENT"
    RELATIVE = "RELATIVE"
    BYSTANDER = "BYSTANDER"
    NURSING_HOME = "NURSING_HOME"
    TELECARE = "TELECARE"
    CARER = "CARER"
    """A doctor or nurse at the patient's side."""
    POLICE = "POLICE"
    FIRE_ROOM = "FIRE_ROOM"
    CREW = "CREW"


class Scene(StrEnum):
    """What kind of place it happens in."""

    HOME = "HOME"
    NURSING_HOME = "NURSING_HOME"
    ROAD = "ROAD"
    PUBLIC = "PUBLIC"
    BEACH = "BEACH"


class Need(StrEnum):
    """What a doctor decides in the end."""

    ADVICE = "ADVICE"
    PRESCRIPTION = "PRESCRIPTION"
    APPOINTMENT = "APPOINTMENT"
    DUTY_DOCTOR = "DUTY_DOCTOR"
    OWN_MEANS = "OWN_MEANS"
    AMBULANCE = "AMBULANCE"
    FIRE_AMBULANCE = "FIRE_AMBULANCE"
    SMUR = "SMUR"
    NONE = "NONE"


SENT = frozenset({Need.AMBULANCE, Need.FIRE_AMBULANCE, Need.SMUR})
"""Needs somebody drives out for."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody ill or hurt, as a doctor would find them."""

    first_name: str
    sex: Sex
    age_years: int
    motive_code: str
    need: Need
    care_level: CareLevel
    abilities: tuple[Ability, ...]
    """Any of these is wanted where they are taken; none: any emergency department will do."""
    outcome: Outcome | None
    """How the mission for them ends when nothing else happens; none when nobody is sent."""

    @property
    def label(self) -> str:
        """Name the patient as a caller would."""
        return f"{self.first_name}, {self.age_years} ans"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at one place: in the room, one case. Its calls share this value.

    `patients`: the one worst off first; nobody, when it was nothing. `priority`: how fast a doctor should speak to the caller.
    """

    number: int
    """Of the day."""
    scene: Scene
    place: str
    insee_code: str
    centre_code: str
    lon_deg: float
    lat_deg: float
    motive_code: str
    priority: Priority
    queue: CareQueue
    patients: tuple[Patient, ...]
    doctor_talk_s: float
    """How long a doctor needs with the caller."""

    @property
    def need(self) -> Need:
        """Give what the patient worst off needs."""
        return self.patients[0].need if self.patients else Need.NONE


@dataclass(frozen=True, slots=True)
class PhonePosition:
    """Where the phone says it is (AML)."""

    lon_deg: float
    lat_deg: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Story:
    """One call. Everything its caller would do is drawn beforehand; whether they come to do it depends on how they are served.

    `phone`: none when withheld or without SIM. `event`: none when the call is about nothing. `language`: ISO 639-1.
    """

    number: int
    """Of the day, in the order they ring."""
    rings_at: datetime
    centre_code: str
    kind: Kind
    line: Line
    caller: Caller
    phone: str | None
    without_sim: bool
    """A 112 from a phone without SIM: it cannot be called back."""
    position: PhonePosition | None
    language: str
    event: Event | None
    talk_s: float
    """How long an ARM needs with this caller; for a silent line, until they are sure of it."""
    patience_s: float
    """How long they let it ring."""
    hold_patience_s: float
    drops_after_s: float | None
    """The line is cut after so long of talk; none: it holds."""
    rings_again_after_s: float | None
    """Having given up, ringing or on hold, they try again after this; none: they do not."""
    answers_call_back: bool
    call_sign: str | None = None
    """Of the crew that rings, live."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of Paris, before it happens. `storm`: how many times the usual number of calls."""

    date: date
    seed: int
    storm: float
    stories: tuple[Story, ...]
