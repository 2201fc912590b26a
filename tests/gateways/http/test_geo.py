"""The files of the map: told apart by content, packed once, and nothing outside their folder."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from gateways.http.app import serving
from kit.settings import Settings
from tests.gateways.http.conftest import SignIn
from tests.world import ADMINISTRATOR, ARM_CAEN

COAST: dict[str, object] = {"type": "FeatureCollection", "attribution": "Somebody", "features": []}
ROADS: dict[str, object] = {"type": "FeatureCollection", "synthetic": True, "features": [{"type": "Feature"}] * 50}


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Give a prepared country with two layers, and what must not be served beside them."""
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "coast.geojson").write_text(json.dumps(COAST))
    (tmp_path / "map" / "roads.geojson").write_text(json.dumps(ROADS))
    (tmp_path / "map" / "secret.json").write_text("{}")
    (tmp_path / "outside.geojson").write_text(json.dumps(COAST))
    return tmp_path


@pytest.fixture
async def api(database: Settings, region: Path) -> AsyncIterator[FastAPI]:
    """Give the API of that country."""
    prepared = database.region.model_copy(update={"folder": region})
    async with serving(database.model_copy(update={"region": prepared})) as app:
        yield app


async def test_what_there_is_to_draw_is_told_with_its_credits(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)

    assert (await arm.get("/geo")).json() == [
        {"name": "coast", "attribution": "Somebody", "synthetic": False},
        {"name": "roads", "attribution": "", "synthetic": True},
    ]


async def test_a_layer_goes_packed_to_who_unpacks_and_plain_to_who_does_not(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)
    packed = await arm.get("/geo/roads", headers={"Accept-Encoding": "gzip"})
    plain = await arm.get("/geo/roads", headers={"Accept-Encoding": "identity"})

    assert packed.json() == plain.json() == ROADS
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.headers["content-type"] == plain.headers["content-type"] == "application/geo+json"
    assert (packed.headers["cache-control"], packed.headers["vary"]) == ("private, no-cache", "Accept-Encoding")


async def test_a_layer_held_is_not_sent_again_until_it_is_replaced(sign_in: SignIn, region: Path) -> None:
    arm = await sign_in(ARM_CAEN)
    etag = (await arm.get("/geo/coast")).headers["etag"]
    held = {"If-None-Match": f'"other", {etag}'}

    again = await arm.get("/geo/coast", headers=held)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)

    (region / "map" / "coast.geojson").write_text(json.dumps(ROADS))
    replaced = await arm.get("/geo/coast", headers=held)
    assert (replaced.status_code, replaced.json()) == (200, ROADS)
    assert replaced.headers["etag"] != etag


async def test_the_credit_of_a_replaced_layer_is_told_anew(sign_in: SignIn, region: Path) -> None:
    arm = await sign_in(ARM_CAEN)
    before = (await arm.get("/geo")).json()
    assert (await arm.get("/geo")).json() == before

    (region / "map" / "coast.geojson").write_text(json.dumps(COAST | {"attribution": "Somebody else"}))
    assert [layer["attribution"] for layer in (await arm.get("/geo")).json()] == ["Somebody else", ""]


async def test_nothing_but_the_layers_is_given(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)
    told = [
        (answer.status_code, answer.headers["content-type"])
        for answer in [
            await arm.get("/geo/communes"),
            await arm.get("/geo/secret"),
            await arm.get("/geo/..%2Foutside"),
            await arm.get("/geo/../outside"),
            await arm.get("/geo/coast.geojson"),
        ]
    ]

    problem = "application/problem+json"
    assert told == [(404, problem), (404, problem), (404, problem), (404, problem), (422, problem)]


async def test_a_country_not_prepared_has_nothing_to_draw(sign_in: SignIn, region: Path) -> None:
    for file in (region / "map").iterdir():
        file.unlink()
    (region / "map").rmdir()
    admin = await sign_in(ADMINISTRATOR)

    assert (await admin.get("/geo")).json() == []
    assert (await admin.get("/geo/coast")).json()["type"] == "urn:rramu:problem:not-found"


async def test_only_who_is_signed_in_is_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get("/geo")).status_code == (await client.get("/geo/coast")).status_code == 401
