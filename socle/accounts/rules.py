"""Tokens, CSRF values, how long a session lasts, which passwords may be chosen. Pure: the randomness of a token is made by the service."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from kit.errors import Invalid

Kind = Literal["cookie", "bearer"]

SESSION_LENGTH: dict[Kind, timedelta] = {"cookie": timedelta(hours=24), "bearer": timedelta(days=30)}
"""A person signs in again each day: the longest post lasts 24 h. A program keeps its token a month."""

TOUCH_EVERY = timedelta(minutes=1)
"""How exact `last_seen_at` is, so that most requests write nothing."""


def token_hash(token: str) -> bytes:
    """Give what is stored of a token or of a CSRF value. A fast hash is enough: what is hashed has 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def csrf_of(token: str) -> str:
    """Give the CSRF value of a cookie session: derived from the token, so that a reloaded page gets it again and a stranger cannot."""
    return urlsafe_b64encode(hmac.digest(token.encode(), b"csrf", "sha256")).rstrip(b"=").decode()


def same_csrf(given: str, stored_hash: bytes | None) -> bool:
    """Tell whether a CSRF value is the session's, in constant time."""
    return stored_hash is not None and hmac.compare_digest(token_hash(given), stored_hash)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The real instants that decide whether a session still holds."""

    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def holds(self, now: datetime, idle: timedelta) -> bool:
        """Tell whether the session may be used at `now`: not ended, not expired, not idle for too long."""
        return self.ended_at is None and now < self.expires_at and now < self.last_seen_at + idle

    def due_for_touch(self, now: datetime) -> bool:
        """Tell whether `last_seen_at` must be moved."""
        return now >= self.last_seen_at + TOUCH_EVERY


def in_shift(at: datetime, from_at: datetime | None, to_at: datetime | None) -> bool:
    """Tell whether a right for a shift is in force at a domain time: from its first instant, no longer at its last. As `posts` has it."""
    return (from_at is None or from_at <= at) and (to_at is None or at < to_at)


MINIMUM_PASSWORD_LENGTH = 12
"""Length is what counts: no rule of composition, no forced change. Source: CNIL 2022-100 and NIST SP 800-63B."""

FEWEST_DIFFERENT = 5
"""Characters of a password that are not the same."""


def check_password(password: str, login: str, name: str) -> None:
    """Check a password somebody chooses.

    Raises:
        Invalid: too short, the same few characters again and again, or the login or the name.
    """
    if len(password) < MINIMUM_PASSWORD_LENGTH:
        raise Invalid(f"a password has at least {MINIMUM_PASSWORD_LENGTH} characters", path="$.password")
    if len(set(password)) < FEWEST_DIFFERENT:
        raise Invalid("a password is more than a few characters repeated", path="$.password")
    if password.casefold() in {login.casefold(), name.casefold()}:
        raise Invalid("a password is neither the login nor the name", path="$.password")
