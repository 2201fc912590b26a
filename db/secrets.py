"""Names, numbers and free words of patients, unreadable at rest: encrypted per centre, searched by blind index.

    keys = keyring(session)
    patient.label = keys.encrypt(centre_id, label, cell(Patient.label, patient.id))
    label = keys.decrypt(patient.label, cell(Patient.label, patient.id))
    call.number_blind = keys.blind(centre_id, "phone", number)          # equality search: `keys.blinds` when looking up
    await audit.record(…, {"words": private(entry.words)})              # encrypted within the fact's body

A token `enc:<key>:<base64>` names its key, so whoever holds the keyring reads it, whichever centre's key it is. AES-256-GCM with a random
nonce; the token is bound to its cell (table, column, row), so that it cannot be moved to another. A value that is no token is given back as
it is: rows written before there were keys, until the worker has gone over them.
"""

import base64
import hmac
import os
import re
import time
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, cast, overload
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.key_folder import NONCE_BYTES, SECRET_BYTES, CentreSecret, KeyFolder, KeyTrouble
from kit.process import CannotStart
from kit.settings import KeysSettings

OPTION = "keyring"
"""Under this name an engine carries the keyring of its process."""

LOOKED_AT_S = 1.0
"""How often the key file is looked at for a rotation, real seconds; an unknown key is looked for at once."""

BLIND_BYTES = 16
Purpose = Literal["phone", "name", "birth", "search"]
"""What a blind index is of: a number; a part of a name; a birth date, alone or with such a part; what somebody looked for."""

_TOKEN = re.compile(r"enc:(?P<key>[0-9a-f]{8}):(?P<sealed>[A-Za-z0-9_-]+=*)", re.ASCII)
_PRIVATE = "private"


class Private:
    """A text in a fact's body that is only stored encrypted. No dataclass: msgspec would write one by itself, in the clear."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def private(text: str | None) -> Private | None:
    """Mark a text of a fact's body as patient data."""
    return None if text is None else Private(text)


def cell(column: InstrumentedAttribute[Any], row_id: UUID) -> str:
    """Name the one place a token is valid in: `patients.label:<id>`."""
    return f"{column.class_.__tablename__}.{column.key}:{row_id}"


def start(engine: AsyncEngine) -> None:
    """Read the keys for the first time: a process that cannot read what it shows does not start.

    Raises:
        CannotStart: there is no master key, or not the right one.
    """
    try:
        _of(engine.sync_engine).check()
    except KeyTrouble as error:
        raise CannotStart(str(error)) from error


def keyring(session: AsyncSession) -> "Keyring":
    """Give the keyring of the process a session belongs to."""
    return _of(session.get_bind().engine)


def _of(engine: Engine) -> "Keyring":
    found: Keyring = engine.get_execution_options()[OPTION]
    return found


class _Key:
    """A centre's secret, made into what encrypts and what blinds."""

    __slots__ = ("blinding", "centre_id", "cipher", "id", "made_at", "version")

    def __init__(self, secret: CentreSecret) -> None:
        self.id = secret.id
        self.centre_id = secret.centre_id
        self.version = secret.version
        self.made_at = secret.made_at
        self.cipher = AESGCM(_derive(secret.secret, b"rramu data"))
        self.blinding = _derive(secret.secret, b"rramu blind index")


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), SECRET_BYTES, None, purpose).derive(secret)


class Keyring:
    """Every key of an installation, read from its folder when first needed and again when it changes. One per process."""

    def __init__(self, settings: KeysSettings) -> None:
        self._folder = KeyFolder(settings)
        self._keys: dict[str, _Key] = {}
        self._of_centre: dict[UUID, list[_Key]] = {}
        self._stamp: int | None = None
        self._looked_at = 0.0

    def check(self) -> None:
        """Read the keys now.

        Raises:
            KeyTrouble: there is no master key, or not the right one.
        """
        self._read()

    @overload
    def encrypt(self, centre_id: UUID, text: str, bound_to: str = "") -> str: ...
    @overload
    def encrypt(self, centre_id: UUID, text: str | None, bound_to: str = "") -> str | None: ...
    def encrypt(self, centre_id: UUID, text: str | None, bound_to: str = "") -> str | None:
        """Give the token of a text (None of None), under the centre's newest key. `bound_to`: its `cell`; the same is needed to read it.

        Raises:
            KeyTrouble: the centre has no key and none can be made.
        """
        if text is None:
            return None
        key = self._newest(centre_id)
        return f"enc:{key.id}:{base64.urlsafe_b64encode(_seal(key, text.encode(), bound_to)).decode('ascii')}"

    @overload
    def decrypt(self, token: str, bound_to: str = "") -> str: ...
    @overload
    def decrypt(self, token: str | None, bound_to: str = "") -> str | None: ...
    def decrypt(self, token: str | None, bound_to: str = "") -> str | None:
        """Give the text of a token; what is no token, and None, are given back.

        Raises:
            KeyTrouble: its key is unknown, or the token was altered or belongs to another cell.
        """
        found = None if token is None else _TOKEN.fullmatch(token)
        if found is None:
            return token
        return _open(self._named(found["key"]), base64.urlsafe_b64decode(found["sealed"]), bound_to).decode()

    def encrypt_bytes(self, centre_id: UUID, content: bytes, bound_to: str = "") -> bytes:
        """Do what `encrypt` does for a whole document: key, nonce, ciphertext."""
        key = self._newest(centre_id)
        return key.id.encode("ascii") + _seal(key, content, bound_to)

    def decrypt_bytes(self, token: bytes, bound_to: str = "") -> bytes:
        """Give the document of a token of `encrypt_bytes`.

        Raises:
            KeyTrouble: as `decrypt`.
        """
        return _open(self._named(token[:8].decode("ascii", "replace")), token[8:], bound_to)

    def blind(self, centre_id: UUID, purpose: Purpose, text: str) -> bytes:
        """Give the blind index of a text under the centre's newest key: equal for texts that are written differently but mean the same."""
        return _blind(self._newest(centre_id), purpose, text)

    def blinds(self, centre_id: UUID, purpose: Purpose, text: str) -> list[bytes]:
        """Give a text's blind index under each of the centre's keys: what to look for, as a rotation takes its time."""
        self._newest(centre_id)
        return [_blind(key, purpose, text) for key in self._of_centre[centre_id]]

    def newest(self, centre_id: UUID) -> tuple[str, datetime]:
        """Give the id of the key new values of a centre are written under, and when it was made (real time)."""
        key = self._newest(centre_id)
        return key.id, key.made_at

    def hook(self, centre_id: UUID, bound_to: str) -> Callable[[object], object]:
        """Give what makes msgspec write the `Private` parts of a body encrypted."""

        def write(value: object) -> object:
            if isinstance(value, Private):
                return {_PRIVATE: self.encrypt(centre_id, value.text, bound_to)}
            raise NotImplementedError(f"{type(value)} is no part of a body")

        return write

    def open_body(self, body: Mapping[str, object], bound_to: str) -> dict[str, Any]:
        """Give a fact's body with its private parts readable again.

        Raises:
            KeyTrouble: as `decrypt`.
        """
        return {name: self._opened(value, bound_to) for name, value in body.items()}

    def _opened(self, value: object, bound_to: str) -> object:
        if isinstance(value, dict):
            members = cast("dict[str, object]", value)
            if members.keys() == {_PRIVATE}:
                return self.decrypt(str(members[_PRIVATE]), bound_to)
            return self.open_body(members, bound_to)
        if isinstance(value, list):
            return [self._opened(item, bound_to) for item in cast("list[object]", value)]
        return value

    def _newest(self, centre_id: UUID) -> _Key:
        """Give a centre's newest key; the first one is made when it is first needed."""
        now = time.monotonic()
        if now - self._looked_at > LOOKED_AT_S:
            self._looked_at = now
            self._read()
        if centre_id not in self._of_centre:
            self._folder.add(centre_id, unless_any=True)
            self._read()
        return self._of_centre[centre_id][-1]

    def _named(self, key_id: str) -> _Key:
        if key_id not in self._keys:
            self._read()
        if key_id not in self._keys:
            raise KeyTrouble(f"key {key_id} is not among the keys of {self._folder.folder}")
        return self._keys[key_id]

    def _read(self) -> None:
        stamp = self._folder.stamp()
        if stamp == self._stamp:
            return
        keys = [self._keys.get(secret.id) or _Key(secret) for secret in self._folder.read()]
        of_centre: dict[UUID, list[_Key]] = {}
        for key in keys:
            of_centre.setdefault(key.centre_id, []).append(key)
        self._keys, self._of_centre, self._stamp = {key.id: key for key in keys}, of_centre, stamp


def _seal(key: _Key, content: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + key.cipher.encrypt(nonce, content, bound_to.encode())


def _open(key: _Key, sealed: bytes, bound_to: str) -> bytes:
    try:
        return key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyTrouble(f"a value under key {key.id} was altered, or stood in another place") from error


def _blind(key: _Key, purpose: Purpose, text: str) -> bytes:
    return hmac.digest(key.blinding, f"{purpose}\0{_NORMAL[purpose](text)}".encode(), "sha256")[:BLIND_BYTES]


_LETTERS = str.maketrans(
    {"Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d"}
)
"""Letters that Unicode does not take apart."""


def normal_phone(number: str) -> str:
    """Write a number as E.164: digits after `+`; a number of France written `06…` or `0033…` is the same as `+336…`."""
    digits = "".join(filter(str.isdigit, number))
    if number.lstrip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+33{digits[1:]}" if digits.startswith("0") else f"+{digits}"


def normal_name(name: str) -> str:
    """Write a name in capitals without accents, single spaces between its words: `Noël  d’Été-Lecœur` → `NOEL D ETE LECOEUR`."""
    spelled = name.translate(_LETTERS)
    plain = "".join(one for one in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", plain.upper()))


_NORMAL: Mapping[Purpose, Callable[[str], str]] = {
    "phone": normal_phone, "name": normal_name, "birth": normal_name, "search": normal_name,
}  # fmt: skip
