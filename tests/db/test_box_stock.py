"""Boxes from before there was a stock: none is lost to the park by the change."""

import asyncio
from collections.abc import Mapping

from alembic import command
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_engine
from db.migrate import configuration
from db.models.boxes import Box, BoxLink
from kit.settings import Settings
from kit.wire.codes.boxes import BoxStock
from tests.world import AMBULANCE_BAYEUX, AMBULANCE_CAEN, NOON, SMUR_CAEN


async def test_a_revoked_box_is_where_it_was_and_may_come_back(
    database: Settings, engines: Mapping[str, AsyncEngine]
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            update(Box).where(Box.id.in_([AMBULANCE_CAEN.box_id, AMBULANCE_BAYEUX.box_id])).values(state="REVOKED")
        )
        await connection.execute(update(BoxLink).where(BoxLink.box_id == AMBULANCE_BAYEUX.box_id).values(to_at=NOON))
    for act, to in ((command.downgrade, "0025"), (command.upgrade, "head")):
        await asyncio.to_thread(act, configuration(database), to)
    after = make_engine(database, "rramu_owner")
    try:
        async with after.connect() as connection:
            rows = (await connection.execute(select(Box.id, Box.stock))).all()
            found = {row.id: row.stock for row in rows}
    finally:
        await after.dispose()
    assert found[AMBULANCE_CAEN.box_id] == BoxStock.MOUNTED
    assert found[AMBULANCE_BAYEUX.box_id] == BoxStock.IN_STORE
    assert found[SMUR_CAEN.box_id] == BoxStock.MOUNTED
