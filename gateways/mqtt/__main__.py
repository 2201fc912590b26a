"""The `tracker` process: `python -m gateways.mqtt`."""

import sys

from gateways.mqtt.serve import serve
from kit.process import run

if __name__ == "__main__":
    sys.exit(run("tracker", serve))
