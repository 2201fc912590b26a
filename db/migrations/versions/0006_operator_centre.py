"""Facts and audit rows say at which centre their author works.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = ("facts", "audit")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("operator_centre_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"{table}_operator_centre_id_fkey"), table, "centres", ["operator_centre_id"], ["id"]
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "operator_centre_id")
