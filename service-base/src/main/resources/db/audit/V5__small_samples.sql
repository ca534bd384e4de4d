-- Autovacuum took samples of 30,000 batches and compared the elements of every array: a thirtieth of what the proxy computes
-- under load. What the planner asks of a batch is its number, its time, its ids and its tenants; 3,000 rows tell that.

CREATE FUNCTION audit.sample_little(part regclass) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE (SELECT format('ALTER TABLE %s %s', part, string_agg(format('ALTER %I SET STATISTICS %s', attname,
                        CASE WHEN attname IN ('first_leaf', 'no', 'at', 'first_id', 'last_id', 'tenants') THEN 10 ELSE 0 END), ', '))
               FROM pg_attribute WHERE attrelid = part AND attnum > 0 AND NOT attisdropped);
END $$;

SELECT audit.sample_little('audit.batch');
SELECT audit.sample_little('audit.leaves');

-- A new partition does not take over its parent's statistics targets. What the default partition holds of a month moves into
-- the month's own, so that it can be retired. Whoever reads the log for long (a dump) is not waited for: a table that waits
-- for its lock stops everybody behind it. The months ahead are tried again the next day.
CREATE OR REPLACE FUNCTION audit.ensure_partitions(first timestamptz, months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
    start timestamptz;
    child text;
    waits boolean;
BEGIN
    FOR i IN 0 .. least(months, 24) - 1 LOOP
        start := date_trunc('month', first) + make_interval(months => i);
        child := format('batch_%s', to_char(start, 'YYYYMM'));
        CONTINUE WHEN to_regclass('audit.' || child) IS NOT NULL;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
            CONTINUE WHEN to_regclass('audit.' || child) IS NOT NULL;
            LOCK TABLE audit.batch_other IN ACCESS EXCLUSIVE MODE;
            waits := EXISTS (SELECT FROM audit.batch_other b WHERE b.at >= start AND b.at < start + interval '1 month');
            IF waits THEN
                -- Detached, it is without the triggers that refuse changes.
                ALTER TABLE audit.batch DETACH PARTITION audit.batch_other;
            END IF;
            EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.batch FOR VALUES FROM (%L) TO (%L)
                            WITH (toast_tuple_target = 8160)', child, start, start + interval '1 month');
            EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
                            FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', child);
            PERFORM audit.sample_little(('audit.' || child)::regclass);
            IF waits THEN
                WITH moved AS (DELETE FROM audit.batch_other b
                                WHERE b.at >= start AND b.at < start + interval '1 month' RETURNING b.*)
                INSERT INTO audit.batch SELECT * FROM moved;
                ALTER TABLE audit.batch ATTACH PARTITION audit.batch_other DEFAULT;
            END IF;
        EXCEPTION WHEN lock_not_available THEN
            RAISE WARNING 'audit has no table % yet: its lock was taken', child;
        END;
    END LOOP;
END $$;

ALTER FUNCTION audit.retire(timestamptz) RENAME TO retire_months;

-- Drops the months that end before `before`, oldest first, those that lie in the default partition as well.
CREATE FUNCTION audit.retire(before timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
DECLARE
    until timestamptz := date_trunc('month', least(before, now()));
    month timestamptz;
BEGIN
    FOREACH month IN ARRAY ARRAY(SELECT DISTINCT date_trunc('month', b.at) FROM audit.batch_other b WHERE b.at < until) LOOP
        PERFORM audit.ensure_partitions(month, 1);
    END LOOP;
    IF EXISTS (SELECT FROM audit.batch_other b WHERE b.at < until) THEN
        RAISE EXCEPTION 'audit.batch_other is being read: try again later' USING ERRCODE = 'lock_not_available';
    END IF;
    RETURN audit.retire_months(before);
END $$;

REVOKE ALL ON FUNCTION audit.sample_little, audit.retire, audit.retire_months FROM PUBLIC;
REVOKE ALL ON FUNCTION audit.retire_months FROM ${app_role};
GRANT EXECUTE ON FUNCTION audit.retire TO ${app_role};
