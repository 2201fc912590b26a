"""A writing transaction on a world with vehicles to equip."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from tests.socle.boxes.world_of_boxes import furnish


@pytest.fixture
async def api(engines: dict[str, AsyncEngine]) -> AsyncIterator[Writing]:
    """Give one transaction of the API's role on a furnished database of the test's own."""
    await furnish(engines["rramu_owner"])
    async with writing(engines["rramu_api"], None, ()) as session:
        yield session
