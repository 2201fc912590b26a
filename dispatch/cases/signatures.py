"""Signatures owed: a doctor signs what was ordered in their name, and what an intern decided under them.

Each is a task of that doctor's, told as overdue and handed over like any other, and done only by signing. Who takes the task over, or,
once it is nobody's, any doctor of the centre, signs in that doctor's stead; the trail says who did. Source: practice, rules 3 and 31.
"""

from datetime import datetime, timedelta
from uuid import UUID

from db.engine import Writing
from db.models.regulation import Case, Decision, Mission
from dispatch.cases import repository, tasks
from kit.caller import Author
from kit.errors import Conflict, Forbidden
from kit.wire.codes.cases import TaskKind
from kit.wire.codes.people import Role

ORDER_WITHIN = timedelta(minutes=2)
"""For a verbal order or a reinforcement. Source: practice, rule 3 (assumption there)."""
INTERN_WITHIN = timedelta(minutes=15)
"""For an intern's decision. Parameter of ours."""


class NothingToSign(Conflict):
    """Nobody has to sign this: it was decided, or ordered, by a doctor in person."""

    title = "Nothing to sign"


async def ask(session: Writing, author: Author, case: Case, of: Decision | Mission, at: datetime) -> None:
    """Ask the doctor in whose name something of a locked case was done to sign it. Its row is flushed."""
    is_decision = isinstance(of, Decision)
    await tasks.add(
        session,
        author,
        case,
        at,
        kind=TaskKind.COUNTERSIGN,
        due_at=at + (INTERN_WITHIN if is_decision else ORDER_WITHIN),
        role=Role.MRU,
        owner_id=signer_of(of),
        decision_id=of.id if is_decision else None,
        mission_id=None if is_decision else of.id,
    )


def signer_of(of: Decision | Mission) -> UUID | None:
    """Give the doctor who owes, or owed, the signature; none when nothing is to be signed."""
    return of.senior_id if isinstance(of, Decision) else of.doctor_id


async def sign(session: Writing, author: Author, case: Case, of: Decision | Mission, at: datetime) -> None:
    """Sign something not yet signed of a locked case, its row locked, as a doctor. The fact of it is the command's to write.

    Raises:
        NothingToSign: no doctor but the one who did it stands behind it.
        Forbidden: the signature is owed by another doctor.
    """
    signer_id = signer_of(of)
    if signer_id is None:
        raise NothingToSign("nobody has to sign this")
    task = await repository.lock_signature(session, of.id)
    owner_id = signer_id if task is None else task.owner_id
    if author.account_id not in {signer_id, owner_id} and owner_id is not None:
        raise Forbidden("this signature is another doctor's")
    of.countersigned_at, of.countersigned_by = at, author.account_id
    if task is not None:
        task.done_at, task.done_by, task.offered_to = at, author.account_id, None
        await tasks.write(session, author, case, task, "task.done", at, {})
