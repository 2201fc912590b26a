"""Ten thousand things done to the trail by chance, truncation included: each is found."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from msgspec import structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.engine import Reading, writing
from kit.caller import Author
from kit.ids import CaseId
from socle.audit import service
from socle.audit.rules import Sealed
from tests.socle.audit.chains import NAMES, content, faults, other, sealed
from tests.world import ARM_CAEN, CAEN, NOON, fixed_id

Engines = dict[str, AsyncEngine]
Rows = list[Sealed]
LENGTH = 40
IN_MEMORY = 10_000
IN_DATABASE = 300


def _change(chance: Random, rows: Rows) -> Rows:
    """Change one member of one row, its fact, or what the fact gave to rows."""
    place, name = chance.randrange(len(rows)), chance.choice(NAMES)
    row = rows[place]
    value = other(chance, getattr(row.content, name))
    rows[place] = replace(row, content=structs.replace(row.content, **{name: value}))
    return rows


def _change_hash(chance: Random, rows: Rows) -> Rows:
    place = chance.randrange(len(rows))
    rows[place] = replace(rows[place], hash=chance.randbytes(32))
    return rows


def _remove(chance: Random, rows: Rows) -> Rows:
    start = chance.randrange(len(rows))
    del rows[start : start + chance.randint(1, 5)]
    return rows


def _truncate(chance: Random, rows: Rows) -> Rows:
    return rows[: chance.randrange(len(rows))]


def _swap(chance: Random, rows: Rows) -> Rows:
    """Let two rows change places, each with its hash or without."""
    one, two = chance.sample(range(len(rows)), 2)
    first, second = rows[one], rows[two]
    if chance.random() < 1 / 2:
        first, second = replace(first, hash=second.hash), replace(second, hash=first.hash)
    rows[one], rows[two] = replace(second, number=first.number), replace(first, number=second.number)
    return rows


def _close_up(chance: Random, rows: Rows) -> Rows:
    """Take a row out and number the later ones again."""
    del rows[chance.randrange(len(rows))]
    return [replace(row, number=number) for number, row in enumerate(rows, 1)]


def _repeat(chance: Random, rows: Rows) -> Rows:
    row = chance.choice(rows)
    return [*rows, row if chance.random() < 1 / 2 else replace(row, number=len(rows) + 1)]


def _make_again(chance: Random, rows: Rows) -> Rows:
    """Change, then seal the whole chain again, as only its owner could."""
    contents = [row.content for row in chance.choice((_change, _remove, _swap))(chance, rows)]
    return sealed(contents)


MUTATIONS: tuple[Callable[[Random, Rows], Rows], ...] = (
    _change, _change, _change, _change_hash, _remove, _truncate, _swap, _close_up, _repeat, _make_again,
)  # fmt: skip


def test_ten_thousand_mutations_are_each_found() -> None:
    chance = Random(20261122)
    whole = sealed([content(number) for number in range(1, LENGTH + 1)])
    signed = {row.number: row.hash.hex() for row in whole[9::10]}
    head = (whole[-1].number, whole[-1].hash)
    assert faults(whole, head, signed) == []
    for n in range(IN_MEMORY):
        mutate = chance.choice(MUTATIONS)
        rows = mutate(chance, list(whole))
        # Who may change rows may change the head kept beside them as well.
        follows = rows and chance.random() < 1 / 2
        held = (rows[-1].number, rows[-1].hash) if follows else head
        assert faults(rows, held, signed), f"mutation {n}, {mutate.__name__}, is not found"


# In the database, as its owner

_HARMS = (
    "UPDATE audit SET {column} = {value} WHERE number = {n}",
    "UPDATE facts SET {fact_column} = {fact_value} WHERE id = (SELECT fact_id FROM audit WHERE number = {n})",
    "UPDATE changes SET rows = '{{}}' WHERE fact_id = (SELECT fact_id FROM audit WHERE number = {n} - {n} % 2 + 1)",
    "DELETE FROM changes WHERE fact_id = (SELECT fact_id FROM audit WHERE number = {n} - {n} % 2 + 1)",
    "DELETE FROM audit WHERE number = {n}",
    "DELETE FROM audit WHERE number >= {n}",
    "UPDATE audit SET number = number + 1000 WHERE number = {n}",
    "UPDATE audit SET number = NULL, hash = NULL WHERE number >= {n}",
    "UPDATE audit a SET hash = b.hash FROM audit b WHERE a.number = {n} AND b.number = {n} % 40 + 1",
    "UPDATE audit a SET fact_id = NULL WHERE number = {n}",
)
_COLUMNS = {
    "role": "'MRU'",
    "action": "'case.opened'",
    "subject": "'case:1'",
    "at": "now()",
    "recorded_at": "now()",
    "account_id": "NULL",
}
_FACT_COLUMNS = {
    "role": "'MRU'",
    "kind": "'case.opened'",
    "at": "now()",
    "body": "'{\"n\": -1}'",
    "account_id": "NULL",
    "case_id": "NULL",
}


async def _written(engines: Engines) -> dict[int, str]:
    """Write and seal a chain; give the heads signed of it."""
    async with writing(engines["rramu_api"], ARM_CAEN.id, [CAEN]) as session:
        for n in range(1, LENGTH + 1):
            author = Author(ARM_CAEN.id, "ARM", CAEN)
            case_id = CaseId(fixed_id(22, n))
            fact_id = await service.record(session, author, CAEN, "case.noted", NOON, {"n": n}, case_id=case_id)
            if n % 2:
                given = text("INSERT INTO changes VALUES (:fact, :centre, jsonb_build_object('cases', :n ::int))")
                await session.execute(given, {"fact": fact_id, "centre": CAEN, "n": n})
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await service.seal(session, CAEN)
        found = await service.verify(session, CAEN)
        assert (found.sound, found.sealed) == (True, LENGTH)
        return {found.sealed: found.head}


async def _harmed(connection: AsyncConnection, harm: str, signed: dict[int, str]) -> bool:
    """Do harm, look whether it is found, and undo it."""
    outer = await connection.begin()
    done = await connection.execute(text(harm))
    assert done.rowcount > 0, harm
    async with Reading(bind=connection, join_transaction_mode="rollback_only") as session:
        found = await service.verify(session, CAEN, signed)
        cut = LENGTH // 2
        first = await service.faults_between(session, CAEN, signed, 0, cut)
        last = (await service.verify(session, CAEN, signed, after=cut)).faults
        assert (*first, *last) == found.faults, f"{harm}: in two parts other things are found"
    await outer.rollback()
    return not found.sound


async def test_what_its_owner_does_to_the_database_is_found(engines: Engines) -> None:
    signed = await _written(engines)
    chance = Random(7)
    async with engines["rramu_owner"].connect() as connection:
        for _ in range(IN_DATABASE):
            column, value = chance.choice(list(_COLUMNS.items()))
            fact_column, fact_value = chance.choice(list(_FACT_COLUMNS.items()))
            harm = chance.choice(_HARMS).format(
                column=column,
                value=value,
                fact_column=fact_column,
                fact_value=fact_value,
                n=chance.randint(1, LENGTH - 1),
            )
            assert await _harmed(connection, harm, signed), harm


async def test_a_chain_made_again_with_its_head_is_found_by_what_was_signed(engines: Engines) -> None:
    signed = await _written(engines)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("UPDATE audit SET role = 'MRU' WHERE number = 3"))
        await connection.execute(text("UPDATE audit SET number = NULL, hash = NULL"))
        await connection.execute(text("DELETE FROM chain_heads"))
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await service.seal(session, CAEN)
        assert (await service.verify(session, CAEN)).sound
        found = await service.verify(session, CAEN, signed)
    assert [fault.what for fault in found.faults] == ["REWRITTEN"]
