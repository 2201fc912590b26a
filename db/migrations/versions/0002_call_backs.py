"""Callers who hung up unanswered are on a call-back list.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("calls", sa.Column("call_back", sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("call_back_attempts", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("calls", sa.Column("call_back_tried_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("calls", sa.Column("rings_unanswered", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("calls_call_back_check"), "calls", "call_back IN ('DUE', 'REACHED', 'CALLED_AGAIN', 'FILED')"
    )
    op.create_index(
        "calls_call_back_idx", "calls", ["centre_id", "number"], postgresql_where=sa.text("call_back = 'DUE'")
    )


def downgrade() -> None:
    op.drop_index("calls_call_back_idx", "calls")
    op.drop_constraint(op.f("calls_call_back_check"), "calls")
    for column in ("rings_unanswered", "call_back_tried_at", "call_back_attempts", "call_back"):
        op.drop_column("calls", column)
