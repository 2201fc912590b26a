"""The `worker` process: `python -m gateways.worker`."""

import sys

from gateways.worker.work import work
from kit.process import run

if __name__ == "__main__":
    sys.exit(run("worker", work))
