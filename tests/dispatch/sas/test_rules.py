"""When OSNP give up on a patient, and where the case goes."""

from datetime import UTC, datetime

import pytest

from dispatch.sas import rules
from kit.wire.cases import Attempt
from kit.wire.codes.cases import Attribution, CareQueue
from kit.wire.codes.missions import Contact, ContactResult

C, R = Contact, ContactResult


def calls(*made: tuple[Contact, ContactResult]) -> list[Attempt]:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return [Attempt(contact=contact, result=result, at=at, by="Jade Osmont") for contact, result in made]


UNANSWERED = (C.PATIENT, R.NO_ANSWER)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([], False),
        ([UNANSWERED] * 2, False),
        ([UNANSWERED] * 3, True),
        ([(C.USUAL_DOCTOR, R.NO_ANSWER)] * 3, False),
        ([UNANSWERED, UNANSWERED, (C.PATIENT, R.REACHED), UNANSWERED], False),
        ([UNANSWERED, (C.SOS, R.REFUSED), UNANSWERED, UNANSWERED], True),
    ],
)
def test_three_calls_in_vain_since_the_last_answer(made: list[tuple[Contact, ContactResult]], expected: bool) -> None:
    assert rules.is_unreachable(calls(*made)) is expected


@pytest.mark.parametrize(
    ("attribution", "queue"),
    [
        (Attribution.DRM_EMERGENCY, CareQueue.AMU),
        (Attribution.DRM_EMERGENCY_BY_AMBULATORY, CareQueue.AMU),
        (Attribution.DRM_AMBULATORY, CareQueue.AMBULATORY),
        (Attribution.DRM_AMBULATORY_ABSENT, CareQueue.AMBULATORY),
    ],
)
def test_the_doctor_of_its_path_hears_of_it(attribution: Attribution, queue: CareQueue) -> None:
    assert rules.doctors_queue(attribution) is queue
