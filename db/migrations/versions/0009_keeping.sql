-- Who may touch what is kept, and the weeks of the missions' fixes. Run by the migration of the same name, as rramu_owner.

CREATE TABLE mission_positions_held PARTITION OF mission_positions DEFAULT;

-- Weekly partitions (from Monday, UTC) that hold first_day .. last_day.
CREATE FUNCTION make_mission_position_weeks(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
DECLARE
    week date;
    name text;
BEGIN
    IF last_day - first_day > 400 THEN
        RAISE EXCEPTION 'at most 400 days at once';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('make_mission_position_weeks'));
    FOR week IN SELECT generate_series(date_trunc('week', first_day::timestamp), last_day, interval '1 week')::date LOOP
        name := 'mission_positions_' || to_char(week, 'YYYYMMDD');
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.mission_positions FOR VALUES FROM (%L) TO (%L)',
                name, week::timestamp AT TIME ZONE 'UTC', (week + 7)::timestamp AT TIME ZONE 'UTC');
        END IF;
    END LOOP;
END $$;

-- Drop the weeks wholly before first_kept_day, but for the missions of cases under a legal hold, which go to the default
-- partition until it ends; gives how many.
CREATE FUNCTION drop_mission_position_weeks(first_kept_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
DECLARE
    name text;
    dropped integer := 0;
BEGIN
    DELETE FROM public.mission_positions_held p
    WHERE p.measured_at < first_kept_day::timestamp AT TIME ZONE 'UTC'
      AND NOT EXISTS (
          SELECT FROM public.missions m JOIN public.legal_holds h ON h.case_id = m.case_id AND h.ended_at IS NULL
          WHERE m.id = p.mission_id);
    FOR name IN
        SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE i.inhparent = 'public.mission_positions'::regclass
          AND c.relname ~ '^mission_positions_[0-9]{8}$'
          AND to_date(right(c.relname, 8), 'YYYYMMDD') + 7 <= first_kept_day
        ORDER BY c.relname
    LOOP
        EXECUTE format('ALTER TABLE public.mission_positions DETACH PARTITION public.%I', name);
        EXECUTE format(
            'INSERT INTO public.mission_positions SELECT p.* FROM public.%I p
             JOIN public.missions m ON m.id = p.mission_id
             JOIN public.legal_holds h ON h.case_id = m.case_id AND h.ended_at IS NULL', name);
        EXECUTE format('DROP TABLE public.%I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

REVOKE EXECUTE ON FUNCTION make_mission_position_weeks, drop_mission_position_weeks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_mission_position_weeks, drop_mission_position_weeks TO rramu_worker;

GRANT SELECT, INSERT ON mission_positions, mission_trails TO rramu_worker;
GRANT SELECT ON mission_positions, mission_trails TO rramu_api;
GRANT SELECT, INSERT ON legal_holds TO rramu_api;
GRANT UPDATE (ended_at, ended_by, motive) ON legal_holds TO rramu_api;
GRANT SELECT, UPDATE (motive) ON legal_holds TO rramu_worker;
GRANT SELECT, INSERT, UPDATE ON rekeyings TO rramu_worker;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['mission_positions', 'mission_trails', 'legal_holds'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner ON %I TO rramu_owner USING (true) WITH CHECK (true)', t);
        EXECUTE format(
            'CREATE POLICY centre ON %I TO rramu_api, rramu_worker '
            'USING (centre_id = ANY (rramu_centres())) WITH CHECK (centre_id = ANY (rramu_centres()))', t);
    END LOOP;
END $$;
