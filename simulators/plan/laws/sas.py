"""How OSNP find who sees a patient. Source of the order: practice, rule 35 (the usual doctor first, teleconsultation last)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from kit.wire.codes.missions import Contact
from simulators.plan.durations import Lognormal
from simulators.plan.laws.figures import OURS


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of calling somebody; else nobody answers."""

    sees: float
    refuses: float


@dataclass(frozen=True, slots=True)
class SasLaws:
    """Whom OSNP reach, and how long it takes."""

    answers: Annotated[Mapping[Contact, Answer], OURS] = field(
        default_factory=lambda: {
            Contact.USUAL_DOCTOR: Answer(sees=0.35, refuses=0.30),
            Contact.STRUCTURE: Answer(sees=0.50, refuses=0.35),
            Contact.SOS: Answer(sees=0.45, refuses=0.45),
            Contact.OTHER_DOCTOR: Answer(sees=0.50, refuses=0.30),
            Contact.TELECONSULTATION: Answer(sees=0.95, refuses=0.05),
        }
    )
    """In the order they are tried."""
    talk: Annotated[Lognormal, OURS] = Lognormal(70, 180)
    """With a practitioner's desk, or with the patient."""
    patient_answers: Annotated[float, OURS] = 0.88
    sooner: Annotated[float, OURS] = 0.7
    """The slot found is at most at this share of the time left."""
