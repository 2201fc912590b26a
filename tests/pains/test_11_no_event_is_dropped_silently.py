"""Pain 11: events silently dropped.

What a crew says is stored under its number and becomes a fact with a number of the centre's chain, or is marked with the reason
(`gateways/worker/box_messages.py`, `socle/audit`); what is dropped is counted by reason and exported (`kit/metrics.py`). Here every number
a box gave is found again, and the counts are those of the tables.
"""

import socket
from collections import Counter
from contextlib import closing
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.missions import follow
from gateways.worker.box_messages import apply_next
from kit.clock import Clock, real_now
from kit.settings import Settings
from socle.audit import service as audit
from tests import world
from tests.dispatch.story import Story
from tests.gateways.mqtt.boxes import Box, connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.pains.conftest import rows

DROPPED: dict[int, dict[str, Any]] = {
    2: {"lon_deg": float("nan")},
    3: {"measured_at": "2036-01-01T00:00:00Z"},
    4: {"measured_at": "2026-11-21T12:00:00"},
    5: {"lat_deg": 91.0},
    6: {"lat_deg": 45.0},
    7: {"lon_deg": 0.0, "lat_deg": 0.0},
}
"""Fixes nobody can believe, each for a reason of its own; two are unreadable as fixes."""
SAID = ("DEPART", "ARRIVEE", "PEC")
LAST = 20


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let the tracker tell its counts on a port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    return settings.model_copy(update={"metrics": settings.metrics.model_copy(update={"tracker_port": port})})


async def counted(settings: Settings) -> Counter[str]:
    """Give what Prometheus would read: events by name."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"http://127.0.0.1:{settings.metrics.tracker_port}/metrics")).raise_for_status().text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    return Counter({sample.labels["event"]: int(sample.value) for sample in families["rramu_events"].samples})


async def say_everything(box: Box, mission_id: str) -> None:
    await box.say("track", [fix(seq, **DROPPED.get(seq, {})) for seq in range(1, 16)])
    for seq, status in enumerate(SAID, 16):
        said = {"boot": 1, "seq": seq, "at": real_now().isoformat(), "mission_id": mission_id, "status": status}
        await box.say("status", said)
    nobody = {"boot": 1, "seq": 19, "at": real_now().isoformat(), "mission_id": str(world.CAEN), "status": "DEPART"}
    await box.say("status", nobody)
    await box.say("status", {"boot": 1, "seq": LAST, "at": real_now().isoformat()})  # says nothing: a wrong form
    await box.until_stored(LAST)


async def test_every_number_is_stored_or_refused_and_every_drop_is_counted(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine]
) -> None:
    clock = Clock()
    async with writing(engines["rramu_api"], world.MRU_CAEN.id, [world.CAEN]) as session:
        mission = await Story(session, clock).mission()
    async with connected(settings) as box, tracking(box):
        before = await counted(settings)
        await say_everything(box, str(mission.id))
        told = await counted(settings) - before
    while await apply_next(engines["rramu_worker"], clock, follow.apply_box_message):
        pass
    kept = await rows(settings, "SELECT seq FROM positions UNION ALL SELECT seq FROM box_messages")
    dropped = await rows(settings, "SELECT seq, reason FROM refused_fixes")
    assert sorted(int(str(seq)) for seq, *_ in [*kept, *dropped]) == list(range(1, LAST + 1))
    by_reason = Counter(str(reason) for seq, reason in dropped if seq != LAST)
    assert {name: n for name, n in told.items() if name.startswith("fix.refused.")} == {
        f"fix.refused.{reason}": n for reason, n in by_reason.items()
    }
    assert told["message.refused.WRONG_FORM"] == 1
    assert told["fix.stored"] == 15 - len(DROPPED)
    outcomes = await rows(settings, "SELECT seq, outcome FROM box_messages ORDER BY seq")
    assert outcomes == [(16, "APPLIED"), (17, "APPLIED"), (18, "APPLIED"), (19, "UNKNOWN_MISSION")]
    async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
        while await audit.seal(session, world.CAEN):
            pass
    chain = await rows(settings, "SELECT number, action FROM audit WHERE centre_id = $1 ORDER BY number", world.CAEN)
    assert [number for number, _ in chain] == list(range(1, len(chain) + 1))
    assert [action for _, action in chain].count("mission.status_given") == len(SAID)
