"""Two rooms at work on one database: each act is a transaction of its own, with the rights of who acts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, reading, writing
from dispatch.centres import hand_over
from kit.clock import Clock
from kit.wire.cases import CaseEdit, CaseView
from kit.wire.centres import TransferEntry, TransferRefusalEntry, TransferView
from kit.wire.codes.cases import CareQueue, Priority
from kit.wire.codes.centres import TransferMotive, TransferRefusal
from tests import world
from tests.dispatch.story import SCENE, Story
from tests.world import Person


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

    async def take_back(self, transfer_id: UUID, who: Person = world.ARM_CAEN) -> TransferView:
        """Ask no more."""
        async with self.at(who) as story:
            return await hand_over.take_back(story.session, who.caller, self.clock, transfer_id)
