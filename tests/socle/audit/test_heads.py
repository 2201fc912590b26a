"""Heads signed outside the database: each line bound to the one before, and nobody else's."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from socle.audit.heads import PUBLIC_KEY, Head, HeadsUnreadable, append, private_key, public_key
from socle.audit.signed import SignedHeads, lines_of
from tests.world import CAEN, NOON, ROUEN


def _head(number: int, minutes: int = 0, centre: object = CAEN, digest: str | None = None) -> Head:
    at = NOON + timedelta(minutes=minutes)
    return msgspec.convert(
        {"at": at, "centre_id": centre, "number": number, "hash": digest or f"{number:064x}"}, Head, strict=False
    )


def _signed(folder: Path) -> SignedHeads:
    return SignedHeads(lines_of(folder), public_key(folder / PUBLIC_KEY))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with heads of two centres over two days."""
    key = private_key(tmp_path / "heads.key.pem")
    for n, minutes in ((1, 0), (4, 1), (4, 2), (9, 24 * 60)):
        append(tmp_path / "heads", key, [_head(n, minutes), _head(2 * n, minutes, ROUEN)])
    return tmp_path / "heads"


def test_heads_are_read_back_by_centre(folder: Path) -> None:
    signed = _signed(folder)
    assert signed.faults == []
    assert {number: int(digest, 16) for number, digest in signed.by_centre[CAEN].items()} == {1: 1, 4: 4, 9: 9}
    assert signed.last_at == NOON + timedelta(days=1)
    assert len(list(folder.glob("heads-*.jsonl"))) == 2


def test_the_key_is_its_owner_s_alone_and_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "key.pem"
    first = private_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert private_key(file).private_bytes_raw() == first.private_bytes_raw()
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("place", range(8))
def test_a_line_taken_out_or_changed_is_found(folder: Path, place: int) -> None:
    lines = list(lines_of(folder))
    key = public_key(folder / PUBLIC_KEY)
    changed = lines[place].replace(b'"number":', b'"number":1')
    assert SignedHeads([*lines[:place], changed, *lines[place + 1 :]], key).faults
    if place < len(lines) - 1:
        assert SignedHeads([*lines[:place], *lines[place + 1 :]], key).faults


def test_another_s_signature_counts_for_nothing(folder: Path, tmp_path: Path) -> None:
    append(folder, private_key(tmp_path / "another.pem"), [_head(99, 24 * 60)])
    signed = _signed(folder)
    assert len(signed.faults) == 1
    assert 99 not in signed.by_centre[CAEN]


def test_a_head_that_goes_back_or_turns_other_is_a_fault(folder: Path, tmp_path: Path) -> None:
    key = private_key(tmp_path / "heads.key.pem")
    append(folder, key, [_head(8, 24 * 60 + 1), _head(18, 24 * 60 + 1, ROUEN, "f" * 64)])
    assert len(_signed(folder).faults) == 2


def test_half_a_line_left_by_a_full_disk_is_cut_off(folder: Path, tmp_path: Path) -> None:
    last = max(folder.glob("heads-*.jsonl"))
    with last.open("ab") as file:
        file.write(b'{"at":"2026')
    append(folder, private_key(tmp_path / "heads.key.pem"), [_head(10, 24 * 60 + 1)])
    signed = _signed(folder)
    assert signed.faults == []
    assert max(signed.by_centre[CAEN]) == 10


def test_a_folder_away_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="Not a directory"):
        append(tmp_path / "file" / "heads", private_key(tmp_path / "heads.key.pem"), [_head(1)])


def test_a_clock_put_back_breaks_no_bond(folder: Path, tmp_path: Path) -> None:
    append(folder, private_key(tmp_path / "heads.key.pem"), [_head(10, 3)])
    assert _signed(folder).faults == []


def test_nothing_signed_is_told(tmp_path: Path) -> None:
    with pytest.raises(HeadsUnreadable, match="no file of heads"):
        list(lines_of(tmp_path))
