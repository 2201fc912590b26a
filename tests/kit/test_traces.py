"""An exception in a log says where, never what."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from kit.traces import report, trace


class Told(Exception):
    """An error of a database, as asyncpg makes one."""

    sqlstate = "23514"


def _tell(secret: str) -> None:
    raise Told(secret)


def _fail(secret: str) -> None:
    try:
        _tell(secret)
    except Told as first:
        raise ExceptionGroup(secret, [ValueError(secret), KeyError(secret)]) from first


def _caught(secret: str) -> str:
    try:
        _fail(secret)
    except ExceptionGroup:
        return trace(sys.exc_info())
    return ""


@given(secret=st.text("0123456789", min_size=12, max_size=40))
def test_no_sentence_of_the_chain_is_written(secret: str) -> None:
    written = _caught(secret)
    assert secret not in written
    for told in ("ExceptionGroup", "ValueError", "KeyError", "Told [23514]", f"{__file__}:", "in _caught", "after"):
        assert told in written


def test_a_chain_that_leads_back_to_itself_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert trace((ValueError, first, None)).count("KeyError") > 1


def test_nothing_is_written_of_no_exception() -> None:
    assert trace((None, None, None)) == ""


def test_of_what_asyncio_tells_only_the_exception_is_kept() -> None:
    error = ValueError("a name")
    assert report({"message": "a name", "exception": error, "future": "a name"}) == {"exc_info": error}
    assert report({"message": "a name"}) == {}
