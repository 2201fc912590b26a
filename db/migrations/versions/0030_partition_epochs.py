"""Each partition counts its owners: a tracker that lost one writes under an old number, and is refused (ADR 0124).

Revision: 0030, after 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "partition_epochs",
        sa.Column("partition", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON partition_epochs TO rramu_tracker")


def downgrade() -> None:
    op.drop_table("partition_epochs")
