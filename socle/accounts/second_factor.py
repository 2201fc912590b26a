"""The second factor: codes of an authenticator that change every 30 s, each good once, and recovery codes for when it is lost.

Source: RFC 6238; one step before and after is accepted, for clocks that differ.
"""

import secrets
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from io import BytesIO

import pyotp
import segno
from pyotp.totp import TOTP

STEP_S = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
_CODE_BYTES = 10
"""Eighty random bits: a fast hash is enough to store."""


def new_secret() -> str:
    """Make the secret shared with an authenticator, in base 32."""
    return pyotp.random_base32()


def picture(secret: str, login: str, instance: str) -> str:
    """Give the secret as a QR code an authenticator reads: an SVG document."""
    uri = TOTP(secret).provisioning_uri(name=login, issuer_name=f"RRAMU {instance}")
    drawn = BytesIO()
    segno.make(uri, error="m").save(drawn, kind="svg", scale=5, border=3, light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


def accepted_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """Give the time step a code is right for: now, or one step around; none when it is wrong, or not newer than the last accepted."""
    totp = TOTP(secret)
    present = int(now.timestamp()) // STEP_S
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        fits = compare_digest(totp.generate_otp(step).encode(), code.encode())
        if fits and (last_step is None or step > last_step):
            return step
    return None


def plain(code: str) -> str:
    """Give a code as it is compared: without the spaces and dashes people type, lower case."""
    return code.replace(" ", "").replace("-", "").lower()


def recovery_codes() -> Sequence[str]:
    """Make ten recovery codes, written in groups of four."""
    return [_grouped(b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()) for _ in range(RECOVERY_CODES)]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
