"""The bare side of the bench of rights does the same work, and leaves no trail."""

from collections.abc import Mapping

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from load.regulation import desks
from load.rights import untie
from load.stories import Teller, story
from load.unguarded import unguarded, without_guards
from socle.accounts.passwords import hash_password
from tests import world

PASSWORD = "correct horse battery staple"
PEOPLE = (world.TELEPHONY_CAEN, world.ARM_CAEN, world.SUIVI_CAEN, world.MRU_CAEN)
_LEFT = text("""
    SELECT (SELECT array_agg(state) FROM cases), (SELECT count(*) FROM missions),
           (SELECT count(*) FROM facts WHERE case_id IS NOT NULL), (SELECT count(*) FROM audit WHERE subject LIKE 'case:%'),
           (SELECT count(*) FROM changes)""")


async def test_the_bare_side_does_the_same_work_and_leaves_no_trail(
    database: Settings, engines: Mapping[str, AsyncEngine]
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        hashed = {"hash": await hash_password(PASSWORD)}
        await connection.execute(text("UPDATE accounts SET password_hash = :hash"), hashed)
    await untie(database)
    accounts = [
        DemoAccount(login=one.login, password=PASSWORD, name=one.name, role=one.role, centre="SAMU 14 Caen")
        for one in PEOPLE
    ]
    async with unguarded(database) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            teller = Teller(client)
            (where,) = await desks(teller, accounts)
            with without_guards():
                await story(teller, where)
    async with engines["rramu_owner"].connect() as connection:
        assert (await connection.execute(_LEFT)).one() == (["CLOTURE"], 1, 0, 0, 0)
