"""A box's credential, and its hash in the form of Mosquitto's password file."""

import base64
import hashlib
import secrets

ITERATIONS = 101
"""Mosquitto's own figure: a credential is 24 random bytes, which no number of iterations makes harder to guess."""


def make() -> str:
    """Give a new credential, to be told once."""
    return secrets.token_urlsafe(24)


def broker_hash(credential: str) -> str:
    """Hash a credential: `$7$iterations$salt$digest`, PBKDF2 with SHA-512."""
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", credential.encode(), salt, ITERATIONS, dklen=64)
    return f"$7${ITERATIONS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
