"""One supervised program, and the application's own ones."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from gateways.cli.embedded.places import CHECKOUT, is_root
from kit.settings import SETTINGS_FILE_VARIABLE, Settings

ProgramName = Literal["postgres", "redis", "mosquitto", "tracker", "api", "worker", "simulators"]

SERVICES: tuple[ProgramName, ...] = ("postgres", "redis", "mosquitto")
APPLICATION: tuple[ProgramName, ...] = ("tracker", "api", "worker")
PROGRAMS: tuple[ProgramName, ...] = (*SERVICES, *APPLICATION, "simulators")
"""In the order of starting; stopped the other way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the supervisor needs to know; `user` is honoured as root only.

    `ready` tells whether it serves; without it, staying up for a second is enough.
    """

    name: ProgramName
    command: Sequence[str]
    user: str | None = None
    folder: Path = CHECKOUT
    stop_signal: Literal["TERM", "INT"] = "TERM"
    stop_wait_s: int = 15
    port: int | None = None
    ready: Callable[[], bool] | None = None
    wait_s: float = 90.0

    def arguments(self) -> list[str]:
        """Give the words of the command, under the service's own user when root can give it one."""
        return [*(as_user(self.user) if self.user else []), *self.command]


def as_user(user: str) -> list[str]:
    """Give the words that run the words after them as a service's user; none when not root."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if is_root() else []


def application(settings: Settings, simulation: Sequence[str]) -> list[Program]:
    """Give the application's programs; `simulation` are the arguments of `python -m simulators`."""

    def module(name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", name, *arguments]

    return [
        Program(name="tracker", command=module("gateways.mqtt")),
        Program(
            name="api",
            command=module("gateways.http"),
            port=settings.http.port,
            ready=lambda: answers(settings, "/api/health/ready"),
        ),
        Program(name="worker", command=module("gateways.worker")),
        Program(name="simulators", command=module("simulators", *simulation)),
    ]


def answers(settings: Settings, path: str) -> bool:
    """Tell whether the API answers 200 at `path`."""
    try:
        return (
            httpx.get(f"http://{settings.http.host}:{settings.http.port}{path}", timeout=2).status_code == 200  # noqa: PLR2004 - HTTP OK
        )
    except httpx.TransportError:
        return False


def environment_for(settings_file: Path) -> dict[str, str]:
    """Give this process's environment, with the settings of one instance and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RRAMU_")}
    return kept | {SETTINGS_FILE_VARIABLE: str(settings_file), "PYTHONUNBUFFERED": "1"}
