"""Who a case is about, as operators type it: encrypted, found again by name and birth date, told to the log without either."""

from datetime import datetime
from uuid import UUID

from db.engine import Writing
from db.models.patients import Patient
from db.models.regulation import Case
from db.secrets import cell, keyring
from dispatch.cases import blinds, identity, repository, rules, service, settling
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Invalid, NotFound
from kit.ids import CentreId, PatientId, new_id
from kit.wire.cases import CaseView, PatientEntry


async def add(session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: PatientEntry) -> CaseView:
    """Add a patient as first told, "X homme ~40 ans" until a person gives another label.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        Invalid: born later than today.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.DESK)
    patient = Patient(
        id=PatientId(new_id()),
        centre_id=case.centre_id,
        case_id=case.id,
        rank=await repository.next_rank(session, case.id),
    )
    _write(session, patient, entry, clock.now())
    session.add(patient)
    await _told(session, author, case, patient, kind="case.patient_added", at=clock.now())
    return await service.view(session, case_id)


async def edit(  # noqa: PLR0917 - a patient is named within its case
    session: Writing, caller: Caller, clock: Clock, case_id: UUID, patient_id: UUID, entry: PatientEntry
) -> CaseView:
    """Replace what is known of a patient.

    Raises:
        NotFound, CaseClosed: no such case or patient, or the case never changes again.
        Invalid: born later than today.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.DESK)
    patient = (await service.patients(session, case)).get(patient_id)
    if patient is None:
        raise NotFound("no such patient of this case")
    _write(session, patient, entry, clock.now())
    await _told(session, author, case, patient, kind="case.patient_edited", at=clock.now())
    return await service.view(session, case_id)


def _write(session: Writing, patient: Patient, entry: PatientEntry, at: datetime) -> None:
    """Write an entry on a patient; an age nobody said is counted from the birth date.

    Raises:
        Invalid: born later than today.
    """
    today, born, age, keys = rules.paris_day(at), entry.birth_date, entry.age, keyring(session)
    if born is not None:
        if born > today:
            raise Invalid("nobody is born later than today", path="$.birth_date")
        age = age or identity.age_on(today, born)
    label = entry.label or rules.first_identity(entry.sex, age)
    patient.sex = entry.sex.value
    patient.age = age
    patient.label = keys.encrypt(patient.centre_id, label, cell(Patient.label, patient.id))
    told = None if born is None else born.isoformat()
    patient.birth_date = keys.encrypt(patient.centre_id, told, cell(Patient.birth_date, patient.id))


async def _told(session: Writing, author: Author, case: Case, patient: Patient, *, kind: str, at: datetime) -> None:
    await blinds.keep(session, patient)
    body = {"patient_id": str(patient.id), "rank": patient.rank, "sex": patient.sex, "age": patient.age}
    await service.record(session, author, case, kind, at, body)
    case.version += 1
    await settling.settle(session, case, at)
