"""How each process starts and stops: settings read once, logs set up, one clear line when it cannot start, a clean end on SIGTERM."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop
from pydantic import ValidationError

from kit import log
from kit.settings import Settings

COLLECT_AFTER = (20_000, 20, 20)
"""Containers made but not freed before the collector looks at the young, the middle, the old ones; Python's own first is 700."""

Main = Callable[[Settings, asyncio.Event], Coroutine[Any, Any, None]]
"""A process's work: it goes on until the event is set, then ends by itself."""


class CannotStart(Exception):
    """Something outside is missing; the sentence is for the person who starts the process, and holds no secret."""


def run(name: str, main: Main) -> int:
    """Run a process to its end and give its exit code: 0 stopped as asked, 1 cannot start, 2 wrong settings. A bug is raised.

    `name` marks its log lines.
    """
    try:
        settings = Settings.read()
    except FileNotFoundError as error:
        return _say(name, str(error), 2)
    except ValidationError as error:
        # The value itself is not repeated: it may be a password.
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False))
        return _say(name, "settings: " + "; ".join(faults), 2)
    log.configure(settings.log, name)
    _settle_memory()
    try:
        uvloop.run(_until_signalled(main, settings))
    except CannotStart as error:
        return _say(name, str(error), 1)
    return 0


def _settle_memory() -> None:
    """Leave what importing made out of the collector's rounds, and make them rarer: a server's short-lived values are freed by counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def heed_cancellation() -> None:
    """Raise the cancellation of this task again; to be called by every loop without an end.

    A database or Redis call that is cancelled half-way may end in an error of its own, or as if nothing had been: the cancellation is
    then lost, and the loop would go on for ever.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _say(name: str, sentence: str, code: int) -> int:
    sys.stderr.write(f"rramu {name}: {' '.join(sentence.split())}\n")
    return code


async def _until_signalled(main: Main, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    log.heed(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await main(settings, stop)
