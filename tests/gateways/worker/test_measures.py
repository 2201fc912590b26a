"""What waits in the database, as metrics, and when a worker is said to work."""

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from gateways.worker.measures import FRESH_S, Measures
from kit.clock import Clock
from kit.metrics import REGISTRY
from tests import world
from tests.dispatch.story import Story


async def test_the_unsealed_tail_is_told_by_centre(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).case()
    measures = Measures(engines["rramu_worker"])
    assert measures.missing() == "database"

    assert await measures.step() is False

    def told(name: str, centre: str) -> float:
        return REGISTRY.get_sample_value(name, {"centre": centre}) or 0.0

    codes = {
        sample.labels["centre"]
        for family in REGISTRY.collect()
        if family.name == "rramu_unsealed_rows"
        for sample in family.samples
    }
    full = {code for code in codes if told("rramu_unsealed_rows", code) > 0}
    assert len(full) == 1
    assert told("rramu_sealing_lag_seconds", full.pop()) > 0
    assert REGISTRY.get_sample_value("rramu_box_messages_waiting") == 0
    assert measures.missing() is None


async def test_a_worker_that_no_longer_reads_lacks_the_database(engines: dict[str, AsyncEngine]) -> None:
    now_s = 0.0
    measures = Measures(engines["rramu_worker"], lambda: now_s)
    await measures.step()
    now_s = FRESH_S
    assert measures.missing() == "database"
