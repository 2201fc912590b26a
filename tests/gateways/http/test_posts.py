"""What is said of a post's clock, and what a delay leaves unsaid; then a real post with a wrong clock, on a real websocket."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http.app import serving
from gateways.http.posts import BEATS_KEPT, PostClock
from kit.counters import totals
from kit.metrics import REGISTRY
from kit.settings import Settings
from tests.gateways.http.conftest import asking
from tests.gateways.http.desk import desk, listening
from tests.world import ARM_CAEN

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOLERANCE_S = 2.0


class Line:
    """A connection to a post whose clock is ahead, over a way that takes its time."""

    def __init__(self) -> None:
        self.now = NOON
        self.clock = PostClock(TOLERANCE_S, lambda: self.now)
        self.n = 0

    def beat(self, ahead_s: float, there_s: float = 0.02, back_s: float = 0.02) -> bool:
        """Send a beat, let the post answer it; tell whether its clock has crossed."""
        self.n += 1
        self.clock.beat(self.n)
        self.now += timedelta(seconds=there_s)
        said = self.now + timedelta(seconds=ahead_s)
        self.now += timedelta(seconds=back_s)
        return self.clock.answer(self.n, said)


@pytest.mark.parametrize("ahead_s", [-2.5, 2.5, 3600.0])
def test_a_clock_off_is_told_once_and_by_how_much(ahead_s: float) -> None:
    line = Line()
    assert [line.beat(ahead_s) for _ in range(3)] == [True, False, False]
    assert line.clock.off_by_s == pytest.approx(ahead_s)
    assert [line.beat(0.1), line.beat(0.1)] == [True, False]
    assert line.clock.off_by_s is None


@pytest.mark.parametrize("ahead_s", [-1.9, 0.0, 1.9])
def test_a_clock_within_the_tolerance_is_right(ahead_s: float) -> None:
    line = Line()
    assert not line.beat(ahead_s)
    assert line.clock.off_by_s is None


def test_at_the_limit_it_does_not_flicker() -> None:
    line = Line()
    assert [line.beat(ahead_s) for ahead_s in (2.2, 1.9, 2.2, 1.5, 2.2)] == [True, False, False, False, False]


@pytest.mark.parametrize(("there_s", "back_s"), [(5.0, 0.0), (0.0, 5.0)])
def test_a_slow_way_is_not_a_wrong_clock(there_s: float, back_s: float) -> None:
    line = Line()
    assert not line.beat(0.0, there_s, back_s)
    assert line.clock.off_by_s is None


def test_an_answer_to_no_beat_or_without_a_time_tells_nothing() -> None:
    line = Line()
    hour = NOON + timedelta(hours=1)
    assert not line.clock.answer(1, hour)
    for n in range(1, BEATS_KEPT + 2):
        line.clock.beat(n)
    assert not line.clock.answer(1, hour)  # forgotten meanwhile
    assert not line.clock.answer(2, None)
    assert line.clock.answer(3, hour)


async def test_a_post_whose_clock_is_wrong_is_told_counted_and_written_down_once(
    database: Settings, engines: dict[str, AsyncEngine], passwords: str
) -> None:
    quick = database.model_copy(update={"live": database.live.model_copy(update={"heartbeat_s": 0.05})})
    before = totals()
    async with serving(quick) as app, listening(app, quick) as address, asking(app) as client:
        credentials = {"login": ARM_CAEN.login, "password": passwords, "kind": "bearer"}
        token = (await client.post("/session", json=credentials)).json()["token"]
        async with desk(address, f"Bearer {token}") as screen:

            def told() -> float | None:
                return None if screen.heartbeat is None else screen.heartbeat.clock_off_by_s

            await screen.until(lambda: screen.heartbeat is not None)
            assert told() is None
            screen.ahead_s = -90.0
            await screen.until(lambda: told() is not None)
            assert told() == pytest.approx(-90.0, abs=2.0)
            assert REGISTRY.get_sample_value("rramu_posts_clock_off") == 1
            beats = screen.n
            await screen.until(lambda: screen.n > beats + 3)
            screen.ahead_s = 0.0
            await screen.until(lambda: told() is None)
    async with engines["rramu_owner"].connect() as connection:
        rows = (
            await connection.execute(
                text(
                    "SELECT kind, account_id, operator_centre_id, body ->> 'off_by_s' FROM facts"
                    " WHERE kind LIKE 'post.%' ORDER BY id"
                )
            )
        ).all()
    assert [(kind, account, centre) for kind, account, centre, _ in rows] == [
        ("post.clock_off", ARM_CAEN.id, ARM_CAEN.centre_id),
        ("post.clock_right", ARM_CAEN.id, ARM_CAEN.centre_id),
    ]
    assert float(rows[0][3]) == pytest.approx(-90.0, abs=2.0)
    assert {kind: totals()[kind] - before.get(kind, 0) for kind, *_ in rows} == {
        "post.clock_off": 1,
        "post.clock_right": 1,
    }


def test_a_beat_is_answered_once() -> None:
    line = Line()
    line.clock.beat(1)
    assert line.clock.answer(1, line.now + timedelta(hours=1))
    assert not line.clock.answer(1, line.now)
    assert line.clock.off_by_s is not None
