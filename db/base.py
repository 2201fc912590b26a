"""Naming rules and column types every table shares."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Double, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

JsonObject = dict[str, Any]


class Base(DeclarativeBase):
    """Root of every model. Absent is NULL; instants are `timestamptz`, UTC; numbers are 64 bits."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_name)s_fkey",
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
        str: Text(),
        float: Double(),
        int: BigInteger(),
        bytes: LargeBinary(),
        JsonObject: JSONB(),
    }


def one_of(column: str, codes: type[StrEnum]) -> CheckConstraint:
    """Bind a text column to the codes of an enum; NULL passes unless the column refuses it."""
    listed = ", ".join(f"'{code.value}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
