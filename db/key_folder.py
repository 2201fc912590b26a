"""The keys of patient data, on disk: outside the database and outside its backups.

Two files in the folder of the settings, for their owner only. `master.key` holds the master key (base64; during its rotation the new one
first, then the old). `keys.json` holds one secret per centre and version, each wrapped by the master with AES-256-GCM. Both are replaced at
once, under a lock, so that processes that share the folder always read a whole file. A secret is never deleted: what was written once
under it stays readable.
"""

import base64
import fcntl
import os
import secrets
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit.clock import real_now
from kit.settings import KeysSettings

SECRET_BYTES = 32
NONCE_BYTES = 12
KEYS_FILE = "keys.json"


class KeyTrouble(Exception):
    """A key is missing, wrong, or what it protects was altered. The sentence is for whoever runs the process, and holds no secret."""


class CentreSecret(msgspec.Struct, frozen=True, kw_only=True):
    """One centre's secret of one version, unwrapped. `id`: eight hexadecimal digits, named by every value written under it."""

    id: str
    centre_id: UUID
    version: int
    made_at: datetime
    """Real time."""
    secret: bytes


class _Wrapped(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    centre_id: UUID
    version: int
    made_at: datetime
    wrapped: bytes
    """Nonce, then the secret under the master key; bound to the other members."""


class _Export(msgspec.Struct, frozen=True, kw_only=True):
    """What `export` writes: enough to read every backup."""

    masters: list[bytes]
    keys: list[_Wrapped]


class KeyFolder:
    """Reads and changes the files of one folder."""

    def __init__(self, settings: KeysSettings) -> None:
        self.folder = settings.folder
        self.master_file = settings.master_file or settings.folder / "master.key"
        self.keys_file = settings.folder / KEYS_FILE

    def stamp(self) -> int:
        """Give a number that changes whenever the secrets do; 0 while there are none."""
        try:
            return self.keys_file.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def make(self) -> None:
        """Make the folder and its master key, unless they are there: the first start of an installation."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if not self.master_file.exists():
                if self.keys_file.exists():
                    raise KeyTrouble(f"{self.keys_file} has no master key: put back {self.master_file}")
                _write(self.master_file, _masters_text([secrets.token_bytes(SECRET_BYTES)]))

    def read(self) -> list[CentreSecret]:
        """Give every secret, oldest version of each centre first.

        Raises:
            KeyTrouble: there is no master key, it is not the one these secrets were wrapped by, or a file is damaged.
        """
        masters = self._masters()
        return [_unwrap(masters, wrapped) for wrapped in self._wrapped()]

    def add(self, centre_id: UUID, *, unless_any: bool = False) -> CentreSecret:
        """Make a centre's next version, which new values are written under from now on.

        `unless_any`: a centre that has one already keeps it; two processes that first meet a centre then agree.

        Raises:
            KeyTrouble: as in `read`, or the folder cannot be written.
        """
        with self._alone():
            masters, known = self._masters(), self._wrapped()
            of_centre = [wrapped for wrapped in known if wrapped.centre_id == centre_id]
            if unless_any and of_centre:
                return _unwrap(masters, of_centre[-1])
            made = CentreSecret(
                id=_free_id(known),
                centre_id=centre_id,
                version=len(of_centre) + 1,
                made_at=real_now(),
                secret=secrets.token_bytes(SECRET_BYTES),
            )
            self._keep([*known, _wrap(masters[0], made)])
        return made

    def rotate_master(self) -> None:
        """Put a new master key in force: every secret is wrapped again, no patient data is touched. An interruption leaves both in use.

        Raises:
            KeyTrouble: as in `read`.
        """
        with self._alone():
            masters = [secrets.token_bytes(SECRET_BYTES), *self._masters()]
            _write(self.master_file, _masters_text(masters))
            self._keep([_wrap(masters[0], _unwrap(masters, wrapped)) for wrapped in self._wrapped()])
            _write(self.master_file, _masters_text(masters[:1]))

    def export(self, file: Path) -> None:
        """Write master and secrets as one file (mode 600): to be kept apart from the backups, and as safe as they must be.

        Raises:
            KeyTrouble: as in `read`.
        """
        self.read()  # an export that cannot be read back is none
        _write(file, msgspec.json.encode(_Export(masters=self._masters(), keys=self._wrapped())))

    def take_in(self, file: Path) -> None:
        """Make the folder from an export.

        Raises:
            KeyTrouble: the folder has keys already, or the file is no export.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if self.keys_file.exists() or self.master_file.exists():
                raise KeyTrouble(f"{self.folder} already holds keys")
            try:
                exported = msgspec.json.decode(file.read_bytes(), type=_Export)
            except msgspec.DecodeError as error:
                raise KeyTrouble(f"{file} is no export of keys") from error
            _write(self.master_file, _masters_text(exported.masters))
            self._keep(exported.keys)

    @contextmanager
    def _alone(self) -> Generator[None]:
        try:
            with (self.folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except (PermissionError, FileNotFoundError) as error:
            raise KeyTrouble(f"the keys in {self.folder} cannot be changed: {error.strerror}") from error

    def _masters(self) -> list[bytes]:
        try:
            found = [base64.b64decode(line, validate=True) for line in self.master_file.read_text("ascii").split()]
        except OSError as error:
            raise KeyTrouble(f"no master key in {self.master_file}: {error.strerror}; ./rramu keys make") from error
        except ValueError as error:
            raise KeyTrouble(f"{self.master_file} is damaged") from error
        if not found or any(len(master) != SECRET_BYTES for master in found):
            raise KeyTrouble(f"{self.master_file} is damaged")
        return found

    def _wrapped(self) -> list[_Wrapped]:
        try:
            return msgspec.json.decode(self.keys_file.read_bytes(), type=list[_Wrapped])
        except FileNotFoundError:
            return []
        except msgspec.DecodeError as error:
            raise KeyTrouble(f"{self.keys_file} is damaged") from error

    def _keep(self, keys: Iterable[_Wrapped]) -> None:
        ordered = sorted(keys, key=lambda wrapped: (wrapped.centre_id, wrapped.version))
        _write(self.keys_file, msgspec.json.encode(ordered))


def _free_id(known: Iterable[_Wrapped]) -> str:
    taken = {wrapped.id for wrapped in known}
    while (made := secrets.token_hex(4)) in taken:
        pass
    return made


def _masters_text(masters: Iterable[bytes]) -> bytes:
    return b"".join(base64.b64encode(master) + b"\n" for master in masters)


def _binding(key: CentreSecret | _Wrapped) -> bytes:
    return f"{key.id} {key.centre_id} {key.version}".encode()


def _wrap(master: bytes, key: CentreSecret) -> _Wrapped:
    nonce = secrets.token_bytes(NONCE_BYTES)
    wrapped = nonce + AESGCM(master).encrypt(nonce, key.secret, _binding(key))
    return _Wrapped(id=key.id, centre_id=key.centre_id, version=key.version, made_at=key.made_at, wrapped=wrapped)


def _unwrap(masters: Iterable[bytes], key: _Wrapped) -> CentreSecret:
    nonce, wrapped = key.wrapped[:NONCE_BYTES], key.wrapped[NONCE_BYTES:]
    for master in masters:
        try:
            secret = AESGCM(master).decrypt(nonce, wrapped, _binding(key))
        except InvalidTag:
            continue
        return CentreSecret(id=key.id, centre_id=key.centre_id, version=key.version, made_at=key.made_at, secret=secret)
    raise KeyTrouble(f"the master key is not the one that key {key.id} was wrapped by, or its line was altered")


def _write(path: Path, content: bytes) -> None:
    """Replace a file at once, for its owner only."""
    beside = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
