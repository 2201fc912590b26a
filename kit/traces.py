"""How an exception is written to a log: which, and where; never its sentence.

A sentence may repeat what was written about a patient ("invalid literal for int(): 'DURAND'"; PostgreSQL's "Failing row contains …"),
and so may a source line's values. The kinds of the whole chain, PostgreSQL's SQLSTATE, and each frame's file, line and function are ours
alone. Kept by tests/end_to_end/test_logs.py.
"""

from collections.abc import Iterator
from traceback import extract_tb
from types import TracebackType
from typing import Any, cast

DEEPEST = 20
"""Exceptions of one chain that are told; a cause may lead back to itself."""
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def trace(exc_info: ExcInfo | tuple[None, None, None]) -> str:
    """Write an exception and what led to it, the first cause last."""
    error = exc_info[1]
    return "" if error is None else "\n".join(_lines(error, DEEPEST))


def report(context: dict[str, Any]) -> dict[str, Any]:
    """Keep of what asyncio tells about a task or a handle (`set_exception_handler`) what holds no value."""
    return {"exc_info": context["exception"]} if isinstance(context.get("exception"), BaseException) else {}


def _lines(error: BaseException, deep: int) -> Iterator[str]:
    state = getattr(error, "sqlstate", None)
    yield type(error).__qualname__ + (f" [{state}]" if isinstance(state, str) else "")
    for frame in extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    if deep == 0:
        return
    if isinstance(error, BaseExceptionGroup):
        for each in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from (f"  {line}" for line in _lines(each, deep - 1))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield "after"
        yield from _lines(before, deep - 1)
