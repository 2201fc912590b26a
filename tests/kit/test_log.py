"""Logs: one JSON object a line, our own and the libraries'."""

import json
import subprocess
import sys

PROGRAM = """
import logging
import structlog
from kit.log import configure
from kit.settings import LogSettings

configure(LogSettings(level="info"), "example")
structlog.get_logger().info("case.opened", number=1)
structlog.get_logger().debug("unheard")
logging.getLogger("asyncio").info("unheard")
logging.getLogger("asyncio").warning("slow")
try:
    secret = "a name"
    raise ValueError("no")
except ValueError:
    structlog.get_logger().exception("failed")
"""


def test_every_line_is_an_object() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [(line["event"], line["level"], line["process"]) for line in lines] == [
        ("case.opened", "info", "example"),
        ("slow", "warning", "example"),
        ("failed", "error", "example"),
    ]
    assert lines[0]["number"] == 1
    assert "ValueError: no" in lines[2]["exception"]
    assert "a name" not in lines[2]["exception"].replace('secret = "a name"', "")
    assert said.stderr == ""
