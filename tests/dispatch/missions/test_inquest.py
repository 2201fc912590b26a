"""The inquest file holds everything that was written about a case, and making it is written too."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from dispatch.cases import service as cases
from dispatch.missions.inquest import gather
from kit.clock import Clock
from kit.errors import NotFound
from kit.wire.cases import DecisionEntry, PatientEntry
from kit.wire.codes.calls import Sex
from kit.wire.codes.cases import DecisionType
from kit.wire.codes.missions import MissionStatus, Outcome
from kit.wire.inquest import Inquest
from socle.audit import service as audit
from tests import world
from tests.dispatch.story import NUMBER, Story

Engines = dict[str, AsyncEngine]


async def _told(engines: Engines, clock: Clock) -> str:
    """Tell a whole story; give the case's number."""
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission()
        await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
        await story.close(mission.id, Outcome.LEFT_ON_SCENE)
        patient = await story.patient(mission.case_id, PatientEntry(sex=Sex.F, age="P40Y", label="Mme Essai"))
        entry = DecisionEntry(type=DecisionType.CONSEIL, patient_id=patient, words="revoir demain")
        await story.decide(mission.case_id, entry)
        await cases.file(session, world.ARM_CAEN.caller, clock, mission.case_id)
        number = mission.case_number
    async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
        await audit.seal(session, world.CAEN)
    return number


async def _gathered(engines: Engines, clock: Clock, number: str) -> Inquest:
    async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
        return await gather(session, number, "réquisition 12/26", clock.now(), [])


async def test_everything_about_a_case_is_in_its_file(engines: Engines, clock: Clock) -> None:
    number = await _told(engines, clock)
    found = await _gathered(engines, clock, number)

    kinds = [entry.kind for entry in found.entries]
    assert kinds[0] == "call.rang"
    assert {
        "case.opened",
        "decision.decided",
        "mission.ordered",
        "mission.closed",
        "case.read",
        "case.extracted",
    } <= set(kinds)
    assert [entry.number for entry in found.entries[:-1]] == list(range(1, len(kinds)))
    assert found.patients == ["Mme Essai"]
    assert [(one.type, one.words, one.decided_by) for one in found.decisions] == [
        ("INTER", None, "Dr Camille Roussel"),
        ("CONSEIL", "revoir demain", "Dr Camille Roussel"),
    ]
    assert [status.status for status in found.missions[0].statuses][-1] is MissionStatus.PEC
    assert found.entries[-1].body == {"motive": "réquisition 12/26"}


async def test_the_motive_is_in_the_trail_unreadable_at_rest(engines: Engines, clock: Clock) -> None:
    number = await _told(engines, clock)
    case_id = (await _gathered(engines, clock, number)).case_id
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        log = await cases.log(session, case_id)
    assert (log[-1].kind, log[-1].author) == ("case.extracted", "INQUEST")
    async with engines["rramu_owner"].connect() as connection:
        stored = (
            await connection.exec_driver_sql("SELECT body::text FROM facts WHERE kind = 'case.extracted'")
        ).scalar()
    assert "réquisition" not in str(stored)
    assert NUMBER not in str(stored)


async def test_a_number_nobody_has_is_told(engines: Engines, clock: Clock) -> None:
    with pytest.raises(NotFound, match="DRFR15"):
        await _gathered(engines, clock, "DRFR15-none")
