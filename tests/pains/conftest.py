"""The room where the pains are felt: the API on a port with its built screen, a broker, Chromium; a tracker when a test wants one."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext, Page
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection

from db.engine import connect_arguments
from gateways.http.__main__ import Server, make_server
from gateways.http.app import serving
from kit.settings import Settings
from tests import world
from tests.end_to_end.conftest import browser
from tests.gateways.http.conftest import passwords
from tests.gateways.http.desk import Desk, desk
from tests.gateways.mqtt.conftest import broker, settings, tracking
from tracker.live.feed import Feeds

__all__ = ["broker", "browser", "passwords", "settings", "tracking"]  # the fixtures of the doors' own tests


@dataclass(frozen=True)
class Room:
    """An API that serves, and how to sit down in it."""

    settings: Settings
    app: FastAPI
    server: Server
    password: str

    @property
    def url(self) -> str:
        """Give the address people type."""
        return self.settings.instance.public_url

    @asynccontextmanager
    async def client(self, who: world.Person) -> AsyncGenerator[httpx.AsyncClient]:
        """Sign somebody in as a program."""
        async with httpx.AsyncClient(base_url=f"{self.url}/api", timeout=30) as client:
            credentials = {"login": who.login, "password": self.password, "kind": "bearer"}
            answer = await client.post("/session", json=credentials)
            client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
            yield client

    @asynccontextmanager
    async def desk(self, who: world.Person = world.ARM_CAEN) -> AsyncGenerator[Desk[ClientConnection]]:
        """Follow the room as a program does."""
        async with self.client(who) as client:
            address = f"{self.url.replace('http', 'ws', 1)}/api/live"
            async with desk(address, client.headers["Authorization"]) as opened:
                yield opened

    async def sign_in(self, page: Page, who: world.Person = world.ARM_CAEN) -> None:
        """Open the screen on a page, and wait until it is live."""
        await page.goto(self.url)
        await page.get_by_test_id("login").fill(who.login)
        await page.get_by_test_id("password").fill(self.password)
        await page.get_by_test_id("sign-in").click()
        await page.wait_for_selector('[data-testid="live-state"][data-state="live"]')

    async def screen(self, context: BrowserContext, who: world.Person = world.ARM_CAEN) -> Page:
        """Open the screen as somebody."""
        page = await context.new_page()
        await self.sign_in(page, who)
        return page


@asynccontextmanager
async def telling(settings: Settings, redis: Redis) -> AsyncGenerator[Feeds]:
    """Tell positions as trackers do, for the length of a block."""
    feeds = Feeds(redis, settings.redis.prefix)
    task = asyncio.create_task(feeds.run())
    try:
        yield feeds
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
async def room(settings: Settings, passwords: str) -> AsyncIterator[Room]:
    """Give the API on a port of its own, where the database, Redis and the broker of the test are behind it."""
    async with open_room(settings, passwords) as opened:
        yield opened


@asynccontextmanager
async def open_room(settings: Settings, password: str) -> AsyncGenerator[Room]:
    """Serve the API and the screen on a free port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        own = settings.model_copy(update={
            "instance": settings.instance.model_copy(update={"public_url": f"http://127.0.0.1:{port}"}),
            "http": settings.http.model_copy(update={"port": port}),
        })  # fmt: skip
        async with serving(own) as app:
            server = make_server(app, own.http)
            task = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield Room(own, app, server, password)
            finally:
                server.should_exit = True
                await task


async def rows(settings: Settings, query: str, *values: object) -> list[tuple[object, ...]]:
    """Look into the database as its owner."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return [tuple(row) for row in await connection.fetch(query, *values)]
    finally:
        await connection.close()
