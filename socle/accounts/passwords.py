"""Passwords as argon2id hashes. Hashing takes some 50 ms and 64 MiB on purpose: it runs in a thread, a few at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="argon2")
"""As many hashes at once; its threads start with the first."""


async def hash_password(password: str) -> str:
    """Give the hash to store, with its salt and parameters."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether a password fits. Without a stored hash it takes as long and says no, so that time does not tell who exists."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, stored, password)


def _verify(stored: str | None, password: str) -> bool:
    try:
        _hasher.verify(stored or _decoy(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


@cache
def _decoy() -> str:
    return _hasher.hash("")
