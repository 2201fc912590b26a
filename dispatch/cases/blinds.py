"""The blind index of patients: kept with their row, asked by who looks for a name and by who may be a double. Source: ADR 0120."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from db.base import Base
from db.engine import Reading, Writing
from db.models.directory import Centre
from db.models.openings import CaseOpening
from db.models.patients import Patient, PatientBlind
from db.models.regulation import Call, Case
from db.secrets import Keyring, cell, keyring
from dispatch.calls.rules import REMEMBERED_FOR
from dispatch.cases import identity
from kit.clock import real_now
from kit.wire.cases import CaseView

_TABLE = Base.metadata.tables[Patient.__tablename__]
"""Written without the session's rows: an index is no change of a case, and no fact tells of it."""

FOUND_AT_ONCE = 20
"""How many cases a search gives, newest first: more is a search to be made narrower. Parameter of ours."""


async def keep(session: Writing, patient: Patient) -> None:
    """Make a patient's index under its centre's newest key, from the name and birth date a command has just written on the row."""
    indexed, (patient.indexed_under, _) = patient.indexed_under is not None, keyring(session).newest(patient.centre_id)
    await session.flush()
    if indexed:
        await _forget(session, patient)
    await _add(session, [patient])


async def again(session: Writing, condition: ColumnElement[bool], most: int) -> list[UUID]:
    """Make the index of patients again, their rows locked, in the order of their ids; give whose."""
    query = select(Patient).where(condition).order_by(Patient.id).limit(most).with_for_update()
    found = (await session.scalars(query.execution_options(populate_existing=True))).all()
    for patient in found:
        await _forget(session, patient)
        under, _ = keyring(session).newest(patient.centre_id)
        await session.execute(update(_TABLE).where(_TABLE.c.id == patient.id).values(indexed_under=under))
    await _add(session, found)
    return [patient.id for patient in found]


async def _forget(session: Writing, patient: Patient) -> None:
    mine = (PatientBlind.case_id == patient.case_id, PatientBlind.patient_id == patient.id)
    await session.execute(delete(PatientBlind).where(*mine), execution_options={"synchronize_session": False})


async def _add(session: Writing, patients: Iterable[Patient]) -> None:
    keys = keyring(session)
    rows: list[dict[str, object]] = []
    for patient in patients:
        label = keys.decrypt(patient.label, cell(Patient.label, patient.id))
        whose: dict[str, object] = {
            "patient_id": patient.id,
            "case_id": patient.case_id,
            "centre_id": patient.centre_id,
        }
        marks = identity.marks(label, birth_date(keys, patient))
        rows += [whose | {"blind": keys.blind(patient.centre_id, *mark)} for mark in sorted(marks)]
    if rows:
        await session.execute(insert(PatientBlind), rows)


def birth_date(keys: Keyring, patient: Patient) -> date | None:
    """Give a patient's birth date, readable."""
    written = keys.decrypt(patient.birth_date, cell(Patient.birth_date, patient.id))
    return None if written is None else date.fromisoformat(written)


async def find(session: Reading, marks: Collection[identity.Mark], number: str | None) -> list[UUID]:
    """Give the newest cases with a patient who has all these marks, and with a call from this number when one is given.

    All the transaction may read, shared cases included: each centre's index is asked under each of that centre's keys. Restricted cases
    only where the transaction's account has opened them: a name would tell that there is one.
    """
    centres = list(await session.scalars(select(Centre.id)))
    keys = keyring(session)
    opened = exists().where(CaseOpening.case_id == Case.id, CaseOpening.until > real_now())
    query = (
        select(Case.id)
        .where(or_(Case.restriction.is_(None), opened))
        .order_by(Case.opened_at.desc(), Case.id)
        .limit(FOUND_AT_ONCE)
    )
    if marks:
        first, *others = ([blind for one in centres for blind in keys.blinds(one, *mark)] for mark in sorted(marks))
        having = select(PatientBlind.case_id).where(PatientBlind.blind.in_(first))
        for blinds in others:
            other = aliased(PatientBlind)
            having = having.where(exists().where(other.patient_id == PatientBlind.patient_id, other.blind.in_(blinds)))
        query = query.where(Case.id.in_(having))
    if number is not None:
        blinds = [blind for one in centres for blind in keys.blinds(one, "phone", number)]
        called = select(Call.case_id).where(Call.centre_id.in_(centres), Call.number_blind.in_(blinds))
        query = query.where(Case.id.in_(called))
    return list(await session.scalars(query))


async def doubles(session: Reading, cases: Iterable[CaseView]) -> Mapping[UUID, list[UUID]]:
    """Give, by open case, the other open cases of its centre with a patient of the same birth date and a part of the same name.

    Newest first, none opened more than `REMEMBERED_FOR` before it, none restricted. No query when no birth date is known.
    """
    keys = keyring(session)
    asking: defaultdict[bytes, list[CaseView]] = defaultdict(list)
    for case in cases:
        for patient in case.patients:
            if case.closed_at is None and patient.birth_date is not None:
                for mark in identity.born(identity.parts(patient.label), patient.birth_date):
                    for blind in keys.blinds(case.centre_id, *mark):
                        asking[blind].append(case)
    if not asking:
        return {}
    query = (
        select(PatientBlind.blind, Case.id, Case.opened_at)
        .join(Case, Case.id == PatientBlind.case_id)
        .where(PatientBlind.blind.in_(asking), Case.closed_at.is_(None), Case.restriction.is_(None))
        .order_by(Case.opened_at.desc(), Case.id)
    )
    found: defaultdict[UUID, dict[UUID, None]] = defaultdict(dict)
    for blind, case_id, opened_at in await session.execute(query):
        for case in asking[blind]:
            if case_id != case.id and opened_at > case.opened_at - REMEMBERED_FOR:
                found[case.id][case_id] = None
    return {case_id: list(others) for case_id, others in found.items()}
