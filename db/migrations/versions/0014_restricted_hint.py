"""No hint tells of another centre's restricted case, and a transfer is looked for in the real table alone.

Revision: 0014, after 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"

TRANSFER = """
    CREATE OR REPLACE FUNCTION check_transfer() RETURNS trigger
        LANGUAGE plpgsql
        SET search_path = pg_catalog, public
        AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM {table}
            WHERE case_id = new.id AND centre_id = old.centre_id AND to_centre_id = new.centre_id AND state = 'ASKED')
        THEN
            RAISE EXCEPTION 'a case changes hands only by a transfer' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN new;
    END $$
"""
"""Without its schema, a temporary table of the same name would be found first, whatever `search_path` says."""

HINT = """
    CREATE OR REPLACE FUNCTION same_incident(mine uuid, cells bigint[], within interval)
        RETURNS TABLE (centre_id uuid, commune text, minute timestamptz, motive_family text)
        LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public
        AS $$
        SELECT other.centre_id, town.name, date_trunc('minute', other.opened_at), split_part(other.motive_code, '.', 1)
        FROM public.cases own
        JOIN public.cases other ON other.h3_9 = ANY (cells) AND other.centre_id <> own.centre_id AND other.closed_at IS NULL
            AND other.opened_at BETWEEN own.opened_at - within AND own.opened_at + within {restricted}
        LEFT JOIN public.communes town ON town.insee_code = other.place_insee_code
        WHERE own.id = mine AND own.centre_id = ANY (rramu_centres()) AND own.h3_9 = ANY (cells) AND cardinality(cells) <= 37
        ORDER BY other.opened_at
        LIMIT 5 $$
"""


def upgrade() -> None:
    op.execute(TRANSFER.format(table="public.case_transfers"))
    op.execute(HINT.format(restricted="AND other.restriction IS NULL"))


def downgrade() -> None:
    op.execute(TRANSFER.format(table="case_transfers"))
    op.execute(HINT.format(restricted=""))
