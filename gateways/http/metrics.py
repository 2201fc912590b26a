"""What this process tells Prometheus, and the time of every request by its route's template, which holds no id."""

import secrets
import time
from functools import partial

from fastapi import Depends, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.engine import use_of
from gateways.http.health import may_see_status
from gateways.http.screens import Screens
from gateways.http.state import State, state_of
from kit.http import make_router
from kit.metrics import HEARD_AGE, HTTP_SECONDS, POSTS_OFF, REGISTRY, SCREENS, show_pool
from kit.openapi import describes
from kit.wire.telemetry import PARTITIONS

NO_ROUTE = "none"
public = make_router("health")


class Timing:
    """ASGI middleware: how long each request took."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            route: BaseRoute | None = scope.get("route")
            template = getattr(route, "path", NO_ROUTE)
            HTTP_SECONDS.labels(scope["method"], template, status).observe(time.perf_counter() - began)


async def _may_see(request: Request) -> None:
    """Let whoever holds the token of the settings in, and else whoever may see the status."""
    token = state_of(request).settings.metrics.token.get_secret_value()
    given = request.headers.get("authorization", "")
    if not token or not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        await may_see_status(request)


@public.get("/metrics", dependencies=[Depends(_may_see)], **describes(None, None))
async def metrics() -> Response:
    """Give every metric of this process in Prometheus's text form."""
    return Response(generate_latest(REGISTRY), headers={"content-type": CONTENT_TYPE_LATEST})


def measure(state: State, screens: Screens) -> None:
    """Show what the process holds, at each asking."""
    show_pool(*use_of(state.engine))
    SCREENS.set_function(lambda: len(screens.hub.screens))
    POSTS_OFF.set_function(lambda: sum(viewer.clock.off_by_s is not None for viewer in screens.viewers.values()))
    for partition in PARTITIONS:
        HEARD_AGE.labels(partition).set_function(partial(screens.replica.heard_age_s, partition))
