"""What goes with a case that changes hands: locked in the order of every command, then given the new centre."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from db import changes
from db.engine import Writing
from db.models.fleet import Occupancy
from db.models.opinions import Opinion
from db.models.patients import Patient, PatientBlind
from db.models.regulation import Call, Case, Decision, Mission, MissionStatusEntry
from db.models.tasks import Task
from db.models.trail import OutboxRow

_FOLLOWING: Mapping[
    type[Patient | Decision | Mission | MissionStatusEntry | Task | Opinion], InstrumentedAttribute[UUID]
] = MappingProxyType(
    {
        Patient: Patient.case_id,
        Decision: Decision.case_id,
        Mission: Mission.case_id,
        MissionStatusEntry: MissionStatusEntry.mission_id,
        Task: Task.case_id,
        Opinion: Opinion.case_id,
    }
)
"""The rows that go with their case, to which the database gives the new centre by their keys, and by which key."""


async def lock(session: Writing, case_id: UUID) -> None:
    """Lock the calls on the line, then the missions of a case, before the case itself: the order of every command."""
    on_the_line = select(Call.id).where(Call.case_id == case_id, Call.ended_at.is_(None)).order_by(Call.id)
    await session.execute(on_the_line.with_for_update())
    await session.execute(select(Mission.id).where(Mission.case_id == case_id).order_by(Mission.id).with_for_update())


async def bring(session: Writing, case: Case) -> list[UUID]:
    """Give what names the case's centre its new centre: vehicles under way, orders not yet received, rows rebuilt from facts.

    So does what its patients are found by. Gives the case's missions, whose statuses went along.
    """
    in_order = select(Mission).where(Mission.case_id == case.id).order_by(Mission.id)
    missions = list(await session.scalars(in_order.execution_options(populate_existing=True)))
    for mission in missions:
        mission.version += 1
    mine = [mission.id for mission in missions]
    for model, parent in _FOLLOWING.items():
        of_case = parent.in_(mine) if model is MissionStatusEntry else parent == case.id
        for row_id, parent_id in await session.execute(select(model.id, parent).where(of_case)):
            changes.note(session, model, {"id": row_id, parent.key: parent_id, "centre_id": case.centre_id})
    await session.execute(
        update(PatientBlind).where(PatientBlind.case_id == case.id).values(centre_id=case.centre_id),
        execution_options={"synchronize_session": False},
    )
    await session.execute(
        update(Occupancy).where(Occupancy.mission_id.in_(mine)).values(centre_id=case.centre_id),
        execution_options={"synchronize_session": False},
    )
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.mission_id.in_(mine), OutboxRow.done_at.is_(None))
        .values(centre_id=case.centre_id),
        execution_options={"synchronize_session": False},
    )
    return mine
