from collections.abc import Sequence

# The calls of the bench that compares with it.
class Redis:
    @classmethod
    def from_url(cls, url: str) -> Redis: ...
    def close(self) -> None: ...
    def geoadd(self, name: str, values: Sequence[float | bytes]) -> int: ...
    def geosearch(
        self,
        name: str,
        *,
        longitude: float,
        latitude: float,
        radius: float,
        unit: str,
        sort: str,
        count: int,
        withdist: bool,
    ) -> list[list[bytes | float]]: ...
