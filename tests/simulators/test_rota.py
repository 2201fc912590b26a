"""Services one after the other: which one holds, which is next, and that a relief by oneself is no relief."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from simulators.rota import Rota, Service

AMBULANCE, OTHER = "TSU 14-01", "TSU 14-02"
HOUR = timedelta(hours=1)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_the_service_that_holds_comes_before_the_next_one() -> None:
    asked: list[date] = []

    def of_day(day: date) -> Mapping[str, Sequence[Service]]:
        asked.append(day)
        begins = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
        return {AMBULANCE: [Service(begins, begins + 12 * HOUR)]}

    rota = Rota(of_day)
    assert rota.next(AMBULANCE, at(21, 20)) == Service(at(21, 19), at(22, 7))
    assert rota.next(AMBULANCE, at(22, 6)) == Service(at(21, 19), at(22, 7))
    assert rota.next(AMBULANCE, at(22, 7)) == Service(at(22, 19), at(23, 7))
    assert rota.next(OTHER, at(21, 20)) is None
    assert len(asked) == len(set(asked))


def test_services_that_touch_are_one() -> None:
    day, night = Service(at(21, 7), at(21, 19)), Service(at(21, 19), at(22, 7))
    rota = Rota(lambda of: {AMBULANCE: [night, day]} if of == date(2026, 11, 21) else {})
    assert rota.next(AMBULANCE, at(21, 12)) == Service(at(21, 7), at(22, 7))
