"""Boxes are asked for, stocked, given another credential or a certificate, and tell how they are.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

AT = sa.DateTime(timezone=True)
STOCK = "stock IN ('IN_STORE', 'ASSIGNED', 'MOUNTED', 'TO_REPAIR', 'LOST', 'RETIRED')"
STATES = "state IN ('ASKED', 'REFUSED', 'WITHDRAWN', 'SERVED', 'DONE')"


def upgrade() -> None:
    op.add_column("boxes", sa.Column("stock", sa.Text(), nullable=False, server_default="MOUNTED"))
    in_a_vehicle = "SELECT FROM box_links WHERE box_links.box_id = boxes.id AND box_links.to_at IS NULL"
    op.execute(f"UPDATE boxes SET stock = 'IN_STORE' WHERE NOT EXISTS ({in_a_vehicle})")  # noqa: S608 - fixed words
    op.create_check_constraint("boxes_stock_check", "boxes", STOCK)
    op.add_column("boxes", sa.Column("next_hash", sa.Text(), nullable=True))
    op.add_column("boxes", sa.Column("next_mark", sa.Text(), nullable=True))
    op.add_column("boxes", sa.Column("next_by", AT, nullable=True))
    op.create_table(
        "box_requests",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("vehicle_id", sa.Uuid(), sa.ForeignKey("vehicles.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("answered_at", AT, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("box_id", sa.Uuid(), sa.ForeignKey("boxes.id"), nullable=True),
        sa.CheckConstraint(STATES, name="box_requests_state_check"),
    )
    op.create_index(
        "box_requests_open_key",
        "box_requests",
        ["vehicle_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('ASKED', 'SERVED')"),
    )
    op.create_index("box_requests_organisation_id_idx", "box_requests", ["organisation_id"])
    op.create_table(
        "box_certificates",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("box_id", sa.Uuid(), sa.ForeignKey("boxes.id"), nullable=False, index=True),
        sa.Column("serial", sa.Text(), nullable=False, unique=True),
        sa.Column("signed_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("revoked_at", AT, nullable=True),
    )
    op.create_table(
        "box_states",
        sa.Column("box_id", sa.Uuid(), sa.ForeignKey("boxes.id"), primary_key=True),
        sa.Column("heard_at", AT, nullable=False),
        sa.Column("online", sa.Boolean(), nullable=True),
        sa.Column("clock_ahead_s", sa.REAL(), nullable=True),
        sa.Column("health_at", AT, nullable=True),
        sa.Column("queue_length", sa.BigInteger(), nullable=True),
        sa.Column("oldest_queued_at", AT, nullable=True),
        sa.Column("battery_percent", sa.REAL(), nullable=True),
        sa.Column("firmware", sa.Text(), nullable=True),
        sa.Column("credential_mark", sa.Text(), nullable=True),
    )
    op.execute("ALTER TABLE box_states SET (fillfactor = 50)")  # each row is written anew again and again, in place
    op.execute("GRANT SELECT, INSERT, UPDATE ON box_requests, box_certificates TO rramu_api")
    op.execute("GRANT SELECT ON box_states TO rramu_api")
    op.execute("GRANT SELECT, INSERT, UPDATE ON box_states TO rramu_tracker")
    op.execute("GRANT SELECT ON box_requests, box_certificates, box_states TO rramu_worker")
    op.execute("GRANT UPDATE (state) ON box_requests TO rramu_worker")
    op.execute("GRANT UPDATE (broker_hash, next_hash, next_mark, next_by, stock) ON boxes TO rramu_worker")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (broker_hash, next_hash, next_mark, next_by, stock) ON boxes FROM rramu_worker")
    op.drop_table("box_states")
    op.drop_table("box_certificates")
    op.drop_table("box_requests")
    for column in ("next_by", "next_mark", "next_hash", "stock"):
        op.drop_column("boxes", column)
