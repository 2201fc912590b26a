"""A figure's mark and source, as every law carries them."""

from typing import Literal, NamedTuple

Mark = Literal["x", "d", "a"]
"""`x`: read in a public source. `d`: computed from such. `a`: an assumption of ours."""


class Figure(NamedTuple):
    """Where a figure comes from."""

    mark: Mark
    source: str


OURS = Figure("a", "")
