"""Write the files derived from the server's code: the screen's types, the API's and the boxes' descriptions, the page of rights.

`python -m gateways.cli.generate` writes; with `--check` it writes nothing and fails when a file is not what would be written.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import TypeVar, cast

import msgspec
from msgspec import Struct

from dispatch.missions import rules
from gateways.cli import asyncapi, rights_page
from gateways.http.app import openapi_document
from kit.wire import (
    accounts,
    boxes,
    calls,
    cases,
    centres,
    geo,
    inquest,
    live,
    missions,
    partners,
    past,
    people,
    relief,
    sas,
    vehicles,
)
from kit.wire.codes import boxes as box_codes
from kit.wire.codes import calls as call_codes
from kit.wire.codes import cases as case_codes
from kit.wire.codes import centres as centre_codes
from kit.wire.codes import means as means_codes
from kit.wire.codes import missions as mission_codes
from kit.wire.codes import people as people_codes
from kit.wire.codes import trail as trail_codes
from kit.wire.codes.missions import MissionStatus
from kit.wire.codes.people import Role
from socle.accounts.rights import ACTIONS

ROOT = Path(__file__).resolve().parents[2]
WIRE_TS = Path("regulation_ui/src/wire.ts")
OPENAPI = Path("docs/openapi.json")
ASYNCAPI = Path("docs/asyncapi.json")
RIGHTS = Path("docs/rights.md")
CODES = (case_codes, call_codes, mission_codes, means_codes, people_codes, centre_codes, box_codes, trail_codes)
MODULES = (
    *CODES,
    accounts,
    people,
    geo,
    calls,
    relief,
    cases,
    centres,
    sas,
    missions,
    vehicles,
    partners,
    boxes,
    live,
    past,
    inquest,
)
"""What a screen speaks, in reading order. Boxes speak `telemetry`, which no screen does."""
BETWEEN_PROCESSES = {"PositionFeed", "FactNews"}
UNIONS = {"ScreenMessage": live.ScreenMessage, "LiveEvent": live.LiveEvent, "PastEvent": past.PastEvent}

Schema = Mapping[str, object]
T = TypeVar("T")
K = TypeVar("K", bound=str)

HEADER = """\
// Generated from kit/wire by `python -m gateways.cli.generate`. Do not edit: change the Structs and generate again.
// Instants are ISO 8601 in UTC, ids are UUIDs, longitude comes first.
"""


def typescript() -> str:
    """Give the whole text of `wire.ts`: code lists as constant arrays with their union, Structs as interfaces."""
    structs = [cls for cls in _members(Struct) if cls.__name__ not in BETWEEN_PROCESSES]
    _, components = msgspec.json.schema_components(structs, schema_hook=_open, ref_template="{name}")
    parts = [HEADER]
    parts += [_code_list(cls) for cls in _members(StrEnum)]
    parts += [_interface(cls, components[cls.__name__]) for cls in structs]
    parts += [_union(name, member) for name, member in UNIONS.items()]
    parts += [_next_statuses(), _roles()]
    return "\n".join(parts)


def _members(base: type[T]) -> Iterator[type[T]]:
    """Give the classes of that base that the wire modules define, each once, in the order they are written."""
    for module in MODULES:
        yield from _defined(module, base)


def _defined(module: ModuleType, base: type[T]) -> Iterator[type[T]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__:
            yield value


def _open(kind: type) -> dict[str, object]:
    """Let a value of any form through (the body of a log entry)."""
    if kind is object:
        return {"default": None}  # msgspec takes an empty schema for no answer
    raise NotImplementedError(kind)


def _comment(text: object, indent: str = "") -> str:
    """Give a documentation comment, or nothing."""
    if not isinstance(text, str):
        return ""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return "".join([f"{indent}/**\n", *(f"{indent} * {line}".rstrip() + "\n" for line in lines), f"{indent} */\n"])


def _code_list(cls: type[StrEnum]) -> str:
    values = ", ".join(f'"{member.value}"' for member in cls)
    name = cls.__name__
    return f"{_comment(cls.__doc__)}export const {name} = [{values}] as const;\nexport type {name} = (typeof {name})[number];\n"


def _interface(cls: type[Struct], schema: Schema) -> str:
    properties = cast("Mapping[str, Schema]", schema["properties"])
    required = cast("Sequence[str]", schema.get("required", ()))
    may_lack = cls.__struct_config__.forbid_unknown_fields or cls.__struct_config__.omit_defaults
    lines = [
        f"  {name}{'?' if may_lack and name not in required else ''}: {type_of(field)};\n"
        for name, field in properties.items()
    ]
    return f"{_comment(cls.__doc__)}export interface {cls.__name__} {{\n{''.join(lines)}}}\n"


def _union(name: str, union: object) -> str:
    schema, _ = msgspec.json.schema_components([union], schema_hook=_open, ref_template="{name}")
    return f"export type {name} = {type_of(schema[0])};\n"


def _table(comment: str, opening: str, rows: Mapping[K, Iterable[str]]) -> str:
    """Give one of the server's tables, so that the screen offers nothing that would be refused."""
    lines = [f'  "{key}": {msgspec.json.encode(list(values)).decode()},\n' for key, values in rows.items()]
    return f"/** {comment} */\n{opening} {{\n{''.join(lines)}}}"


def _next_statuses() -> str:
    rows = {before: [status for status in MissionStatus if status in rules.NEXT[before]] for before in MissionStatus}
    comment = "Statuses that may follow each. Owned by the server: dispatch/missions/rules.py."
    opening = "export const NextStatuses: Record<MissionStatus, readonly MissionStatus[]> ="
    return f"{_table(comment, opening, rows)};\n"


def _roles() -> str:
    rows = {action: [role for role in Role if role in roles] for action, roles in ACTIONS.items()}
    comment = "Roles that may do each act. Owned by the server: socle/accounts/rights.py."
    table = _table(comment, "export const RolesOf =", rows)
    return f"{table} as const satisfies Record<string, readonly Role[]>;\nexport type Action = keyof typeof RolesOf;\n"


def type_of(schema: Schema) -> str:
    """Give the TypeScript type of a JSON Schema made by msgspec.

    Raises: ValueError on a form the wire does not use, so that nothing turns into `any` unseen.
    """
    if "$ref" in schema:
        return str(schema["$ref"])
    if "anyOf" in schema:
        return " | ".join(type_of(part) for part in cast("Sequence[Schema]", schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(msgspec.json.encode(value).decode() for value in cast("Sequence[object]", schema["enum"]))
    kind = schema.get("type")
    if isinstance(kind, str) and kind in _BY_TYPE:
        return _BY_TYPE[kind](schema)
    if not schema.keys() - {"description", "default"}:
        return "unknown"
    message = f"no TypeScript form for {schema}"
    raise ValueError(message)


def _array(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(type_of(item) for item in cast('Sequence[Schema]', schema['prefixItems']))}]"
    item = type_of(cast("Schema", schema["items"]))
    return f"({item})[]" if " " in item else f"{item}[]"


def _object(schema: Schema) -> str:
    return f"Record<string, {type_of(cast('Schema', schema.get('additionalProperties', {})))}>"


_BY_TYPE: dict[str, Callable[[Schema], str]] = {
    "string": lambda _: "string",
    "number": lambda _: "number",
    "integer": lambda _: "number",
    "boolean": lambda _: "boolean",
    "null": lambda _: "null",
    "array": _array,
    "object": _object,
}


def generated() -> dict[Path, str]:
    """Give every generated file with its text."""
    return {
        WIRE_TS: typescript(),
        OPENAPI: _json(openapi_document()),
        ASYNCAPI: _json(asyncapi.document()),
        RIGHTS: rights_page.page(),
    }


def _json(document: object) -> str:
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n"


def stale(files: Mapping[Path, str], root: Path) -> list[Path]:
    """Give the files that are missing or differ from what would be written."""
    return [path for path, text in files.items() if not (root / path).is_file() or (root / path).read_text() != text]


def main(arguments: Sequence[str]) -> int:
    """Write, or with `--check` compare; give the exit code."""
    files = generated()
    late = stale(files, ROOT)
    if "--check" in arguments:
        for path in late:
            sys.stderr.write(f"{path} is not what the code gives: run `python -m gateways.cli.generate`\n")
        return 1 if late else 0
    for path in late:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(files[path])
        sys.stdout.write(f"wrote {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
