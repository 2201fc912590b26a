"""Two rooms at work on one database: each act is a transaction of its own, with the rights of who acts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, reading, writing
from dispatch.centres import ask_help, hand_over
from kit.clock import Clock
from kit.wire.cases import CaseEdit, CaseView
from kit.wire.centres import HelpRefusalEntry, HelpView, TransferEntry, TransferRefusalEntry, TransferView
from kit.wire.codes.cases import CareQueue, MeansType, Priority
from kit.wire.codes.centres import HelpRefusal, TransferMotive, TransferRefusal
from kit.wire.codes.missions import Ground
from kit.wire.missions import Engagement, MissionView
from tests import world
from tests.dispatch.story import SCENE, Story
from tests.world import Person, Unit


@dataclass
class Rooms:
    """Caen and Rouen."""

    engine: AsyncEngine
    clock: Clock

    @asynccontextmanager
    async def at(self, who: Person) -> AsyncGenerator[Story]:
        """Work for somebody's centre; committed at the end."""
        async with writing(self.engine, who.id, [who.centre_id]) as session:
            yield Story(session, self.clock)

    @asynccontextmanager
    async def looking(self, who: Person) -> AsyncGenerator[Reading]:
        """Look with somebody's rights."""
        async with reading(self.engine, who.id, [who.centre_id]) as session:
            yield session

    async def on_the_line(self, priority: Priority = Priority.P1) -> CaseView:
        """Open a case in Caen whose caller is on the line."""
        async with self.at(world.ARM_CAEN) as story:
            async with self.at(world.TELEPHONY_CAEN) as exchange:
                call = await exchange.ring()
            opened = await story.answer(call)
            change = CaseEdit(version=0, priority=priority, motive_code="M03.01", place=SCENE, queue=CareQueue.AMU)
            return await story.edit(opened.id, change)

    async def ask(self, case_id: UUID, who: Person = world.ARM_CAEN) -> TransferView:
        """Ask Rouen to take a case over."""
        entry = TransferEntry(to_centre_id=world.ROUEN, motive=TransferMotive.OTHER_SECTOR)
        async with self.at(who) as story:
            return await hand_over.ask(story.session, who.caller, self.clock, case_id, entry)

    async def accept(self, transfer_id: UUID, who: Person = world.ARM_ROUEN) -> CaseView:
        """Take it over."""
        async with self.at(who) as story:
            return await hand_over.accept(story.session, who.caller, self.clock, transfer_id)

    async def refuse(self, transfer_id: UUID, who: Person = world.ARM_ROUEN) -> TransferView:
        """Refuse it."""
        entry = TransferRefusalEntry(motive=TransferRefusal.NO_CAPACITY)
        async with self.at(who) as story:
            return await hand_over.refuse(story.session, who.caller, self.clock, transfer_id, entry)

    async def needs(self, unit: Unit = world.AMBULANCE_ROUEN, doctor: Person = world.MRU_CAEN) -> Engagement:
        """Open a case at a doctor's centre that asks for what a vehicle answers; give the engagement of this one."""
        async with self.at(doctor) as story:
            case, decision_id = await story.send(MeansType(unit.type.partition(".")[0]), doctor)
        return Engagement(case_id=case.id, vehicle_id=unit.vehicle_id, ground=Ground.DECISION, decision_id=decision_id)

    async def ask_for(self, entry: Engagement, who: Person = world.SUIVI_CAEN) -> HelpView:
        """Ask a vehicle's centre for it."""
        async with self.at(who) as story:
            return await ask_help.ask(story.session, who.caller, self.clock, story.fleet, entry)

    async def lend(self, request_id: UUID, who: Person = world.SUIVI_ROUEN) -> MissionView:
        """Lend it."""
        async with self.at(who) as story:
            return await ask_help.accept(story.session, who.caller, self.clock, story.fleet, request_id)

    async def keep(self, request_id: UUID, who: Person = world.SUIVI_ROUEN) -> HelpView:
        """Keep it."""
        entry = HelpRefusalEntry(motive=HelpRefusal.COVER)
        async with self.at(who) as story:
            return await ask_help.refuse(story.session, who.caller, self.clock, request_id, entry)

    async def ask_no_more(self, request_id: UUID, who: Person = world.SUIVI_CAEN) -> HelpView:
        """Take a request back."""
        async with self.at(who) as story:
            return await ask_help.take_back(story.session, who.caller, self.clock, request_id)

    async def take_back(self, transfer_id: UUID, who: Person = world.ARM_CAEN) -> TransferView:
        """Ask no more."""
        async with self.at(who) as story:
            return await hand_over.take_back(story.session, who.caller, self.clock, transfer_id)
