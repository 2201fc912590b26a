"""The accounts of a demo are shown; those of anything else never are."""

from pathlib import Path
from typing import Literal

import msgspec
import pytest

from gateways.http.app import serving
from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from kit.wire.codes.people import Role
from tests.gateways.http.conftest import asking

ACCOUNT = DemoAccount(login="arm1.caen", password="abc", name="Alix Marchand", role=Role.ARM, centre="Caen")


@pytest.mark.parametrize(("kind", "status"), [("demo", 200), ("exercise", 200), ("production", 404)])
async def test_who_may_sign_in(
    worker_settings: Settings, tmp_path: Path, kind: Literal["demo", "exercise", "production"], status: int
) -> None:
    file = tmp_path / "accounts.json"
    file.write_bytes(msgspec.json.encode([ACCOUNT]))
    instance = worker_settings.instance.model_copy(update={"kind": kind, "accounts_file": file})
    async with serving(worker_settings.model_copy(update={"instance": instance})) as app, asking(app) as client:
        shown = await client.get("/demo/accounts")

    assert shown.status_code == status
    assert ("abc" in shown.text) is (status == 200)


async def test_a_demo_not_yet_seeded_has_none(worker_settings: Settings, tmp_path: Path) -> None:
    instance = worker_settings.instance.model_copy(update={"kind": "demo", "accounts_file": tmp_path / "none.json"})
    async with serving(worker_settings.model_copy(update={"instance": instance})) as app, asking(app) as client:
        assert (await client.get("/demo/accounts")).status_code == 404
