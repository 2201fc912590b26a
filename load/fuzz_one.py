"""Fuzz one target until the time is over: `python -m load.fuzz_one TARGET FOLDER SECONDS`, guided by the coverage of our code.

libFuzzer, inside atheris, ends the process: with code 0, or after it has written the input that broke the target beside FOLDER.
"""

import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

MEMORY_MB = 512
"""A target that needs more has grown without bound: the process itself takes about 100."""
LONGEST_S = 5
"""For one input."""
LONGEST_BYTES = 4096


def main(target: str, folder: str, seconds: str) -> None:
    """Fuzz; never returns."""
    atheris = cast("Any", import_module("atheris"))  # it has no types
    with atheris.instrument_imports(include=["gateways", "kit", "load.fuzz_targets", "tracker"]):
        targets = import_module("load.fuzz_targets").TARGETS
    for number, seed in enumerate(targets[target].seeds):
        (Path(folder) / f"seed-{number}").write_bytes(seed)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MB << 20, MEMORY_MB << 20))
    atheris.Setup(
        [
            sys.argv[0],
            folder,
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST_BYTES}",
            "-rss_limit_mb=0",  # it would count what the process that started this one once held
            f"-timeout={LONGEST_S}",
            f"-artifact_prefix={folder}-",
            "-print_final_stats=1",
        ],
        targets[target].run,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
