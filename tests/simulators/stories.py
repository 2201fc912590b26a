"""One story a test may change: a vital distress in Caen, told by a relative."""

from datetime import UTC, datetime

from kit.wire.codes.calls import Line, Sex
from kit.wire.codes.cases import CareLevel, CareQueue, Priority
from kit.wire.codes.missions import Outcome
from simulators.plan import Caller, Event, Kind, Need, Patient, PhonePosition, Scene, Story
from simulators.plan.troubles import ARREST

PATIENT = Patient(
    first_name="Ginette", sex=Sex.F, age_years=84, motive_code=ARREST, need=Need.SMUR, care_level=CareLevel.R1, abilities=(),
    outcome=Outcome.TRANSPORTED,
)  # fmt: skip
EVENT = Event(
    number=0, scene=Scene.HOME, place="Caen", insee_code="14118", centre_code="140", lon_deg=-0.36, lat_deg=49.2, motive_code=ARREST,
    priority=Priority.P0, queue=CareQueue.AMU, patients=(PATIENT,), doctor_talk_s=120.0,
)  # fmt: skip


def story(kind: Kind = Kind.CASE, patience_s: float = 3600.0) -> Story:
    """Give a call; only those about something have the event."""
    is_about_nothing = kind in {Kind.INFORMATION, Kind.WRONG_NUMBER, Kind.SILENT}
    return Story(
        number=0, rings_at=datetime(2026, 11, 21, 12, tzinfo=UTC), centre_code="140", kind=kind, line=Line.LINE_15, caller=Caller.RELATIVE,
        phone="+33639980000", without_sim=False, position=PhonePosition(-0.36, 49.2, 35.0), language="fr",
        event=None if is_about_nothing else EVENT, talk_s=100.0, patience_s=patience_s, hold_patience_s=3600.0, drops_after_s=None,
        rings_again_after_s=None, answers_call_back=True,
    )  # fmt: skip
