"""No statement of the room's commands reads a large table whole, under row-level security; and one that does is found."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from load.many import multiply
from load.plans import hot_statements, whole_reads
from load.recording import Statement
from socle.accounts.passwords import hash_password
from tests import world

COPIES = 20_000
PASSWORD = "correct horse battery staple"
PEOPLE = (world.TELEPHONY_CAEN, world.ARM_CAEN, world.SUIVI_CAEN, world.MRU_CAEN)


async def test_every_statement_of_a_call_finds_its_rows_by_an_index(
    database: Settings, engines: Mapping[str, AsyncEngine]
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        hashed = {"hash": await hash_password(PASSWORD)}
        await connection.execute(text("UPDATE accounts SET password_hash = :hash"), hashed)
    accounts = [
        DemoAccount(login=one.login, password=PASSWORD, name=one.name, role=one.role, centre="SAMU 14 Caen")
        for one in PEOPLE
    ]
    sent = await hot_statements(database, accounts, 1)
    assert await multiply(engines["rramu_owner"], COPIES) == COPIES + 1
    assert await whole_reads(database, sent) == {}
    careless = Statement("SELECT count(*) FROM cases WHERE caller_number = $1", ("+33261910001",))
    assert await whole_reads(database, [*sent, careless]) == {careless.sql: {"cases"}}
