"""A restricted case as those see it who have not opened it: what the room needs to work, without who it is, where, or what for. Pure.

Source: practice, rule 13.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from kit.wire.cases import CaseView, LogEntry
from kit.wire.codes.calls import Sex


def withhold(case: CaseView) -> CaseView:
    """Give a case without identity, place and medical detail; `withheld` says so."""
    return replace(
        case,
        withheld=True,
        motive_code=None,
        motive=None,
        place=None,
        caller_number=None,
        same_patient=[],
        patients=[replace(patient, label="", birth_date=None, sex=Sex.UN, age=None) for patient in case.patients],
        decisions=[replace(decision, words=None, orientation=None) for decision in case.decisions],
        tasks=[replace(task, words=None) for task in case.tasks],
        opinions=[replace(opinion, question=None, answer=None) for opinion in case.opinions],
    )


def withhold_log(log: Sequence[LogEntry]) -> list[LogEntry]:
    """Give a log that says what was done and by whom, and nothing more."""
    return [replace(entry, body={}) for entry in log]
