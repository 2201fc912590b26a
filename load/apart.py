"""A network and a mount table of one's own: what is broken there is broken for nobody else, and ends with its last process.

The bench starts itself anew in them, as root (`unshare`); its instance, boxes and screens are inside. There a small file system holds
what the services write, and the loopback, which is not the machine's, can be made to swallow every packet.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

UNSHARE = ("unshare", "--net", "--mount", "--propagation", "private")
"""The words that run the words after them in namespaces of their own."""
ROOT_NEEDED = "needs root, for a network and a mount table of its own"
ROOM_BYTES = 6 * 2**30
"""Of the small file system, which takes memory only as it is written."""


def is_apart() -> bool:
    """Tell whether this process has another network than the one that started it."""
    return Path("/proc/self/ns/net").readlink() != Path(f"/proc/{os.getppid()}/ns/net").readlink()


def why_not() -> str | None:
    """Tell why this machine gives no namespaces of one's own; none when it does."""
    if os.geteuid() != 0:
        return ROOT_NEEDED
    missing = [name for name in ("unshare", "ip", "tc", "mount") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} not found: Debian's packages util-linux, iproute2, mount"
    tried = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)  # noqa: S603 - words of this file
    return None if tried.returncode == 0 else tried.stderr.strip()


def enter(words: Sequence[str]) -> None:
    """Become `python -m load` with these words in namespaces of its own, the loopback down at first. Does not return."""
    os.execvp(UNSHARE[0], [*UNSHARE, sys.executable, "-m", "load", *words])  # noqa: S606 - ourselves


def raise_loopback() -> None:
    """Bring the loopback of this network up.

    Raises: CalledProcessError.
    """
    _run("ip", "link", "set", "lo", "up")


@contextmanager
def swallowing() -> Generator[None]:
    """Let the loopback swallow every packet meanwhile: nobody is told anything, neither those connected nor those who try.

    A token bucket too small for any packet; only where `is_apart`.

    Raises: CalledProcessError.
    """
    _run("tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate", "8bit", "burst", "1", "limit", "1")
    try:
        yield
    finally:
        _run("tc", "qdisc", "del", "dev", "lo", "root")


class SmallDisk:
    """A file system in memory over a folder, until unmounted; `full` takes what room is left.

    Raises (everywhere): CalledProcessError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        _run("mount", "-t", "tmpfs", "-o", f"size={ROOM_BYTES},mode=755", "tmpfs", str(folder))

    @contextmanager
    def full(self) -> Generator[None]:
        """Be full meanwhile, to the last page: what is written grows nothing any more."""
        room = os.statvfs(self._folder)
        used = (room.f_blocks - room.f_bfree) * room.f_frsize
        # Somebody may write between the look and the cut, which the kernel then refuses.
        for spare in range(0, 1024 * room.f_frsize, 64 * room.f_frsize):
            if self._resize(used + spare):
                break
        try:
            yield
        finally:
            self._resize(ROOM_BYTES)

    def unmount(self) -> None:
        """Give the folder back as it was, once nobody uses it."""
        _run("umount", str(self._folder))

    def _resize(self, size: int) -> bool:
        words = ["mount", "-o", f"remount,size={size}", str(self._folder)]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0  # noqa: S603 - words of this file


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - words of this file
