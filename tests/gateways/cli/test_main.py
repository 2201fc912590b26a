"""A command that fails prints one line and exits with 1."""

import subprocess

from gateways.cli.embedded.places import CHECKOUT
from gateways.cli.running import module


def rramu(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        module("gateways.cli", *words), capture_output=True, text=True, check=False, cwd=CHECKOUT, timeout=60
    )


def test_a_wrong_instance_is_one_line() -> None:
    done = rramu("up", "--instance", "Not A Name")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "rramu: 'Not A Name' cannot name an instance: small letters, digits and hyphens, at most 32"
    ]


def test_status_of_an_unknown_instance_is_one_line() -> None:
    done = rramu("status", "--instance", "never-made")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "rramu: there is no instance 'never-made' yet: ./rramu up --instance never-made"
    ]


def test_help_lists_the_verbs() -> None:
    done = rramu("help")
    assert done.returncode == 0
    for verb in (
        "demo",
        "up",
        "down",
        "reset",
        "status",
        "logs",
        "test",
        "check",
        "migrate",
        "simulate",
        "bench",
        "help",
    ):
        assert f"  {verb} " in done.stdout
