"""Interns act under a senior: a regulating doctor at work at the centre, named for the session.

The senior is chosen among those at work, not asked, as the doctor of a verbal order is; each decision then waits for a signature (ADR
0115). Once that doctor has left the intern decides nothing before naming another. Source: practice, rules 3 and 30.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from db.engine import Reading, Writing
from db.models.accounts import Session
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import Conflict
from kit.ids import AccountId, CentreId, SessionId
from kit.wire.accounts import SeniorEntry
from kit.wire.codes.people import DOCTORS, Role
from kit.wire.relief import Colleague
from socle.accounts import posts
from socle.accounts.service import REGION
from socle.audit import service as audit

INTERNS = frozenset({Role.INTERN})


class SeniorNeeded(Conflict):
    """An intern acts under a regulating doctor at work at the centre: none is named, or that one has left."""

    title = "No senior at work"


@dataclass(frozen=True, slots=True)
class Acting:
    """As what somebody regulates: a doctor's role, their own or their senior's."""

    role: Role
    senior_id: AccountId | None


async def doctors_at_work(session: Reading, centre_id: UUID, at: datetime) -> list[Colleague]:
    """Give the regulating doctors signed in at a centre at a domain time, by name."""
    found: dict[UUID, Colleague] = {}
    for one in await posts.at_work(session, [centre_id], at, real_now()):
        if one.role in DOCTORS:
            doctor = found.setdefault(one.account_id, Colleague(account_id=one.account_id, name=one.name, roles=[]))
            doctor.roles.append(one.role)
    return list(found.values())


async def name(session: Writing, caller: Caller, clock: Clock, session_id: SessionId, entry: SeniorEntry) -> None:
    """Act under a doctor at work from now on, in this session.

    Raises:
        SeniorNeeded: that account is no regulating doctor at work at a centre where the caller is an intern.
    """
    centres = caller.centres_of(INTERNS)
    here = [one for one in centres if await _roles_of(session, entry.senior_id, one, clock.now())]
    if not here:
        raise SeniorNeeded("this account is no regulating doctor at work at your centre")
    await session.execute(update(Session).where(Session.id == session_id).values(senior_id=entry.senior_id))
    author = Author(caller.account_id, Role.INTERN.value, here[0])
    body = {"session_id": session_id, "senior_id": entry.senior_id}
    await audit.record(session, author, REGION, "senior.named", clock.now(), body)


async def acting(  # noqa: PLR0917 - who, as what, where and when, for what
    session: Reading, caller: Caller, role: Role, centre_id: UUID, at: datetime, doctors: Sequence[Role] = DOCTORS
) -> Acting:
    """Say as what somebody with a role regulates at a centre at a domain time.

    `doctors`: the doctors' roles, the one preferred first, for a senior who holds several.

    Raises:
        SeniorNeeded: an intern without a senior at work there.
    """
    if role is not Role.INTERN:
        return Acting(role, None)
    held = [] if caller.senior_id is None else await _roles_of(session, caller.senior_id, CentreId(centre_id), at)
    if caller.senior_id is None or not held:
        raise SeniorNeeded("name a regulating doctor at work here: the last one has left, or none was named")
    return Acting(min(held, key=doctors.index), caller.senior_id)


async def _roles_of(session: Reading, account_id: UUID, centre_id: CentreId, at: datetime) -> list[Role]:
    """Give the roles an account regulates in, at work at a centre; none when it does not."""
    doctors = await doctors_at_work(session, centre_id, at)
    return next((doctor.roles for doctor in doctors if doctor.account_id == account_id), list[Role]())
