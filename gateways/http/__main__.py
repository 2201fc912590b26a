"""The `api` process: `python -m gateways.http`."""

import asyncio
import os
import socket
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from gateways.http.app import serving
from kit.process import CannotStart, run
from kit.settings import HttpSettings, Settings

log = structlog.get_logger()
GRACE_S = 5
"""What a request under way gets when the process is asked to stop."""


class Server(uvicorn.Server):
    """uvicorn, told when to stop by our own signal handling."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to `kit.process`."""
        yield


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until asked to stop.

    Raises: CannotStart.
    """
    with closing(_bind(settings.http)) as listener:
        async with serving(settings) as app, asyncio.TaskGroup() as tasks:
            server = make_server(app, settings.http)
            tasks.create_task(server.serve(sockets=[listener]))
            log.info("http.serving", host=settings.http.host, port=settings.http.port)
            await stop.wait()
            server.should_exit = True


def make_server(app: FastAPI, http: HttpSettings) -> Server:
    """Give the server of an app. A websocket message has the limit of a body."""
    return Server(
        uvicorn.Config(
            app,
            lifespan="off",
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=http.body_limit_bytes,
            ws_per_message_deflate=False,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
    )


def _bind(http: HttpSettings) -> socket.socket:
    """Take the port.

    Raises: CannotStart when somebody else has it.
    """
    try:
        return socket.create_server((http.host, http.port), backlog=2048, reuse_port=False)
    except OSError as error:
        raise CannotStart(f"cannot listen on {http.host} port {http.port}: {os.strerror(error.errno or 0)}") from error


if __name__ == "__main__":
    sys.exit(run("api", serve))
