"""When OSNP give up, and where the case goes then. Pure. Source: practice, rule 35."""

from collections.abc import Sequence

from kit.wire.cases import Attempt
from kit.wire.codes.cases import Attribution, CareQueue
from kit.wire.codes.missions import Contact, ContactResult

TRIES = 3
"""Calls to the patient without an answer after which the doctor decides."""


def is_unreachable(attempts: Sequence[Attempt]) -> bool:
    """Tell whether the patient has been called in vain often enough since they last answered."""
    unanswered = 0
    for attempt in attempts:
        if attempt.contact is Contact.PATIENT:
            unanswered = unanswered + 1 if attempt.result is ContactResult.NO_ANSWER else 0
    return unanswered >= TRIES


def doctors_queue(attribution: Attribution) -> CareQueue:
    """Give the queue of the doctor a case goes back to: the one of its path."""
    return CareQueue.AMBULATORY if attribution.startswith("DRM.MRL") else CareQueue.AMU
