"""A whole instance of its own, as `./rramu up` starts it, seeded like a demo; tests here drive it from outside only."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx
import msgspec
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from gateways.cli import embedded
from gateways.cli.seed import seed
from kit.clock import Clock
from kit.mqtt import tls_context
from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from kit.wire.codes.people import Role
from kit.wire.demo import DemoBox, SimulationFile
from kit.wire.telemetry import Order
from simulators.box import Box
from simulators.journal import Journal

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip

PATIENCE_MS = 30_000
"""Longest wait for the screen to show something; a busy machine is slow, and nothing here measures speed."""
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Stack:
    """A running instance and what its seed handed out."""

    instance: str
    settings: Settings
    accounts: list[DemoAccount]
    boxes: list[DemoBox]
    programs: list[DemoAccount]
    folder: Path

    @property
    def url(self) -> str:
        """Give the address people type."""
        return self.settings.instance.public_url

    def account(self, role: Role, centre: str) -> DemoAccount:
        """Give the first demo account of a role at a centre (part of its name)."""
        return next(one for one in self.accounts if one.role is role and centre in one.centre)

    def program(self, role: Role, centre: str) -> DemoAccount:
        """Give a program's account."""
        return next(one for one in self.programs if one.role is role and centre in one.centre)

    @asynccontextmanager
    async def client(self, account: DemoAccount) -> AsyncGenerator[httpx.AsyncClient]:
        """Sign in as a program and give an HTTP client that carries the token."""
        async with httpx.AsyncClient(base_url=f"{self.url}/api", timeout=20) as client:
            credentials = {"login": account.login, "password": account.password, "kind": "bearer"}
            answer = await client.post("/session", json=credentials)
            answer.raise_for_status()
            client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            yield client

    @asynccontextmanager
    async def box(self, call_sign: str, orders: "asyncio.Queue[Order]") -> AsyncGenerator[Box]:
        """Run the reference box of one vehicle; new orders for it are put on the queue."""
        identity = next(box for box in self.boxes if box.call_sign == call_sign)
        async with AsyncExitStack() as stack:
            journal = stack.enter_context(Journal(self.folder / f"{identity.name}.journal"))
            box = Box(
                identity, journal, Clock(), self.settings.mqtt, tls_context(self.settings.mqtt),
                chance=Random(1), on_order=orders.put_nowait,
            )  # fmt: skip
            running = asyncio.create_task(box.run())
            try:
                yield box
            finally:
                running.cancel()
                await asyncio.wait([running])


def started(purpose: str, folder: Path) -> Stack:
    """Start and seed an instance for these tests."""
    instance = embedded.temporary_name(purpose)
    settings = embedded.start(instance)
    seed(settings, folder)
    embedded.refresh_boxes(instance)
    embedded.start(instance, only={*embedded.SERVICES, *embedded.APPLICATION})
    simulation = msgspec.json.decode((folder / "simulators.json").read_bytes(), type=SimulationFile)
    return Stack(
        instance=instance,
        settings=settings,
        accounts=msgspec.json.decode((folder / "accounts.json").read_bytes(), type=list[DemoAccount]),
        boxes=msgspec.json.decode((folder / "boxes.json").read_bytes(), type=list[DemoBox]),
        programs=simulation.programs,
        folder=folder,
    )


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give the instance the tests of this folder share."""
    made = started("end-to-end", tmp_path_factory.mktemp("end-to-end"))
    yield made
    embedded.reset(made.instance)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give headless Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        await chromium.close()


@asynccontextmanager
async def desk(browser: Browser) -> AsyncGenerator[BrowserContext]:
    """Give an empty browser profile at a desk's size, in French; an error on a page fails the test."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    await context.close()
    assert errors == []


async def sign_in(context: BrowserContext, stack: Stack, account: DemoAccount) -> Page:
    """Open the screen and sign in; gives the page once it is live."""
    page = await context.new_page()
    await page.goto(stack.url)
    await page.get_by_test_id("login").fill(account.login)
    await page.get_by_test_id("password").fill(account.password)
    await page.get_by_test_id("sign-in").click()
    await page.wait_for_selector('[data-testid="live-state"][data-state="live"]')
    return page
