"""A chain checked from end to end with every processor: a long one is cut in parts, each bound to the row before it.

What the parts find together is what one walk would find: a row is checked against the stored hash of the one before, whoever walks.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from types import MappingProxyType
from typing import TypeVar

import msgspec

from db.engine import Reading, make_engine, reading
from kit.ids import CentreId
from kit.settings import DatabaseRole, Settings
from socle.audit import service
from socle.audit.rules import Fault
from socle.audit.service import Verification

T = TypeVar("T")

PART_AT_LEAST = 250_000
"""Rows worth a process of their own: it takes seconds to start."""


async def verify(
    settings: Settings,
    role: DatabaseRole,
    centre_id: CentreId,
    signed: Mapping[int, str] = MappingProxyType({}),
) -> Verification:
    """Walk a centre's chain, beside its heads signed outside (number → hash), on connections of its own."""
    engine = make_engine(settings, role)
    try:
        async with reading(engine, None, [centre_id]) as session:
            length = await service.head_number(session, centre_id)
            parts = min(os.cpu_count() or 1, length // PART_AT_LEAST)
            if parts <= 1:
                return await service.verify(session, centre_id, signed)
    finally:
        await engine.dispose()
    return await in_parts(settings, role, centre_id, signed, [length * part // parts for part in range(1, parts)])


async def in_parts(
    settings: Settings, role: DatabaseRole, centre_id: CentreId, signed: Mapping[int, str], cuts: list[int]
) -> Verification:
    """Walk a chain in a process for each part: up to each of these numbers, in order, then to the end."""
    chain = _Chain(settings, role, centre_id, dict(signed))
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(len(cuts) + 1, get_context("spawn"))
    try:
        parts = [loop.run_in_executor(pool, chain.between, *part) for part in zip([0, *cuts[:-1]], cuts, strict=True)]
        end = loop.run_in_executor(pool, chain.to_the_end, cuts[-1])
        earlier = [fault for faults in await asyncio.gather(*parts) for fault in faults]
        last = await end
    finally:
        await asyncio.to_thread(pool.shutdown, cancel_futures=True)
    return msgspec.structs.replace(last, faults=(*earlier, *last.faults))


@dataclass(frozen=True)
class _Chain:
    """What a process of a part is told."""

    settings: Settings
    role: DatabaseRole
    centre_id: CentreId
    signed: dict[int, str]

    def between(self, after: int, upto: int) -> tuple[Fault, ...]:
        return asyncio.run(
            self._read(lambda session: service.faults_between(session, self.centre_id, self.signed, after, upto))
        )

    def to_the_end(self, after: int) -> Verification:
        return asyncio.run(
            self._read(lambda session: service.verify(session, self.centre_id, self.signed, after=after))
        )

    async def _read(self, walk: Callable[[Reading], Awaitable[T]]) -> T:
        engine = make_engine(self.settings, self.role)
        try:
            async with reading(engine, None, [self.centre_id]) as session:
                return await walk(session)
        finally:
            await engine.dispose()
