"""Structured logs: one JSON object a line on standard output. Never patient data, never a secret."""

import asyncio
import logging
import sys
from types import TracebackType
from typing import Any

import structlog

from kit.settings import LogSettings
from kit.traces import report, trace

_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(trace),
)


_log = structlog.get_logger()


def configure(settings: LogSettings, process: str) -> None:
    """Send this process's logs, and those of its libraries (warnings and above), to standard output, each line with `process`.

    What ends the process is such a line too: no exception writes its own sentence anywhere.
    """
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.level.upper())
    for chatty in ("asyncio", "httpx", "sqlalchemy", "uvicorn", "websockets"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    sys.excepthook = _ended


def heed(loop: asyncio.AbstractEventLoop) -> None:
    """Log what no task of a loop waits for: its own words would repeat the exception's."""

    def told(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        _log.error("asyncio.unheeded", **report(context))

    loop.set_exception_handler(told)


def _ended(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    _log.critical("process.failed", exc_info=error)
