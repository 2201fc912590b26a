"""The files a seed writes, for their owner only: they hold the passwords of a demo."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from gateways.cli.embedded.places import write
from kit.wire.accounts import DemoAccount
from kit.wire.demo import DemoBox, SimulationFile

T = TypeVar("T")


class Files:
    """The folder of an instance. A file that is missing or cannot be read counts as empty: its passwords are given anew."""

    def __init__(self, folder: Path) -> None:
        self._accounts = folder / "accounts.json"
        self._boxes = folder / "boxes.json"
        self._simulation = folder / "simulators.json"

    def accounts(self) -> list[DemoAccount]:
        """Give the people shown to whoever wants to try."""
        return _read(self._accounts, list[DemoAccount]) or []

    def programs(self) -> list[DemoAccount]:
        """Give the accounts of programs."""
        found = _read(self._simulation, SimulationFile)
        return [] if found is None else found.programs

    def boxes(self) -> list[DemoBox]:
        """Give the boxes."""
        return _read(self._boxes, list[DemoBox]) or []

    def write_accounts(self, accounts: Sequence[DemoAccount]) -> None:
        """Keep the people's accounts."""
        _write(self._accounts, accounts)

    def write_boxes(self, boxes: Sequence[DemoBox]) -> None:
        """Keep the boxes."""
        _write(self._boxes, boxes)

    def write_simulation(self, simulation: SimulationFile) -> None:
        """Keep what the simulators need."""
        _write(self._simulation, simulation)


def _read(file: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _write(file: Path, content: Struct | Sequence[Struct]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, msgspec.json.format(msgspec.json.encode(content)) + b"\n")
