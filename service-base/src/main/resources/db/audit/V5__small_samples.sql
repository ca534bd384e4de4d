-- Autovacuum took samples of 30,000 batches and compared the elements of every array: a thirtieth of what the proxy computes
-- under load. What the planner asks of a batch is its number, its time, its ids and its tenants; 3,000 rows tell that.

CREATE FUNCTION audit.sample_little(part regclass) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE (SELECT format('ALTER TABLE %s %s', part, string_agg(format('ALTER %I SET STATISTICS %s', attname,
                        CASE WHEN attname IN ('first_leaf', 'no', 'at', 'first_id', 'last_id', 'tenants', 'persons') THEN 10 ELSE 0 END), ', '))
               FROM pg_attribute WHERE attrelid = part AND attnum > 0 AND NOT attisdropped);
END $$;

SELECT audit.sample_little('audit.batch');
SELECT audit.sample_little('audit.leaves');

-- A new partition does not take over its parent's statistics targets. Whoever reads the log for long (a dump) is not waited
-- for: a table that waits for its lock stops everybody behind it. The months ahead are tried again the next day.
CREATE OR REPLACE FUNCTION audit.ensure_partitions(first timestamptz, months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
    start timestamptz;
    child text;
BEGIN
    FOR i IN 0 .. least(months, 24) - 1 LOOP
        start := date_trunc('month', first) + make_interval(months => i);
        child := format('batch_%s', to_char(start, 'YYYYMM'));
        IF to_regclass('audit.' || child) IS NULL THEN
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
                EXECUTE format('CREATE TABLE IF NOT EXISTS audit.%I PARTITION OF audit.batch FOR VALUES FROM (%L) TO (%L)
                                WITH (toast_tuple_target = 8160)', child, start, start + interval '1 month');
                EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
                                FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', child);
                PERFORM audit.sample_little(format('audit.%I', child)::regclass);
            EXCEPTION
                WHEN check_violation THEN
                    -- The default partition has batches of this month, and keeps them.
                    RAISE WARNING 'audit has batches of % in its default partition', child;
                WHEN lock_not_available OR deadlock_detected THEN
                    RAISE WARNING 'audit has no table % yet: somebody else held a lock', child;
                    EXIT;
            END;
        END IF;
    END LOOP;
END $$;

-- Drops the months that end before `before`, oldest first. Refuses what is younger than the floor, not yet under a
-- signed head, or held. The leaves stay, so every head stays provable. The tables are locked when all was looked at:
-- nobody can write until the transaction ends.
CREATE OR REPLACE FUNCTION audit.retire(before timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
DECLARE
    part record;
    month_start timestamptz;
    month_end timestamptz;
    leaving text[] := '{}';
    name text;
    earliest timestamptz;
    covered bigint;
    open_rows bigint;
BEGIN
    IF before IS NULL OR before > now() - make_interval(days => (SELECT days FROM audit.retention_floor)) THEN
        RAISE EXCEPTION 'younger than the retention floor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'audit.batch'::regclass AND c.relname ~ '^batch_[0-9]{6}$' ORDER BY c.relname LOOP
        month_start := to_timestamp(substr(part.relname, 7), 'YYYYMM');
        month_end := month_start + interval '1 month';
        EXIT WHEN month_end > before;
        -- A batch belongs to the month of its latest event.
        EXECUTE format('SELECT min(a) FROM audit.%I b CROSS JOIN LATERAL unnest(b.ats) AS a', part.relname) INTO earliest;
        IF EXISTS (SELECT FROM audit.hold h WHERE h.from_at < month_end AND h.to_at > least(month_start, earliest)
                      AND NOT EXISTS (SELECT FROM audit.hold_release r WHERE r.hold_id = h.hold_id)) THEN
            RAISE EXCEPTION 'a legal hold covers %', part.relname USING ERRCODE = 'insufficient_privilege';
        END IF;
        SELECT coalesce(max(tree_size), 0) INTO covered FROM audit.head;
        EXECUTE format('SELECT count(*) FROM audit.%I b WHERE NOT EXISTS (SELECT FROM audit.leaves p
                         WHERE p.no = b.no AND p.event_ids = b.event_ids AND p.stages = b.stages AND p.hashes = b.leaf_hashes
                           AND p.first_leaf + p.size <= $1)
                          AND EXISTS (SELECT FROM unnest(b.event_ids, b.stages) WITH ORDINALITY AS e(event_id, stage, place)
                         WHERE NOT EXISTS (SELECT FROM audit.leaves p
                               CROSS JOIN LATERAL unnest(p.event_ids, p.stages) WITH ORDINALITY AS l(event_id, stage, place)
                               WHERE p.no = b.no AND l.event_id = e.event_id AND l.stage = e.stage
                                 AND substring(p.hashes FROM (l.place::int - 1) * 32 + 1 FOR 32)
                                   = substring(b.leaf_hashes FROM (e.place::int - 1) * 32 + 1 FOR 32)
                                 AND p.first_leaf + l.place <= $1))', part.relname)
           INTO open_rows USING covered;
        IF open_rows > 0 THEN
            RAISE EXCEPTION '% has events that no head covers', part.relname USING ERRCODE = 'insufficient_privilege';
        END IF;
        leaving := leaving || part.relname::text;
    END LOOP;
    FOREACH name IN ARRAY leaving LOOP
        EXECUTE format('DROP TABLE audit.%I', name);
    END LOOP;
    RETURN cardinality(leaving);
END $$;

REVOKE ALL ON FUNCTION audit.sample_little FROM PUBLIC;
