"""Gathers the inquest file of a case: facts, looks, decisions, missions, proposals, positions. That it was made is itself a fact."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, union_all

from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.directory import Centre
from db.models.keeping import MissionPosition
from db.models.patients import Patient
from db.models.positions import Position
from db.models.regulation import Case, Decision, Mission, Proposal
from db.secrets import cell, keyring, private
from dispatch.cases import service as cases
from dispatch.cases import shown
from dispatch.missions import service
from dispatch.missions.inquest_trail import entries
from kit.caller import Author, Caller
from kit.clock import real_now
from kit.errors import Forbidden, NotFound
from kit.ids import CentreId
from kit.wire.codes.people import DOCTORS
from kit.wire.inquest import Inquest, InquestDecision, InquestFix, InquestProof

EXTRACTOR = Author(None, "INQUEST")
"""Author of an extraction made on the server itself; its motive says for whom."""


async def find(session: Reading, caller: Caller, case_id: UUID) -> Case:
    """Give a case whose file a caller may have made.

    Raises:
        NotFound: no such case among the transaction's centres.
        Forbidden: the caller is a doctor neither at its centre nor, while it is restricted, has opened it.
    """
    case = await cases.find(session, case_id)
    caller.acting_at(CentreId(case.centre_id), *DOCTORS)
    if (await cases.view(session, case_id)).withheld:
        raise Forbidden("open the case before its file is made")
    return case


async def gather(  # noqa: PLR0917 - which case, why, when, with what proof, by whom
    session: Writing,
    number: str,
    motive: str,
    at: datetime,
    proof: Sequence[InquestProof],
    caller: Caller | None = None,
) -> Inquest:
    """Give the file of a case and write down that it was made, for which motive.

    `at`: domain time; `proof`: of the centres' chains; `caller`: the doctor who asks; none: it is made on the server itself.

    Raises:
        NotFound: no such case among the transaction's centres.
        Forbidden: the caller is no doctor at its centre.
    """
    case = await session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise NotFound(f"no case has the number {number}")
    author = EXTRACTOR if caller is None else caller.acting_at(CentreId(case.centre_id), *DOCTORS)
    await cases.record(session, author, case, "case.extracted", at, {"motive": private(motive)})
    codes = {centre.id: centre.code for centre in await session.scalars(select(Centre))}
    mission_ids = list(await session.scalars(select(Mission.id).where(Mission.case_id == case.id)))
    keys = keyring(session)
    patients = {
        patient.id: keys.decrypt(patient.label, cell(Patient.label, patient.id))
        for patient in await session.scalars(select(Patient).where(Patient.case_id == case.id).order_by(Patient.rank))
    }
    place = shown.place_of(keys, case)
    return Inquest(
        number=case.number,
        case_id=case.id,
        centre_code=codes[case.centre_id],
        state=case.state,
        priority=case.priority,
        place=None if place is None else place.label,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        patients=list(patients.values()),
        decisions=await _decisions(session, case.id, patients),
        missions=await service.views(session, mission_ids) if mission_ids else [],
        entries=await entries(session, case.id, codes),
        proposals=[
            dict(body)
            for body in await session.scalars(
                select(Proposal.body).where(Proposal.case_id == case.id).order_by(Proposal.at)
            )
        ],
        positions=await _positions(session, mission_ids),
        proof=list(proof),
        made_at=real_now(),
        motive=motive,
        made_by="" if caller is None else caller.name,
    )


async def _decisions(session: Reading, case_id: UUID, patients: dict[UUID, str]) -> list[InquestDecision]:
    keys = keyring(session)
    query = (
        select(Decision, Account.name)
        .join(Account, Account.id == Decision.decided_by)
        .where(Decision.case_id == case_id)
        .order_by(Decision.decided_at, Decision.id)
    )
    return [
        InquestDecision(
            id=decision.id,
            patient=None if decision.patient_id is None else patients[decision.patient_id],
            type=decision.type,
            means=decision.means,
            delay=decision.delay,
            care_level=decision.care_level,
            words=keys.decrypt(decision.words, cell(Decision.words, decision.id)),
            decided_at=decision.decided_at,
            decided_by=name,
            ended_at=decision.ended_at,
            ended_because=decision.ended_because,
        )
        for decision, name in await session.execute(query)
    ]


async def _positions(session: Reading, mission_ids: Collection[UUID]) -> list[InquestFix]:
    """Give where the vehicles were on these missions: the fixes kept with a mission, and those still in the history."""
    kept = select(
        MissionPosition.mission_id, MissionPosition.measured_at, MissionPosition.lon_deg, MissionPosition.lat_deg,
        MissionPosition.speed_mps,
    ).where(MissionPosition.mission_id.in_(mission_ids))  # fmt: skip
    history = (
        select(Mission.id, Position.measured_at, Position.lon_deg, Position.lat_deg, Position.speed_mps)
        .join(Position, Position.vehicle_id == Mission.vehicle_id)
        .where(
            Mission.id.in_(mission_ids),
            Position.measured_at >= Mission.ordered_at,
            or_(Mission.closed_at.is_(None), Position.measured_at <= Mission.closed_at),
        )
    )
    found = {(row[0], row[1]): row for row in await session.execute(union_all(kept, history))}
    return [
        InquestFix(mission_id=mission_id, measured_at=at, lon_deg=lon_deg, lat_deg=lat_deg, speed_mps=speed_mps)
        for mission_id, at, lon_deg, lat_deg, speed_mps in (found[key] for key in sorted(found))
    ]
