"""The queue of OSNP: a case waits in it as long as somebody is to be found who sees a patient. Source: practice, rule 35."""

from datetime import datetime

import msgspec

from db.engine import Reading
from db.models.regulation import Case, Decision
from db.secrets import Keyring
from dispatch.cases import appointments, edit, repository, rules
from kit.wire.cases import Orientation
from kit.wire.codes.cases import CareQueue, DecisionType, MeansType


def write(keys: Keyring, decision: Decision, done: Orientation) -> None:
    """Keep what was done about a decision; who sees the patient, and where, encrypted within it."""
    decision.orientation = appointments.sealed(keys, decision.centre_id, decision.id, done)


def is_open(decision: Decision) -> bool:
    """Tell whether somebody is still to be found for a decision: an orientation in force, without appointment, not given back."""
    means = None if decision.means is None else MeansType(decision.means)
    if decision.ended_at is not None or not rules.is_orientation(DecisionType(decision.type), means):
        return False
    if decision.orientation is None:
        return True
    done = msgspec.convert(decision.orientation, Orientation)
    return done.appointment is None and done.returned_at is None


async def settle(session: Reading, case: Case, at: datetime) -> None:
    """Put a locked case that waits for no doctor in the queue of OSNP, or take it out, as its decisions ask.

    To be called after a change of its decisions, or of what was done about them.
    """
    if case.queue not in {None, CareQueue.OSNP}:
        return
    await session.flush()
    waits = any(is_open(decision) for decision, *_ in await repository.decisions(session, [case.id]))
    queue = CareQueue.OSNP if waits else None
    if case.queue != queue:
        edit.set_queue(case, queue, at)
