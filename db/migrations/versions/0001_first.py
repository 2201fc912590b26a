"""The first schema: every table, then who may touch which rows (0001_rights.sql).

Revision: 0001, after None
"""

from pathlib import Path

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("accounts_pkey")),
        sa.UniqueConstraint("login", name=op.f("accounts_login_key")),
    )
    op.create_table(
        "boxes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("broker_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("provisioned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name ~ '^[a-z0-9-]{3,40}$'", name=op.f("boxes_name_check")),
        sa.CheckConstraint("state IN ('ACTIVE', 'REVOKED')", name=op.f("boxes_state_check")),
        sa.CheckConstraint("partition BETWEEN 0 AND 15", name=op.f("boxes_partition_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("boxes_pkey")),
        sa.UniqueConstraint("name", name=op.f("boxes_name_key")),
    )
    op.create_table(
        "centres",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.Column("regulates", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("centres_pkey")),
        sa.UniqueConstraint("code", name=op.f("centres_code_key")),
    )
    op.create_table(
        "motives",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("folded_label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("motives_pkey")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('HOSPITAL', 'TSU', 'SIS')", name=op.f("organisations_kind_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("organisations_pkey")),
        sa.UniqueConstraint("name", name=op.f("organisations_name_key")),
    )
    op.create_table(
        "positions",
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.Column("speed_mps", sa.REAL(), nullable=True),
        sa.Column("heading_deg", sa.REAL(), nullable=True),
        sa.Column("accuracy_m", sa.REAL(), nullable=True),
        sa.Column("h3_9", sa.BigInteger(), nullable=False),
        sa.Column(
            "geom",
            geoalchemy2.types.Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("ST_SetSRID(ST_MakePoint(lon_deg, lat_deg), 4326)", persisted=True),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("box_id", "boot", "seq", "measured_at", name=op.f("positions_pkey")),
        postgresql_partition_by="RANGE (measured_at)",
    )
    op.create_index("positions_vehicle_id_measured_at_idx", "positions", ["vehicle_id", "measured_at"], unique=False)
    op.create_table(
        "refused_fixes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("box_name", sa.Text(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("refused_fixes_pkey")),
    )
    op.create_index(
        "refused_fixes_once_key",
        "refused_fixes",
        ["box_name", "boot", "seq", "sha256"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(op.f("refused_fixes_refused_at_idx"), "refused_fixes", ["refused_at"], unique=False)
    op.create_table(
        "account_rights",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('ARM', 'ARM_SUIVI', 'MRU', 'MRL', 'OSNP', 'SUPERVISOR', 'COMPANY', 'ADMINISTRATOR', 'TELEPHONY')",
            name=op.f("account_rights_role_check"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("account_rights_account_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("account_rights_centre_id_fkey")),
        sa.PrimaryKeyConstraint("account_id", "centre_id", "role", name=op.f("account_rights_pkey")),
    )
    op.create_table(
        "box_progress",
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("settled_seq", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("box_progress_box_id_fkey")),
        sa.PrimaryKeyConstraint("box_id", "boot", name=op.f("box_progress_pkey")),
    )
    op.create_table(
        "case_counters",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("case_counters_centre_id_fkey")),
        sa.PrimaryKeyConstraint("centre_id", "day", name=op.f("case_counters_pkey")),
    )
    op.create_table(
        "chain_heads",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("chain_heads_centre_id_fkey")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("chain_heads_pkey")),
    )
    op.create_table(
        "communes",
        sa.Column("insee_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("population", sa.BigInteger(), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("communes_centre_id_fkey")),
        sa.PrimaryKeyConstraint("insee_code", name=op.f("communes_pkey")),
    )
    op.create_index(
        "communes_folded_name_idx",
        "communes",
        ["folded_name"],
        unique=False,
        postgresql_ops={"folded_name": "text_pattern_ops"},
    )
    op.create_table(
        "domain_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("domain_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("rate > 0 AND rate <= 30", name=op.f("domain_clock_rate_check")),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("domain_clock_set_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("domain_clock_pkey")),
        sa.UniqueConstraint("real_at", name=op.f("domain_clock_real_at_key")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("events_centre_id_fkey")),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("events_opened_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("events_pkey")),
    )
    op.create_index(op.f("events_centre_id_idx"), "events", ["centre_id"], unique=False)
    op.create_table(
        "facilities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.CheckConstraint("kind IN ('EMERGENCY', 'SMUR', 'BASE')", name=op.f("facilities_kind_check")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("facilities_centre_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("facilities_pkey")),
        sa.UniqueConstraint("name", name=op.f("facilities_name_key")),
    )
    op.create_table(
        "facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("facts_account_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("facts_centre_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("facts_pkey")),
    )
    op.create_index("facts_centre_id_case_id_idx", "facts", ["centre_id", "case_id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("idempotency_keys_account_id_fkey")),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("idempotency_keys_pkey")),
    )
    op.create_index(op.f("idempotency_keys_created_at_idx"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "reaction_cursors",
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("reaction_cursors_centre_id_fkey")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("reaction_cursors_pkey")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf_hash", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('cookie', 'bearer')", name=op.f("sessions_kind_check")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("sessions_account_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("sessions_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("sessions_token_hash_key")),
    )
    op.create_index(op.f("sessions_account_id_idx"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('MED', 'PARAMED', 'SECOURS', 'SANS')", name=op.f("teams_level_check")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("teams_organisation_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("teams_pkey")),
        sa.UniqueConstraint("label", name=op.f("teams_label_key")),
    )
    op.create_table(
        "vehicles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("call_sign", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("base_lon_deg", sa.Double(), nullable=False),
        sa.Column("base_lat_deg", sa.Double(), nullable=False),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.Column("availability_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("availability IN ('AVAILABLE', 'UNAVAILABLE')", name=op.f("vehicles_availability_check")),
        sa.CheckConstraint(
            "type IN ('SMUR.VLM', 'SMUR.AR', 'SMUR.HELISMUR', 'TSU.AMB', 'TSU.VSL', 'SIS.VSAV')",
            name=op.f("vehicles_type_check"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("vehicles_centre_id_fkey")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("vehicles_organisation_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("vehicles_pkey")),
        sa.UniqueConstraint("call_sign", name=op.f("vehicles_call_sign_key")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(number IS NULL) = (hash IS NULL)", name=op.f("audit_sealed_check")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("audit_centre_id_fkey")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("audit_fact_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pkey")),
        sa.UniqueConstraint("centre_id", "number", name=op.f("audit_centre_id_number_key")),
        sa.UniqueConstraint("fact_id", name=op.f("audit_fact_id_key")),
    )
    op.create_index(
        "audit_unsealed_idx", "audit", ["centre_id", "id"], unique=False, postgresql_where=sa.text("number IS NULL")
    )
    op.create_table(
        "box_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("box_id"), "="),
            (sa.text("tstzrange(from_at, to_at)"), "&&"),
            using="gist",
            name="box_links_one_vehicle_at_a_time",
        ),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("box_links_box_id_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("box_links_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("box_links_pkey")),
    )
    op.create_index(op.f("box_links_vehicle_id_idx"), "box_links", ["vehicle_id"], unique=False)
    op.create_table(
        "box_messages",
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('status', 'receipt')", name=op.f("box_messages_kind_check")),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("box_messages_box_id_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("box_messages_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("box_id", "boot", "seq", name=op.f("box_messages_pkey")),
    )
    op.create_index(
        "box_messages_waiting_idx", "box_messages", ["received_at"], unique=False, postgresql_where="applied_at IS NULL"
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("motive_code", sa.Text(), nullable=True),
        sa.Column("place_label", sa.Text(), nullable=True),
        sa.Column("place_insee_code", sa.Text(), nullable=True),
        sa.Column("place_lon_deg", sa.Double(), nullable=True),
        sa.Column("place_lat_deg", sa.Double(), nullable=True),
        sa.Column("place_radius_m", sa.Double(), nullable=True),
        sa.Column("place_precision", sa.Text(), nullable=True),
        sa.Column("place_access", sa.Text(), nullable=True),
        sa.Column("h3_9", sa.BigInteger(), nullable=True),
        sa.Column("caller_state", sa.Text(), nullable=False),
        sa.Column("caller_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caller_number", sa.Text(), nullable=True),
        sa.Column("repeat_count", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "attribution IN ('D', 'D.D-MALV.ERR', 'D.D-MALV.NRP', 'D.D-MALV.MALV', 'D.D-IDENT.ADMIN', 'DR', 'DR.DREG.DRARM', 'DR.DREG.DRINFO', 'DRM.MRU.MU', 'DRM.MRU.INDISPMU', 'DRM.MRL.MG', 'DRM.MRL.INDISPMG', 'DRM.MRL.ABSML')",
            name=op.f("cases_attribution_check"),
        ),
        sa.CheckConstraint(
            "caller_state IN ('ON_LINE', 'ON_HOLD', 'HUNG_UP', 'TO_CALL_BACK')", name=op.f("cases_caller_state_check")
        ),
        sa.CheckConstraint(
            "place_precision IN ('VILLE', 'RUE', 'ADRESSE', 'EXACTE', 'INCONNUE')",
            name=op.f("cases_place_precision_check"),
        ),
        sa.CheckConstraint("priority IN ('P0', 'P1', 'P2', 'P3', 'NR')", name=op.f("cases_priority_check")),
        sa.CheckConstraint("queue IN ('AMU', 'AMBULATORY', 'OSNP', 'BILAN')", name=op.f("cases_queue_check")),
        sa.CheckConstraint(
            "state IN ('PROGRAM', 'ACTIF', 'ACHEVE', 'VALIDE', 'CLOTURE', 'CLASSE', 'ARCHIVE')",
            name=op.f("cases_state_check"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("cases_centre_id_fkey")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("cases_event_id_fkey")),
        sa.ForeignKeyConstraint(["motive_code"], ["motives.code"], name=op.f("cases_motive_code_fkey")),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("cases_opened_by_fkey")),
        sa.ForeignKeyConstraint(["taken_by"], ["accounts.id"], name=op.f("cases_taken_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cases_pkey")),
        sa.UniqueConstraint("number", name=op.f("cases_number_key")),
    )
    op.create_index("cases_centre_id_h3_9_idx", "cases", ["centre_id", "h3_9"], unique=False)
    op.create_index("cases_centre_id_opened_at_idx", "cases", ["centre_id", "opened_at"], unique=False)
    op.create_index(
        "cases_open_idx", "cases", ["centre_id"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "crews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("to_at IS NULL OR to_at > from_at", name=op.f("crews_order_check")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("crews_team_id_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("crews_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("crews_pkey")),
    )
    op.create_index(
        "crews_team_id_open_key", "crews", ["team_id"], unique=True, postgresql_where=sa.text("to_at IS NULL")
    )
    op.create_index(
        "crews_vehicle_id_open_key", "crews", ["vehicle_id"], unique=True, postgresql_where=sa.text("to_at IS NULL")
    )
    op.create_table(
        "last_positions",
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("partition", sa.SmallInteger(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.Column("speed_mps", sa.REAL(), nullable=True),
        sa.Column("heading_deg", sa.REAL(), nullable=True),
        sa.Column("accuracy_m", sa.REAL(), nullable=True),
        sa.Column("h3_9", sa.BigInteger(), nullable=False),
        sa.Column(
            "geom",
            geoalchemy2.types.Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("ST_SetSRID(ST_MakePoint(lon_deg, lat_deg), 4326)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("last_positions_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("vehicle_id", name=op.f("last_positions_pkey")),
    )
    op.create_table(
        "occupancy",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("slot IN ('ACTIVE', 'RESERVED')", name=op.f("occupancy_slot_check")),
        sa.CheckConstraint(
            "status IN ('DECISION', 'DECLENCHE', 'DEPART', 'ANNULE', 'ARRIVEE', 'PEC', 'BILAN', 'ORIENTAT', 'TRANSP', 'ETAPE1', 'TRANSP2', 'ETAPE2', 'TRANSP3', 'DESTIN', 'FINPEC', 'RETOUR', 'RET-BASE', 'REN-BASE')",
            name=op.f("occupancy_status_check"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("occupancy_centre_id_fkey")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("occupancy_team_id_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("occupancy_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("mission_id", name=op.f("occupancy_pkey")),
        sa.UniqueConstraint("team_id", "slot", name=op.f("occupancy_team_id_slot_key")),
        sa.UniqueConstraint("vehicle_id", "slot", name=op.f("occupancy_vehicle_id_slot_key")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("partition", sa.SmallInteger(), nullable=True),
        sa.Column("box_id", sa.Uuid(), nullable=True),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_because", sa.Text(), nullable=True),
        sa.CheckConstraint("channel IN ('box')", name=op.f("outbox_channel_check")),
        sa.CheckConstraint(
            "done_because IN ('RECEIPT', 'SUPERSEDED', 'EXPIRED')", name=op.f("outbox_done_because_check")
        ),
        sa.CheckConstraint("(done_at IS NULL) = (done_because IS NULL)", name=op.f("outbox_done_check")),
        sa.CheckConstraint("partition BETWEEN 0 AND 15", name=op.f("outbox_partition_check")),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("outbox_box_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("outbox_centre_id_fkey")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("outbox_fact_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
    )
    op.create_index(
        "outbox_due_idx",
        "outbox",
        ["channel", "partition", "next_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "outbox_mission_id_idx", "outbox", ["mission_id"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_table(
        "vehicle_visibility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason IN ('GARDE', 'DECLARED', 'MISSION')", name=op.f("vehicle_visibility_reason_check")),
        sa.CheckConstraint("to_at IS NULL OR to_at > from_at", name=op.f("vehicle_visibility_order_check")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("vehicle_visibility_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("vehicle_visibility_pkey")),
    )
    op.create_index(
        "vehicle_visibility_vehicle_id_from_at_idx", "vehicle_visibility", ["vehicle_id", "from_at"], unique=False
    )
    op.create_table(
        "watches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.Column("lon_deg", sa.Double(), nullable=False),
        sa.Column("lat_deg", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('SCENE', 'DESTINATION', 'BASE')", name=op.f("watches_kind_check")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("watches_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("watches_pkey")),
    )
    op.create_index(op.f("watches_vehicle_id_idx"), "watches", ["vehicle_id"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("lon_deg", sa.Double(), nullable=True),
        sa.Column("lat_deg", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Double(), nullable=True),
        sa.Column("h3_9", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "line IN ('15', '112', 'FIRE', 'CREW', 'PROFESSIONAL', '116117')", name=op.f("calls_line_check")
        ),
        sa.CheckConstraint(
            "state IN ('RINGING', 'ANSWERED', 'HELD', 'ENDED', 'HUNG_UP_ON_HOLD', 'ABANDONED')",
            name=op.f("calls_state_check"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("calls_answered_by_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("calls_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("calls_centre_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("calls_pkey")),
        sa.UniqueConstraint("centre_id", "external_id", name=op.f("calls_centre_id_external_id_key")),
    )
    op.create_index(op.f("calls_case_id_idx"), "calls", ["case_id"], unique=False)
    op.create_index("calls_centre_id_number_rang_at_idx", "calls", ["centre_id", "number", "rang_at"], unique=False)
    op.create_index(
        "calls_open_idx", "calls", ["centre_id"], unique=False, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "crossings",
        sa.Column("partition", sa.SmallInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("watch_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error_s", sa.Double(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("direction IN ('ENTER', 'LEAVE')", name=op.f("crossings_direction_check")),
        sa.ForeignKeyConstraint(["watch_id"], ["watches.id"], name=op.f("crossings_watch_id_fkey")),
        sa.PrimaryKeyConstraint("partition", "n", name=op.f("crossings_pkey")),
    )
    op.create_table(
        "patients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("age", sa.Text(), nullable=True),
        sa.Column("care_level", sa.Text(), nullable=True),
        sa.CheckConstraint("care_level IN ('R1', 'R2', 'R3', 'R4')", name=op.f("patients_care_level_check")),
        sa.CheckConstraint("sex IN ('M', 'F', 'O', 'UN')", name=op.f("patients_sex_check")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("patients_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("patients_centre_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("patients_pkey")),
        sa.UniqueConstraint("case_id", "rank", name=op.f("patients_case_id_rank_key")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=True),
        sa.Column("delay", sa.Text(), nullable=True),
        sa.Column("care_level", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.CheckConstraint("care_level IN ('R1', 'R2', 'R3', 'R4')", name=op.f("decisions_care_level_check")),
        sa.CheckConstraint(
            "delay IN ('DEL0', 'ASAP', '30M', '45M', '1H', '2H', '4H', '8H', '12H', '24H', 'RDV')",
            name=op.f("decisions_delay_check"),
        ),
        sa.CheckConstraint("ended_because IN ('REPLACED', 'WITHDRAWN')", name=op.f("decisions_ended_because_check")),
        sa.CheckConstraint(
            "means IN ('SMUR', 'TSU', 'SIS', 'LIBERAL', 'HOSPIT', 'AASC', 'FDO', 'AUTRE')",
            name=op.f("decisions_means_check"),
        ),
        sa.CheckConstraint(
            "type IN ('CONSEIL', 'PMT', 'INTER', 'ORIENT', 'PASPLUS')", name=op.f("decisions_type_check")
        ),
        sa.CheckConstraint(
            "type NOT IN ('INTER', 'ORIENT') OR means IS NOT NULL", name=op.f("decisions_means_given_check")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name=op.f("decisions_ended_check")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("decisions_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("decisions_centre_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("decisions_decided_by_fkey")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("decisions_patient_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("decisions_pkey")),
    )
    op.create_index(op.f("decisions_case_id_idx"), "decisions", ["case_id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("proposals_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("proposals_centre_id_fkey")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("proposals_decision_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("proposals_pkey")),
    )
    op.create_index(op.f("proposals_case_id_idx"), "proposals", ["case_id"], unique=False)
    op.create_table(
        "missions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("doctor_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("override_motive", sa.Text(), nullable=True),
        sa.Column("engaged_by", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_version", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("receipt_version", sa.BigInteger(), nullable=True),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destination_id", sa.Uuid(), nullable=True),
        sa.Column("cancel_proposed", sa.Boolean(), nullable=False),
        sa.Column("cancel_motive", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_words", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ground <> 'DECISION' OR decision_id IS NOT NULL", name=op.f("missions_decision_quoted_check")
        ),
        sa.CheckConstraint(
            "ground <> 'ORDRE_VERBAL' OR doctor_id IS NOT NULL", name=op.f("missions_doctor_named_check")
        ),
        sa.CheckConstraint(
            "ground IN ('DECISION', 'REFLEXE', 'ORDRE_VERBAL', 'RENFORT', 'PARTENAIRE')",
            name=op.f("missions_ground_check"),
        ),
        sa.CheckConstraint(
            "outcome IN ('TRANSPORTED', 'REFUSAL', 'LEFT_ON_SCENE', 'DEAD', 'GONE_BEFORE_ARRIVAL', 'NOTHING_FOUND', 'RELAYED', 'CANCELLED')",
            name=op.f("missions_outcome_check"),
        ),
        sa.CheckConstraint(
            "receipt IN ('RECEIVED', 'READ', 'ACCEPTED', 'REFUSED')", name=op.f("missions_receipt_check")
        ),
        sa.CheckConstraint(
            "status IN ('DECISION', 'DECLENCHE', 'DEPART', 'ANNULE', 'ARRIVEE', 'PEC', 'BILAN', 'ORIENTAT', 'TRANSP', 'ETAPE1', 'TRANSP2', 'ETAPE2', 'TRANSP3', 'DESTIN', 'FINPEC', 'RETOUR', 'RET-BASE', 'REN-BASE')",
            name=op.f("missions_status_check"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("missions_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("missions_centre_id_fkey")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("missions_decision_id_fkey")),
        sa.ForeignKeyConstraint(["destination_id"], ["facilities.id"], name=op.f("missions_destination_id_fkey")),
        sa.ForeignKeyConstraint(["doctor_id"], ["accounts.id"], name=op.f("missions_doctor_id_fkey")),
        sa.ForeignKeyConstraint(["engaged_by"], ["accounts.id"], name=op.f("missions_engaged_by_fkey")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("missions_proposal_id_fkey")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("missions_team_id_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("missions_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("missions_pkey")),
    )
    op.create_index(op.f("missions_case_id_idx"), "missions", ["case_id"], unique=False)
    op.create_index(
        "missions_open_idx", "missions", ["centre_id"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index(op.f("missions_vehicle_id_idx"), "missions", ["vehicle_id"], unique=False)
    op.create_table(
        "mission_statuses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error_s", sa.Double(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=True),
        sa.Column("boot", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('CREW', 'OPERATOR', 'FIX', 'PARTNER', 'SYSTEM')", name=op.f("mission_statuses_source_check")
        ),
        sa.CheckConstraint(
            "status IN ('DECISION', 'DECLENCHE', 'DEPART', 'ANNULE', 'ARRIVEE', 'PEC', 'BILAN', 'ORIENTAT', 'TRANSP', 'ETAPE1', 'TRANSP2', 'ETAPE2', 'TRANSP3', 'DESTIN', 'FINPEC', 'RETOUR', 'RET-BASE', 'REN-BASE')",
            name=op.f("mission_statuses_status_check"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("mission_statuses_account_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("mission_statuses_centre_id_fkey")),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("mission_statuses_mission_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("mission_statuses_pkey")),
        sa.UniqueConstraint("box_id", "boot", "seq", name=op.f("mission_statuses_box_id_boot_seq_key")),
    )
    op.create_index("mission_statuses_mission_id_at_idx", "mission_statuses", ["mission_id", "at"], unique=False)
    rights = Path(__file__).with_name("0001_rights.sql").read_text(encoding="utf-8")
    connection = op.get_bind().connection.dbapi_connection
    assert isinstance(connection, AsyncAdapt_asyncpg_connection)  # noqa: S101 - tells the type; there is no other driver
    # One script of many statements: only the bare driver takes it.
    connection.run_async(lambda raw: raw.execute(rights))


def downgrade() -> None:
    """Refuse: the first schema has nothing before it; `./rramu reset` empties an instance."""
    message = "the first migration cannot be undone"
    raise RuntimeError(message)
