"""The version before is found in the history, where there is one."""

import subprocess

import pytest

from load.upgrade import FORMER, former_commit, git


def test_the_version_before_has_the_schema_before() -> None:
    try:
        commit = former_commit()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git history here that reaches back to the version before")
    listed = git("ls-tree", "--name-only", commit, "db/migrations/versions/").splitlines()
    migrations = [name.rpartition("/")[2] for name in listed if name.endswith(".py")]
    assert max(migrations)[:4] == FORMER
