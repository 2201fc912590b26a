"""A signature vouches for the lines bound before it, however many; what nobody signed or bound counts for nothing."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from socle.audit.heads import LINE, PUBLIC_KEY, Head, HeadsUnreadable, append, private_key
from socle.audit.signed import LINES_A_SIGNATURE, SignedHeads, around, lines_of
from tests.world import CAEN, NOON

MANY = 2 * LINES_A_SIGNATURE + 500
PLACES = (0, 1, LINES_A_SIGNATURE - 1, LINES_A_SIGNATURE, LINES_A_SIGNATURE + 1, MANY - 2)
"""Indexes beside the signatures that are looked at, and far from them."""

Harm = Callable[[list[bytes], int, Ed25519PrivateKey], list[bytes]]


def _heads(first: int, many: int) -> list[Head]:
    return [Head(at=NOON, centre_id=CAEN, number=n, hash=f"{n:064x}") for n in range(first, first + many)]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Ed25519PrivateKey:
    return private_key(tmp_path_factory.mktemp("key") / "heads.key.pem")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory, key: Ed25519PrivateKey) -> list[bytes]:
    folder = tmp_path_factory.mktemp("heads")
    append(folder, key, _heads(1, MANY))
    return list(lines_of(folder))


def _other_hash(lines: list[bytes], place: int, _another: Ed25519PrivateKey) -> list[bytes]:
    changed = msgspec.structs.replace(LINE.decode(lines[place]), hash="f" * 64)
    return [*lines[:place], msgspec.json.encode(changed, order="sorted"), *lines[place + 1 :]]


def _signed_by_another(lines: list[bytes], place: int, another: Ed25519PrivateKey) -> list[bytes]:
    forged = msgspec.structs.replace(LINE.decode(lines[place]), hash="f" * 64)
    signature = base64.b64encode(another.sign(forged.signed())).decode()
    encoded = msgspec.json.encode(msgspec.structs.replace(forged, signature=signature), order="sorted")
    return [*lines[:place], encoded, *lines[place + 1 :]]


def _no_signature(lines: list[bytes], place: int, _another: Ed25519PrivateKey) -> list[bytes]:
    bare = msgspec.structs.replace(LINE.decode(lines[place]), signature="")
    return [*lines[:place], msgspec.json.encode(bare, order="sorted"), *lines[place + 1 :]]


def _taken_out(lines: list[bytes], place: int, _another: Ed25519PrivateKey) -> list[bytes]:
    return [*lines[:place], *lines[place + 1 :]]


def _turned(lines: list[bytes], place: int, _another: Ed25519PrivateKey) -> list[bytes]:
    return [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]


def _garbled(lines: list[bytes], place: int, _another: Ed25519PrivateKey) -> list[bytes]:
    return [*lines[:place], b"no head", *lines[place + 1 :]]


def test_many_lines_are_vouched_for(lines: list[bytes], key: Ed25519PrivateKey) -> None:
    signed = SignedHeads(lines, key.public_key())
    assert signed.faults == []
    assert list(signed.by_centre[CAEN]) == list(range(1, MANY + 1))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("harm", [_other_hash, _signed_by_another, _no_signature, _taken_out, _turned, _garbled])
def test_each_harm_is_found_wherever_it_stands(
    lines: list[bytes], key: Ed25519PrivateKey, harm: Harm, place: int
) -> None:
    signed = SignedHeads(harm(lines, place, Ed25519PrivateKey.generate()), key.public_key())
    assert signed.faults
    assert "f" * 64 not in signed.by_centre[CAEN].values()
    assert len(signed.by_centre[CAEN]) >= MANY - 1  # what stands on either side still counts


def test_a_line_of_another_key_is_vouched_for_by_none_of_ours(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    folder = tmp_path / "heads"
    append(folder, key, _heads(1, 2))
    append(folder, Ed25519PrivateKey.generate(), _heads(3, 2))
    append(folder, key, _heads(5, 2))
    signed = SignedHeads(lines_of(folder), key.public_key())
    assert list(signed.by_centre[CAEN]) == [1, 2, 5, 6]
    assert [fault.partition(":")[0] for fault in signed.faults] == ["line 3", "line 4", "line 5"]


def test_lines_of_another_key_alone_count_for_nothing(lines: list[bytes]) -> None:
    signed = SignedHeads(lines[:20], Ed25519PrivateKey.generate().public_key())
    assert signed.by_centre == {}
    assert len(signed.faults) == 20


def test_around_an_instant_the_heads_of_its_day_and_both_beside_it_are_read_and_the_newest(
    tmp_path: Path, key: Ed25519PrivateKey
) -> None:
    for day in range(1, 11):
        at = NOON + timedelta(days=day)
        append(tmp_path, key, [Head(at=at, centre_id=CAEN, number=day, hash=f"{day:064x}")])

    def read(*days: int) -> set[int]:
        return set(around(tmp_path, [NOON + timedelta(days=day) for day in days]).get(CAEN, {}))

    assert read() == {9, 10}
    assert read(4) == {3, 4, 5, 9, 10}
    assert read(1, 7) == {1, 2, 6, 7, 8, 9, 10}
    assert read(-5) == {1, 9, 10}
    assert read(50) == {9, 10}


def test_around_nothing_signed_there_is_nothing_and_without_a_key_it_is_told(
    tmp_path: Path, key: Ed25519PrivateKey
) -> None:
    assert around(None, [NOON]) == {}
    assert around(tmp_path, [NOON]) == {}
    append(tmp_path, key, [Head(at=NOON, centre_id=CAEN, number=1, hash="0" * 64)])
    (tmp_path / PUBLIC_KEY).unlink()
    with pytest.raises(HeadsUnreadable):
        around(tmp_path, [NOON])
