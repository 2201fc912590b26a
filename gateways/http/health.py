"""Whether the process lives, whether it can work, and what every process counted."""

from collections.abc import AsyncIterator
from ipaddress import ip_address

from fastapi import Depends, Request, Response

from gateways.http.auth import authenticate
from gateways.http.state import State, state_of
from gateways.readiness import look
from gateways.redis import REDIS_AWAY
from kit.errors import Unavailable
from kit.http import answer, make_router, require
from kit.openapi import describes
from kit.wire.health import Health, ProcessStatus, Status

STARTED_AT = "started_at"

public = make_router("health")


@public.get("/health/live", **describes(None, None, 204))
async def live() -> Response:
    """Answer: the process runs."""
    return Response(status_code=204)


@public.get("/health/ready", **describes(None, Health))
async def ready(request: Request) -> Response:
    """Answer 200 when calls can be taken, 503 when not; the same body says of each part how it is."""
    health = await _health(state_of(request))
    return answer(health, 200 if health.ready else Unavailable.status)


async def may_see_status(request: Request) -> None:
    """Let the machine itself ask without an account (`./rramu status`); anybody else needs the right.

    A reverse proxy on the same machine must pass `X-Forwarded-For`, as every proxy does; the server then takes the client from it.
    """
    client = request.client
    if client is None or not ip_address(client.host).is_loopback:
        await authenticate(request)
        await require("status.read")(request)


@public.get("/health/status", dependencies=[Depends(may_see_status)], **describes(None, Status))
async def status(request: Request) -> Response:
    """Gather what every process counted, refusals with their reasons among them."""
    state = state_of(request)
    instance = state.settings.instance
    try:
        processes = [found async for found in _processes(state)]
    except REDIS_AWAY:
        processes = []
    return answer(
        Status(
            instance=instance.name,
            kind=instance.kind,
            rate=state.clock.rate,
            health=await _health(state),
            processes=sorted(processes, key=lambda process: process.process),
        )
    )


async def _processes(state: State) -> AsyncIterator[ProcessStatus]:
    prefix = f"{state.settings.redis.prefix}counters:"
    async for key in state.redis.scan_iter(match=f"{prefix}*"):
        name = key.decode()
        fields = {field.decode(): value.decode() for field, value in (await state.redis.hgetall(name)).items()}
        if STARTED_AT in fields:  # else it expired between the two commands
            counters = {field: int(value) for field, value in sorted(fields.items()) if field != STARTED_AT}
            yield ProcessStatus(process=name.removeprefix(prefix), started_at=fields[STARTED_AT], counters=counters)


async def _health(state: State) -> Health:
    return await look(state.engine, state.redis, state.settings.ntp.tolerance_s)
