"""Builds the API: every module's routes under `/api`, the screen at `/`, and the open resources they share."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI

from db import domain_clock, secrets
from db.engine import make_engine
from dispatch.assignment import endpoints as assignment
from dispatch.calls import endpoints as calls
from dispatch.cases import endpoints as cases
from dispatch.centres import endpoints as centres
from dispatch.decisions import endpoints as decisions
from dispatch.missions import endpoints as missions
from dispatch.partners import endpoints as partners
from dispatch.sas import endpoints as sas
from dispatch.vehicles import endpoints as vehicles
from gateways.http import (
    access,
    account,
    clock,
    demo,
    geo,
    health,
    inquest,
    live,
    managers,
    metrics,
    oidc,
    past,
    past_stream,
    screens,
    seniors,
    session,
    stream,
)
from gateways.http.auth import authenticate
from gateways.http.description import describe
from gateways.http.headers import Headers
from gateways.http.limit import BodyLimit
from gateways.http.problems import install_database_problems
from gateways.http.provider import Provider
from gateways.http.roads import Roads
from gateways.http.screen import Screen
from gateways.http.state import State
from gateways.http.transactions import install_transactions
from gateways.redis import open_redis, publish_counters
from kit.clock import Clock
from kit.problems import install_problems
from kit.settings import DatabaseRole, Settings
from socle.accounts.fields import show_to
from socle.accounts.rights import ACTIONS
from socle.boxes import endpoints as boxes
from socle.directory import endpoints as directory
from tracker import endpoints as positions

PREFIX = "/api"
VERSION = "0.1.0"
"""Of the interface: additive changes only within a major version."""
PUBLIC = (session.public, access.public, oidc.public, clock.public, demo.public, health.public, metrics.public)
"""Routes anybody may ask: signing in comes before being known."""
PRIVATE = (
    session.router,
    seniors.router,
    account.router,
    managers.router,
    clock.router,
    stream.router,
    directory.router,
    boxes.router,
    geo.router,
    calls.router,
    cases.router,
    centres.router,
    decisions.router,
    assignment.router,
    missions.router,
    past.router,
    past_stream.router,
    inquest.router,
    sas.router,
    partners.router,
    positions.router,  # before the fleet's: `/vehicles/nearby` is no vehicle's id
    vehicles.router,
)
"""Routes of somebody who is signed in; each asks for its action of the rights table."""


def make_app(settings: Settings) -> FastAPI:
    """Mount everything; nothing is opened."""
    app = FastAPI(
        title="RRAMU",
        summary="Regional emergency medical regulation",
        version=VERSION,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    app.openapi = lambda: describe(app, PRIVATE, PREFIX)  # type: ignore[method-assign] # FastAPI's documented way
    app.state.rights = ACTIONS
    app.state.show = show_to
    app.state.cases = settings.cases
    app.state.partners = settings.partners
    app.state.boxes = settings.boxes
    app.state.roads = Roads(settings.region.folder)
    install_problems(app)
    install_database_problems(app)
    install_transactions(app)
    for router in PUBLIC:
        app.include_router(router, prefix=PREFIX)
    for router in PRIVATE:
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(authenticate)])
    for router in (live.router, past_stream.websockets):  # a websocket signs in by itself
        app.include_router(router, prefix=PREFIX)
    app.add_middleware(BodyLimit, limit_bytes=settings.http.body_limit_bytes)
    app.add_middleware(Headers, tls=settings.instance.public_url.startswith("https:"))
    app.add_middleware(metrics.Timing)
    if settings.http.screen_folder is not None:
        app.mount("/", Screen(settings.http.screen_folder))
    return app


def openapi_document() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of the whole API."""
    return make_app(Settings()).openapi()


@asynccontextmanager
async def serving(settings: Settings, role: DatabaseRole = "rramu_api") -> AsyncGenerator[FastAPI]:
    """Open what the API needs and give it, ready for a server; everything is closed at the end. `role`: another one in a bench only.

    Raises: CannotStart when the database does not answer.
    """
    app = make_app(settings)
    engine = make_engine(settings, role)
    redis = open_redis(settings.redis)
    domain = Clock()
    provider = Provider(settings.oidc, settings.instance.public_url) if settings.oidc.issuer else None
    state = State(settings, engine, redis, domain, provider)
    app.state.resources = state
    app.state.clock = domain
    try:
        secrets.start(engine)
        await domain_clock.start(domain, engine, settings)
        async with screens.running(app, state) as live_side, asyncio.TaskGroup() as tasks:
            metrics.measure(state, live_side)
            running = [
                tasks.create_task(domain_clock.follow(domain, settings, "rramu_api", engine)),
                tasks.create_task(publish_counters(redis, settings.redis.prefix, "api")),
            ]
            yield app
            for task in running:
                task.cancel()
    finally:
        if provider is not None:
            await provider.aclose()
        await redis.aclose()
        await engine.dispose()
