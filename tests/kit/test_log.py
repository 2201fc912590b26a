"""Logs: one JSON object a line, our own and the libraries'."""

import json
import subprocess
import sys

PROGRAM = """
import logging
import structlog
import asyncio
from kit.log import configure, heed
from kit.settings import LogSettings

configure(LogSettings(level="info"), "example")
structlog.get_logger().info("case.opened", number=1)
structlog.get_logger().debug("unheard")
structlog.get_logger().info("box.refused", box='somebody\\n{"event": "forged", "level": "info"}\\r\\x1b[2J\\u2028forged')
logging.getLogger("asyncio").info("unheard")
logging.getLogger("asyncio").warning("slow")
try:
    raise ValueError("a name")
except ValueError:
    structlog.get_logger().exception("failed")


async def lose_a_task():
    async def fail():
        raise KeyError("a name")

    heed(asyncio.get_running_loop())
    asyncio.get_running_loop().call_soon({}.pop, "a name")
    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task


asyncio.run(lose_a_task())
raise ZeroDivisionError("a name")
"""


def test_every_line_is_an_object() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [(line["event"], line["level"], line["process"]) for line in lines] == [
        ("case.opened", "info", "example"),
        ("box.refused", "info", "example"),
        ("slow", "warning", "example"),
        ("failed", "error", "example"),
        ("asyncio.unheeded", "error", "example"),
        ("asyncio.unheeded", "error", "example"),
        ("process.failed", "critical", "example"),
    ]
    assert lines[0]["number"] == 1
    assert [character for character in said.stdout if not character.isprintable() and character != "\n"] == []
    assert lines[3]["exception"] == "ValueError\n  <string>:15 in <module>"
    assert [line["exception"].split()[0] for line in lines[4:]] == ["KeyError", "KeyError", "ZeroDivisionError"]
    assert said.returncode == 1
    assert "a name" not in said.stdout
    assert said.stderr == ""
