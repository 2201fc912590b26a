"""The API that the bench of rights compares with: the same routes and rows, as the owner, without look-ups, scope or a trail."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from unittest.mock import patch

from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from db import engine
from db.engine import Writing
from gateways.http.app import serving
from gateways.http.auth import authenticate, identify, token_of
from gateways.http.state import state_of
from kit.errors import NotAuthenticated
from kit.settings import Settings
from socle.accounts.service import SignedIn
from socle.audit import repository


@asynccontextmanager
async def unguarded(settings: Settings) -> AsyncGenerator[FastAPI]:
    """Open an API that works as `rramu_owner`; who calls is looked up once a token, not once a request."""
    known: dict[str, SignedIn] = {}

    async def recognise(request: Request) -> None:
        carried = token_of(request)
        if carried is None:
            raise NotAuthenticated("sign in first")
        token, kind = carried
        if token not in known:
            found = await identify(state_of(request), token, kind)
            if found is None:
                raise NotAuthenticated("sign in first")
            known[token] = found
        request.state.signed_in = known[token]
        request.state.caller = known[token].caller

    async with serving(settings, "rramu_owner") as app:
        app.dependency_overrides[authenticate] = recognise
        yield app


@contextmanager
def without_guards() -> Generator[None]:
    """Give transactions no scope, and write no facts, audit rows or changed rows meanwhile, in the whole process."""

    async def nothing(*_: object, **__: object) -> None:
        """Write nothing."""

    async def begun(session: AsyncSession, *_: object) -> None:
        """Begin the transaction, as the statement that gives its scope does."""
        await (await session.connection()).exec_driver_sql("SELECT")

    with (
        patch.object(engine, "work_for", begun),
        patch.object(repository, "insert_fact", nothing),
        patch.object(repository, "insert_look", nothing),
        patch.object(Writing, "sync_session_class", Session),
    ):
        yield
