"""The commit precedes the answer; a command with a key is done once; a centre's rows are its own."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy import table as sql_table
from sqlalchemy.ext.asyncio import AsyncEngine

from kit.counters import totals
from kit.http import ATTEMPTS
from tests.gateways.http.conftest import SignIn
from tests.world import ARM_CAEN, ARM_CAEN_2, ARM_ROUEN, CAEN, ROUEN, TELEPHONY_CAEN, TELEPHONY_ROUEN

Engines = dict[str, AsyncEngine]

AT_COMMIT = """
    CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {trouble}; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON facts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trouble();
"""

"""Trouble as a transaction that wrote a fact commits."""
AT_ONCE = """
    CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {trouble}; RETURN NULL; END $$;
    CREATE TRIGGER trouble AFTER INSERT ON facts FOR EACH ROW EXECUTE FUNCTION trouble();
"""
TIMES = "CREATE SEQUENCE times; GRANT USAGE ON times TO rramu_api"
"""Counts what is undone with its transaction too."""


def _call(external_id: str = "call-1", centre: object = CAEN) -> Mapping[str, Any]:
    return {"external_id": external_id, "centre_id": str(centre), "line": "15", "number": "+33639980001"}


async def _count(engines: Engines, table: str) -> int:
    async with engines["rramu_owner"].connect() as connection:
        counted: int = (await connection.execute(select(func.count()).select_from(sql_table(table)))).scalar_one()
    return counted


async def _ring(sign_in: SignIn) -> str:
    exchange = await sign_in(TELEPHONY_CAEN)
    return str((await exchange.post("/calls", json=_call())).json()["id"])


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        ("RAISE EXCEPTION 'not today'", 500),
        ("PERFORM pg_terminate_backend(pg_backend_pid())", 503),
        ("RAISE EXCEPTION USING ERRCODE = 'serialization_failure'", 503),
    ],
)
async def test_a_commit_that_fails_is_never_answered_by_success(
    sign_in: SignIn, engines: Engines, trouble: str, status: int
) -> None:
    exchange = await sign_in(TELEPHONY_CAEN)
    await _prepare(engines, *AT_COMMIT.format(trouble=trouble).strip().split(";\n"))

    answer = await exchange.post("/calls", json=_call())

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert "not today" not in answer.text
    assert await _count(engines, "calls") == 0


async def _prepare(engines: Engines, *statements: str) -> None:
    async with engines["rramu_owner"].begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


@pytest.mark.parametrize("when", [AT_ONCE, AT_COMMIT], ids=["at work", "at its commit"])
@pytest.mark.parametrize("state", ["deadlock_detected", "serialization_failure"])
async def test_a_command_undone_for_another_s_sake_is_done_again_here(
    sign_in: SignIn, engines: Engines, when: str, state: str
) -> None:
    call_id, arm = await _ring(sign_in), await sign_in(ARM_CAEN)
    trouble = f"IF nextval('times') < {ATTEMPTS} THEN RAISE EXCEPTION USING ERRCODE = '{state}'; END IF"
    await _prepare(engines, *TIMES.split(";"), *when.format(trouble=trouble).strip().split(";\n"))
    before = totals().get("http.done_again", 0)

    first = await _answer(arm, call_id, "k")
    again = await _answer(arm, call_id, "k")

    assert (first.status_code, again.content) == (200, first.content)
    assert totals()["http.done_again"] == before + ATTEMPTS - 1
    assert await _count(engines, "cases") == 1


async def test_what_is_answered_is_committed(sign_in: SignIn, engines: Engines) -> None:
    exchange = await sign_in(TELEPHONY_CAEN)

    answer = await exchange.post("/calls", json=_call())

    assert answer.status_code == 201
    assert await _count(engines, "calls") == 1


async def test_another_centre_s_rows_are_not_seen(sign_in: SignIn) -> None:
    exchange, arm_caen, arm_rouen = await sign_in(TELEPHONY_ROUEN), await sign_in(ARM_CAEN), await sign_in(ARM_ROUEN)
    call_id = (await exchange.post("/calls", json=_call(centre=ROUEN))).json()["id"]
    case = (await arm_rouen.post(f"/calls/{call_id}/answer")).json()["case"]

    assert (await arm_caen.get(f"/calls/{call_id}")).status_code == 404
    assert (await arm_caen.get(f"/cases/{case['id']}")).status_code == 404
    assert (await arm_caen.get("/cases", params={"open": True})).json() == []
    assert [seen["id"] for seen in (await arm_rouen.get("/cases", params={"open": True})).json()] == [case["id"]]


async def test_a_call_is_not_announced_at_a_centre_without_the_right(sign_in: SignIn, engines: Engines) -> None:
    exchange = await sign_in(TELEPHONY_ROUEN)

    assert (await exchange.post("/calls", json=_call(centre=CAEN))).status_code in {403, 404}
    assert await _count(engines, "calls") == 0


async def _answer(arm: httpx.AsyncClient, call_id: str, key: str | None) -> httpx.Response:
    return await arm.post(f"/calls/{call_id}/answer", headers={} if key is None else {"Idempotency-Key": key})


async def test_a_command_repeated_with_its_key_changes_nothing(sign_in: SignIn, engines: Engines) -> None:
    call_id, arm = await _ring(sign_in), await sign_in(ARM_CAEN)

    first = await _answer(arm, call_id, "k")
    again = await _answer(arm, call_id, "k")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert (await _answer(arm, call_id, None)).status_code == 409
    assert await _count(engines, "cases") == 1


async def test_a_repetition_whose_answer_cannot_be_read_is_refused_and_never_done_again(
    sign_in: SignIn, engines: Engines
) -> None:
    call_id, arm = await _ring(sign_in), await sign_in(ARM_CAEN)
    await _answer(arm, call_id, "k")
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("UPDATE idempotency_keys SET answer = '{}'"))  # as before answers were encrypted
    before = totals().get("idempotency.answer_lost", 0)

    again = await _answer(arm, call_id, "k")

    assert (again.status_code, again.json()["title"]) == (409, "Already done, its answer is lost")
    assert totals()["idempotency.answer_lost"] == before + 1
    assert await _count(engines, "cases") == 1


async def test_repetitions_at_the_same_moment_are_one(sign_in: SignIn, engines: Engines) -> None:
    call_id, arm = await _ring(sign_in), await sign_in(ARM_CAEN)

    answers = await asyncio.gather(*(_answer(arm, call_id, "k") for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert await _count(engines, "cases") == 1


async def test_a_key_is_its_owner_s_and_its_command_s(sign_in: SignIn) -> None:
    call_id, arm, other = await _ring(sign_in), await sign_in(ARM_CAEN), await sign_in(ARM_CAEN_2)
    await _answer(arm, call_id, "k")

    another_command = await arm.post(
        f"/calls/{call_id}/state", json={"state": "HELD"}, headers={"Idempotency-Key": "k"}
    )
    assert (another_command.status_code, another_command.json()["path"]) == (422, "header.Idempotency-Key")
    assert (await _answer(other, call_id, "k")).status_code == 409


async def test_a_refused_command_does_not_use_up_its_key(sign_in: SignIn, engines: Engines) -> None:
    call_id, arm = await _ring(sign_in), await sign_in(ARM_CAEN)
    refused = await arm.post(f"/calls/{call_id}/state", json={"state": "HELD"}, headers={"Idempotency-Key": "k"})
    assert refused.status_code in {409, 422}
    await _answer(arm, call_id, None)

    held = await arm.post(f"/calls/{call_id}/state", json={"state": "HELD"}, headers={"Idempotency-Key": "k"})

    assert (held.status_code, held.json()["state"]) == (200, "HELD")
    assert await _count(engines, "idempotency_keys") == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_has_a_length(sign_in: SignIn, key: str) -> None:
    call_id, arm = await _ring(sign_in), await sign_in(ARM_CAEN)

    assert (await _answer(arm, call_id, key)).status_code == 422
