"""The processes of a bench's sides: each gets its task as a line of JSON, says READY, and answers a line for each line."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import AsyncExitStack

import msgspec

PATIENCE_S = 180.0
"""For one answer; thousands of boxes take their time to connect."""
LONGEST_LINE_BYTES = 2**24


async def side(stack: AsyncExitStack, environment: Mapping[str, str], module: str, task: msgspec.Struct) -> Process:
    """Start a side, give it its task, and wait until it is ready; it ends with the stack."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=PIPE, stdout=PIPE, env=environment, limit=LONGEST_LINE_BYTES
    )
    stack.push_async_callback(_end, process)
    if await say(process, msgspec.json.encode(task)) != b"READY":
        raise RuntimeError(f"{module} is not ready")
    return process


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def say(process: Process, words: bytes) -> bytes:
    """Send a side one line and give the line it answers."""
    assert process.stdin is not None  # noqa: S101 - it was opened with a pipe
    assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
    process.stdin.write(words + b"\n")
    async with asyncio.timeout(PATIENCE_S):
        line = await process.stdout.readline()
    if not line:
        raise RuntimeError("a process of the bench ended")
    return line.rstrip()
