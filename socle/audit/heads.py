"""The heads of the chains, signed to a file outside the database: who could rewrite a whole chain cannot rewrite what was signed.

One file a day (`heads-2026-11-21.jsonl`), one JSON object a line, only ever added to. Each line holds the SHA-256 of the line before it,
over the days too, and an Ed25519 signature over its own other members. The public key stands beside the files (`heads.pub.pem`).
"""

import base64
import fcntl
import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

FILES = "heads-*.jsonl"
PUBLIC_KEY = "heads.pub.pem"
FIRST = "0" * 64
"""What the very first line is bound to, and one that follows a line of another key."""
LONGEST_LINE = 4096


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where a centre's chain stood at an instant, real time."""

    at: datetime
    centre_id: UUID
    number: int
    hash: str
    """Hexadecimal."""


class Line(Head, frozen=True, kw_only=True):
    """A head as it stands in a file. `previous`: SHA-256 of the line before, hexadecimal; `signature`: base64, over the other members."""

    previous: str
    signature: str = ""

    def signed(self) -> bytes:
        """Give what the signature is over: the canonical JSON of the line without it."""
        return msgspec.json.encode(msgspec.structs.replace(self, signature=""), order="sorted")


LINE = msgspec.json.Decoder(Line)


class HeadsUnreadable(Exception):
    """A file of heads, or a key, is not what it should be."""


def private_key(file: Path) -> Ed25519PrivateKey:
    """Read the key that signs, made at the first call, readable by its owner only.

    Raises:
        OSError: it can be neither read nor made.
        HeadsUnreadable: it is no such key.
    """
    if not file.is_file():
        _make_key(file)
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as error:
        raise HeadsUnreadable(f"{file} holds no private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise HeadsUnreadable(f"{file} holds no Ed25519 key")
    return key


def _make_key(file: Path) -> None:
    """Make a key; of two processes that start together, one wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    try:
        file.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def public_key(file: Path) -> Ed25519PublicKey:
    """Read the key that checks.

    Raises:
        HeadsUnreadable: it is missing, or no such key.
    """
    try:
        key = load_pem_public_key(file.read_bytes())
    except (OSError, ValueError) as error:
        raise HeadsUnreadable(f"{file} holds no public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise HeadsUnreadable(f"{file} holds no Ed25519 key")
    return key


def append(folder: Path, key: Ed25519PrivateKey, heads: Sequence[Head]) -> None:
    """Add heads to the day's file and wait until they are on the disk. Two who write wait for each other.

    Raises:
        OSError: the folder is away, the disk is full; nothing but whole lines is read back later.
        HeadsUnreadable: the last line written is no head: somebody has touched the file.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _export(folder / PUBLIC_KEY, key)
        previous = _last_hash(folder, key.public_key())
        written = bytearray()
        for head in heads:
            line = Line(**msgspec.structs.asdict(head), previous=previous)
            signature = base64.b64encode(key.sign(line.signed())).decode()
            encoded = msgspec.json.encode(msgspec.structs.replace(line, signature=signature), order="sorted")
            previous = hashlib.sha256(encoded).hexdigest()
            written += encoded + b"\n"
        if heads:
            day = folder / f"heads-{heads[0].at.date().isoformat()}.jsonl"
            _add(
                max([day, *folder.glob(FILES)]), bytes(written)
            )  # a clock put back never writes before what was written


def _export(file: Path, key: Ed25519PrivateKey) -> None:
    if not file.is_file():
        file.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _add(file: Path, lines: bytes) -> None:
    """Append whole lines; what a full disk or a crash left of a line before is cut off, nothing else ever is."""
    with file.open("ab+") as opened:
        start = opened.tell()
        if start:
            opened.seek(max(0, start - LONGEST_LINE))
            tail = opened.read()
            start -= len(tail) - (tail.rfind(b"\n") + 1)
            opened.truncate(start)
        try:
            opened.write(lines)
            opened.flush()
            os.fsync(opened.fileno())
        except OSError:
            os.truncate(file, start)
            raise


def _last_hash(folder: Path, key: Ed25519PublicKey) -> str:
    """Give the hash of the last whole line of the newest file that has one; a line of another key is bound to by none of ours."""
    for file in sorted(folder.glob(FILES), reverse=True):
        with file.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, os.SEEK_END) - LONGEST_LINE))
            whole = opened.read().rpartition(b"\n")[0]
        if whole:
            line = whole.rpartition(b"\n")[2]
            return hashlib.sha256(line).hexdigest() if is_signed(_read(line, file), key) else FIRST
    return FIRST


def _read(line: bytes, file: Path) -> Line:
    try:
        return LINE.decode(line)
    except msgspec.MsgspecError as error:
        raise HeadsUnreadable(f"a line of {file.name} is no head") from error


def is_signed(line: Line, key: Ed25519PublicKey) -> bool:
    """Tell whether a line's own signature holds."""
    try:
        key.verify(base64.b64decode(line.signature, validate=True), line.signed())
    except (ValueError, InvalidSignature):
        return False
    return True
