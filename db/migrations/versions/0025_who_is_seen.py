"""Which vehicles the room sees now is found by when their periods end, however many have ended.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

TABLE = "vehicle_visibility"
BY_END = "vehicle_visibility_to_at_idx"
OPEN = "vehicle_visibility_vehicle_id_open_idx"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(BY_END, TABLE, ["to_at"], postgresql_concurrently=True)
        op.create_index(
            OPEN, TABLE, ["vehicle_id"], postgresql_where=sa.text("to_at IS NULL"), postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(OPEN, postgresql_concurrently=True)
        op.drop_index(BY_END, postgresql_concurrently=True)
