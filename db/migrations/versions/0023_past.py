"""What happened in a room around an instant is found by its time.

Revision: 0023, after 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("facts_centre_id_at_idx", "facts", ["centre_id", "at"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("facts_centre_id_at_idx", postgresql_concurrently=True)
