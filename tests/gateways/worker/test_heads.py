"""The worker signs heads to files, one worker at a time, and goes on when it cannot."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from gateways.worker.heads import sign
from kit import counters
from kit.caller import Author
from kit.ids import CaseId
from kit.settings import AuditSettings
from socle.audit import service as audit
from socle.audit.heads import PUBLIC_KEY, public_key
from socle.audit.signed import SignedHeads, lines_of
from tests.world import ARM_CAEN, CAEN, NOON

Engines = dict[str, AsyncEngine]


@pytest.fixture
async def engine(engines: Engines) -> AsyncEngine:
    """Give the worker's pool on a database where Caen has three sealed rows."""
    author = Author(ARM_CAEN.id, "ARM", CAEN)
    async with writing(engines["rramu_api"], ARM_CAEN.id, [CAEN]) as session:
        for n in range(3):
            await audit.record(session, author, CAEN, "case.noted", NOON, {"n": n}, case_id=CaseId(uuid4()))
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        await audit.seal(session, CAEN)
    return engines["rramu_worker"]


async def test_heads_are_signed_and_verified_against(engine: AsyncEngine, tmp_path: Path) -> None:
    folder = tmp_path / "heads"
    await sign(engine, AuditSettings(heads_folder=folder))
    await sign(engine, AuditSettings(heads_folder=folder))

    signed = SignedHeads(lines_of(folder), public_key(folder / PUBLIC_KEY))
    assert signed.faults == []
    async with writing(engine, None, [CAEN]) as session:
        found = await audit.verify(session, CAEN, signed.by_centre[CAEN])
    assert (found.sound, found.signed, list(signed.by_centre[CAEN])) == (True, 1, [3])
    assert (tmp_path / "heads.key.pem").is_file()


async def test_a_disk_away_is_counted_and_stops_nothing(engine: AsyncEngine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = counters.totals().get("heads.unsigned", 0)
    assert (
        await sign(engine, AuditSettings(heads_folder=tmp_path / "file" / "heads", key_file=tmp_path / "key")) is False
    )
    assert counters.totals()["heads.unsigned"] == before + 1


async def test_without_a_folder_nothing_is_signed(engine: AsyncEngine) -> None:
    before = counters.totals().get("heads.signed", 0)
    await sign(engine, AuditSettings())
    assert counters.totals().get("heads.signed", 0) == before
