"""Who looked at a case, a call or a mission is found by what was looked at.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

INDEX = "audit_looked_at_idx"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            INDEX, "audit", ["subject"], postgresql_where=sa.text("fact_id IS NULL"), postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, postgresql_concurrently=True)
