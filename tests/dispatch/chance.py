"""A room that does whatever chance says: what no test would think of."""

import random
from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.calls import service as calls
from dispatch.cases import call_back, pick_up, take
from dispatch.cases import service as cases
from dispatch.decisions import service as decisions
from dispatch.missions import service as missions
from gateways.worker.reactions import react
from gateways.worker.work import REACTIONS
from kit.clock import Clock
from kit.errors import RegulationError
from kit.wire.calls import CallAttachment, CallBackEntry
from kit.wire.cases import CaseEdit, PatientEntry
from kit.wire.codes.calls import CallBackResult, CallState, Sex
from kit.wire.codes.cases import CareQueue, MeansType, Priority
from kit.wire.codes.missions import MissionStatus, Outcome, ReceiptState
from socle.audit import service as audit
from tests import world
from tests.dispatch.story import ELSEWHERE, SCENE, Story, advice, inter


class Room:
    """A room that does whatever chance says, each command in its own transaction."""

    def __init__(self, engine: AsyncEngine, clock: Clock, chance: random.Random) -> None:
        self.engine = engine
        self.clock = clock
        self.chance = chance
        self.seq = 0

    async def act(self) -> bool:
        """Do one thing; False when the room refused it."""
        act = self.chance.choice(ACTS)
        try:
            async with writing(self.engine, None, [world.CAEN]) as session:
                story = Story(session, self.clock)
                story.later(1)
                await act(self, story)
        except (RegulationError, IndexError):
            return False
        return True

    async def call(self, story: Story) -> UUID:
        """Give some call."""
        return self.chance.choice(await calls.views(story.session)).id

    async def case(self, story: Story) -> UUID:
        """Give some open case."""
        return self.chance.choice(await cases.views(story.session)).id

    async def mission(self, story: Story) -> UUID:
        """Give some mission."""
        return self.chance.choice(await missions.views(story.session)).id


async def _ring(room: Room, story: Story) -> None:
    await story.ring(room.chance.choice((None, "+33261910001", "+33261910002")), at=room.chance.choice((None, SCENE)))


async def _answer(room: Room, story: Story) -> None:
    call_id = await room.call(story)
    await pick_up.answer(story.session, world.ARM_CAEN.caller, story.clock, call_id)


async def _tell(room: Room, story: Story) -> None:
    await story.tell(await room.call(story), room.chance.choice(list(CallState)))


async def _call_back(room: Room, story: Story) -> None:
    entry = CallBackEntry(result=room.chance.choice(list(CallBackResult)))
    await call_back.call_back(story.session, world.ARM_CAEN.caller, story.clock, await room.call(story), entry)


async def _attach(room: Room, story: Story) -> None:
    entry = CallAttachment(case_id=await room.case(story))
    await pick_up.attach(story.session, world.ARM_CAEN.caller, story.clock, await room.call(story), entry)


async def _edit(room: Room, story: Story) -> None:
    change = CaseEdit(
        version=0,
        priority=room.chance.choice(list(Priority)),
        motive_code="M03.01",
        place=room.chance.choice((SCENE, ELSEWHERE)),
        queue=room.chance.choice((CareQueue.AMU, CareQueue.AMBULATORY, None)),
        note="vu",
    )
    await story.edit(await room.case(story), change, world.MRU_CAEN)


async def _patient(room: Room, story: Story) -> None:
    await story.patient(await room.case(story), PatientEntry(sex=Sex.F, age="P40Y"))


async def _take(room: Room, story: Story) -> None:
    act = room.chance.choice((take.take, take.release, take.close))
    await act(story.session, world.MRU_CAEN.caller, story.clock, await room.case(story))


async def _decide(room: Room, story: Story) -> None:
    view = await cases.view(story.session, await room.case(story))
    patient = room.chance.choice(view.patients).id if view.patients else None
    means = room.chance.choice((MeansType.TSU, MeansType.SMUR))
    await story.decide(view.id, room.chance.choice((advice(patient), inter(means, patient))))


async def _withdraw(room: Room, story: Story) -> None:
    view = await cases.view(story.session, await room.case(story))
    chosen = room.chance.choice(view.decisions).id
    await decisions.withdraw(story.session, world.MRU_CAEN.caller, story.clock, chosen)


async def _engage(room: Room, story: Story) -> None:
    view = await cases.view(story.session, await room.case(story))
    unit = room.chance.choice((world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX, world.SMUR_CAEN))
    await story.engage(view.id, unit, room.chance.choice(view.decisions).id)


async def _follow(room: Room, story: Story) -> None:
    view = await missions.view(story.session, await room.mission(story))
    room.seq += 1
    units = (world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX, world.SMUR_CAEN)
    unit = next(unit for unit in units if unit.vehicle_id == view.vehicle_id)
    if room.chance.random() < 0.3:
        await story.receipt(unit, room.seq, view, room.chance.choice(list(ReceiptState)), view.order_version)
    else:
        await story.button(unit, room.seq, view.id, room.chance.choice(list(MissionStatus)))


async def _end(room: Room, story: Story) -> None:
    mission_id = await room.mission(story)
    if room.chance.random() < 0.5:
        await story.cancel(mission_id, world.MRU_CAEN)
    else:
        await story.close(mission_id, room.chance.choice(list(Outcome)))


ACTS: tuple[Callable[[Room, Story], Awaitable[None]], ...] = (
    _ring, _answer, _answer, _tell, _call_back, _attach, _edit, _edit, _patient, _take, _decide, _decide, _withdraw,
    _engage, _engage, _follow, _follow, _end,
)  # fmt: skip


async def settle(worker: AsyncEngine, clock: Clock) -> None:
    """Let the worker seal and react until nothing is left to do."""
    async with writing(worker, None, [world.CAEN]) as session:
        await audit.seal(session, world.CAEN)
    while await react(worker, clock, REACTIONS, world.CAEN):
        pass
