"""The files the map is drawn from, as `region` prepared them: public reference data, open to whoever is signed in.

A file is read, digested and packed once, and again when it was replaced; a screen that has it asks by its ETag and is told so.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Request, Response
from fastapi import Path as InPath
from msgspec import Struct

from gateways.http.state import state_of
from kit.caller import Caller
from kit.errors import NotFound
from kit.http import answer, make_router, require
from kit.openapi import describes
from kit.wire.geo import GeoLayer

MEDIA_TYPE = "application/geo+json"
SUFFIX = ".geojson"
NOT_MODIFIED = 304
PACKING = 6
"""Of gzip: level 9 takes three times as long and saves a hundredth."""
GIVES_GEOJSON: dict[str, Any] = {"openapi_extra": {"responses": {"200": {"content": {MEDIA_TYPE: {}}}}}}

router = make_router("geo")

Reader = Annotated[Caller, Depends(require("directory.read"))]
Name = Annotated[str, InPath(pattern="^[a-z_]{1,40}$")]


class _Heading(Struct):
    """The members beside the features, which are skipped."""

    attribution: str = ""
    synthetic: bool = False


_headings = msgspec.json.Decoder(_Heading)


@dataclass(frozen=True, slots=True)
class _Packed:
    etag: str
    body: bytes
    """Compressed with gzip."""


@router.get("/geo", **describes(None, list[GeoLayer]))
def layers(request: Request, _: Reader) -> Response:
    """List the files there are; none when the region's folder was not prepared."""
    headings = {file.stem: _heading(file, _version(file)) for file in sorted(_folder(request).glob(f"*{SUFFIX}"))}
    return answer(
        [
            GeoLayer(name=name, attribution=heading.attribution, synthetic=heading.synthetic)
            for name, heading in headings.items()
        ]
    )


@router.get("/geo/{name}", **describes(None, None) | GIVES_GEOJSON)
def layer(request: Request, _: Reader, name: Name) -> Response:
    """Give one file as GeoJSON, degrees, longitude first.

    Raises: NotFound.
    """
    file = _folder(request) / f"{name}{SUFFIX}"
    try:
        packed = _pack(file, _version(file))
    except FileNotFoundError:
        raise NotFound("no such layer of the map") from None
    headers = {"ETag": packed.etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if packed.etag in {known.strip() for known in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed.body), headers=headers, media_type=MEDIA_TYPE)
    return Response(packed.body, headers=headers | {"Content-Encoding": "gzip"}, media_type=MEDIA_TYPE)


def _folder(request: Request) -> Path:
    return state_of(request).settings.region.folder / "map"


def _version(file: Path) -> tuple[int, int]:
    """Give what changes when a file is replaced."""
    found = file.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=32)
def _heading(file: Path, _: tuple[int, int]) -> _Heading:
    """Read what stands beside the features; the second word is the file's `_version`."""
    return _headings.decode(file.read_bytes())


@lru_cache(maxsize=32)
def _pack(file: Path, _: tuple[int, int]) -> _Packed:
    """Read and pack a file; the second word is its `_version`."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:32]
    # Weak: the same for the packed and the plain form, which tell the same.
    return _Packed(f'W/"{digest}"', gzip.compress(content, PACKING, mtime=0))
