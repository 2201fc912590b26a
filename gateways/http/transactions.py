"""One request, one transaction, with the caller's rights of this moment; and one command, applied once per idempotency key.

The key's row is inserted first: a repetition that comes while the first is still at work waits for its end, then finds its answer. The
answer is stored in the command's own transaction, encrypted (it may tell of patients): there is never an answer without its effects, nor
effects without their answer. A transaction that PostgreSQL gave up for another's sake (a deadlock) has left neither, and is done again here
rather than by the caller.
"""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DBAPIError

from db.engine import Reading, Writing, driver, reading, writing
from db.key_folder import KeyTrouble
from db.models.directory import REGION_CHAIN_ID
from db.secrets import keyring
from db.trouble import undone
from gateways.http.state import state_of
from kit.caller import Caller
from kit.clock import real_now
from kit.counters import count
from kit.errors import Conflict, Invalid
from kit.http import Undone
from kit.ids import AccountId, CentreId

HEADER = "Idempotency-Key"
MAXIMUM_KEY_LENGTH = 200


# Every command pays for these: they are asked of the driver.
_CLAIM = """
    INSERT INTO idempotency_keys (account_id, key, request_hash, status, answer, created_at)
    VALUES ($1, $2, $3, 0, '', $4) ON CONFLICT DO NOTHING RETURNING key"""
_KNOWN = "SELECT request_hash, status, answer FROM idempotency_keys WHERE account_id = $1 AND key = $2"
_KEEP = "UPDATE idempotency_keys SET status = $3, answer = $4 WHERE account_id = $1 AND key = $2"


class AnswerLost(Conflict):
    """The command was done under this key, and is not done again; what was answered cannot be read any more."""

    title = "Already done, its answer is lost"


class Replayed(Exception):
    """The command was already done: the answer given then is given again."""

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__()
        self.status = status
        self.content = content


def _caller(request: Request) -> Caller | None:
    return getattr(request.state, "caller", None)


def _scope(request: Request) -> tuple[AccountId | None, Sequence[CentreId]]:
    """Give whose rights the transaction has: those of the caller where they may do what they ask. No action asked for: no centre's rows."""
    caller = _caller(request)
    return None if caller is None else caller.account_id, getattr(request.state, "centres", ())


@asynccontextmanager
async def look(request: Request) -> AsyncGenerator[Reading]:
    """Open the request's reading transaction."""
    account, centres = _scope(request)
    async with reading(state_of(request).engine, account, centres) as session:
        yield session


@asynccontextmanager
async def transaction(request: Request) -> AsyncGenerator[Writing]:
    """Open the request's writing transaction; a command with a key already used ends here.

    Raises: Replayed; AnswerLost; Invalid when the key was used for another command; Undone.
    """
    caller = _caller(request)
    account, centres = _scope(request)
    key = request.headers.get(HEADER)
    try:
        async with writing(state_of(request).engine, account, centres) as session:
            if key is not None and caller is not None and not getattr(request.state, "told_once", False):
                await _claim(request, session, caller, key)
            yield session
    except (DBAPIError, asyncpg.PostgresError) as error:
        if undone(error):
            raise Undone(error) from error
        raise


async def _claim(request: Request, session: Writing, caller: Caller, key: str) -> None:
    """Take a key for this command, or find what it gave."""
    if not 0 < len(key) <= MAXIMUM_KEY_LENGTH:
        raise Invalid(f"a key has 1 to {MAXIMUM_KEY_LENGTH} characters", path=f"header.{HEADER}")
    mine = (caller.account_id, key)
    keys, bound_to = keyring(session), f"idempotency_keys.answer:{caller.account_id}:{key}"
    wanted = await _hash(request)
    asked = driver(session)
    if await asked.fetchval(_CLAIM, *mine, wanted, real_now()) is None:
        known = await asked.fetchrow(_KNOWN, *mine)
        if known is None or known["request_hash"] != wanted:
            raise Invalid("this key was used for another command", path=f"header.{HEADER}")
        try:
            kept = keys.decrypt_bytes(known["answer"], bound_to)
        except KeyTrouble as trouble:  # kept before answers were encrypted, or under a key that is gone
            count("idempotency.answer_lost")
            raise AnswerLost("read what it changed instead of sending it again") from trouble
        raise Replayed(known["status"], kept)

    async def keep(response: Response) -> None:
        answer = keys.encrypt_bytes(REGION_CHAIN_ID, bytes(response.body), bound_to)
        await asked.execute(_KEEP, *mine, response.status_code, answer)

    request.state.before_commit = keep


async def _hash(request: Request) -> bytes:
    """Hash what makes a command the same: method, path with its query, body."""
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(target.encode() + await request.body()).digest()


async def _replay(_: Request, error: Exception) -> Response:
    if not isinstance(error, Replayed):
        raise TypeError from error
    return Response(error.content, error.status, {"Idempotency-Replayed": "true"}, "application/json")


def install_transactions(app: FastAPI) -> None:
    """Give the dependencies of `kit.http` their transactions."""
    app.state.transaction = transaction
    app.state.look = look
    app.add_exception_handler(Replayed, _replay)
