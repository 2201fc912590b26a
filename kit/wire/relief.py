"""Tasks of a case, and the relief of who holds cases and tasks. Source: practice, rule 31."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.cases import TaskKind
from kit.wire.codes.people import Role

Words = Annotated[str, Meta(max_length=400)]


class TaskEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task to do by `due_at`, domain time: one's own, or of a post (`role`) when nobody in particular owes it."""

    kind: TaskKind
    due_at: datetime
    words: Words | None = None
    role: Role | None = None


class TaskResult(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task is done, or no longer needed; why, or what came of it."""

    words: Words | None = None


class TaskView(Struct, frozen=True, kw_only=True):
    """A task that waits. No `owner`: whoever is at the post."""

    id: UUID
    kind: TaskKind
    words: str | None
    due_at: datetime
    role: Role
    owner: str | None
    owner_id: UUID | None
    offered_to_id: UUID | None
    set_by: str
    overdue: bool
    """Told as overdue: it alarms until done."""
    decision_id: UUID | None = None
    mission_id: UUID | None = None
    """Of a signature that is owed (COUNTERSIGN): of which decision, or of which mission's order."""


class Assignment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who holds a case, or owes a task, from now on."""

    account_id: UUID


class ReliefEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask somebody signed in to relieve one of everything one holds."""

    successor_id: UUID


class ReliefAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Relieve somebody of what they offered, or refuse it."""

    leaver_id: UUID
    accepted: bool


class Colleague(Struct, frozen=True, kw_only=True):
    """Somebody signed in now who may relieve the caller."""

    account_id: UUID
    name: str
    roles: list[Role]


class Holdings(Struct, frozen=True, kw_only=True):
    """What the caller holds: nobody signs out before all of it is somebody else's."""

    case_ids: list[UUID]
    task_ids: list[UUID]
    colleagues: list[Colleague]
