"""In namespaces of its own the small disk is full and the loopback swallows, until they are let go."""

import subprocess
import sys
from pathlib import Path

import pytest

from load import apart

TRIED = """
import errno, socket, sys
from pathlib import Path
from load import apart
from load.apart import SmallDisk

def connects():
    with socket.create_server(("127.0.0.1", 0)) as server:
        try:
            socket.create_connection(server.getsockname(), timeout=0.5).close()
        except TimeoutError:
            return False
        return True

def writes(file):
    try:
        file.write_bytes(bytes(1_000_000))
    except OSError as error:
        assert error.errno == errno.ENOSPC
        return False
    return True

folder = Path(sys.argv[1])
apart.raise_loopback()
said = [connects()]
with apart.swallowing():
    said.append(connects())
said.append(connects())
disk = SmallDisk(folder)
said.append(writes(folder / "before"))
with disk.full():
    said.append(writes(folder / "meanwhile"))
said.append(writes(folder / "after"))
disk.unmount()
said.append(any(folder.iterdir()))
print(said)
"""


def test_what_is_broken_apart_is_whole_again_afterwards(tmp_path: Path) -> None:
    refused = apart.why_not()
    if refused is not None:
        pytest.skip(refused)
    done = subprocess.run(
        [*apart.UNSHARE, sys.executable, "-c", TRIED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(apart.__file__).parents[1],
    )
    assert done.stdout == "[True, False, True, True, False, True, False]\n", done.stderr


def test_this_process_is_not_apart() -> None:
    assert not apart.is_apart()
