"""The signed heads read back: a signature vouches for its line, and for every line before as far as each is bound to the next."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socle.audit.heads import FILES, FIRST, LINE, PUBLIC_KEY, HeadsUnreadable, Line, is_signed, public_key

LINES_A_SIGNATURE = 1_000
"""How many lines bound one to the next are read, at most, before the signature of the last is checked."""


class _Read(NamedTuple):
    """A line read back, `place` counted from 1; `bound`: to the line before it."""

    place: int
    line: Line
    bound: bool


def lines_of(source: Path) -> Iterator[bytes]:
    """Give the whole lines of a file of heads, or of every file of a folder by day.

    Raises:
        HeadsUnreadable: there is none.
    """
    files = sorted(source.glob(FILES)) if source.is_dir() else [source]
    if not files or not all(file.is_file() for file in files):
        raise HeadsUnreadable(f"no file of heads at {source}")
    for file in files:
        with file.open("rb") as opened:
            yield from (line.removesuffix(b"\n") for line in opened if line.endswith(b"\n"))


class SignedHeads:
    """The heads read back from files: those a signature vouches for, by centre, and what is wrong with the files.

    A line counts when its own signature holds, or when the next line counts and holds its SHA-256: both bind every byte of it.
    """

    def __init__(self, lines: Iterable[bytes], key: Ed25519PublicKey, *, whole: bool = True) -> None:
        """`whole`: the lines begin with the very first one ever written; else the first line's bond is not checked."""
        self.by_centre: dict[UUID, dict[int, str]] = {}
        """Number → hash, hexadecimal."""
        self.last_at: datetime | None = None
        self.faults: list[str] = []
        self._furthest: dict[UUID, int] = {}
        self._key = key
        self._read(lines, FIRST if whole else None)

    def _read(self, lines: Iterable[bytes], previous: str | None) -> None:
        run: list[_Read] = []
        for place, encoded in enumerate(lines, 1):
            try:
                line = LINE.decode(encoded)
            except msgspec.MsgspecError:
                self._settle(run)
                self.faults.append(f"line {place}: no head")
            else:
                bound = previous is None or line.previous == previous
                if not bound or len(run) == LINES_A_SIGNATURE:
                    self._settle(run)
                run.append(_Read(place, line, bound))
            previous = hashlib.sha256(encoded).hexdigest()
        self._settle(run)

    def _settle(self, run: list[_Read]) -> None:
        """Take what stands before the last signature that holds, of lines each bound to the one before; then forget them."""
        vouched = len(run)
        while vouched and not is_signed(run[vouched - 1].line, self._key):
            vouched -= 1
        for read in run[:vouched]:
            self._take(read)
        self.faults.extend(f"line {read.place}: not signed by this key" for read in run[vouched:])
        run.clear()

    def _take(self, read: _Read) -> None:
        place, line, bound = read
        if not bound:
            self.faults.append(f"line {place}: a line before it is missing or changed")
        known = self.by_centre.setdefault(line.centre_id, {})
        furthest = self._furthest.get(line.centre_id, 0)
        if line.number < furthest or known.get(line.number, line.hash) != line.hash:
            self.faults.append(f"line {place}: the chain had been further, or other")
        known[line.number] = line.hash
        self._furthest[line.centre_id] = max(furthest, line.number)
        self.last_at = line.at


def around(folder: Path | None, instants: Iterable[datetime]) -> Mapping[UUID, Mapping[int, str]]:
    """Give the heads signed about these instants, by centre (number → hash), and the newest; none where nothing is signed.

    Of each instant, UTC: the file of its day, the one before and the one after; and the newest two. A head binds every row before it, so
    the newest tell as much of a whole chain as all of them.

    Raises:
        HeadsUnreadable: there are files, and no key to check them with.
    """
    files = sorted(folder.glob(FILES)) if folder is not None else []
    if folder is None or not files:
        return {}
    wanted = {len(files) - 2, len(files) - 1}
    names = [file.name for file in files]
    for day in {at.date() for at in instants}:
        place = bisect_right(names, FILES.replace("*", day.isoformat()))
        wanted.update(range(place - 2, place + 1))
    lines = (line for place, file in enumerate(files) if place in wanted for line in lines_of(file))
    return SignedHeads(lines, public_key(folder / PUBLIC_KEY), whole=False).by_centre
