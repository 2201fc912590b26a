-- Who may touch which table, and which rows. Run by 0001_first.py as rramu_owner.

-- The centres whose rows this transaction may see; none when the setting is missing.
CREATE FUNCTION rramu_centres() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog
    RETURN string_to_array(nullif(current_setting('rramu.centres', true), ''), ',')::uuid[];

-- The centre that owns a mission: a box message names a mission before anybody may read it. Tells nothing else.
CREATE FUNCTION mission_centre(mission uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$ SELECT centre_id FROM public.missions WHERE id = mission $$;

-- Daily partitions of positions for first_day .. last_day included (UTC days of measured time).
CREATE FUNCTION make_position_days(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
DECLARE
    day date;
    name text;
BEGIN
    IF last_day - first_day > 400 THEN
        RAISE EXCEPTION 'at most 400 days at once';
    END IF;
    -- Two trackers may start together.
    PERFORM pg_advisory_xact_lock(hashtext('make_position_days'));
    FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
        name := 'positions_' || to_char(day, 'YYYYMMDD');
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.positions FOR VALUES FROM (%L) TO (%L)',
                name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        END IF;
    END LOOP;
END $$;

-- Drop the days of positions wholly before first_kept_day; gives how many.
CREATE FUNCTION drop_position_days(first_kept_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
DECLARE
    name text;
    dropped integer := 0;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE i.inhparent = 'public.positions'::regclass
          AND c.relname < 'positions_' || to_char(first_kept_day, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE public.%I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

REVOKE EXECUTE ON FUNCTION mission_centre, make_position_days, drop_position_days FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mission_centre TO rramu_worker;
GRANT EXECUTE ON FUNCTION make_position_days TO rramu_tracker, rramu_worker;
GRANT EXECUTE ON FUNCTION drop_position_days TO rramu_worker;

-- Reference: imports are jobs of the worker.
GRANT SELECT ON centres, organisations, facilities, communes, motives TO rramu_api, rramu_worker, rramu_tracker;
GRANT INSERT, UPDATE ON centres, organisations, facilities, communes, motives TO rramu_worker;

-- People.
GRANT SELECT, INSERT, UPDATE ON accounts, sessions, idempotency_keys TO rramu_api;
GRANT SELECT, INSERT, DELETE ON account_rights TO rramu_api;
GRANT SELECT ON accounts, account_rights TO rramu_worker;
GRANT SELECT, DELETE ON sessions, idempotency_keys TO rramu_worker;

-- The fleet.
GRANT SELECT, INSERT, UPDATE ON vehicles, teams, crews, vehicle_visibility, boxes, box_links TO rramu_api;
GRANT SELECT, UPDATE ON vehicles TO rramu_worker;
GRANT SELECT ON teams, crews, boxes, box_links TO rramu_worker;
GRANT SELECT, INSERT, UPDATE ON vehicle_visibility TO rramu_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON occupancy TO rramu_api, rramu_worker;
GRANT SELECT (id, name, partition, state) ON boxes TO rramu_tracker;
GRANT SELECT ON box_links, vehicle_visibility TO rramu_tracker;

-- Positions and box messages.
GRANT SELECT, INSERT ON positions, refused_fixes, box_messages, crossings TO rramu_tracker;
GRANT SELECT, INSERT, UPDATE ON last_positions, box_progress TO rramu_tracker;
GRANT SELECT ON watches TO rramu_tracker;
GRANT SELECT ON positions, last_positions, box_progress, refused_fixes, box_messages, crossings TO rramu_api, rramu_worker;
GRANT UPDATE (applied_at, outcome) ON box_messages TO rramu_worker;
GRANT DELETE ON refused_fixes TO rramu_worker;
GRANT SELECT, INSERT, UPDATE ON watches TO rramu_api, rramu_worker;

-- Regulation.
GRANT SELECT, INSERT, UPDATE ON events, case_counters, cases, calls, patients, decisions, missions TO rramu_api, rramu_worker;
GRANT SELECT, INSERT ON proposals, mission_statuses TO rramu_api, rramu_worker;

-- Trail: facts and audit rows are only ever added; the sealer gives a row its number and hash once.
GRANT SELECT, INSERT ON facts, audit TO rramu_api, rramu_worker;
GRANT UPDATE (number, hash) ON audit TO rramu_worker;
GRANT SELECT ON chain_heads TO rramu_api;
GRANT SELECT, INSERT, UPDATE ON chain_heads, reaction_cursors TO rramu_worker;
GRANT SELECT, INSERT, UPDATE (done_at, done_because) ON outbox TO rramu_api, rramu_worker;
GRANT SELECT, UPDATE (attempts, next_at, done_at, done_because) ON outbox TO rramu_tracker;

-- Clock.
GRANT SELECT ON domain_clock TO rramu_api, rramu_worker, rramu_tracker;
GRANT INSERT ON domain_clock TO rramu_api;

-- Rows: what is a centre's is seen only by a transaction that says it works for that centre.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'events', 'case_counters', 'cases', 'calls', 'patients', 'decisions', 'proposals', 'missions',
        'mission_statuses', 'facts', 'audit', 'outbox', 'chain_heads', 'reaction_cursors']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner ON %I TO rramu_owner USING (true) WITH CHECK (true)', t);
        EXECUTE format(
            'CREATE POLICY centre ON %I TO rramu_api, rramu_worker '
            'USING (centre_id = ANY (rramu_centres())) WITH CHECK (centre_id = ANY (rramu_centres()))', t);
    END LOOP;
END $$;

-- Anybody may add to the region's own chain (accounts, boxes, vehicles); reading it needs the right.
CREATE POLICY region_append ON facts FOR INSERT TO rramu_api, rramu_worker
    WITH CHECK (centre_id = '01900000-0000-7000-8000-000000000000');
CREATE POLICY region_append ON audit FOR INSERT TO rramu_api, rramu_worker
    WITH CHECK (centre_id = '01900000-0000-7000-8000-000000000000');

-- A sealed row never changes again.
CREATE POLICY unsealed_only ON audit AS RESTRICTIVE FOR UPDATE TO rramu_worker
    USING (number IS NULL) WITH CHECK (true);

-- The tracker reads orders for boxes, nothing else of the outbox.
CREATE POLICY box_channel ON outbox TO rramu_tracker USING (channel = 'box') WITH CHECK (channel = 'box');

INSERT INTO centres (id, code, name, lon_deg, lat_deg, regulates)
VALUES ('01900000-0000-7000-8000-000000000000', 'REG', 'Région', 0.1, 49.1, false);
