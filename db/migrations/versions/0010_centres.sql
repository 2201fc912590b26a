-- Who may read and change what, between centres. Run by the migration of the same name as rramu_owner.

-- A centre's own row. The sub-select is evaluated once per statement, not once per row.
-- A case is also read by the centres it is shared with; what belongs to a case is read wherever the case is.

-- The centre that owns a case now. Tells nothing else: case_shares cannot ask `cases`, whose policy asks case_shares.
CREATE FUNCTION case_centre(given uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$ SELECT centre_id FROM public.cases WHERE id = given $$;
REVOKE EXECUTE ON FUNCTION case_centre FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_centre TO rramu_api, rramu_worker;

DO $$
DECLARE
    mine constant text := 'centre_id = ANY ((SELECT rramu_centres())::uuid[])';
    t text;
    readable text;
BEGIN
    FOR t, readable IN
        SELECT * FROM (VALUES
            ('cases', 'EXISTS (SELECT FROM case_shares s WHERE s.case_id = cases.id AND s.until IS NULL AND s.'),
            ('calls', NULL), ('patients', NULL), ('decisions', NULL), ('proposals', NULL), ('missions', NULL), ('facts', NULL),
            ('mission_statuses', 'EXISTS (SELECT FROM missions m WHERE m.id = mission_statuses.mission_id)'),
            ('audit', 'EXISTS (SELECT FROM facts f WHERE f.id = audit.fact_id)')
        ) AS given (name, by)
    LOOP
        IF t = 'cases' THEN
            readable := readable || mine || ')';
        ELSIF readable IS NULL THEN
            readable := format('EXISTS (SELECT FROM cases c WHERE c.id = %I.case_id)', t);
        END IF;
        EXECUTE format('DROP POLICY centre ON %I', t);
        EXECUTE format('CREATE POLICY centre_works ON %I TO rramu_worker USING (%s) WITH CHECK (%s)', t, mine, mine);
        EXECUTE format('CREATE POLICY centre_reads ON %I FOR SELECT TO rramu_api USING (%s OR %s)', t, mine, readable);
        EXECUTE format('CREATE POLICY centre_adds ON %I FOR INSERT TO rramu_api WITH CHECK (%s)', t, mine);
        EXECUTE format('CREATE POLICY centre_changes ON %I FOR UPDATE TO rramu_api USING (%s) WITH CHECK (%s)', t, mine, mine);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['case_shares', 'case_transfers', 'help_requests'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner ON %I TO rramu_owner USING (true) WITH CHECK (true)', t);
    END LOOP;

    -- Only the case's own centre shares it, and a share once ended stays so.
    EXECUTE format('CREATE POLICY shared_reads ON case_shares FOR SELECT TO rramu_api, rramu_worker '
        'USING (%s OR case_centre(case_id) = ANY ((SELECT rramu_centres())::uuid[]))', mine);
    EXECUTE 'CREATE POLICY owner_shares ON case_shares FOR INSERT TO rramu_api, rramu_worker '
        'WITH CHECK (case_centre(case_id) = ANY ((SELECT rramu_centres())::uuid[]))';
    EXECUTE 'CREATE POLICY owner_ends ON case_shares FOR UPDATE TO rramu_api, rramu_worker '
        'USING (until IS NULL AND case_centre(case_id) = ANY ((SELECT rramu_centres())::uuid[])) WITH CHECK (until IS NOT NULL)';

    -- A request is made by the case's own centre, read by both, and answered once. Whoever answers works for both meanwhile.
    FOREACH t IN ARRAY ARRAY['case_transfers', 'help_requests'] LOOP
        EXECUTE format('CREATE POLICY both_read ON %I FOR SELECT TO rramu_api, rramu_worker '
            'USING (%s OR to_centre_id = ANY ((SELECT rramu_centres())::uuid[]))', t, mine);
        EXECUTE format('CREATE POLICY owner_asks ON %I FOR INSERT TO rramu_api '
            'WITH CHECK (%s AND centre_id = case_centre(case_id) AND state = ''ASKED'')', t, mine);
        EXECUTE format('CREATE POLICY open_only ON %I FOR UPDATE TO rramu_api, rramu_worker '
            'USING (%s AND state = ''ASKED'') WITH CHECK (true)', t, mine);
    END LOOP;

    -- Pools and conventions hold no patient: everybody reads them, the centre they concern sets them.
    FOREACH t IN ARRAY ARRAY['centre_pools', 'conventions'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner ON %I TO rramu_owner USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY all_read ON %I FOR SELECT TO rramu_api, rramu_worker USING (true)', t);
        EXECUTE format('CREATE POLICY centre_sets ON %I FOR INSERT TO rramu_api WITH CHECK (%s)', t, mine);
        EXECUTE format('CREATE POLICY centre_ends ON %I FOR UPDATE TO rramu_api USING (%s AND until IS NULL) WITH CHECK (%s)', t, mine, mine);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE (until) ON case_shares TO rramu_api, rramu_worker;
GRANT SELECT, INSERT, UPDATE (version, state, alarmed_at, answered_by, answered_at, answer) ON case_transfers TO rramu_api;
GRANT SELECT, UPDATE (version, state, alarmed_at, answered_at, answer) ON case_transfers TO rramu_worker;
GRANT SELECT, INSERT, UPDATE (version, state, answered_by, answered_at, answer, mission_id) ON help_requests TO rramu_api;
GRANT SELECT ON help_requests TO rramu_worker;
GRANT SELECT, INSERT, UPDATE (until) ON centre_pools, conventions TO rramu_api;
GRANT SELECT ON centre_pools, conventions TO rramu_worker;
GRANT SELECT, INSERT, UPDATE (to_at) ON post_sessions TO rramu_api;
GRANT SELECT ON post_sessions TO rramu_worker;
GRANT UPDATE (centre_id) ON outbox TO rramu_api;

-- A case changes hands by a transfer that is asked, and in no other way.
CREATE FUNCTION check_transfer() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public
    AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM case_transfers
        WHERE case_id = new.id AND centre_id = old.centre_id AND to_centre_id = new.centre_id AND state = 'ASKED')
    THEN
        RAISE EXCEPTION 'a case changes hands only by a transfer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER by_transfer_only BEFORE UPDATE OF centre_id ON cases
    FOR EACH ROW WHEN (old.centre_id IS DISTINCT FROM new.centre_id) EXECUTE FUNCTION check_transfer();

-- Another centre's open cases of the same hour near a place: minute, commune and motive family, nothing else, and never whose.
-- Asked for a case of one's own: its place and time are read here, not given, so that nobody can go looking.
CREATE FUNCTION same_incident(mine uuid, cells bigint[], within interval)
    RETURNS TABLE (centre_id uuid, commune text, minute timestamptz, motive_family text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public
    AS $$
    SELECT other.centre_id, town.name, date_trunc('minute', other.opened_at), split_part(other.motive_code, '.', 1)
    FROM public.cases own
    JOIN public.cases other ON other.h3_9 = ANY (cells) AND other.centre_id <> own.centre_id AND other.closed_at IS NULL
        AND other.opened_at BETWEEN own.opened_at - within AND own.opened_at + within
    LEFT JOIN public.communes town ON town.insee_code = other.place_insee_code
    WHERE own.id = mine AND own.centre_id = ANY (rramu_centres()) AND own.h3_9 = ANY (cells) AND cardinality(cells) <= 37
    ORDER BY other.opened_at
    LIMIT 5 $$;
REVOKE EXECUTE ON FUNCTION same_incident FROM PUBLIC;
GRANT EXECUTE ON FUNCTION same_incident TO rramu_api;
