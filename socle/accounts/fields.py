"""Who sees what, field by field, asked in one place a door: `kit.http` for answers, the live websocket for its frames, the orders of boxes.

`field_groups` names the groups and their roles, `field_table` the group of every field. A field in a group that none of the viewer's
roles sees leaves empty (`None`, an empty list, an empty text); a message with such a field that cannot be empty stays.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct, inspect

from kit.caller import Caller, Right
from kit.wire.codes.people import Role
from socle.accounts.field_groups import EVERYBODY, GROUPS, Group
from socle.accounts.field_table import FIELDS

T = TypeVar("T", bound=Struct)
_NOBODY: frozenset[Role] = frozenset()


class NotShowable(Exception):
    """A message holds a field its viewer may not see and that cannot be empty: a fault of the tables or of a route, never shown."""


@cache
def groups_of(roles: frozenset[Role]) -> frozenset[Group]:
    """Give the groups that somebody who holds these roles sees; without a role, what everybody sees."""
    return frozenset(group for group, seen in GROUPS.items() if seen.roles == EVERYBODY or seen.roles & roles)


def show(groups: frozenset[Group], message: T) -> T:
    """Give a message as somebody who sees these groups may have it; the message itself when nothing has to be hidden.

    Raises: NotShowable.
    """
    hide = veil(groups, type(message))
    return message if hide is None else hide(message)  # type: ignore[return-value] # a veil gives what it is made for


def show_to(caller: Caller | None, message: T) -> T:
    """Give a message as a caller may have it: by the roles held at the centre it names, or by all of them when it names none of theirs.

    Raises: NotShowable.
    """
    groups = groups_of(_NOBODY) if caller is None else _groups_at(caller.rights, _centre_of(message))
    return show(groups, message)


def live_groups(caller: Caller, centres: frozenset[UUID]) -> frozenset[Group]:
    """Give what a caller sees of the rows of several centres at once: no more than at the one where it is least."""
    return frozenset(group for group in Group if all(group in _groups_at(caller.rights, at) for at in centres))


def _centre_of(message: Struct) -> UUID | None:
    """Give the centre a message belongs to; that of its case for a case with its log."""
    found: UUID | None = getattr(getattr(message, "case", message), "centre_id", None)
    return found


@lru_cache(maxsize=4096)
def _groups_at(rights: frozenset[Right], centre_id: UUID | None) -> frozenset[Group]:
    there = frozenset(right.role for right in rights if right.centre_id == centre_id)
    return groups_of(there or frozenset(right.role for right in rights))


def group_of(kind: type[Struct], field: str) -> Group | None:
    """Give the group of a field; none when the tables do not say."""
    groups = FIELDS.get(kind)
    if groups is None or isinstance(groups, Group):
        return groups
    return next((group for group, names in groups.items() if field in names.split()), None)


Veil = Callable[[Struct], Struct]


@cache
def veil(groups: frozenset[Group], kind: type[Struct]) -> Veil | None:
    """Make what hides the other groups in messages of a kind; none when there is nothing to hide. Made once per kind.

    Raises: NotShowable when no message of this kind may be shown to who sees these groups.
    """
    hidden: dict[str, object] = {}
    inner: list[tuple[str, Veil]] = []
    described = inspect.type_info(kind)
    if not isinstance(described, inspect.StructType):
        raise NotShowable(f"{kind.__name__} is no message")
    for field in described.fields:
        group = group_of(kind, field.name)
        if group is None:
            raise NotShowable(f"{kind.__name__}.{field.name} is in no group of {__name__}")
        if group not in groups:
            hidden[field.name] = _empty(field.type, f"{kind.__name__}.{field.name}")
            continue
        for part in _structs(field.type):
            hide_part = veil(groups, part)
            if hide_part is not None:
                inner.append((field.name, hide_part))
    if not hidden and not inner:
        return None

    def hide(message: Struct) -> Struct:
        shown = {name: _through(hide_part, getattr(message, name)) for name, hide_part in inner}
        return msgspec.structs.replace(message, **hidden, **shown)

    return hide


def _through(hide: Veil, value: object) -> object:
    if isinstance(value, Struct):
        return hide(value)
    return [hide(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] # a list of the field's Structs


def _structs(described: inspect.Type) -> list[type[Struct]]:
    """Give the Structs a field holds: itself, or in a list, or absent."""
    if isinstance(described, inspect.StructType):
        return [described.cls]
    if isinstance(described, inspect.ListType):
        return _structs(described.item_type)
    if isinstance(described, inspect.UnionType):
        return [kind for part in described.types for kind in _structs(part)]
    return []


def _empty(described: inspect.Type, name: str) -> object:
    """Give what stands for a hidden value of a field.

    Raises: NotShowable when no value of its type says nothing.
    """
    if isinstance(described, inspect.UnionType) and any(isinstance(part, inspect.NoneType) for part in described.types):
        return None
    if isinstance(described, inspect.ListType):
        return []
    if isinstance(described, inspect.DictType):
        return {}
    if isinstance(described, inspect.StrType):
        return ""
    raise NotShowable(f"{name} cannot be left empty")
