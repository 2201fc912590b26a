"""A box's credential, and its hash in the form of Mosquitto's password file."""

import base64
import hashlib
import secrets

ITERATIONS = 101
"""Mosquitto's own figure: a credential is 24 random bytes, which no number of iterations makes harder to guess, and the broker checks
the one of each connected client whenever its file is read again."""


def make() -> str:
    """Give a new credential, to be told once."""
    return secrets.token_urlsafe(24)


def broker_hash(credential: str, salt: bytes | None = None, iterations: int = ITERATIONS) -> str:
    """Hash a credential: `$7$iterations$salt$digest`, PBKDF2 with SHA-512; a new salt unless one is given."""
    salt = salt or secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", credential.encode(), salt, iterations, dklen=64)
    return f"$7${iterations}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def matches(credential: str, entry: str) -> bool:
    """Tell whether an entry of the password file is for this credential."""
    match entry.split("$"):
        case ["", "7", iterations, salt, _]:
            return secrets.compare_digest(entry, broker_hash(credential, base64.b64decode(salt), int(iterations)))
        case _:
            return False


def mark(credential: str) -> str:
    """Give what a box tells of the newest credential it holds: enough to know which it is, nothing to guess it from."""
    return hashlib.sha256(credential.encode()).hexdigest()[:16]
