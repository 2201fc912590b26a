"""The patients of missions, for those who care for them; each look is written in the trail."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from db.engine import Reading, Writing
from db.secrets import keyring
from dispatch.cases import shown
from dispatch.partners import repository
from dispatch.partners.repository import MissionRow
from kit.caller import Caller
from kit.clock import Clock
from kit.ids import CentreId
from kit.wire.cases import PatientView
from kit.wire.codes.people import Role
from socle.audit import service as audit


async def of_missions(session: Reading, rows: Sequence[MissionRow]) -> dict[UUID, list[PatientView]]:
    """Give the patients of missions: the one of the decision each quotes, else all of its case."""
    keys = keyring(session)
    of_case: defaultdict[UUID, list[PatientView]] = defaultdict(list)
    for patient in await repository.patients(session, {row.case.id for row in rows}):
        of_case[patient.case_id].append(shown.patient_view(keys, patient))
    return {row.mission.id: [one for one in of_case[row.case.id] if _meant(row) in {None, one.id}] for row in rows}


def _meant(row: MissionRow) -> UUID | None:
    return None if row.decision is None else row.decision.patient_id


async def looked(session: Writing, caller: Caller, role: Role, subject: str, clock: Clock) -> None:
    """Write down a look at patients, at the first of the centres where the caller holds the role."""
    centre_id: CentreId = min(right.centre_id for right in caller.rights if right.role is role)
    await audit.look(session, caller.acting_at(centre_id, role), centre_id, "mission.read", subject, clock.now())
