"""Data at rest: numbers are searched by blind index, fixes of missions outlive the others, a legal hold freezes a case.

Revision: 0009, after 0008
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("calls", sa.Column("number_blind", sa.LargeBinary(), nullable=True))
    op.drop_index("calls_centre_id_number_rang_at_idx", "calls")
    op.drop_index("calls_call_back_idx", "calls")
    op.create_index("calls_centre_id_number_blind_rang_at_idx", "calls", ["centre_id", "number_blind", "rang_at"])
    op.create_index(
        "calls_call_back_idx", "calls", ["centre_id", "number_blind"], postgresql_where=sa.text("call_back = 'DUE'")
    )
    op.create_table(
        "mission_positions",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.Column("speed_mps", sa.REAL(), nullable=True),
        sa.Column("heading_deg", sa.REAL(), nullable=True),
        sa.Column("accuracy_m", sa.REAL(), nullable=True),
        sa.PrimaryKeyConstraint(
            "mission_id", "measured_at", "box_id", "boot", "seq", name=op.f("mission_positions_pkey")
        ),
        postgresql_partition_by="RANGE (measured_at)",
    )
    op.create_table(
        "mission_trails",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("fixes", sa.BigInteger(), nullable=False),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("mission_trails_mission_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("mission_trails_centre_id_fkey")),
        sa.PrimaryKeyConstraint("mission_id", name=op.f("mission_trails_pkey")),
    )
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("legal_holds_centre_id_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("legal_holds_case_id_fkey")),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("legal_holds_set_by_fkey")),
        sa.ForeignKeyConstraint(["ended_by"], ["accounts.id"], name=op.f("legal_holds_ended_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("legal_holds_pkey")),
    )
    op.create_index(
        "legal_holds_case_id_in_force_key",
        "legal_holds",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "rekeyings",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("rekeyings_centre_id_fkey")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("rekeyings_pkey")),
    )
    rules = Path(__file__).with_name("0009_keeping.sql").read_text(encoding="utf-8")
    connection = op.get_bind().connection.dbapi_connection
    assert isinstance(connection, AsyncAdapt_asyncpg_connection)  # noqa: S101 - tells the type; there is no other driver
    # One script of many statements: only the bare driver takes it.
    connection.run_async(lambda raw: raw.execute(rules))


def downgrade() -> None:
    """Go back without the numbers' index: what stands encrypted stays so, and needs the code that reads it."""
    for function in ("make_mission_position_weeks(date, date)", "drop_mission_position_weeks(date)"):
        op.execute(f"DROP FUNCTION {function}")
    for table in ("rekeyings", "legal_holds", "mission_trails", "mission_positions"):
        op.drop_table(table)
    op.drop_index("calls_call_back_idx", "calls")
    op.drop_index("calls_centre_id_number_blind_rang_at_idx", "calls")
    op.create_index(
        "calls_call_back_idx", "calls", ["centre_id", "number"], postgresql_where=sa.text("call_back = 'DUE'")
    )
    op.create_index("calls_centre_id_number_rang_at_idx", "calls", ["centre_id", "number", "rang_at"])
    op.drop_column("calls", "number_blind")
