"""The API on a database of its own, asked over ASGI: every layer but the socket."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http.app import serving
from kit.settings import Settings
from socle.accounts.passwords import hash_password
from tests.world import Person

SignIn = Callable[[Person], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def api(database: Settings) -> AsyncIterator[FastAPI]:
    """Give the API, serving this test's own database."""
    async with serving(database) as app:
        yield app


@pytest.fixture(scope="session")
async def idle_api(worker_settings: Settings) -> AsyncIterator[FastAPI]:
    """Give the API on the database tests share, for those that change nothing."""
    async with serving(worker_settings) as app:
        yield app


@pytest.fixture
async def stranger(idle_api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client nobody is signed in on, that changes nothing."""
    async with asking(idle_api) as opened:
        yield opened


@asynccontextmanager
async def asking(app: FastAPI, headers: dict[str, str] | None = None) -> AsyncGenerator[httpx.AsyncClient]:
    """Open a client of the API that comes from another machine."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("192.0.2.7", 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api", headers=headers) as client:
        yield client


@pytest.fixture
async def client(api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client nobody is signed in on."""
    async with asking(api) as opened:
        yield opened


@pytest.fixture
async def passwords(engines: dict[str, AsyncEngine]) -> str:
    """Give everybody of the world one password."""
    password = "correct horse battery staple"
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            text("UPDATE accounts SET password_hash = :hash"), {"hash": await hash_password(password)}
        )
    return password


@pytest.fixture
async def sign_in(api: FastAPI, passwords: str) -> AsyncIterator[SignIn]:
    """Give a function that signs somebody in as a program and gives their client."""
    opened: list[httpx.AsyncClient] = []

    async def enter(person: Person) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(api, raise_app_exceptions=False, client=("192.0.2.7", 4242))
        client = httpx.AsyncClient(transport=transport, base_url="http://test/api")
        opened.append(client)
        credentials = {"login": person.login, "password": passwords, "kind": "bearer"}
        answer = await client.post("/session", json=credentials)
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client

    yield enter
    for client in opened:
        await client.aclose()
